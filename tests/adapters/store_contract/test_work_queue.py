"""Who is next, who holds whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contact_api.domain.core.values import (
    Consent,
    ContactId,
    ContactState,
    PersonId,
    StaffId,
    UnitId,
    Urgency,
)
from contact_api.domain.work_queue.claim_trace import pull_facts
from contact_api.domain.work_queue.queue_order import entry_of, ranking
from contact_api.ports import (
    Access,
    Store,
)
from tests.adapters.store_contract.shelf import (
    DAY,
    HERE,
    PLANNING,
    add,
    claim,
    the_cell,
)
from tests.makers import (
    UNIT,
    a_contact,
    a_member,
    a_promised_contact,
    a_reservation,
    a_window,
    at,
)


def queue(store: Store, name: str = "backen-01", *, now: str = "09:00") -> list[str]:
    return sorted(best(store, name, now=now))


def best(store: Store, name: str, *, now: str) -> list[str]:
    with store.transaction() as tx:
        return [one.contact_id for one in tx.next_for(a_member(name), now=at(now)).ranked]


def held(store: Store, name: str, *, now: str) -> str | None:
    with store.transaction() as tx:
        found = tx.held_contact(StaffId(name), now=at(now))
        assert tx.next_for(a_member(name), now=at(now)).held == found
    return found.id if found else None


def test_a_nurse_is_shown_who_may_be_rung_now_and_who_fits_them(store: Store) -> None:
    add(
        store,
        a_contact("fits"),
        a_contact("a doctor's", professions=("doctor",)),
        a_contact("in Arabic", language="ar"),
        a_contact("not yet", available_from=at("09:01")),
        a_contact("too late", available_to=at("08:59")),
        a_contact("until now", available_to=at("09:00")),
        a_promised_contact("promised later", window=a_window("10:00", "11:00")),
        a_contact("closed", state=ContactState.REACHED),
    )

    assert queue(store) == ["fits", "until now"]


def test_staff_of_another_unit_are_shown_only_those_who_welcome_it(store: Store) -> None:
    add(
        store,
        a_contact("anybody", consent=Consent.ANY_PROVIDER),
        a_contact("same provider", consent=Consent.SAME_PROVIDER),
        a_contact("own unit", consent=Consent.OWN_UNIT),
    )

    assert queue(store, "teg-01") == ["anybody", "same provider"]
    assert queue(store, "city-01") == ["anybody"]
    assert queue(store, "backen-01") == ["anybody", "own unit", "same provider"]


def test_who_may_not_be_rung_yet_is_not_claimed_though_they_were_shown(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2", callable_from=at("09:01")))

    assert claim(store, "c2", now="09:00") is None
    first = claim(store, "c2", "c1", now="09:00")

    assert first is not None
    assert first.id == "c1"


def test_the_first_who_is_still_waiting_is_claimed(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"), a_contact("c3"))

    first = claim(store, "c2", "c1", by="backen-01")
    second = claim(store, "c2", "c1", by="backen-02")
    third = claim(store, "c2", "c1", by="teg-01")

    assert first is not None
    assert second is not None
    assert third is None
    assert (first.id, first.claimed_by, first.lease_number) == ("c2", "backen-01", 1)
    assert (first.claimed_at, first.lease_until) == (at("09:00"), at("09:00") + PLANNING.lease)
    assert (second.id, second.claimed_by) == ("c1", "backen-02")
    with store.transaction() as tx:
        assert tx.contact(first.id) == first


def test_a_claim_gives_the_reserved_minutes_back(with_cell: Store) -> None:
    add(with_cell, a_contact())
    with with_cell.transaction() as tx:
        tx.reserve(a_reservation())

    claim(with_cell, "c1")

    assert the_cell(with_cell).reserved_minutes == 0
    with with_cell.transaction() as tx:
        assert tx.reservations() == {}


def test_with_a_claim_stand_the_line_in_its_history_and_the_look_in_the_access_log(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    look = Access(at("09:00"), "SE-ANNA", "staff", "pulled", "make the contact")

    claim(store, "c2", "c1", by="backen-01", look=look)

    with store.transaction() as tx:
        (pulled,) = tx.history(ContactId("c2"))
        assert (pulled.kind, pulled.actor, pulled.facts["lease"]) == ("contact.pulled", "backen-01", 1)
        assert not tx.history(ContactId("c1"))
        (noted,) = tx.access_log(person_id=None, actor="SE-ANNA", span=DAY, limit=9, offset=0)
        assert noted == replace(look, contact_id=ContactId("c2"), person_id=PersonId("person-c2"))


def test_who_comes_too_late_for_all_of_them_leaves_no_trace(store: Store) -> None:
    add(store, a_contact("c1"))
    look = Access(at("09:00"), "SE-ANNA", "staff", "pulled", "make the contact")
    claim(store, "c1", by="backen-02")

    assert claim(store, "c1", by="backen-01", look=look) is None

    with store.transaction() as tx:
        assert [event.actor for event in tx.history(ContactId("c1"))] == ["backen-02"]
        assert tx.access_log(person_id=None, actor="SE-ANNA", span=DAY, limit=9, offset=0) == []


def test_what_a_staff_member_holds_is_shown_to_them_alone_until_the_lease_runs_out(store: Store) -> None:
    add(store, a_contact())
    claim(store, "c1", by="backen-01", now="09:00")

    assert held(store, "backen-01", now="09:14") == "c1"
    assert held(store, "backen-02", now="09:14") is None
    assert held(store, "backen-01", now="09:15") is None


def test_a_lease_that_ran_out_is_found(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    claim(store, "c1", now="09:00")
    claim(store, "c2", now="09:05")

    with store.transaction() as tx:
        assert tx.expired_leases(now=at("09:14")) == []
        assert tx.expired_leases(now=at("09:15")) == ["c1"]
        assert set(tx.expired_leases(now=at("09:20"))) == {"c1", "c2"}


def test_a_contact_is_lent_from_the_moment_the_plan_says(store: Store) -> None:
    add(store, a_promised_contact("lent"), a_promised_contact("stays"))

    with store.transaction() as tx:
        tx.lend({ContactId("lent"): at("09:10")})
        tx.lend({})

    assert best(store, "teg-01", now="09:09") == []
    assert best(store, "teg-01", now="09:10") == ["lent"]
    with store.transaction() as tx:
        stays = tx.contact(ContactId("stays"))
    assert stays == a_promised_contact("stays")


def test_who_is_in_somebodys_hands_or_has_ended_is_not_lent(store: Store) -> None:
    add(store, a_promised_contact("held"), a_promised_contact("ended", state=ContactState.REACHED))
    claim(store, "held")
    with store.transaction() as tx:
        before = [tx.contact(ContactId(name)) for name in ("held", "ended")]

    with store.transaction() as tx:
        tx.lend({ContactId("held"): at("09:10"), ContactId("ended"): at("09:10")})

    with store.transaction() as tx:
        assert [tx.contact(ContactId(name)) for name in ("held", "ended")] == before


@pytest.mark.parametrize("name", ["backen-01", "teg-01"])
def test_however_many_wait_the_best_of_them_is_shown(store: Store, name: str) -> None:
    crowd = [
        a_contact(
            f"c{number:02}", available_to=at("16:00"), sought_at=at("08:00") + timedelta(seconds=number)
        )
        for number in range(60)
    ]
    promised = a_promised_contact("promised", window=a_window("09:00", "17:00"), lend_at=at("09:00"))
    add(store, *crowd[::-1], promised, a_contact("named", named_contact=StaffId(name)))

    assert best(store, name, now="09:30")[:4] == ["promised", "named", "c00", "c01"]


def test_who_is_left_out_hides_nobody_who_comes_after_them(store: Store) -> None:
    crowd = [a_contact(f"c{n:02}", sought_at=at("08:00") + timedelta(seconds=n)) for n in range(30)]
    add(store, *crowd)
    first = [one.id for one in crowd[:20]]

    with store.transaction() as tx:
        held, ranked = tx.next_for(a_member(), leaving_out=first, now=at("09:00"))

    assert held is None
    assert [one.contact_id for one in ranked[:4]] == ["c20", "c21", "c22", "c23"]


def test_a_contact_that_is_left_out_is_not_the_one_that_is_held(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    claim(store, "c1")

    with store.transaction() as tx:
        held, ranked = tx.next_for(a_member(), leaving_out=[ContactId("c1")], now=at("09:00"))

    assert (held, [one.contact_id for one in ranked]) == (None, ["c2"])


def test_an_urgent_contact_of_another_unit_is_shown_before_what_can_wait_when_its_own_has_had_time(
    store: Store,
) -> None:
    can_wait = [a_promised_contact(f"c{n}", window=a_window("09:00", f"1{n}:00")) for n in range(1, 6)]
    urgent = {"urgency": Urgency.U1, "sought_at": at("09:00"), "unit_id": UnitId("teg")}
    add(store, *can_wait, a_contact("urgent", **urgent))

    assert best(store, "backen-01", now="09:14")[:4] == ["c1", "c2", "c3", "c4"]
    assert best(store, "backen-01", now="09:15")[:2] == ["urgent", "c1"]
    assert best(store, "teg-01", now="09:14")[0] == "urgent"


def test_open_contacts_are_those_that_wait_or_are_held(store: Store) -> None:
    add(store, a_contact("waits"), a_contact("is held"), a_contact("ended", state=ContactState.REACHED))
    claim(store, "is held")

    with store.transaction() as tx:
        assert {one.id for one in tx.open_contacts()} == {"waits", "is held"}


def test_the_queue_of_a_unit_is_what_turned_to_it_or_was_promised_there_soonest_first(store: Store) -> None:
    add(
        store,
        a_contact("turned here", due_at=at("12:00")),
        a_contact("promised here", unit_id=UnitId("teg"), promised_unit=UNIT.id, due_at=at("11:00")),
        a_contact("elsewhere", unit_id=UnitId("teg")),
        a_contact("ended", state=ContactState.REACHED),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.queue_of(HERE, limit=9, offset=0)] == ["promised here", "turned here"]
        assert [one.id for one in tx.queue_of(HERE, limit=1, offset=1)] == ["turned here"]


def test_a_pull_is_kept_with_its_place_in_the_order_and_the_next(store: Store) -> None:
    contacts = [a_promised_contact("c1"), a_promised_contact("c2"), a_promised_contact("c3")]
    add(store, *contacts)
    ranked = ranking(a_member(), map(entry_of, contacts), planning=PLANNING, now=at("09:00"))

    with store.transaction() as tx:
        tx.claim_first(ranked, StaffId("backen-01"), planning=PLANNING, now=at("09:00"))
        tx.claim_first(ranked, StaffId("backen-02"), planning=PLANNING, now=at("09:00"))

    with store.transaction() as tx:
        (first,) = tx.history(ContactId("c1"))
        (second,) = tx.history(ContactId("c2"))
    assert dict(first.facts) == {"lease": 1} | pull_facts(ranked, 0, PLANNING.version)
    assert dict(second.facts) == {"lease": 1} | pull_facts(ranked, 1, PLANNING.version)
