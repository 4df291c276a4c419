"""From settings to a served application."""

import gc
import os
import resource
import signal
import threading
from dataclasses import replace
from functools import partial
from multiprocessing import parent_process
from typing import Any

import uvicorn
from fastapi import FastAPI

from contact_api.bootstrap import build
from contact_api.http.app import create_app, openapi_document
from contact_api.http.middleware.connection_limits import ConnectionLimits, LimitedProtocol, Open
from contact_api.logs import configure_logging
from contact_api.settings import Settings
from contact_api.web.pages import mount_pages

COLLECT_AFTER = (
    50_000,
    20,
    20,
)  # new objects, then collections of the younger: a request makes some thousands

OTHER_HANDLES = 200  # of files and connections that a server process needs beside those of its clients


def serve(settings: Settings, *, processes: int) -> None:
    """Serve until stopped, within the limits for connections."""
    configure_logging(settings.log_level)
    limits = ConnectionLimits(**settings.connections.model_dump())
    handles = _handles(limits.in_all + OTHER_HANDLES)
    limits = replace(limits, in_all=min(limits.in_all, max(1, handles - OTHER_HANDLES)))
    uvicorn.run(
        "contact_api.asgi:make_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=processes,
        http=partial(LimitedProtocol, limits=limits, opened=Open()),  # type: ignore[arg-type]
        access_log=False,  # the service logs route templates itself; paths may carry ids
        log_config=None,
        timeout_graceful_shutdown=15,
    )


def _handles(wanted: int) -> int:
    """So many file handles, or as many as the system lets this process have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def make_app() -> FastAPI:
    """The API and the pages of this process, for uvicorn; called once in each server process."""
    settings = Settings()
    configure_logging(settings.log_level)
    _end_with_parent()
    api = create_app(build(settings))
    mount_pages(api, settings)
    _settle_memory()
    return api


def _end_with_parent() -> None:
    """One of several server processes ends when the one that started it does, however that ends."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _settle_memory() -> None:
    """What was made at start stays for good: the garbage collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def describe() -> dict[str, Any]:
    """The API's own description; needs neither settings nor a database."""
    return openapi_document()
