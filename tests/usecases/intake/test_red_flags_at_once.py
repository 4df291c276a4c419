"""Who affirmed a red flag for 112 is rung at once, whatever hours were named: before, with it, or afterwards."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import ContactId, ContactState, Outcome, Urgency
from contact_api.domain.work_queue.work_queue import may_call
from contact_api.usecases.promising.change_hours import change_hours
from tests.examples import examples
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import CALL_112, COLD, NURSE, Day, a_day

RED = frozenset({CALL_112})
LATER: dict[str, Any] = {"available_from": at("14:00"), "available_to": at("15:00")}


@over_both_stores
def test_later_hours_are_let_go_and_that_is_said(day: Day) -> None:
    taken = day.seek(red_flags=RED, now="09:00", **LATER)

    assert (taken.contact.need.available_from, taken.contact.need.available_to) == (None, None)
    assert [one.field for one in taken.left_out] == ["available_from", "available_to"]
    assert day.pulled(now="09:00").id == "c1"


@over_both_stores
def test_hours_named_before_or_after_the_sign_hold_nobody_up(day: Day) -> None:
    day.seek(now="09:00", duplicate_key="anna", **LATER)
    assert day.pull(now="09:00") is None

    day.seek("again", red_flags=RED, now="09:01", duplicate_key="anna")
    day.run(
        lambda tx: change_hours(
            ContactId("c1"), at("14:00"), at("15:00"), tx, now=at("09:02"), actor="citizen"
        )
    )

    assert day.pulled(now="09:02").id == "c1"


hours = st.none() | st.tuples(st.integers(0, 6), st.integers(1, 4))
deeds = st.lists(
    st.tuples(st.just("seeks"), st.integers(0, 2), hours, st.booleans())
    | st.tuples(
        st.sampled_from(["changes hours", "is planned", "is missed"]), st.integers(0, 2), hours, st.none()
    ),
    min_size=1,
    max_size=12,
)


def named(hours: tuple[int, int] | None, now: datetime) -> dict[str, Any]:
    if hours is None:
        return {}
    opens = now + timedelta(hours=hours[0])
    return {"available_from": opens, "available_to": opens + timedelta(hours=hours[1])}


def do(day: Day, deed: str, who: int, said: dict[str, Any], *, red: bool | None, now: datetime) -> None:
    if deed == "seeks":
        name = f"c{len(day.run(lambda tx: tx.open_contacts()))}-{now:%H%M}"
        day.seek(name, COLD, now=now, duplicate_key=f"p{who}", red_flags=RED if red else frozenset(), **said)
        return
    if deed == "is planned":
        day.plan(now=now)
        return
    if deed == "is missed":
        found = day.pull(NURSE, now=now)
        if found is not None:
            day.ends(found.contact, Outcome.NO_ANSWER, now=now)
        return
    for one in day.run(lambda tx: tx.open_contacts()):
        if one.duplicate_key == f"p{who}" and one.state is ContactState.WAITING:
            day.run(
                lambda tx, of=one.id: change_hours(  # type: ignore[misc]
                    of, said.get("available_from"), said.get("available_to"), tx, now=now, actor="citizen"
                )
            )


@given(deeds)
@examples(1)
def test_whoever_affirmed_a_sign_and_waits_may_be_rung_now(
    done: list[tuple[str, int, object, bool | None]],
) -> None:
    day = a_day()
    day.roster(NURSE, "08:00", "17:00")
    now = at("08:00")
    for deed, who, said, red in done:
        now += timedelta(minutes=11)
        do(day, deed, who, named(said, now), red=red, now=now)  # type: ignore[arg-type]

        waits = [
            one
            for one in day.run(lambda tx: tx.open_contacts())
            if one.need.urgency is Urgency.U0 and one.state is ContactState.WAITING and not one.attempts
        ]
        assert all(may_call(one, now=now) for one in waits), deed
