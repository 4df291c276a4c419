"""From settings to a served application."""

from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr

from contact_api.bootstrap import build, configure_logging
from contact_api.http.app import create_app
from contact_api.settings import Settings


def make_app() -> FastAPI:
    """The API of this process, for uvicorn; called once in each server process."""
    settings = Settings()
    configure_logging(settings)
    return create_app(build(settings))


def describe() -> dict[str, Any]:
    """The API's own description; needs neither a database nor real secrets."""
    nothing_secret = Settings(secret_key=SecretStr("only-to-describe-the-routes-" + "x" * 8))
    return create_app(build(nothing_secret)).openapi()
