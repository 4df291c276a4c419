"""The resources: a module per consumer and noun; shape in, use case, shape out."""

from fastapi import APIRouter

from contact_api.http.api_root import API_ROOT


def router(tag: str) -> APIRouter:
    """A router under the API's root, its operations grouped under one heading."""
    return APIRouter(prefix=API_ROOT, tags=[tag])
