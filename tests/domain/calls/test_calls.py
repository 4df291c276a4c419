"""What is known of a call: the order of the news makes no difference."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.calls.call_states import (
    ANSWER_LOST_AFTER,
    JOB_LOST_AFTER,
    LATE_NEWS,
    SILENT_AFTER,
    CallAction,
    CallStep,
    Phase,
    look_again_at,
    next_step,
    phase,
)
from contact_api.domain.calls.calls import (
    Call,
    CameTo,
    LineEnding,
    LineKind,
    LineNews,
    LineState,
    heard,
    lines_of,
    not_placed,
    placing,
    without_stranger,
)
from contact_api.domain.core.values import CallId, ContactId, StaffId
from tests.makers import UNIT, at

NOW = at("09:00")
STAFF, CITIZEN = LineKind.STAFF, LineKind.CITIZEN


def a_call(**but: object) -> Call:
    call = Call(
        id=CallId("call-1"),
        contact_id=ContactId("c1"),
        staff_id=StaffId("backen-01"),
        unit_id=UNIT.id,
        lease_number=1,
        asked_at=NOW,
        callee_key="number",
        lines=lines_of(with_interpreter=False),
        heard_at=NOW,
        look_at=NOW,
    )
    return replace(call, **but)  # type: ignore[arg-type]


def news(
    state: LineState, ending: LineEnding | None = None, line: str = "line-1", seconds: int = 0
) -> LineNews:
    return LineNews(line, state, NOW, ending, seconds)


SOME_NEWS = st.builds(
    news,
    st.sampled_from(sorted(set(LineState) - {LineState.WANTED, LineState.PLACING})),
    st.none() | st.sampled_from(LineEnding),
    seconds=st.integers(0, 500),
)


@given(st.lists(st.tuples(st.sampled_from([STAFF, CITIZEN]), SOME_NEWS), max_size=8), st.randoms())
def test_news_in_any_order_and_any_number_of_times_tell_the_same(
    told: list[tuple[LineKind, LineNews]], chance: object
) -> None:
    shuffled = [*told, *told]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    def after(all_news: list[tuple[LineKind, LineNews]]) -> Call:
        call = a_call()
        for kind, one in all_news:
            call = heard(call, kind, one)
        return call

    assert after(shuffled) == after(told)


@given(st.lists(SOME_NEWS, max_size=6))
def test_a_line_never_goes_back(told: list[LineNews]) -> None:
    order = list(LineState)
    call = a_call()
    for one in told:
        before, call = call, heard(call, CITIZEN, one)
        states = [order.index(known.state) for kept in (before, call) if (known := kept.line(CITIZEN))]
        assert states == sorted(states)


def test_a_second_line_of_the_same_kind_is_hung_up_whichever_is_heard_of_first() -> None:
    told = [news(LineState.RINGING, line="line-1"), news(LineState.RINGING, line="line-2")]
    for first, second in permutations(told):
        call = heard(heard(a_call(), STAFF, first), STAFF, second)

        assert next_step(call, now=NOW) == CallStep(CallAction.HANG_UP, provider_id=second.provider_id)
        gone = without_stranger(call, second.provider_id)
        assert next_step(gone, now=NOW) == CallStep(CallAction.WAIT)


def test_a_stranger_that_has_ended_by_itself_need_not_be_hung_up() -> None:
    call = heard(
        heard(a_call(), STAFF, news(LineState.RINGING)), STAFF, news(LineState.RINGING, line="line-2")
    )

    ended = heard(call, STAFF, news(LineState.ENDED, LineEnding.BUSY, line="line-2"))

    assert ended.strangers == ()


def test_what_was_perhaps_placed_is_looked_for_after_a_while_and_not_rung_again() -> None:
    call = placing(a_call(), STAFF, now=NOW)

    assert next_step(call, now=NOW) == CallStep(CallAction.WAIT)
    assert look_again_at(call, now=NOW) == NOW + ANSWER_LOST_AFTER
    assert next_step(call, now=NOW + ANSWER_LOST_AFTER) == CallStep(CallAction.FIND, STAFF)


def test_what_is_to_be_done_at_once_is_looked_for_soon_in_case_nobody_does_it() -> None:
    wanted = a_call()
    joined = heard(wanted, STAFF, news(LineState.JOINED))
    cancelled = replace(heard(wanted, STAFF, news(LineState.RINGING)), cancelled_at=NOW)

    for call in (wanted, joined, cancelled):
        assert next_step(call, now=NOW).do in (CallAction.RING, CallAction.HANG_UP)
        assert look_again_at(call, now=NOW) == NOW + JOB_LOST_AFTER


def test_a_line_is_handed_to_the_provider_three_times_at_most() -> None:
    call = a_call()
    for _ in range(3):
        assert next_step(call, now=NOW) == CallStep(CallAction.RING, STAFF)
        call = not_placed(placing(call, STAFF, now=NOW), STAFF, for_good=False, now=NOW)

    assert next_step(call, now=NOW) == CallStep(CallAction.SETTLE, came_to=CameTo.NOT_PLACED)


def test_word_of_who_answered_is_waited_for_before_a_conclusion_is_drawn() -> None:
    call = heard(a_call(), STAFF, news(LineState.JOINED))
    call = heard(call, STAFF, news(LineState.ENDED, LineEnding.COMPLETED))
    call = heard(call, CITIZEN, news(LineState.ENDED, LineEnding.COMPLETED))

    assert next_step(call, now=NOW) == CallStep(CallAction.WAIT)
    assert next_step(call, now=NOW + LATE_NEWS) == CallStep(CallAction.SETTLE, came_to=CameTo.NO_ANSWER)
    told = heard(call, CITIZEN, news(LineState.ANSWERED, LineEnding.MACHINE))
    assert next_step(told, now=NOW) == CallStep(CallAction.SETTLE, came_to=CameTo.MACHINE)


def test_a_line_that_nothing_is_heard_of_is_asked_for() -> None:
    call = heard(a_call(), STAFF, news(LineState.RINGING))

    assert next_step(call, now=NOW + SILENT_AFTER - timedelta(seconds=1)) == CallStep(CallAction.WAIT)
    assert next_step(call, now=NOW + SILENT_AFTER) == CallStep(CallAction.ASK, STAFF, "line-1")


def test_who_talks_is_not_asked_for_every_minute() -> None:
    call = heard(
        heard(a_call(), STAFF, news(LineState.JOINED)), CITIZEN, news(LineState.JOINED, line="line-2")
    )

    assert phase(call) is Phase.TALKING
    assert next_step(call, now=NOW + SILENT_AFTER) == CallStep(CallAction.WAIT)


@pytest.mark.parametrize(
    ("staff", "citizen", "seen"),
    [
        (LineState.RINGING, LineState.WANTED, Phase.RINGING_STAFF),
        (LineState.JOINED, LineState.WANTED, Phase.RINGING_CITIZEN),
        (LineState.JOINED, LineState.ANSWERED, Phase.RINGING_CITIZEN),
        (LineState.JOINED, LineState.JOINED, Phase.TALKING),
        (LineState.JOINED, LineState.ENDED, Phase.ENDING),
        (LineState.ENDED, LineState.RINGING, Phase.ENDING),
    ],
)
def test_how_far_it_has_come_is_said_in_a_word(staff: LineState, citizen: LineState, seen: Phase) -> None:
    call = a_call()
    for kind, state in ((STAFF, staff), (CITIZEN, citizen)):
        if state is not LineState.WANTED:
            call = heard(call, kind, news(state, line=f"line-{kind}"))

    assert phase(call) is seen
