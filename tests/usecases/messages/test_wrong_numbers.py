"""Nothing is texted to a number that is known to be somebody else's, until another one is left."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.contact import Details
from contact_api.domain.core.errors import ContactIsClosed, ContactNotFound
from contact_api.domain.core.values import ContactId, Outcome, PersonId
from contact_api.usecases.intake.reopen import reopen
from tests.examples import examples
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, COLLEAGUE, NURSE, TEG, TEGS_NURSE, Day, a_day
from tests.usecases.inbound_sms.texting import Texting

ANNA = Details(phone="+46701740605", phone_takes_sms=True, identity_value="20121212-1212")
NUMBERS = ("+46701740605", "+46701740606")
STAFF_OF = {BACKEN: NURSE, TEG: TEGS_NURSE}


def seeks(
    day: Day, name: str, number: str = NUMBERS[0], unit: str = BACKEN, *, now: object = "08:00"
) -> None:
    day.seek(
        name,
        now=now,  # type: ignore[arg-type]
        person_id=PersonId("anna"),
        duplicate_key=f"anna:{unit}",
        unit_id=unit,
        details=replace(ANNA, phone=number),
    )


def reaches_a_stranger(day: Day, *, now: str) -> None:
    day.ends(day.pulled(now=now), Outcome.WRONG_NUMBER, now=now)


@over_both_stores
def test_who_seeks_contact_with_the_same_wrong_number_is_in_line_and_not_texted(day: Day) -> None:
    seeks(day, "c1")
    reaches_a_stranger(day, now="09:00")
    texting = Texting(day)
    texting.deliver(now="09:00")

    seeks(day, "again", now="09:15")
    seeks(day, "elsewhere", unit=TEG, now="09:16")

    assert texting.deliver(now="09:16") == []
    assert day.contact("c1").state.is_open
    assert day.contact("elsewhere").number_is_wrong
    open_alerts = day.run(lambda tx: tx.alerts(units=None, open_only=True, limit=9))
    numbers = [one for one in open_alerts if one.kind == "wrong_number"]
    assert [(one.contact_id, one.times_raised) for one in numbers] == [("c1", 2), ("elsewhere", 1)]


@over_both_stores
def test_another_number_is_texted_and_so_is_one_on_which_the_citizen_answered(day: Day) -> None:
    day.roster(COLLEAGUE, "09:00", "12:00")
    seeks(day, "c1")
    reaches_a_stranger(day, now="09:00")
    texting = Texting(day)
    texting.deliver(now="09:00")

    seeks(day, "again", NUMBERS[1], now="09:15")
    assert len(texting.deliver(now="09:15")) == 1

    seeks(day, "back", NUMBERS[0], now="09:20")
    day.ends(day.pulled(now="09:40"), Outcome.WRONG_NUMBER, now="09:41")
    seeks(day, "insists", now="09:42")
    day.ends(day.pulled(now="09:50"), Outcome.REACHED, now="09:51")
    texting.deliver(now="09:51")
    seeks(day, "later", now="10:00")
    assert len(texting.deliver(now="10:00")) == 1


deeds = st.lists(
    st.tuples(st.just("seeks"), st.sampled_from(NUMBERS), st.sampled_from([BACKEN, TEG]))
    | st.tuples(
        st.sampled_from(["wrong_number", "no_answer", "reached"]),
        st.just(""),
        st.sampled_from([BACKEN, TEG]),
    )
    | st.tuples(st.sampled_from(["opens", "texts leave"]), st.just(""), st.sampled_from([BACKEN, TEG])),
    min_size=3,
    max_size=25,
)


class Anna:
    """Seeks contact at two units by two numbers; `wrong` are those that reached a stranger, by the request's unit."""

    def __init__(self) -> None:
        self.day = a_day()
        self.texting = Texting(self.day)
        self.now = at("08:00")
        self.wrong: dict[str, str] = {}
        self.names: list[str] = []
        for member in STAFF_OF.values():
            self.day.roster(member, "08:00", "17:00")

    def do(self, deed: str, number: str, unit: str) -> None:
        self.now += timedelta(minutes=7)
        if deed == "seeks":
            self.names.append(f"c{len(self.names)}")
            seeks(self.day, self.names[-1], number, unit, now=self.now)
            if self.wrong.get(unit, number) != number:
                del self.wrong[unit]
            if number in self.wrong.values():
                self.wrong[unit] = number
        elif deed == "opens":
            self._opens()
        elif deed == "texts leave":
            self.texting.deliver(now=self.now)
        else:
            self._is_rung(Outcome(deed), STAFF_OF[BACKEN if unit == BACKEN else TEG])

    def _is_rung(self, outcome: Outcome, staff_id: str) -> None:
        found = self.day.pull(staff_id, now=self.now)
        if found is None:
            return
        number = self.day.details(found.contact.id).callback_number or ""
        self.day.ends(found.contact, outcome, now=self.now)
        if outcome is Outcome.WRONG_NUMBER:
            self.wrong[found.contact.need.unit_id] = number
        elif outcome is Outcome.REACHED:
            self.wrong = {one: wrong for one, wrong in self.wrong.items() if wrong != number}

    def _opens(self) -> None:
        for name in self.names:
            with suppress(ContactIsClosed, ContactNotFound):
                self._open(ContactId(name))

    def _open(self, contact_id: ContactId) -> None:
        self.day.run(lambda tx: reopen(contact_id, tx, now=self.now, actor="citizen"))


@given(deeds)
@examples(1)
def test_no_text_ever_goes_to_a_number_that_reached_a_stranger_last(done: list[tuple[str, str, str]]) -> None:
    anna = Anna()
    for deed in [*done, ("texts leave", "", BACKEN)]:
        before = len(anna.texting.sent)
        anna.do(*deed)

        assert not {to for to, _ in anna.texting.sent[before:]} & set(anna.wrong.values()), deed
