"""What is logged of failures: where they happened, and nothing that they carried."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import structlog
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from contact_api.http.auth.allowed import allowed
from contact_api.logs import configure_logging, what_failed
from contact_api.settings import Settings
from tests.http.test_permissions import every_route, method_of, name_of, path_of
from tests.http.world import World, a_world

NEEDLE = "19800426-2385 Gudrun +46701740605 hemligt-lösenord"
PARTS = NEEDLE.split()


def tells(text: str) -> list[str]:
    return [part for part in PARTS if part in text]


@pytest.fixture
def served() -> Iterator[World]:
    yield from a_world()


@pytest.fixture
def logging_as_served() -> Iterator[None]:
    before = (structlog.get_config(), logging.root.handlers[:], logging.root.level)
    hooks = sys.excepthook, threading.excepthook
    configure_logging("info")
    yield
    structlog.configure(**before[0])
    logging.root.handlers[:] = before[1]
    logging.root.setLevel(before[2])
    sys.excepthook, threading.excepthook = hooks


def failure(kind: Callable[[str], BaseException], depth: int, *, hides: bool) -> BaseException:
    """One that carries the needle in its message, its locals and in what caused it."""
    carried = f"cannot take {NEEDLE}"
    error = kind(carried)
    if depth:
        error.__cause__ = failure(kind, depth - 1, hides=not hides)
    error.__suppress_context__ = hides
    return raised(error)


def raised(error: BaseException) -> BaseException:
    """The same, with the line it came from."""
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


KINDS: list[Callable[[str], BaseException]] = [
    ValueError,
    KeyError,
    psycopg.errors.UniqueViolation,
    lambda said: OSError(28, said, said),
    lambda said: ExceptionGroup(said, [ValueError(said)]),
    lambda said: UnicodeDecodeError("utf-8", said.encode(), 0, 1, said),
]


@given(st.sampled_from(KINDS), st.integers(0, 4), st.booleans())
def test_a_failure_is_told_by_kind_and_place_and_never_by_what_it_carried(
    kind: Callable[[str], BaseException], depth: int, hides: bool
) -> None:
    told = what_failed(failure(kind, depth, hides=hides))

    assert tells(json.dumps(told, ensure_ascii=False)) == []
    assert told[0]["passed"][-1].endswith(" raised")
    assert told[0]["kind"].rpartition(".")[2] in {
        "ValueError",
        "KeyError",
        "UniqueViolation",
        "OSError",
        "ExceptionGroup",
        "UnicodeDecodeError",
    }


def test_what_a_validator_refused_is_not_told() -> None:
    class Shape(BaseModel):
        number: int

    with pytest.raises(ValidationError) as caught:
        Shape.model_validate({"number": NEEDLE})

    assert tells(json.dumps(what_failed(caught.value))) == []


def test_every_route_that_fails_says_so_without_what_was_sent(
    served: World, logging_as_served: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_self: allowed, request: Request) -> None:
        carried = {"of whom": NEEDLE, "sent": await request.body()}
        raise RuntimeError(f"could not do it for {carried}")

    world = served
    routes = list(every_route(world))
    monkeypatch.setattr(allowed, "__call__", fail)
    body = {"name": NEEDLE, "free_text": NEEDLE}
    failed = [
        name_of(route) for route in routes if _answers_500(world, method_of(route), path_of(route), body)
    ]

    written = "".join(capfd.readouterr())
    assert tells(written) == []
    assert len(failed) == len(routes) > 40
    assert written.count('"event": "request.failed"') == len(failed)
    assert written.count('"kind": "builtins.RuntimeError"') == len(failed)


def _answers_500(world: World, method: str, path: str, body: dict[str, str]) -> bool:
    answer = world.client.request(
        method, path, json=body, headers={"Contact-Link": "x", "Idempotency-Key": "k" * 20}
    )
    assert tells(answer.text) == []
    return answer.status_code == 500


def test_what_libraries_log_has_no_values(
    logging_as_served: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("uvicorn", "uvicorn.error"):  # another test may have set them up in uvicorn's own way
        monkeypatch.setattr(logging.getLogger(name), "propagate", True)
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
        monkeypatch.setattr(logging.getLogger(name), "level", logging.NOTSET)
    logging.getLogger("uvicorn.error").manager._clear_cache()  # type: ignore[attr-defined]
    library = logging.getLogger("some.library")
    library.error("cannot send to %s", NEEDLE, exc_info=raised(ValueError(NEEDLE)))
    library.error(ValueError(NEEDLE))
    library.error("Task was never retrieved\nfuture: <%s>", NEEDLE)  # as asyncio does
    logging.getLogger("uvicorn.error").error("address %s already in use", "127.0.0.1")

    written = capfd.readouterr().err
    told = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    lines = [line for line in told if line.get("logger") in ("some.library", "uvicorn.error")]
    assert tells(written) == []
    assert [line["event"] for line in lines] == [
        "cannot send to %s",
        "ValueError",
        "Task was never retrieved",
        "address 127.0.0.1 already in use",
    ]
    assert lines[0]["failure"][0]["kind"] == "builtins.ValueError"


@pytest.mark.parametrize(
    ("ends", "event"),
    [
        ("raise ValueError(needle)", "process.failed"),
        ("t = threading.Thread(target=lambda: int(needle)); t.start(); t.join()", "thread.failed"),
        ("log.exception('x', exc_info=ValueError(needle))", "x"),
    ],
)
def test_what_ends_a_process_or_a_thread_is_told_without_values(ends: str, event: str) -> None:
    program = (
        "import sys, threading, structlog; from contact_api.logs import configure_logging;"
        f"configure_logging(); log = structlog.get_logger(); needle = sys.stdin.read(); {ends}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=NEEDLE, capture_output=True, text=True, check=False
    )

    assert tells(done.stdout + done.stderr) == []
    assert json.loads(done.stderr.splitlines()[-1])["event"] == event


@pytest.mark.parametrize("argv", [["migrate"], ["seed"], ["health", "scheduler"], ["health", "worker"]])
def test_no_command_shows_the_passwords_of_the_servers(argv: list[str]) -> None:
    password = "hemligt-losenord"
    env = {
        "CONTACT_DATABASE_URL": f"postgresql+psycopg://contact:{password}@127.0.0.1:1/{password}",
        "CONTACT_REDIS_URL": f"redis://:{password}@127.0.0.1:1/not-a-number",
        "CONTACT_SECRET_KEY": "a made-up master secret of forty characters",
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-m", "contact_api", *argv], env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert password not in done.stdout + done.stderr


def test_settings_show_no_secret_when_they_are_printed() -> None:
    secrets: dict[str, Any] = {
        "database_url": f"postgresql+psycopg://contact:{PARTS[1]}@127.0.0.1/contact",
        "redis_url": f"redis://:{PARTS[1]}@127.0.0.1/0",
        "secret_key": PARTS[1] * 8,
        "twilio": {"account_sid": "AC1", "auth_token": PARTS[1]},
        "originate": {"base_url": "https://calls.example", "secret": PARTS[1]},
        "telephony_secrets": {"exchange": [PARTS[1]]},
        "former_secret_keys": [PARTS[1] * 8],
    }

    shown = repr(Settings(**secrets))

    assert PARTS[1] not in shown
    assert PARTS[1] not in json.dumps(Settings(**secrets).model_dump(mode="json"))
