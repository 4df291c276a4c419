"""`contact-api roster load`: what a roster file changes and breaks, and doing it. Whole, or not at all."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path

from contact_api.adapters.seeds.roster import staff_time_of
from contact_api.adapters.seeds.roster_file import RosterFile, read_roster_file
from contact_api.bootstrap import clock_of, sealer_of, store_of
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.ports import Contested, Transaction
from contact_api.settings import Settings
from contact_api.usecases.staff_time.load_roster import load_roster
from contact_api.usecases.staff_time.what_breaks import StaffTimeChanged

AHEAD = timedelta(weeks=8)  # how far a week is laid when no last day is named


class _OnlyChecked(Exception):
    """Nothing is to stand of what was tried."""


class RosterOutOfDays(Exception):
    """The days of the roster do not run forward."""


class RosterContested(Exception):
    """Somebody changed the same staff time meanwhile; nothing was written. Load the file again."""


def load_roster_file(
    path: Path,
    settings: Settings,
    *,
    units: Collection[str] = (),
    first: date | None = None,
    last: date | None = None,
    author: str,
    only_check: bool,
    say: Callable[[str], None],
) -> None:
    """Load the file, or only say what that would do. `units` and days widen what the file is the truth for.

    Errors: SeedFaults, UnitNotFound, RosterOutOfDays; nothing is written then.
    """
    clock = clock_of(settings)
    store = store_of(settings, sealer_of(settings), clock)
    now = clock()

    def act(tx: Transaction) -> None:
        region = tx.region()
        file = read_roster_file(path, region.staff)
        days = _days_of(file, first, last, today=region.today(now))
        wanted = staff_time_of(file.rows, days, region.staff, zone=region.zone, author=author)
        covered = file.units | {region.unit(UnitId(unit)).id for unit in units}
        loaded = load_roster(wanted, tx, units=sorted(covered), first=days[0], last=days[-1], now=now)
        _tell(loaded, region, days, covered, only_check=only_check, say=say)
        if only_check:
            raise _OnlyChecked

    try:
        with store.transaction() as tx:
            act(tx)
    except _OnlyChecked:
        say("Nothing was written.")
    except Contested:
        raise RosterContested from None
    finally:
        store.close()


def _days_of(file: RosterFile, first: date | None, last: date | None, *, today: date) -> list[date]:
    begins = first or (min(file.first, file.last) if file.first and file.last else today)
    ends = last or file.last or max(begins, today) + AHEAD - timedelta(days=1)
    if ends < begins:
        raise RosterOutOfDays(f"the last day, {ends}, comes before the first, {begins}; mend --from or --to")
    return [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]


def _tell(
    loaded: StaffTimeChanged,
    region: Region,
    days: list[date],
    units: Collection[UnitId],
    *,
    only_check: bool,
    say: Callable[[str], None],
) -> None:
    """What it comes to, unit by unit; no name of a citizen or of staff."""
    would = "would be " if only_check else ""
    say(f"Roster of {len(units)} units, {days[0]} to {days[-1]}; days before today stay as they were.")
    if not loaded.changes:
        say("It is loaded already: nothing changes.")
        return
    say(f"{len(loaded.changes.added)} spans {would}added, {len(loaded.changes.gone)} {would}taken out.")
    for unit, (before, after) in sorted(loaded.minutes.items()):
        was, is_ = loaded.planned[unit]
        say(
            f"{region.unit(unit).name}: {before} → {after} minutes that can be promised,"
            f" of {was} → {is_} planned for contacts."
        )
    if loaded.changes.left_out:
        say(
            f"{loaded.changes.left_out} minutes of it are planned otherwise already, as at another unit, and left out."
        )
    for one in loaded.promises:
        name = region.unit(one.unit_id).name
        due = f", {one.due} of now without anybody's minutes" if one.due else ""
        say(f"{one.day} {name}: {one.moved} promises {would}moved, {one.broken} {would}broken{due}.")
    if loaded.bookings:
        say(f"{len(loaded.bookings)} booked times {would}left without anybody; move them.")
    if not loaded.promises:
        say("No promise is broken by it.")
