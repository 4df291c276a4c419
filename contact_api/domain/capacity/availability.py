"""What a cell has for one need: how far it may be filled, the window it gives, and if neither, why not."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes
from contact_api.domain.core.contact import Need
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, Window


class Verdict(StrEnum):
    """What a look at a cell came to; each has a phrase in the catalogue of texts."""

    AVAILABLE = "available"
    FULL = "full"  # its minutes are reserved, or too few of them are left
    PROTECTED_FOR_URGENT = "protected_for_urgent"  # and for retries, by the plan or by share
    PROTECTED_FOR_RETRIES = "protected_for_retries"  # what even the urgent leave
    PROTECTED_FOR_OWN_PATIENTS = "protected_for_own_patients"  # of another unit than the citizen's own
    PROTECTED_FOR_OWN_UNIT_ONLY = (
        "protected_for_own_unit_only"  # for the unit's own people who accept no other
    )
    TOO_LONG_TODAY = "too_long_today"  # longer than what is promised while not everybody can be reached
    OUTSIDE_AVAILABLE_HOURS = "outside_available_hours"
    TOO_LITTLE_LEFT = "too_little_left"  # a narrower window than may be promised
    NOBODY_ON_SHIFT = "nobody_on_shift"
    PASSED = "passed"
    NOT_MASTERED = "not_mastered"  # no fitting profession, or not the citizen's language
    LATER = "later"  # not looked at: the same unit has an earlier cell


def fill_limit(cell: Cell, need: Need, *, planning: Planning, now: datetime) -> int:
    """How far the cell may be filled for this need, in planned minutes: those to come less the protected."""
    to_come = cell.to_come(now)
    if cell.protected is not None:
        protected = _protected_from(need, cell, cell.protected, planning=planning, now=now)
        return int(to_come) - protected
    near = cell.start - now <= planning.release
    share = planning.share_urgent if need.urgency.is_urgent or near else planning.share_today
    return int(to_come * share)


def promisable(cell: Cell, *, planning: Planning, now: datetime) -> int:
    """How many planned minutes of it may be promised to those who can wait, whatever is reserved."""
    near = cell.start - now <= planning.release
    if cell.protected is None:
        return int(cell.to_come(now) * (planning.share_urgent if near else planning.share_today))
    return max(0, int(cell.to_come(now)) - (0 if near else cell.protected.today))


def _protected_from(
    need: Need, cell: Cell, protected: ProtectedMinutes, *, planning: Planning, now: datetime
) -> int:
    """What the plan protects of a cell from this need, in planned minutes."""
    near = cell.start - now <= planning.release
    if need.urgency.is_urgent:
        return 0 if near else protected.urgent
    if protected.longest is not None and need.minutes > protected.longest:
        return cell.holds
    minutes = 0 if near else protected.today
    if cell.pool.unit_id != need.unit_id:
        return minutes + protected.own
    return minutes if need.consent is Consent.OWN_UNIT else minutes + protected.own_only


def why_unavailable(cell: Cell, need: Need, *, planning: Planning, now: datetime) -> Verdict:
    """What takes the minutes of a cell that cannot be filled so far for this need (`fill_limit` says so)."""
    if not cell.staff_minutes:
        return Verdict.NOBODY_ON_SHIFT
    wanted = cell.reserved_minutes + need.minutes
    if wanted > cell.holds:
        return Verdict.FULL
    to_come = int(cell.to_come(now))
    if wanted > to_come:
        return Verdict.FULL
    return _protected_for(cell, need, spare=to_come - wanted, near=cell.start - now <= planning.release)


def _protected_for(cell: Cell, need: Need, *, spare: int, near: bool) -> Verdict:
    """For whom the minutes are protected that nobody has reserved; `spare` would be left of them after this need."""
    if need.urgency.is_urgent:
        return Verdict.PROTECTED_FOR_RETRIES
    if cell.protected is None:
        return Verdict.PROTECTED_FOR_URGENT
    if cell.protected.longest is not None and need.minutes > cell.protected.longest:
        return Verdict.TOO_LONG_TODAY
    if not near and cell.protected.today > spare:
        return Verdict.PROTECTED_FOR_URGENT
    at_other_unit = cell.pool.unit_id != need.unit_id
    return Verdict.PROTECTED_FOR_OWN_PATIENTS if at_other_unit else Verdict.PROTECTED_FOR_OWN_UNIT_ONLY


def opens_at(cell: Cell, *, planning: Planning) -> datetime:
    """When the window of a cell opens: before the cell, for staff ahead of the plan, if they are at work by then."""
    return max(cell.start - planning.lead, min(cell.start, cell.pool_since or cell.start))


def window_at(need: Need, cell: Cell, *, planning: Planning, now: datetime) -> Window | None:
    """The window a citizen would be told for a cell, cut to their hours and to the pool's day.

    An urgent contact may be rung from now on: its window opens at once if the cell lies in the coming hour.
    """
    from_now = max(now, need.available_from or now)
    at_once = need.urgency.is_urgent and cell.start < from_now + planning.urgent_within
    opens = opens_at(cell, planning=planning)
    start = from_now if at_once else max(from_now, opens)
    end = min(
        start + planning.window,
        start + planning.window if at_once else cell.start + planning.window,
        cell.pool_ends_at or cell.end,
        need.available_to or cell.end + planning.window,
    )
    if start >= cell.end or end <= opens or end - start < planning.least_window:
        return None
    return Window(start, end)


def why_no_window(need: Need, cell: Cell, *, planning: Planning, now: datetime) -> Verdict:
    """Why a cell with minutes left gives no window: the citizen's hours, or what is left of it or of the pool's day."""
    if need.available_from is None and need.available_to is None:
        return Verdict.TOO_LITTLE_LEFT
    at_any_hour = replace(need, available_from=None, available_to=None)
    if window_at(at_any_hour, cell, planning=planning, now=now) is None:
        return Verdict.TOO_LITTLE_LEFT
    return Verdict.OUTSIDE_AVAILABLE_HOURS
