"""What the processes log: JSON lines of ids and facts, never of persons or secrets.

A failure is told by its kinds and the lines of code it passed. Its message and the values of variables are left out:
drivers and validators repeat in them what was sent, and addresses of servers carry passwords.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, ExcInfo

MOST_FRAMES = 40  # of one failure; the last ones
MOST_CAUSES = 8
TOLD_IN_FULL = (
    "uvicorn.error",
)  # loggers whose values are told too: of sockets and protocols, not of persons

Failed = tuple[type[BaseException], BaseException, TracebackType | None]


def configure_logging(level: str = "info") -> None:
    """Log to standard error, also what libraries log and what ends a process or a thread."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_failure,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _StandardError(),
        cache_logger_on_first_use=True,
    )
    handler = _Handler()
    handler.setFormatter(_of_libraries())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    sys.excepthook = _program_failed
    threading.excepthook = _thread_failed


def what_failed(error: BaseException) -> list[dict[str, Any]]:
    """Of a failure and what caused it: the kind, what a database calls it, and where it passed; nothing it carries."""
    return [_told(one) for one in _chain(error)]


class _StandardError:
    """Writes whole lines to what is standard error at that moment."""

    def msg(self, line: str) -> None:
        """Write a line."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = exception = msg


class _Handler(logging.Handler):
    """Of what libraries log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        _StandardError().msg(self.format(record))


def _told(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    told: dict[str, Any] = {"kind": f"{kind.__module__}.{kind.__qualname__}"}
    database = getattr(error, "diag", None)
    known = {
        "sqlstate": getattr(error, "sqlstate", None),
        "constraint": getattr(database, "constraint_name", None),
        "errno": getattr(error, "errno", None),
    }
    told |= {name: value for name, value in known.items() if value is not None}
    if isinstance(error, BaseExceptionGroup):
        told["inside"] = [what_failed(one) for one in error.exceptions[:MOST_CAUSES]]
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return told | {"passed": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """A failure, then what it came from."""
    one: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _tell_failure(_logger: object, _method: str, event: EventDict) -> EventDict:
    info: ExcInfo | BaseException | bool | None = event.pop("exc_info", None)
    error = sys.exception() if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["failure"] = what_failed(error)
    return event


def _of_libraries() -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            _without_values,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _tell_failure,
            structlog.processors.JSONRenderer(),
        ],
    )


def _without_values(_logger: object, _method: str, event: EventDict) -> EventDict:
    """A library's message as its code has it; what it fills in may be anybody's."""
    record: logging.LogRecord = event["_record"]
    if record.name not in TOLD_IN_FULL:
        message = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        event["event"] = message.partition("\n")[0]
    event.pop("positional_args", None)
    return event


def _program_failed(kind: type[BaseException], error: BaseException, passed: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, passed)
        return
    structlog.get_logger().critical("process.failed", exc_info=(kind, error, passed))


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        failed: Failed = (args.exc_type, args.exc_value, args.exc_traceback)
        structlog.get_logger().error("thread.failed", exc_info=failed)
