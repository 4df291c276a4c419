"""What came of a replay: the two files of the result folder, and the figures."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import NamedTemporaryFile

from contact_api.domain.core.attempts import Attempt
from contact_api.domain.promise.promise import Promise
from contact_api.replay.scenario.csv_rows import ScenarioFault

PROMISES = ("contact_id", "promised_at", "window_from", "window_to", "centre_id", "backed")
ATTEMPTS = ("contact_id", "attempt", "staff_id", "started_at", "ended_at", "outcome")

ResultRow = tuple[datetime, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of both files, each after the moment it is sorted by."""

    promises: tuple[ResultRow, ...]
    attempts: tuple[ResultRow, ...]


def lines_of(promises: Iterable[Promise], attempts: Iterable[Attempt], *, zone: tzinfo) -> Lines:
    """What was promised and what happened, as it will be written."""
    return Lines(
        promises=tuple((one.made_at, _promise_row(one, zone)) for one in promises),
        attempts=tuple((one.started_at, _attempt_row(one, zone)) for one in attempts),
    )


def write_result(
    out: Path, promises: Iterable[Promise], attempts: Iterable[Attempt], *, zone: tzinfo
) -> None:
    """Write both files; each is there whole or as it was before. Errors: ScenarioFault."""
    write_lines(out, [lines_of(promises, attempts, zone=zone)])


def write_lines(out: Path, parts: Sequence[Lines]) -> None:
    """Write what the parts of a region came to, as if it had been one. Errors: ScenarioFault."""
    told = [line for part in parts for line in part.promises]
    tried = [line for part in parts for line in part.attempts]
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "promises.csv", PROMISES, _in_order(told))
        _write(out / "attempts.csv", ATTEMPTS, _in_order(tried))
    except OSError as error:
        raise ScenarioFault(f"{out}: cannot be written ({error.strerror or error})") from None


def _in_order(lines: Iterable[ResultRow]) -> Iterator[Sequence[str]]:
    """By moment, then by contact, which is the first field; of the same contact as they came."""
    for _, row in sorted(lines, key=lambda line: (line[0], line[1][0])):
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
        beside = Path(temporary.name)
        try:
            writer = csv.writer(temporary, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        except BaseException:
            beside.unlink()
            raise
    beside.chmod(0o644)
    beside.replace(path)
