"""From settings to a served application."""

import gc
from typing import Any

from fastapi import FastAPI

from contact_api.bootstrap import build, configure_logging
from contact_api.http.app import create_app, openapi_document
from contact_api.settings import Settings
from contact_api.web.pages import mount_pages

COLLECT_AFTER = (
    50_000,
    20,
    20,
)  # new objects, then collections of the younger: a request makes some thousands


def make_app() -> FastAPI:
    """The API and the pages of this process, for uvicorn; called once in each server process."""
    settings = Settings()
    configure_logging(settings)
    api = create_app(build(settings))
    mount_pages(api, settings)
    _settle_memory()
    return api


def _settle_memory() -> None:
    """What was made at start stays for good: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def describe() -> dict[str, Any]:
    """The API's own description; needs neither settings nor a database."""
    return openapi_document()
