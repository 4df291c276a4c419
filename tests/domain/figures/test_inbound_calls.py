"""What events of an exchange say together, and what is counted of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.figures.inbound_calls import (
    CallBack,
    CallBacks,
    InboundCall,
    InboundEvent,
    InboundFigures,
    InboundKind,
    TurnedAwayBy,
    by_hour,
    inbound_figures,
    joined,
    opened,
)
from tests.makers import UNIT, ZONE, at

EVENT = InboundEvent("pbx", "evt-1", "call-1", InboundKind.OFFERED, at("08:00"), UNIT.id, "anna")
PARTS = ("answered", "requests", "turned_away", "abandoned", "unfinished")
SMALLEST = 20


def an_event(kind: str, clock: str = "08:00", call: str = "call-1", **but: Any) -> InboundEvent:
    told = replace(EVENT, kind=InboundKind(kind), at=at(clock), call_reference=call)
    return replace(told, **({"event_id": f"{call} {kind} {clock}"} | but))


def counted(*events: InboundEvent, call_backs: CallBacks | None = None) -> InboundFigures:
    return inbound_figures(joined(events), call_backs or {}, in_hours=is_open, zone=ZONE)


def is_open(_unit_id: UnitId, moment: datetime) -> bool:
    return at("08:00") <= moment < at("17:00")


def called_back(clock: str, *, reached: bool = True, contact: str = "c1") -> CallBacks:
    return {ContactId(contact): [CallBack(at(clock), reached)]}


minutes = st.integers(-90, 24 * 60 + 90).map(lambda late: at("00:00") + timedelta(minutes=late))
contacts = st.none() | st.sampled_from("ab").map(ContactId)


@st.composite
def event_lists(draw: st.DrawFn) -> list[InboundEvent]:
    """What an exchange may tell of a few calls by a few people; every id is used once."""
    count = draw(st.integers(0, 12))
    return [
        InboundEvent(
            sender=draw(st.sampled_from(("pbx", "other"))),
            event_id=f"evt-{number}",
            call_reference=draw(st.sampled_from(("1", "2", "3", "4", "5"))),
            kind=draw(st.sampled_from(InboundKind)),
            at=draw(minutes),
            unit_id=draw(st.none() | st.sampled_from(("backen", "teg")).map(UnitId)),
            caller=draw(st.none() | st.sampled_from(("anna", "bo", "cilla"))),
            why=draw(st.none() | st.sampled_from(TurnedAwayBy)),
            contact_id=draw(contacts),
        )
        for number in range(count)
    ]


@given(event_lists(), st.data())
def test_events_say_the_same_in_any_order_and_however_often(
    events: list[InboundEvent], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=8)) if events else []
    shuffled = data.draw(st.permutations([*events, *again]))

    assert joined(shuffled) == joined(events)


@given(event_lists(), st.integers(0, 12))
def test_late_events_never_take_a_call_away_or_make_it_later(events: list[InboundEvent], known: int) -> None:
    before, after = joined(events[:known]), joined(events)

    since = {(call.sender, call.call_reference): call.at for call in after}
    assert all(since[call.sender, call.call_reference] <= call.at for call in before)


@given(event_lists())
def test_every_call_ended_in_one_way_and_was_made_by_one_person(events: list[InboundEvent]) -> None:
    calls = joined(events)
    day = inbound_figures(calls, called_back("12:00", contact="a"), in_hours=is_open, zone=ZONE)

    assert day.attempts == len({(one.sender, one.call_reference) for one in events})
    assert day.attempts == sum(getattr(day, part) for part in PARTS) == day.callers + day.redials
    assert day.callers_reached <= day.callers
    assert day.skr_same_day <= day.skr_calls <= day.answered + day.requests
    assert sum(len(of_hour) for of_hour in by_hour(calls, zone=ZONE).values()) == day.attempts


@given(event_lists(), st.sampled_from(("anna", "dagny")))
def test_who_is_turned_away_is_never_a_better_figure_for_the_citizen(
    events: list[InboundEvent], caller: str
) -> None:
    one_more = an_event("turned_away", call="one more", sender="third", caller=caller)

    before, after = (
        inbound_figures(joined(e), {}, in_hours=is_open, zone=ZONE) for e in (events, [*events, one_more])
    )

    assert (after.skr_calls, after.skr_same_day) == (before.skr_calls, before.skr_same_day)
    assert after.turned_away == before.turned_away + 1
    assert after.callers_reached == before.callers_reached
    assert after.callers >= before.callers


counts = st.integers(0, 60)


@given(st.tuples(*[counts] * len(PARTS)), counts, counts, counts)
def test_no_small_count_is_shown_or_can_be_worked_out(
    parts: tuple[int, ...], callers: int, reached: int, skr: int
) -> None:
    attempts = sum(parts)
    day = InboundFigures(
        **dict(zip(PARTS, parts, strict=True)),
        attempts=attempts,
        offered=attempts - parts[2],
        callers=min(callers, attempts),
        redials=attempts - min(callers, attempts),
        callers_reached=min(reached, callers, attempts),
        skr_calls=min(skr, parts[0] + parts[1]),
        skr_same_day=min(skr, parts[0] + parts[1], reached),
    )

    shown = opened(day, smallest=SMALLEST)

    assert all(count is None or count >= SMALLEST for count in shown.values())
    for whole, of_it in (("attempts", PARTS), ("attempts", ("callers", "redials"))):
        missing = [name for name in of_it if shown[name] is None]
        if shown[whole] is not None and missing:
            assert len(missing) > 1
            assert sum(getattr(day, name) for name in missing) >= SMALLEST


@pytest.mark.parametrize(
    ("kinds", "outcome"),
    [
        (["offered", "abandoned"], "abandoned"),
        (["offered", "turned_away"], "turned_away"),
        (["turned_away", "offered", "requested"], "requested"),
        (["offered", "abandoned", "requested"], "requested"),
        (["offered", "requested", "answered"], "answered"),
        (["offered"], "offered"),
    ],
)
def test_of_several_things_that_happened_to_a_call_the_weightiest_counts(
    kinds: list[str], outcome: str
) -> None:
    (call,) = joined(an_event(kind) for kind in kinds)

    assert call.outcome == outcome


def test_a_call_is_where_and_when_its_first_event_says_whoever_tells_last() -> None:
    (call,) = joined(
        [
            an_event("turned_away", "08:03", unit_id=UnitId("teg"), caller="bo", why=TurnedAwayBy.FULL),
            an_event("offered", "08:01", caller=None),
        ]
    )

    assert call == InboundCall(
        sender="pbx",
        call_reference="call-1",
        at=at("08:01"),
        kinds=frozenset({InboundKind.OFFERED, InboundKind.TURNED_AWAY}),
        unit_id=UNIT.id,
        caller="bo",
        why=TurnedAwayBy.FULL,
    )


def test_five_of_six_turned_away_look_fine_nationally_and_not_to_the_citizen() -> None:
    away = [an_event("turned_away", call=f"away-{one}", caller=one) for one in "abcde"]

    day = counted(*away, an_event("requested", contact_id=ContactId("c1")), call_backs=called_back("09:00"))

    assert (day.skr_same_day, day.skr_calls) == (1, 1)
    assert (day.callers_reached, day.callers, day.turned_away) == (1, 6, 5)


def test_who_was_turned_away_and_got_through_later_that_day_was_reached() -> None:
    day = counted(
        an_event("turned_away", "08:00"),
        an_event("requested", "08:30", call="call-2", contact_id=ContactId("c1")),
        call_backs=called_back("10:00"),
    )

    assert (day.attempts, day.callers, day.redials, day.callers_reached) == (2, 1, 1, 1)


def test_a_call_back_nobody_answered_counts_nationally_and_not_for_the_citizen() -> None:
    day = counted(
        an_event("requested", contact_id=ContactId("c1")), call_backs=called_back("09:00", reached=False)
    )

    assert (day.skr_same_day, day.callers_reached) == (1, 0)


def test_a_call_back_the_day_after_counts_for_nobody() -> None:
    tomorrow = {ContactId("c1"): [CallBack(at("09:00") + timedelta(days=1), reached=True)]}

    day = counted(an_event("requested", contact_id=ContactId("c1")), call_backs=tomorrow)

    assert (day.skr_calls, day.skr_same_day, day.callers_reached) == (1, 0, 0)


def test_ringing_twice_for_the_same_case_is_one_call_nationally() -> None:
    day = counted(
        an_event("requested", contact_id=ContactId("c1")),
        an_event("requested", "09:00", call="call-2", contact_id=ContactId("c1")),
    )

    assert (day.requests, day.skr_calls) == (2, 1)


@pytest.mark.parametrize("clock", ["07:59", "17:00"])
def test_nationally_only_calls_in_opening_hours_count(clock: str) -> None:
    day = counted(an_event("answered", clock))

    assert (day.answered, day.callers_reached, day.skr_calls) == (1, 1, 0)


def test_numbers_that_are_withheld_are_somebody_else_each_time() -> None:
    day = counted(*(an_event("abandoned", call=call, caller=None) for call in "ab"))

    assert (day.callers, day.redials) == (2, 0)


def test_who_is_let_in_and_turned_away_was_offered_the_menu() -> None:
    day = counted(
        an_event("offered"), an_event("turned_away", "08:01"), an_event("turned_away", call="call-2")
    )

    assert (day.attempts, day.offered, day.turned_away) == (2, 1, 2)


def test_hours_are_local() -> None:
    calls = joined([an_event("offered", "08:59"), an_event("offered", "09:00", call="call-2")])

    assert [(hour, len(found)) for hour, found in by_hour(calls, zone=ZONE).items()] == [(8, 1), (9, 1)]
