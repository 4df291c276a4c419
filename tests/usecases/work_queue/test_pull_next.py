"""Staff pull the next one, hold on, give back, pass on."""

from typing import Any

import pytest

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import (
    ConsentMissing,
    ContactNotFound,
    LeaseLost,
    NothingToChange,
    ReasonMissing,
    StaffNotFound,
    UnitNotFound,
)
from contact_api.domain.core.values import Consent, ContactId, ContactState, StaffId, UnitId
from contact_api.ports import Contested
from contact_api.usecases.work_queue.pull_next import heartbeat, pull_next, release, transfer
from tests.makers import at
from tests.stores import DOCTOR, over_both_stores
from tests.usecases.day import (
    BACKEN,
    BREATH,
    CITY,
    CITYS_NURSE,
    COLLEAGUE,
    MINUTES,
    NURSE,
    TEG,
    TEGS_NURSE,
    Day,
    When,
    clocks,
    moment,
)

TO_TEG: dict[str, Any] = {"to_professions": None, "to_unit": TEG}
TO_CITY: dict[str, Any] = {"to_professions": None, "to_unit": CITY}  # another care provider
TO_DOCTOR: dict[str, Any] = {"to_professions": ("doctor",), "to_unit": None}


def protected(day: Day, held: Contact, *, now: When, by: str = NURSE, lease: int = 1) -> Contact:
    return day.run(lambda tx: heartbeat(held.id, StaffId(by), lease, tx, now=moment(now)))


def gives_back(day: Day, held: Contact, *, now: When) -> Contact:
    return day.run(lambda tx: release(held.id, NURSE, held.lease_number, tx, now=moment(now)))


def passes_on(day: Day, held: Contact, where: dict[str, Any], *, now: When, why: str = "knee") -> Contact:
    return day.run(
        lambda tx: transfer(held.id, NURSE, held.lease_number, tx, why=why, now=moment(now), **where)
    )


@over_both_stores
def test_the_urgent_are_pulled_first_and_nobody_is_pulled_twice(day: Day) -> None:
    for name in ("first", "second"):
        day.seek(name)
    day.seek("urgent", BREATH)

    pulled = [day.pulled(who, now="09:00") for who in (NURSE, COLLEAGUE, TEGS_NURSE)[:2]]

    assert [one.id for one in pulled] == ["urgent", "first"]
    assert [one.claimed_by for one in pulled] == [NURSE, COLLEAGUE]
    assert day.reserved() == {"09:00": MINUTES}
    assert day.kinds("urgent")[-1] == "contact.pulled"


@over_both_stores
def test_whom_a_nurse_still_holds_comes_before_anybody_new(day: Day) -> None:
    day.seek("first")
    held = day.pulled(now="09:00")
    day.seek("urgent", BREATH, now="09:01")

    again = day.pulled(now="09:02")

    assert again == held
    assert day.kinds("first").count("contact.pulled") == 1


def test_a_nurse_gets_what_it_takes_to_ring(day: Day) -> None:
    details = Details(name="Anna", phone="+46701740605", free_text="hosta")
    day.seek(details=details)

    pulled = day.pull(now="09:00")

    assert pulled is not None
    assert pulled.details == details


@over_both_stores
def test_nobody_is_pulled_before_their_window_or_by_staff_who_do_not_master_what_they_need(day: Day) -> None:
    day.seek("later")
    day.seek("in Somali", language="so")
    day.seek("own unit only", consent=Consent.OWN_UNIT, now="08:01")

    assert day.pull(now="08:59") is None
    assert day.pull(TEGS_NURSE, now="09:59") is None


def test_who_finds_all_of_them_taken_by_others_looks_again(day: Day) -> None:
    day.seek()

    with pytest.raises(Contested):
        day.run(lambda tx: pull_next(NURSE, tx, now=at("09:00")), claim_first=None)


def test_staff_that_nobody_knows_pull_nothing(day: Day) -> None:
    with pytest.raises(StaffNotFound):
        day.pull("stranger", now="09:00")


@over_both_stores
def test_a_heartbeat_holds_on_and_comes_too_late_when_the_lease_has_run_out(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")
    assert held.lease_until == at("09:15")

    assert protected(day, held, now="09:10").lease_until == at("09:25")

    assert day.contact().lease_until == at("09:25")
    with pytest.raises(LeaseLost):
        protected(day, held, now="09:25")


@pytest.mark.parametrize(("by", "lease"), [(COLLEAGUE, 1), (NURSE, 2)])
def test_only_who_holds_the_lease_holds_on(day: Day, by: str, lease: int) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    with pytest.raises(LeaseLost):
        protected(day, held, by=by, lease=lease, now="09:05")


def test_for_staff_of_a_unit_the_citizen_did_not_say_yes_to_there_is_no_such_contact(day: Day) -> None:
    day.seek(consent=Consent.SAME_PROVIDER)
    held = day.pulled(now="09:00")

    with pytest.raises(LeaseLost):
        protected(day, held, by=TEGS_NURSE, now="09:05")
    for contact_id in (held.id, ContactId("nobody")):
        with pytest.raises(ContactNotFound):
            day.run(lambda tx, who=contact_id: heartbeat(who, CITYS_NURSE, 1, tx, now=at("09:05")))  # type: ignore[misc]


@over_both_stores
def test_what_is_given_back_keeps_its_promise_and_is_backed_again_by_the_next_plan(day: Day) -> None:
    before = day.seek().contact

    back = gives_back(day, day.pulled(now="09:00"), now="09:01")

    assert (back.state, back.window, back.due_at) == (ContactState.WAITING, before.window, before.due_at)
    assert (back.need.sought_at, back.attempts, back.claimed_by) == (at("08:00"), 0, None)
    assert len(day.promises()) == 1
    assert day.kinds()[-1] == "contact.released"
    assert day.reserved() == {}
    day.replan(now="09:02")
    assert day.reserved() == {"09:00": MINUTES}
    assert day.pulled(COLLEAGUE, now="09:02").lease_number == 2


@over_both_stores
def test_a_transfer_gives_a_new_promise_where_the_citizen_goes_and_tells_them(day: Day) -> None:
    day.roster(TEGS_NURSE, "10:00", "12:00")
    day.seek(consent=Consent.SAME_PROVIDER)

    moved = passes_on(day, day.pulled(now="09:00"), TO_TEG, now="09:05")

    assert (moved.need.unit_id, moved.promised_unit, clocks(moved.window)) == ("teg", "teg", "10:00-11:00")
    assert (moved.state, moved.need.sought_at) == (ContactState.WAITING, at("08:00"))
    assert day.reserved(TEG) == {"10:00": MINUTES}
    assert (day.texts()[-1], clocks(day.messages()[-1].window)) == ("moved", "10:00-11:00")
    event = day.history()[-1]
    assert (event.kind, event.actor) == ("contact.transferred", NURSE)
    assert event.facts == {"why": "knee", "professions": ["nurse", "district_nurse"], "unit": "teg"}
    assert day.pulled(TEGS_NURSE, now="10:00").id == "c1"


@pytest.mark.parametrize("consent", [Consent.OWN_UNIT, Consent.SAME_PROVIDER])
def test_another_care_provider_learns_nothing_of_who_has_not_said_yes_to_it(
    day: Day, consent: Consent
) -> None:
    day.seek(consent=consent)
    held = day.pulled(now="09:00")

    with pytest.raises(ConsentMissing):
        passes_on(day, held, TO_CITY, now="09:05")
    with pytest.raises(ConsentMissing):
        passes_on(day, held, TO_CITY | {"consent": Consent.SAME_PROVIDER}, now="09:05")

    assert day.contact() == held
    assert day.pull(CITYS_NURSE, now="09:10") is None


@over_both_stores
def test_a_citizens_yes_on_the_telephone_is_kept_and_opens_the_way_to_another_care_provider(day: Day) -> None:
    day.roster(CITYS_NURSE, "10:00", "12:00")
    day.seek(consent=Consent.OWN_UNIT)

    moved = passes_on(day, day.pulled(now="09:00"), TO_CITY | {"consent": Consent.ANY_PROVIDER}, now="09:05")

    assert (moved.need.unit_id, moved.need.consent) == (CITY, Consent.ANY_PROVIDER)
    assert day.contact().need.consent is Consent.ANY_PROVIDER
    assert (day.history()[-1].kind, day.history()[-1].facts["consent"]) == (
        "contact.transferred",
        "any_provider",
    )
    assert day.pulled(CITYS_NURSE, now="10:00").id == "c1"


def test_who_said_yes_to_any_care_provider_is_passed_on_without_being_asked_again(day: Day) -> None:
    day.seek(consent=Consent.ANY_PROVIDER)

    moved = passes_on(day, day.pulled(now="09:00"), TO_CITY | {"consent": Consent.SAME_PROVIDER}, now="09:05")

    assert (moved.need.unit_id, moved.need.consent) == (CITY, Consent.ANY_PROVIDER)


def test_passing_on_within_the_care_provider_is_ordinary_work(day: Day) -> None:
    day.seek(consent=Consent.OWN_UNIT)

    moved = passes_on(day, day.pulled(now="09:00"), TO_TEG, now="09:05")

    assert (moved.need.unit_id, moved.need.consent) == (TEG, Consent.OWN_UNIT)
    assert "consent" not in day.history()[-1].facts


@pytest.mark.parametrize(
    "nowhere",
    [
        {"to_professions": None, "to_unit": None},
        {"to_professions": None, "to_unit": BACKEN},
        {"to_professions": ("nurse", "district_nurse"), "to_unit": BACKEN},
        {"to_professions": None, "to_unit": None, "consent": Consent.ANY_PROVIDER},
    ],
)
def test_a_transfer_to_where_the_citizen_is_makes_no_new_promise(day: Day, nowhere: dict[str, Any]) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    with pytest.raises(NothingToChange):
        passes_on(day, held, nowhere, now="09:05")

    assert (day.contact(), len(day.promises())) == (held, 1)


@over_both_stores
def test_a_transfer_to_a_profession_that_has_no_room_is_an_honest_no(day: Day) -> None:
    day.seek()

    moved = passes_on(day, day.pulled(now="09:00"), TO_DOCTOR, now="09:05")

    assert (moved.need.professions, moved.backed, moved.window) == (("doctor",), False, None)
    assert day.texts()[-1] == "receipt_unpromised"
    assert day.pull(NURSE, now="09:06") is None
    assert day.pulled(DOCTOR.id, now="09:06").id == "c1"


def test_who_was_tried_before_a_transfer_is_not_rung_before_the_new_window(day: Day) -> None:
    day.roster(DOCTOR.id, "11:00", "12:00")
    day.seek()
    day.rings_in_vain(now="09:00")

    moved = passes_on(day, day.pulled(now="09:30"), TO_DOCTOR, now="09:31")

    assert clocks(moved.window) == "11:00-12:00"
    assert (moved.callable_from, moved.attempts) == (at("11:00"), 1)


def test_a_transfer_needs_a_reason_and_a_unit_that_is_there(day: Day) -> None:
    day.seek()
    held = day.pulled(now="09:00")

    with pytest.raises(ReasonMissing):
        passes_on(day, held, TO_TEG, now="09:05", why="  ")
    with pytest.raises(UnitNotFound):
        passes_on(day, held, TO_TEG | {"to_unit": UnitId("nowhere")}, now="09:05")
    assert day.contact() == held
