"""A scenario with one thing about it changed; the scenario itself stays as it is. Times hold on every day of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from fractions import Fraction
from math import floor
from operator import attrgetter

from contact_api.domain.capacity.capacity import StaffMember, Unit
from contact_api.domain.core.calendar import day_span, local_moment
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.replay.scenario.scenario import Citizen, RosterRow, Scenario
from contact_api.replay.what_if import (
    Closes,
    Contacts,
    Gets,
    Hours,
    Lends,
    NotUnderstood,
    Sick,
    read_change,
    refusal,
)

NAMES_SHOWN = 8  # in a refusal


def changed(scenario: Scenario, what_if: str) -> Scenario:
    """The scenario as it would be. Errors: ScenarioFault, in one line, with the forms there are."""
    try:
        match read_change(what_if):
            case Lends() as change:
                return _lends(scenario, change)
            case Gets() as change:
                return _gets(scenario, change)
            case Closes() as change:
                return _closes(scenario, change)
            case Sick() as change:
                return _sick(scenario, change)
            case Contacts() as change:
                return _contacts(scenario, change.factor)
    except NotUnderstood as wrong:
        raise refusal(what_if, wrong) from None


def _lends(scenario: Scenario, change: Lends) -> Scenario:
    """More people, who may take contacts of every centre whose citizens accept another.

    Whom the staff of a unit may take is decided by the unit. Where the centre does not share its work they are
    therefore a unit of their own, beside it, that does: they take nobody who accepts no other centre.
    """
    unit = _unit(scenario, change.centre)
    _check_professions(scenario, (change.profession,))
    there = [one for one in scenario.staff.values() if one.unit_id == unit.id]
    able = [set(one.languages) for one in there if change.profession in one.professions]
    languages = tuple(sorted(set.intersection(*able))) if able else ()
    if not unit.shares_work:
        unit = replace(unit, id=UnitId(_unused(f"{unit.id}-lends", scenario.units)), shares_work=True)
        scenario = replace(scenario, units={**scenario.units, unit.id: unit})
    member = StaffMember(
        StaffId(f"{unit.id}-lent"), unit.id, (change.profession,), languages or _commonest(scenario)
    )
    return _with_more(scenario, member, change.count, change.hours)


def _gets(scenario: Scenario, change: Gets) -> Scenario:
    """More people, who work as the others of the centre do."""
    unit = _unit(scenario, change.centre)
    _check_professions(scenario, change.professions)
    spoken = {one for member in scenario.staff.values() for one in member.languages}
    spoken |= {citizen.language for citizen in scenario.citizens}
    for language in change.languages:
        if language not in spoken:
            raise NotUnderstood(f"nobody in the scenario speaks {language!r}{_like(language, spoken)}")
    member = StaffMember(
        StaffId(f"{unit.id}-more"), unit.id, change.professions, change.languages or _commonest(scenario)
    )
    return _with_more(scenario, member, change.count, change.hours)


def _with_more(scenario: Scenario, like: StaffMember, count: int, hours: Hours) -> Scenario:
    staff, roster = dict(scenario.staff), list(scenario.roster)
    for number in range(1, count + 1):
        member = replace(like, id=StaffId(_unused(f"{like.id}-{number:02}", staff)))
        staff[member.id] = member
        roster += [RosterRow(member.id, *span, known_at=None) for span in _spans(scenario, hours)]
    return replace(scenario, staff=staff, roster=tuple(roster))


def _closes(scenario: Scenario, change: Closes) -> Scenario:
    """Nobody there makes callbacks in those hours, as is known from the start of the day; citizens go on asking."""
    unit = _unit(scenario, change.centre)
    closed = list(_spans(scenario, change.hours))
    roster: list[RosterRow] = []
    for row in scenario.roster:
        if scenario.staff[row.staff_id].unit_id == unit.id and not row.is_sick_call:
            roster += _without(row, closed)
        else:
            roster.append(row)
    return replace(scenario, roster=tuple(roster))


def _without(row: RosterRow, closed: Sequence[tuple[datetime, datetime]]) -> Iterator[RosterRow]:
    """What is left of a shift."""
    at = row.starts_at
    for start, end in closed:
        if at < min(start, row.ends_at):
            yield replace(row, starts_at=at, ends_at=min(start, row.ends_at))
        at = max(at, min(end, row.ends_at))
    if at < row.ends_at:
        yield replace(row, starts_at=at)


def _sick(scenario: Scenario, change: Sick) -> Scenario:
    if change.staff not in scenario.staff:
        raise NotUnderstood(f"there is no staff member {change.staff!r}{_like(change.staff, scenario.staff)}")
    since = [local_moment(day, change.since, scenario.zone) for day in scenario.days]
    calls = [RosterRow(StaffId(change.staff), at, at, known_at=at) for at in since]
    return replace(scenario, roster=(*scenario.roster, *calls))


def _contacts(scenario: Scenario, factor: Fraction) -> Scenario:
    """So many times the contacts, evenly through the day: a contact more is like the one before it and comes
    between that and the next.
    """
    citizens = sorted(scenario.citizens, key=attrgetter("arrived_at", "contact_id"))
    before = {one.contact_id for one in citizens}
    found: list[Citizen] = []
    for number, (citizen, after) in enumerate(zip(citizens, [*citizens[1:], None], strict=True)):
        copies = floor((number + 1) * factor) - floor(number * factor)
        found += _copies(citizen, copies, _until(citizen, after, scenario), before)
    return replace(scenario, citizens=tuple(sorted(found, key=attrgetter("arrived_at", "contact_id"))))


def _copies(citizen: Citizen, count: int, until: datetime, taken: Collection[str]) -> Iterator[Citizen]:
    apart = (until - citizen.arrived_at) / max(1, count)
    for number in range(count):
        at = (citizen.arrived_at + number * apart).replace(microsecond=0)
        name = _unused(f"{citizen.contact_id}~{number + 1}", taken) if number else citizen.contact_id
        yield replace(citizen, contact_id=ContactId(name), arrived_at=max(at, citizen.arrived_at))


def _until(citizen: Citizen, after: Citizen | None, scenario: Scenario) -> datetime:
    """The latest a contact like this one may come: before the next of that day, and while the citizen can be called."""
    same_day = after is not None and _day(after, scenario) == _day(citizen, scenario)
    latest = after.arrived_at if after is not None and same_day else citizen.arrived_at
    return max(citizen.arrived_at, min(latest, citizen.available_to or latest))


def _day(citizen: Citizen, scenario: Scenario) -> object:
    return citizen.arrived_at.astimezone(scenario.zone).date()


def _spans(scenario: Scenario, hours: Hours | None) -> Iterator[tuple[datetime, datetime]]:
    """Those hours of every day; None: the whole days."""
    for day in scenario.days:
        if hours is None:
            whole = day_span(day, scenario.zone)
            yield whole.start, whole.end
        else:
            yield local_moment(day, hours.start, scenario.zone), local_moment(day, hours.end, scenario.zone)


def _unit(scenario: Scenario, name: str) -> Unit:
    """The centre with this id, or the only one with this name; capitals do not matter."""
    if name in scenario.units:
        return scenario.units[UnitId(name)]
    called = [one for one in scenario.units.values() if name.casefold() in _names(one)]
    if len(called) > 1:
        raise NotUnderstood(f"{name!r} is the name of several centres: {', '.join(one.id for one in called)}")
    if not called:
        names = {part for one in scenario.units.values() for part in _names(one)}
        raise NotUnderstood(f"there is no centre {name!r}{_like(name.casefold(), names)}")
    return called[0]


def _names(unit: Unit) -> tuple[str, str]:
    return unit.id.casefold(), unit.name.casefold()


def _check_professions(scenario: Scenario, professions: Iterable[str]) -> None:
    known = {one for member in scenario.staff.values() for one in member.professions}
    known |= {need for citizen in scenario.citizens for need in citizen.needs}
    for profession in professions:
        if profession not in known:
            raise NotUnderstood(f"the scenario knows no profession {profession!r}{_like(profession, known)}")


def _commonest(scenario: Scenario) -> tuple[str, ...]:
    """The language most citizens speak, or most of the staff where nobody seeks contact."""
    spoken = Counter(citizen.language for citizen in scenario.citizens)
    spoken = spoken or Counter(one for member in scenario.staff.values() for one in member.languages)
    return tuple(sorted(spoken, key=lambda one: (-spoken[one], one))[:1])


def _like(name: str, names: Iterable[str]) -> str:
    known = sorted(names)
    near = get_close_matches(name, known, n=3) or (known if len(known) <= NAMES_SHOWN else [])
    return f" (there is {', '.join(near)})" if near else ""


def _unused(name: str, taken: Collection[str] | Mapping[str, object]) -> str:
    while name in taken:
        name += "~"
    return name
