"""From settings to a served application."""

from typing import Any

from fastapi import FastAPI

from contact_api.bootstrap import build, configure_logging
from contact_api.http.app import create_app, openapi_document
from contact_api.settings import Settings
from contact_api.web.pages import mount_pages


def make_app() -> FastAPI:
    """The API and the pages of this process, for uvicorn; called once in each server process."""
    settings = Settings()
    configure_logging(settings)
    api = create_app(build(settings))
    mount_pages(api, settings)
    return api


def describe() -> dict[str, Any]:
    """The API's own description; needs neither settings nor a database."""
    return openapi_document()
