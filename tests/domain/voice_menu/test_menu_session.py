"""A caller is led through the menu: every step has an outcome, and every call ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, read_identity
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.domain.triage.catalogue import MenuChoice, Text
from contact_api.domain.voice_menu.menu_flow import (
    MOST_TURNS,
    WIDEN_KEY,
    Ask,
    Choose,
    MenuAction,
    MenuContext,
    answered,
)
from contact_api.domain.voice_menu.menu_prompts import Digits, Keys, Prompt, greeting, prompt_of
from contact_api.domain.voice_menu.menu_session import (
    CallerAnswer,
    Choice,
    MenuEnding,
    MenuSession,
    MenuStep,
    Number,
    NumberFault,
    Private,
    Standing,
    TimeChoice,
    begun,
    ended,
    is_request,
    taken_in,
)
from tests.makers import CATALOGUE, UNIT, a_region, a_window, at

OWN, OTHER = Number("+46701740605", takes_sms=True), Number("+46980319200", takes_sms=False)
NOW = at("09:00")
MENU = tuple(MenuChoice(f"Val {key}", f"Choice {key}", digit=key, reason="advice") for key in "123456789")
REGION = a_region(catalogue=replace(CATALOGUE, menu=MENU))
ASTRID = "198004262385"
HERE = Choice(a_window("10:00", "11:00"), UNIT.id)
LATER = Choice(a_window("13:00", "14:00"), UNIT.id)
AT_TEG = Choice(a_window("10:30", "11:30"), UnitId("teg"))
PROMISED = CallerAnswer(Standing.PROMISED, NOW, HERE, (HERE, LATER, AT_TEG), gets_text=True)
TIME = TimeChoice(TimeTypeId("visit"), UNIT.id, at("15:00"), Text("Besök", "Visit"))
UNPROMISED = CallerAnswer(Standing.UNPROMISED, NOW, choices=(LATER,), may_widen=True)


def read_number(keys: str) -> Number | NumberFault:
    return Number(f"+46{keys[1:]}", takes_sms=False) if len(keys) >= 9 else NumberFault.TOO_SHORT


def read_person(keys: str) -> PersonIdentity | None:
    try:
        return read_identity(IdentityKind.PERSONAL_NUMBER, keys, now=date(2025, 11, 5))
    except NotAnIdentity:
        return None


CONTEXT = MenuContext(REGION, ("sv", "en"), read_number, read_person)


def a_call(caller: Number | NumberFault = OWN, **but: Any) -> MenuSession:
    return replace(begun("CA1", UNIT.id, caller, language="sv", now=NOW), **but)


def pressed(menu_session: MenuSession, *keys: str) -> tuple[MenuSession, Ask | MenuAction | Choose]:
    following: Ask | MenuAction | Choose = Ask()
    for one in keys:
        menu_session, following = answered(menu_session, one, CONTEXT, now=NOW)
    return menu_session, following


def with_times(told: CallerAnswer) -> MenuSession:
    """A call that was taken in, with a time to book beside what was promised."""
    return taken_in(pressed(a_call(), "1", "1", "")[0], ContactId("c1"), replace(told, times=(TIME,)))


def at_step(step: MenuStep) -> MenuSession:
    """A call that has come there by keys."""
    if step is MenuStep.TIMES:
        return pressed(with_times(PROMISED), "4")[0]
    if step in (MenuStep.WINDOW, MenuStep.UNPROMISED):
        told = PROMISED if step is MenuStep.WINDOW else UNPROMISED
        return taken_in(pressed(a_call(), "1", "1", "")[0], ContactId("c1"), told)
    keys = {
        MenuStep.MENU: (),
        MenuStep.NUMBER: ("1",),
        MenuStep.ANOTHER_NUMBER: ("1", "2"),
        MenuStep.IDENTITY: ("1", "1"),
    }
    return pressed(a_call(), *keys[step])[0]


OPEN_STEPS = [step for step in MenuStep if step is not MenuStep.ENDED]


@pytest.mark.parametrize("step", OPEN_STEPS)
def test_keys_lead_to_each_step(step: MenuStep) -> None:
    assert at_step(step).step is step


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        (MenuStep.MENU, MenuStep.NUMBER),  # plainly called back
        (MenuStep.NUMBER, MenuStep.IDENTITY),  # the number is right
        (MenuStep.ANOTHER_NUMBER, MenuStep.NUMBER),  # the caller's own, after a yes to it
        (MenuStep.IDENTITY, MenuAction.TAKE_IN),
        (MenuStep.WINDOW, MenuStep.ENDED),  # the promised one
        (MenuStep.UNPROMISED, MenuStep.ENDED),  # in the queue
        (MenuStep.TIMES, MenuStep.ENDED),  # the call that was promised
    ],
)
@pytest.mark.parametrize("keys", [("", ""), ("7777", "7777", "7777")])
def test_silence_and_keys_that_mean_nothing_have_an_outcome_at_every_step(
    step: MenuStep, outcome: MenuStep | MenuAction, keys: tuple[str, ...]
) -> None:
    menu_session, following = at_step(step), None
    for one in keys:
        menu_session, following = answered(menu_session, one, CONTEXT, now=NOW)
        if menu_session.step is not step or isinstance(following, MenuAction):
            break

    assert outcome in (menu_session.step, following)


@pytest.mark.parametrize(
    ("step", "comes_to"),
    [
        (MenuStep.MENU, "an attempt"),
        (MenuStep.NUMBER, "a request"),
        (MenuStep.ANOTHER_NUMBER, "an attempt"),
        (MenuStep.IDENTITY, "a request"),
        (MenuStep.WINDOW, "taken in before"),
        (MenuStep.UNPROMISED, "taken in before"),
        (MenuStep.TIMES, "taken in before"),
    ],
)
def test_hanging_up_has_an_outcome_at_every_step(step: MenuStep, comes_to: str) -> None:
    menu_session = at_step(step)

    found = "a request" if is_request(menu_session) else "an attempt"
    assert ("taken in before" if menu_session.contact_id else found) == comes_to
    assert not is_request(ended(menu_session, MenuEnding.HUNG_UP))


def test_one_silence_or_wrong_key_is_said_and_asked_again() -> None:
    silent = pressed(a_call(), "")
    wrong = pressed(a_call(), "#")

    assert (silent[0].step, silent[1]) == (MenuStep.MENU, Ask("silence"))
    assert (wrong[0].step, wrong[1]) == (MenuStep.MENU, Ask("wrong_key"))


def test_a_key_in_between_lets_silences_count_anew() -> None:
    menu_session, _ = pressed(a_call(), "", "#", "", "#")

    assert menu_session.step is MenuStep.MENU


@pytest.mark.parametrize("choice", MENU, ids=lambda choice: choice.digit)
def test_each_key_of_the_menu_is_its_reason(choice: MenuChoice) -> None:
    menu_session, _ = pressed(a_call(), choice.digit)

    assert (menu_session.reason, menu_session.step, menu_session.plain) == (
        choice.reason,
        MenuStep.NUMBER,
        False,
    )


def test_zero_needs_no_reason_and_then_waiting_is_enough() -> None:
    menu_session, following = pressed(a_call(), "0", "")

    assert (menu_session.plain, menu_session.reason, following) == (True, None, MenuAction.TAKE_IN)
    assert menu_session.private.callback == OWN


def test_a_star_goes_round_the_languages() -> None:
    english, _ = pressed(a_call(), "*")
    swedish, _ = pressed(english, "*")

    assert (english.language, swedish.language) == ("en", "sv")


@pytest.mark.parametrize("fault", list(NumberFault))
def test_who_cannot_be_called_where_they_ring_from_is_told_why_and_asked_for_a_number(
    fault: NumberFault,
) -> None:
    menu_session, following = pressed(a_call(fault), "1")

    assert (menu_session.step, following) == (MenuStep.ANOTHER_NUMBER, Ask(f"number.{fault}"))


def test_a_number_keyed_in_is_read_back_and_can_be_keyed_in_anew() -> None:
    keyed, _ = pressed(a_call(NumberFault.WITHHELD), "1", "0980319200")
    wrong, _ = pressed(keyed, "2")

    assert (keyed.step, keyed.private.callback) == (MenuStep.NUMBER, OTHER)
    assert (wrong.step, wrong.private.callback) == (MenuStep.ANOTHER_NUMBER, None)


def test_a_star_within_a_number_begins_it_anew() -> None:
    menu_session, _ = pressed(a_call(), "1", "2", "0701*0980319200")

    assert menu_session.private.callback == OTHER


def test_the_own_number_once_refused_is_called_after_a_yes_only() -> None:
    back, _ = pressed(a_call(), "1", "2", "*")
    silent, _ = pressed(back, "", "")
    yes, _ = pressed(back, "1")

    assert back.step is MenuStep.NUMBER
    assert not is_request(back)
    assert (silent.step, silent.ending) == (MenuStep.ENDED, MenuEnding.NO_NUMBER)
    assert yes.private.callback == OWN


def test_a_keyed_number_is_called_even_when_the_own_was_refused() -> None:
    menu_session, _ = pressed(a_call(), "1", "2", "0980319200", "", "")

    assert (menu_session.step, menu_session.private.callback) == (MenuStep.IDENTITY, OTHER)


def test_nobody_without_a_number_is_asked_for_ever() -> None:
    menu_session, _ = pressed(a_call(NumberFault.WITHHELD), "1", "1", "12", "123")

    assert (menu_session.step, menu_session.ending) == (MenuStep.ENDED, MenuEnding.NO_NUMBER)


def test_a_personal_number_is_kept_and_none_is_needed() -> None:
    with_it, following = pressed(at_step(MenuStep.IDENTITY), ASTRID)
    without, instead = pressed(at_step(MenuStep.IDENTITY), "")

    assert (with_it.private.identity.value, following) == (ASTRID, MenuAction.TAKE_IN)
    assert (without.private.identity.kind, instead) == (IdentityKind.NONE, MenuAction.TAKE_IN)


@pytest.mark.parametrize(("key", "choice"), [("2", LATER), ("3", AT_TEG)])
def test_a_key_chooses_a_window(key: str, choice: Choice) -> None:
    _, following = pressed(at_step(MenuStep.WINDOW), key)

    assert following == Choose(choice)


@pytest.mark.parametrize("told", [PROMISED, UNPROMISED, replace(PROMISED, choices=(HERE,))])
def test_a_key_reads_the_times_to_book_out_and_another_books_one(told: CallerAnswer) -> None:
    asked = with_times(told)
    assert "voice.times.offer" in [line.key for line in prompt_of(asked, None, CONTEXT, before=asked).lines]

    heard, following = pressed(asked, "4")
    read_out = prompt_of(heard, None, CONTEXT, before=asked)

    assert (heard.step, following) == (MenuStep.TIMES, Ask())
    assert [line.key for line in read_out.lines] == ["voice.times.choice", "voice.times.or_call"]
    assert pressed(heard, "1")[1] == Choose(TIME)


def test_where_no_time_can_be_booked_its_key_means_nothing() -> None:
    asked = at_step(MenuStep.WINDOW)

    assert pressed(asked, "4")[1] == Ask("wrong_key")


def test_one_keeps_the_promised_window() -> None:
    menu_session, following = pressed(at_step(MenuStep.WINDOW), "1")

    assert (menu_session.ending, following) == (MenuEnding.GOOD_BYE, Ask())


def test_without_a_promise_the_caller_may_choose_another_day_or_let_others_call() -> None:
    assert pressed(at_step(MenuStep.UNPROMISED), "1")[1] == Choose(LATER)
    assert pressed(at_step(MenuStep.UNPROMISED), WIDEN_KEY)[1] is MenuAction.WIDEN


@pytest.mark.parametrize(
    "told",
    [
        replace(PROMISED, choices=(HERE,)),
        CallerAnswer(Standing.UNPROMISED, NOW),
        CallerAnswer(Standing.IN_HAND, NOW, gets_text=True),
    ],
)
def test_where_nothing_is_to_be_chosen_the_call_ends_with_what_the_caller_is_told(told: CallerAnswer) -> None:
    menu_session = taken_in(pressed(a_call(), "1", "1", "")[0], ContactId("c1"), told)

    assert (menu_session.step, menu_session.ending) == (MenuStep.ENDED, MenuEnding.GOOD_BYE)


@pytest.mark.parametrize("ending", list(MenuEnding))
def test_who_the_caller_is_is_forgotten_when_the_call_ends(ending: MenuEnding) -> None:
    assert ended(at_step(MenuStep.IDENTITY), ending).private == Private()


def test_who_the_caller_is_never_stands_in_a_trace() -> None:
    menu_session = replace(at_step(MenuStep.NUMBER), said="0 7 0")
    told = repr(menu_session) + repr(menu_session.private) + repr(OWN) + repr(Digits(OWN.e164))

    assert OWN.e164 not in told
    assert "0 7 0" not in told


def test_nothing_more_is_heard_when_the_call_is_over() -> None:
    over = ended(at_step(MenuStep.WINDOW), MenuEnding.GOOD_BYE)

    after, following = pressed(over, "2")

    assert (after.step, following) == (MenuStep.ENDED, Ask())


@pytest.mark.parametrize("keys", [["*"], ["1", *["2", "0980319200"] * 20], ["0", "2", *["*", "2"] * 20]])
def test_who_goes_round_in_circles_is_called_back_where_they_may_be(keys: list[str]) -> None:
    menu_session, following = a_call(), None
    for one in keys * MOST_TURNS:
        menu_session, following = answered(menu_session, one, CONTEXT, now=NOW)
        if isinstance(following, MenuAction) or menu_session.is_over:
            break

    refused_for_good = keys[-1] == "2" and menu_session.private.callback is None
    assert menu_session.turn == MOST_TURNS + 1
    assert (
        menu_session.ending is MenuEnding.NO_NUMBER if refused_for_good else following is MenuAction.TAKE_IN
    )


def test_who_goes_round_after_being_taken_in_keeps_what_they_have() -> None:
    menu_session, _ = pressed(replace(at_step(MenuStep.WINDOW), turn=MOST_TURNS), "7")

    assert menu_session.ending is MenuEnding.GOOD_BYE


def test_where_one_language_is_spoken_no_other_is_offered() -> None:
    keys = [line.key for line in greeting(a_call(), replace(CONTEXT, languages=("sv",))).lines]

    assert "voice.this_language" not in keys
    assert keys[0] == "voice.emergency"


# laws

ANY_KEYS = st.lists(st.text("0123456789*#", max_size=14), max_size=2 * MOST_TURNS)
CALLERS: st.SearchStrategy[Number | NumberFault] = st.sampled_from([OWN, *NumberFault])
OUTCOMES = st.sampled_from(
    [
        PROMISED,
        UNPROMISED,
        replace(PROMISED, times=(TIME,)),
        replace(UNPROMISED, times=(TIME,)),
        CallerAnswer(Standing.UNPROMISED, NOW),
        CallerAnswer(Standing.IN_HAND, NOW),
    ]
)


def done(
    menu_session: MenuSession, following: Ask | MenuAction | Choose, told: CallerAnswer
) -> tuple[MenuSession, str | None]:
    """What the use case does, without a store."""
    if isinstance(following, Ask):
        return menu_session, following.why
    if isinstance(following, Choose):
        if isinstance(following.choice, TimeChoice):
            booked = replace(told, standing=Standing.BOOKED, booked=following.choice)
            return ended(replace(menu_session, told=booked), MenuEnding.GOOD_BYE), None
        now_promised = replace(PROMISED, promised=following.choice)
        return ended(replace(menu_session, told=now_promised), MenuEnding.GOOD_BYE), None
    return taken_in(menu_session, ContactId("c1"), told), None


def played(
    caller: Number | NumberFault,
    keys: list[str],
    told: CallerAnswer,
    see: Callable[[MenuSession, Prompt], None],
) -> MenuSession:
    menu_session = a_call(caller)
    see(menu_session, greeting(menu_session, CONTEXT))
    for one in [*keys, *[""] * MOST_TURNS]:
        after, following = answered(menu_session, one, CONTEXT, now=NOW + timedelta(seconds=1))
        after, why = done(after, following, told)
        see(after, prompt_of(after, why, CONTEXT, before=menu_session))
        menu_session = after
        if menu_session.is_over:
            break
    return menu_session


@given(CALLERS, ANY_KEYS, OUTCOMES)
def test_every_call_ends_whatever_is_pressed_and_says_how(
    caller: Number | NumberFault, keys: list[str], told: CallerAnswer
) -> None:
    over = played(caller, keys, told, lambda *_: None)

    assert over.is_over
    assert over.turn <= MOST_TURNS + 2
    assert (over.contact_id is not None) is (over.ending is MenuEnding.GOOD_BYE)
    assert over.private == Private()


@given(CALLERS, ANY_KEYS, OUTCOMES)
def test_the_caller_is_always_told_something_and_keys_are_awaited_until_the_end(
    caller: Number | NumberFault, keys: list[str], told: CallerAnswer
) -> None:
    def see(menu_session: MenuSession, prompt: Prompt) -> None:
        assert prompt.lines
        assert (prompt.keys is None) is menu_session.is_over
        assert prompt.keys is None or prompt.keys.seconds >= Keys().seconds

    played(caller, keys, told, see)


@given(ANY_KEYS, OUTCOMES)
def test_no_number_is_read_out_that_nobody_gave(keys: list[str], told: CallerAnswer) -> None:
    def see(_: MenuSession, prompt: Prompt) -> None:
        read_out = [one for line in prompt.lines for one in line.values.values() if isinstance(one, Digits)]
        assert all(one.text == OWN.e164 or one.text[3:] in "".join(keys) for one in read_out)

    played(OWN, keys, told, see)
