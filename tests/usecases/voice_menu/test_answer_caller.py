"""A caller is led through the menu over both stores: what was given stands, whatever happens next."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.telephony.keyed import read_caller, read_keyed
from contact_api.adapters.telephony.menu_voice import MenuVoice
from contact_api.adapters.telephony.twilio.inbound import TwilioInbound
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import Consent, ContactId, Intake
from contact_api.domain.figures.inbound_calls import InboundKind
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.domain.voice_menu.menu_flow import MOST_TURNS
from contact_api.domain.voice_menu.menu_session import MenuEnding, MenuSession, MenuStep, Private
from contact_api.ports import Transaction
from contact_api.texts import Texts, texts
from contact_api.usecases.figures.record_inbound_calls import calls_in
from contact_api.usecases.messages.sms_reachability import number_key
from contact_api.usecases.promising.accept_other_units import accept_others, others_have_capacity
from contact_api.usecases.voice_menu.answer_caller import (
    FORGOTTEN_AFTER,
    KEPT_FOR,
    Reception,
    forget_calls,
    forgotten_calls,
    hear_hang_up,
    hear_keys,
    pick_up,
)
from tests.adapters.sql.small_region import SECRET, asked
from tests.examples import examples
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, COLD, EVER, MINUTES, NURSE, TEG, TEGS_NURSE, Day, a_day, moment

ANNA = "+46701740605"
LIMITS = TextLimits()
PRESSED = ("1", "1", "")  # a cold, this number, no personal number


def a_voice(texts: Texts = texts) -> MenuVoice:
    return MenuVoice(TwilioInbound("a-token"), "/turns", texts)


def a_reception(voice: MenuVoice | None = None, limits: TextLimits = LIMITS) -> Reception:
    numbers = count(1)
    return Reception(
        voice or a_voice(),
        Sealer([SECRET]),
        read_keyed,
        lambda: ContactId(f"c{next(numbers)}"),
        limits,
    )


@dataclass
class Line:
    """A call at Backen, key by key."""

    day: Day
    desk: Reception
    call_id: str = "CA1"
    rings_from: str = ANNA
    now: str = "08:00"
    said: str | None = None

    def dial(self) -> "Line":
        caller = read_caller(self.rings_from)
        self.said = self.day.run(
            lambda tx: pick_up(self.call_id, BACKEN, caller, tx, self.desk, now=moment(self.now))
        )
        return self

    def press(self, *keys: str, **meanwhile: Any) -> "Line":
        for one in keys:
            self.hear(self.stands().turn, one, **meanwhile)
        return self

    def hear(self, turn: int, keys: str, **meanwhile: Any) -> "Line":
        self.said = self.day.run(
            lambda tx: hear_keys(self.call_id, turn, keys, tx, self.desk, now=moment(self.now)), **meanwhile
        )
        return self

    def hang_up(self) -> "Line":
        self.end(moment(self.now))
        return self

    def end(self, now: datetime) -> None:
        contact_id, index = self.desk.new_contact_id(), self.desk.index
        self.day.run(lambda tx: hear_hang_up(self.call_id, tx, contact_id=contact_id, index=index, now=now))

    def stands(self) -> MenuSession:
        found = self.day.run(lambda tx: tx.hold_menu_session(self.call_id))
        assert found is not None
        return found


@pytest.fixture
def line(day: Day) -> Line:
    return Line(day, a_reception())


def outcomes(day: Day) -> list[InboundKind]:
    return [call.outcome for call in day.run(lambda tx: calls_in(EVER, tx))]


@over_both_stores
def test_a_callers_keys_become_a_request_with_a_promise_and_the_call_knows_it(line: Line, day: Day) -> None:
    line.dial().press(*PRESSED)

    contact = day.contact()
    assert (contact.circumstances.reason, contact.circumstances.intake) == (COLD, Intake.VOICE)
    assert contact.need.sought_at == moment("08:00")
    assert day.texts() == [MessageKind.RECEIPT]
    assert (line.stands().step, line.stands().contact_id) == (MenuStep.WINDOW, "c1")
    assert outcomes(day) == [InboundKind.REQUESTED]


@over_both_stores
def test_a_caller_moves_to_another_window_and_its_minutes_are_theirs(line: Line, day: Day) -> None:
    line.dial().press(*PRESSED)
    first = day.reserved()

    line.press("2")

    assert first == {"09:00": MINUTES}
    assert list(day.reserved().values()) == [MINUTES]
    assert day.reserved() != first
    assert line.stands().ending is MenuEnding.GOOD_BYE


@over_both_stores
def test_a_turn_asked_again_is_answered_the_same_and_done_once(line: Line, day: Day) -> None:
    line.dial()
    for turn, keys in enumerate((*PRESSED, "2"), start=1):
        said = line.hear(turn, keys).said
        assert line.hear(turn, keys).said == said

    assert day.contact().times_sought == 1
    assert day.kinds().count("contact.taken_in") == 1
    assert len(day.promises()) == 2
    assert outcomes(day) == [InboundKind.REQUESTED]


@over_both_stores
def test_a_window_that_others_took_is_told_and_the_first_one_stands(line: Line, day: Day) -> None:
    line.dial().press(*PRESSED)
    promised = day.contact().window

    line.press("2", cells=[])

    assert line.said is not None
    assert "Den tiden hann någon annan ta." in line.said
    assert day.contact().window == promised
    assert line.hang_up().stands().is_over


@over_both_stores
def test_without_minutes_here_a_caller_may_let_another_unit_call(bare_day: Day) -> None:
    bare_day.roster(TEGS_NURSE, "09:00", "12:00")
    line = Line(bare_day, a_reception()).dial().press(*PRESSED)
    assert line.stands().told is not None
    assert not bare_day.contact().backed

    line.press("9")

    contact = bare_day.contact()
    assert (contact.backed, contact.promised_unit) == (True, TEG)
    assert contact.need.consent is Consent.SAME_PROVIDER
    assert "consent.widened" in bare_day.kinds()
    assert bare_day.reserved(TEG) == {"09:00": MINUTES}
    assert bare_day.texts() == [MessageKind.RECEIPT_UNPROMISED, MessageKind.RECEIPT]


@over_both_stores
def test_saying_yes_twice_is_saying_it_once(bare_day: Day) -> None:
    bare_day.roster(TEGS_NURSE, "09:00", "12:00")
    bare_day.seek("c1", COLD, consent=Consent.OWN_UNIT)

    def say_yes(now: str) -> object:
        return bare_day.run(
            lambda tx: accept_others(ContactId("c1"), tx, now=moment(now), actor="citizen")[1].window
        )

    assert say_yes("08:00") == say_yes("08:01")
    assert bare_day.kinds().count("consent.widened") == 1
    assert bare_day.reserved(TEG) == {"09:00": MINUTES}


def test_saying_yes_changes_nothing_of_a_promise_that_stands(day: Day) -> None:
    promised = day.seek("c1", COLD, consent=Consent.OWN_UNIT).promise

    contact, answer = day.run(
        lambda tx: accept_others(ContactId("c1"), tx, now=moment("08:01"), actor="citizen")
    )

    assert contact.need.consent is Consent.SAME_PROVIDER
    assert (answer.window, day.reserved()) == (promised.window, {"09:00": MINUTES})
    assert day.texts() == [MessageKind.RECEIPT]


def test_who_is_gone_or_is_being_called_cannot_say_yes_any_more(day: Day) -> None:
    day.seek("c1", COLD, consent=Consent.OWN_UNIT)
    day.pulled(NURSE, now="09:00")

    def say_yes(name: str) -> object:
        return day.run(lambda tx: accept_others(ContactId(name), tx, now=moment("09:01"), actor="citizen"))

    with pytest.raises(ContactIsClosed):
        say_yes("c1")
    with pytest.raises(ContactNotFound):
        say_yes("c2")


def test_who_said_yes_before_is_not_asked_again(day: Day) -> None:
    contact = day.seek("c1", COLD, consent=Consent.SAME_PROVIDER).contact

    assert not day.run(lambda tx: others_have_capacity(contact, tx, region=tx.region(), now=moment("08:00")))


def test_where_nobody_else_has_room_saying_yes_is_kept_without_a_time(bare_day: Day) -> None:
    bare_day.seek("c1", COLD, consent=Consent.OWN_UNIT)

    contact, answer = bare_day.run(
        lambda tx: accept_others(ContactId("c1"), tx, now=moment("08:01"), actor="citizen")
    )

    assert (contact.need.consent, answer.backed) == (Consent.SAME_PROVIDER, False)
    assert len(bare_day.promises()) == 1
    assert bare_day.texts() == [MessageKind.RECEIPT_UNPROMISED]


@over_both_stores
def test_who_hangs_up_once_their_number_is_known_is_called_back(line: Line, day: Day) -> None:
    line.dial().press("1").hang_up().hang_up()

    assert day.history()[-1].facts["step"] == MenuStep.NUMBER.value
    assert day.kinds().count("caller.hung_up") == 1
    assert day.details().phone == ANNA
    assert outcomes(day) == [InboundKind.REQUESTED]
    assert (line.stands().ending, line.stands().private) == (MenuEnding.HUNG_UP, Private())


@over_both_stores
def test_who_hangs_up_before_is_an_attempt(line: Line, day: Day) -> None:
    line.dial().hang_up()

    assert outcomes(day) == [InboundKind.ABANDONED]
    assert day.run(lambda tx: tx.open_contacts()) == []


@over_both_stores
def test_a_call_whose_end_nobody_told_is_found_and_ended(line: Line, day: Day) -> None:
    line.dial().press("1")
    before_its_time = moment("08:00") + FORGOTTEN_AFTER
    later = before_its_time + timedelta(seconds=1)

    assert day.run(lambda tx: forgotten_calls(tx, now=before_its_time)) == []
    assert day.run(lambda tx: forgotten_calls(tx, now=later)) == ["CA1"]
    line.end(later)

    assert day.details().phone == ANNA
    assert day.run(lambda tx: forgotten_calls(tx, now=later + FORGOTTEN_AFTER * 2)) == []


@over_both_stores
def test_calls_are_forgotten_after_days(line: Line, day: Day) -> None:
    line.dial().press(*PRESSED, "1")

    day.run(lambda tx: forget_calls(tx, now=moment("08:00") + KEPT_FOR))
    assert line.stands().is_over
    day.run(lambda tx: forget_calls(tx, now=moment("08:01") + KEPT_FOR))

    assert day.run(lambda tx: tx.hold_menu_session("CA1")) is None
    assert day.contact().backed


@over_both_stores
def test_ringing_again_is_the_same_request_and_the_same_promise(line: Line, day: Day) -> None:
    line.dial().press(*PRESSED)
    promised = day.contact().window

    again = replace(line, call_id="CA2", now="08:05").dial().press(*PRESSED)

    assert (day.contact().times_sought, day.contact().window) == (2, promised)
    told = again.stands().told
    assert told is not None
    assert told.promised is not None
    assert told.promised.window == promised


@over_both_stores
def test_a_call_nobody_knows_of_is_not_answered_for(line: Line) -> None:
    assert line.hear(1, "1").said is None


@over_both_stores
def test_who_stopped_texts_hears_that_none_comes(line: Line, day: Day) -> None:
    day.run(lambda tx: tx.opt_out(number_key(ANNA, line.desk.index), now=moment("07:00")))

    line.dial().press(*PRESSED, "1")

    assert line.said is not None
    assert "Du får inget sms" in line.said


def test_who_has_got_all_texts_of_the_day_hears_that_none_comes(day: Day) -> None:
    spent = Line(day, a_reception(limits=TextLimits(per_day=0)))

    spent.dial().press(*PRESSED, "1")

    assert spent.said is not None
    assert "Du får inget sms" in spent.said


def test_a_language_of_its_own_file_is_led_through_the_menu(day: Day) -> None:
    known = {
        language: {key: texts.template(key, language) for key in texts.keys(language)}
        for language in texts.languages
    }
    finnish = {
        "voice.locale": "fi-FI",
        "voice.menu": "Me soitamme sinulle.",
        "voice.this_language": "Suomeksi.",
    }
    line = Line(day, a_reception(a_voice(Texts({**known, "fi": finnish})))).dial()

    line.press("*")
    assert line.said is not None
    assert "Suomeksi." in line.said
    line.press("*")

    assert '<Say language="fi-FI">Me soitamme sinulle.</Say>' in line.said
    assert line.stands().language == "fi"


@pytest.mark.parametrize("kept", ["postgresql"], indirect=True)
def test_the_row_of_a_call_gives_nothing_of_the_caller_away(line: Line, day: Day, database_url: str) -> None:
    def row() -> str:
        return str(asked(database_url, "select * from menu_session"))

    line.dial().press("1")
    at_the_number = row()
    line.press("1", "198004262385")

    for text in (at_the_number, row()):
        for private in (ANNA, "701740605", "0 7 0", "198004262385"):
            assert private not in text
    assert line.stands().private.callback is not None or line.stands().is_over


CUTS: list[Callable[[Line, int, Transaction], object]] = [
    lambda line, turn, tx: hear_keys("CA1", turn, "1", tx, line.desk, now=moment("08:01")),
    lambda line, turn, tx: hear_keys("CA1", turn, "", tx, line.desk, now=moment("08:01")),
    lambda line, _turn, tx: hear_hang_up(
        "CA1", tx, contact_id=ContactId("c9"), index=line.desk.index, now=moment("08:01")
    ),
]


@over_both_stores
@pytest.mark.parametrize("cut", range(len(CUTS)))
@pytest.mark.parametrize("pressed", [(), ("1",), ("1", "1"), ("1", "2"), PRESSED, (*PRESSED, "2")])
def test_a_turn_that_broke_off_is_as_if_it_had_never_been(
    line: Line, day: Day, cut: int, pressed: tuple[str, ...]
) -> None:
    line.dial().press(*pressed)
    before = (line.stands(), outcomes(day), day.run(lambda tx: tx.open_contacts()))

    def broken_off(tx: Transaction) -> None:
        CUTS[cut](line, before[0].turn, tx)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        day.run(broken_off)

    assert (line.stands(), outcomes(day), day.run(lambda tx: tx.open_contacts())) == before


def test_the_nurse_who_calls_back_is_the_one_of_the_promise(line: Line, day: Day) -> None:
    line.dial().press(*PRESSED, "1")

    assert day.pulled(NURSE, now="09:00").id == "c1"


ANY_KEYS = st.lists(
    st.sampled_from(["", *"0123456789*#", "0701740606", "0939123456", "198004262385"]), max_size=40
)


@examples(0.5)
@given(ANY_KEYS, st.sampled_from([ANNA, "anonymous", "+46980319200"]), st.booleans())
def test_whatever_is_pressed_the_call_ends_and_the_minutes_add_up(
    keys: list[str],
    rings_from: str,
    hangs_up: bool,
) -> None:
    day = a_day()
    day.roster(NURSE, "09:00", "09:30")
    line = Line(day, a_reception(), rings_from=rings_from).dial()

    for one in keys if hangs_up else [*keys, *[""] * MOST_TURNS]:
        if not line.stands().is_over:
            line.press(one)
    if hangs_up:
        line.hang_up()

    assert line.stands().is_over
    requests = day.run(lambda tx: tx.open_contacts())
    assert len(requests) <= 1
    (outcome,) = outcomes(day)
    unheard = (InboundKind.ABANDONED, InboundKind.OFFERED)  # OFFERED: heard to its end, without a number
    assert outcome is InboundKind.REQUESTED if requests else outcome in unheard
    assert sum(day.reserved().values()) == sum(one.need.minutes for one in requests if one.backed)
