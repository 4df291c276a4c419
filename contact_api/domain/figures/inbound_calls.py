"""Every attempt to get through by telephone, also those that never became a request.

One attempt of a citizen is one call, told in events by whoever answers the telephone: the region's exchange or our own
menu. Events come late, twice and in any order; a call is what they say together.
Sources: vantetider.se, "Vad mäts och visas, primärvård"; Gävleborg 2018, where more than 5 000 a week were turned
away by the exchange and stood in no figure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.figures.open_figures import hidden


class InboundKind(StrEnum):
    """What became of a call, the weightiest first: of several the first one counts."""

    ANSWERED = "answered"  # a person answered at once
    REQUESTED = "requested"  # the caller is to be called back
    TURNED_AWAY = "turned_away"  # by the exchange
    ABANDONED = "abandoned"  # the caller hung up before a choice
    OFFERED = "offered"  # let in, and nothing more was said of it


class TurnedAwayBy(StrEnum):
    """Why the exchange turned a call away."""

    FULL = "full"
    CLOSED = "closed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One thing that happened to a call; the same `event_id` of the same sender is the same event again."""

    sender: str
    event_id: str
    call_reference: str  # what the sender calls the call
    kind: InboundKind
    at: datetime  # when it happened, however late it was told
    unit_id: UnitId | None = None
    caller: str | None = None  # blind index of the number, another one each day; None: withheld
    why: TurnedAwayBy | None = None
    contact_id: ContactId | None = None  # the contact request it led to


@dataclass(frozen=True, slots=True)
class InboundCall:
    """One call of a citizen: an attempt to get through."""

    sender: str
    call_reference: str
    at: datetime
    kinds: frozenset[InboundKind]
    unit_id: UnitId | None = None
    caller: str | None = None
    why: TurnedAwayBy | None = None
    contact_id: ContactId | None = None

    @property
    def outcome(self) -> InboundKind:
        """What became of it."""
        return next(kind for kind in InboundKind if kind in self.kinds)

    @property
    def was_let_in(self) -> bool:
        """Whether the menu, or a person, was ever reached."""
        return self.kinds != {InboundKind.TURNED_AWAY}

    @property
    def person(self) -> str:
        """Who tried, as far as anybody knows: each call from a withheld number counts as another caller."""
        return self.caller or self.contact_id or f"{self.sender} {self.call_reference}"


@dataclass(frozen=True, slots=True)
class CallBack:
    """One attempt of staff to reach who is to be called back."""

    started_at: datetime
    reached: bool


@dataclass(frozen=True, slots=True)
class InboundFigures:
    """How often, and by how many, a unit or the region was rung on a day, and who got through."""

    attempts: int = 0  # answered + requests + turned_away + abandoned + unfinished
    offered: int = 0  # of the attempts: let in by the exchange
    answered: int = 0
    requests: int = 0
    turned_away: int = 0
    abandoned: int = 0
    unfinished: int = 0
    callers: int = 0  # callers + redials = attempts
    redials: int = 0
    callers_reached: int = 0  # spoken with on the day they rang
    skr_calls: int = 0  # what the national measure sees of them
    skr_same_day: int = 0


CallBacks = Mapping[ContactId, Sequence[CallBack]]


def joined(events: Iterable[InboundEvent]) -> list[InboundCall]:
    """The calls that the events tell of, by their first moment; neither order nor repetition changes one.

    A call happens when its first event does. Of what several events say, the earliest that says it counts.
    """
    told: dict[tuple[str, str], set[InboundEvent]] = defaultdict(set)
    for event in events:
        told[event.sender, event.call_reference].add(event)
    calls = [_call(sorted(of_call, key=lambda one: (one.at, one.event_id))) for of_call in told.values()]
    return sorted(calls, key=lambda call: (call.at, call.sender, call.call_reference))


def _call(events: Sequence[InboundEvent]) -> InboundCall:
    first = events[0]
    return InboundCall(
        sender=first.sender,
        call_reference=first.call_reference,
        at=first.at,
        kinds=frozenset(event.kind for event in events),
        unit_id=next((event.unit_id for event in events if event.unit_id), None),
        caller=next((event.caller for event in events if event.caller), None),
        why=next((event.why for event in events if event.why), None),
        contact_id=next((event.contact_id for event in events if event.contact_id), None),
    )


def inbound_figures(
    calls: Sequence[InboundCall],
    call_backs: CallBacks,
    *,
    in_hours: Callable[[UnitId, datetime], bool],
    zone: tzinfo,
) -> InboundFigures:
    """Count the calls of one local day, as the citizen meets it and as it is measured nationally.

    The citizen's way: every person who rang counts once, also who was turned away or hung up; reached is who was
    spoken with the same local day. As measured nationally: calls that the system took, in the unit's opening
    hours, one per case; a call-back the same day counts, answered or not. Who was turned away is not seen by it.
    Errors: none. Source: docs/rules.md, "Figures".
    """
    outcomes = [call.outcome for call in calls]
    persons = {call.person for call in calls}
    reached = {call.person for call in calls if _was_spoken_with(call, call_backs, zone)}
    seen, kept = _as_measured_nationally(calls, call_backs, in_hours=in_hours, zone=zone)
    return InboundFigures(
        attempts=len(calls),
        offered=sum(call.was_let_in for call in calls),
        answered=outcomes.count(InboundKind.ANSWERED),
        requests=outcomes.count(InboundKind.REQUESTED),
        turned_away=outcomes.count(InboundKind.TURNED_AWAY),
        abandoned=outcomes.count(InboundKind.ABANDONED),
        unfinished=outcomes.count(InboundKind.OFFERED),
        callers=len(persons),
        redials=len(calls) - len(persons),
        callers_reached=len(reached),
        skr_calls=seen,
        skr_same_day=kept,
    )


def by_hour(calls: Iterable[InboundCall], *, zone: tzinfo) -> dict[int, list[InboundCall]]:
    """The calls by the local hour (0 to 23) in which they came, the first hour first."""
    hours: dict[int, list[InboundCall]] = defaultdict(list)
    for call in calls:
        hours[call.at.astimezone(zone).hour].append(call)
    return dict(sorted(hours.items()))


def opened(counted: InboundFigures, *, smallest: int) -> dict[str, int | None]:
    """The counts with None where a number below `smallest` is, or could be worked out from what is shown.

    Counts that add up to another are hidden together with it as far as it takes. Source: vantetider.se (below 20).
    """
    parts = ("answered", "requests", "turned_away", "abandoned", "unfinished")
    sums = (("attempts", parts), ("attempts", ("callers", "redials")), ("callers", ("callers_reached",)))
    shown = {name: _at_least(getattr(counted, name), smallest) for name in InboundFigures.__slots__}
    for whole, of_it in (*sums, ("skr_calls", ("skr_same_day",)), ("attempts", ("offered",))):
        total = getattr(counted, whole)
        values = [getattr(counted, name) for name in of_it]
        values += [rest] if (rest := total - sum(values)) else []
        left, total_left = hidden(values, total, smallest)
        shown |= dict(zip(of_it, left[: len(of_it)], strict=True))
        shown[whole] = None if shown[whole] is None else total_left
    return shown


def _at_least(count: int, smallest: int) -> int | None:
    return count if count >= smallest else None


def _was_spoken_with(call: InboundCall, call_backs: CallBacks, zone: tzinfo) -> bool:
    tried = call_backs.get(call.contact_id, ()) if call.contact_id else ()
    same_day = (one.reached and _is_same_day(call, one, zone) for one in tried)
    return InboundKind.ANSWERED in call.kinds or any(same_day)


def _as_measured_nationally(
    calls: Iterable[InboundCall],
    call_backs: CallBacks,
    *,
    in_hours: Callable[[UnitId, datetime], bool],
    zone: tzinfo,
) -> tuple[int, int]:
    """How many calls the national measure sees, and how many of them it counts as answered the same day."""
    taken = (InboundKind.ANSWERED, InboundKind.REQUESTED)
    cases: dict[str, bool] = {}
    for call in calls:
        if call.outcome not in taken or call.unit_id is None or not in_hours(call.unit_id, call.at):
            continue
        case = call.contact_id or f"{call.sender} {call.call_reference}"
        tried = call_backs.get(call.contact_id, ()) if call.contact_id else ()
        answered = call.outcome is InboundKind.ANSWERED or any(_is_same_day(call, one, zone) for one in tried)
        cases[case] = cases.get(case, False) or answered
    return len(cases), sum(cases.values())


def _is_same_day(call: InboundCall, tried: CallBack, zone: tzinfo) -> bool:
    return local_day(tried.started_at, zone) == local_day(call.at, zone)
