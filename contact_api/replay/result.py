"""What came of a replay: the two files of the result folder, and the figures."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from tempfile import NamedTemporaryFile

from contact_api.domain.attempts import Attempt
from contact_api.domain.promise import Promise
from contact_api.replay.fields import ScenarioFault

PROMISES = ("contact_id", "promised_at", "window_from", "window_to", "centre_id", "backed")
ATTEMPTS = ("contact_id", "attempt", "staff_id", "started_at", "ended_at", "outcome")


def write_result(
    out: Path, promises: Iterable[Promise], attempts: Iterable[Attempt], *, zone: tzinfo
) -> None:
    """Write both files; each is there whole or as it was before. Errors: ScenarioFault."""
    told = sorted(promises, key=lambda one: (one.made_at, one.contact_id))
    tried = sorted(attempts, key=lambda one: (one.started_at, one.contact_id))
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write(out / "promises.csv", PROMISES, (_promise_row(one, zone) for one in told))
        _write(out / "attempts.csv", ATTEMPTS, (_attempt_row(one, zone) for one in tried))
    except OSError as error:
        raise ScenarioFault(f"{out}: cannot be written ({error.strerror or error})") from None


def _promise_row(one: Promise, zone: tzinfo) -> Sequence[str]:
    window = (_local(one.window.start, zone), _local(one.window.end, zone)) if one.window else ("", "")
    backed = "1" if one.backed else "0"
    return (one.contact_id, _local(one.made_at, zone), *window, one.unit_id or "", backed)


def _attempt_row(one: Attempt, zone: tzinfo) -> Sequence[str]:
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
