"""The two files of the result folder: promises.csv and attempts.csv."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import NamedTemporaryFile

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.promise.promise import Promise
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.results.figures import ContactResult

PROMISE_COLUMNS = ("contact_id", "promised_at", "window_from", "window_to", "centre_id", "backed")
ATTEMPT_COLUMNS = ("contact_id", "attempt", "staff_id", "started_at", "ended_at", "outcome")

TimedRow = tuple[datetime, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ResultRows:
    """The rows of both files, each after the time it is sorted by."""

    promises: tuple[TimedRow, ...]
    attempts: tuple[TimedRow, ...]


def result_rows(results: Sequence[ContactResult], *, zone: tzinfo) -> ResultRows:
    """What was promised and what happened, as it will be written."""
    return ResultRows(
        promises=tuple(
            (one.made_at, _promise_row(one, zone)) for result in results for one in result.promises
        ),
        attempts=tuple(
            (one.started_at, _attempt_row(one, zone)) for result in results for one in result.attempts
        ),
    )


def write_result(out: Path, results: Sequence[ContactResult], *, zone: tzinfo) -> None:
    """Write both files; each is there whole or as it was before. Errors: ScenarioFault."""
    write_result_rows(out, [result_rows(results, zone=zone)])


def write_result_rows(out: Path, parts: Sequence[ResultRows]) -> None:
    """Write what the parts of a region came to, as if it had been one. Errors: ScenarioFault."""
    promises = [row for part in parts for row in part.promises]
    attempts = [row for part in parts for row in part.attempts]
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "promises.csv", PROMISE_COLUMNS, _in_order(promises))
        _write(out / "attempts.csv", ATTEMPT_COLUMNS, _in_order(attempts))
    except OSError as error:
        raise ScenarioFault(f"{out}: cannot be written ({error.strerror or error})") from None


def _in_order(rows: Iterable[TimedRow]) -> Iterator[Sequence[str]]:
    """By time, then by contact, which is the first field; of the same contact as they came."""
    for _, row in sorted(rows, key=lambda timed: (timed[0], timed[1][0])):
        yield row


def _promise_row(one: Promise, zone: tzinfo) -> tuple[str, ...]:
    window = (_local(one.window.start, zone), _local(one.window.end, zone)) if one.window else ("", "")
    backed = "1" if one.backed else "0"
    return (one.contact_id, _local(one.made_at, zone), *window, one.unit_id or "", backed)


def _attempt_row(one: Attempt, zone: tzinfo) -> tuple[str, ...]:
    times = (_local(one.started_at, zone), _local(one.ended_at, zone))
    return (one.contact_id, str(one.number), one.staff_id, *times, one.outcome.value)


def _local(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).replace(tzinfo=None).isoformat()


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as temporary:
        written = Path(temporary.name)
        try:
            writer = csv.writer(temporary, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        except BaseException:
            written.unlink()
            raise
    written.chmod(0o644)
    written.replace(path)
