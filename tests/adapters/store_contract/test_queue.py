"""Who is next, who holds whom."""

from contact_api.domain.values import (
    Consent,
    ContactId,
    ContactState,
)
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import PLANNING, add, claim, the_cell
from tests.makers import (
    a_contact,
    a_member,
    a_promised_contact,
    a_reservation,
    a_window,
    at,
)


def queue(store: Store, name: str = "backen-01", *, now: str = "09:00") -> list[str]:
    with store.transaction() as tx:
        return sorted(one.id for one in tx.waiting_for(a_member(name), now=at(now)))


def test_a_nurse_is_shown_who_may_be_rung_now_and_whom_she_masters(store: Store) -> None:
    add(
        store,
        a_contact("hers"),
        a_contact("a doctor's", professions=("doctor",)),
        a_contact("in Arabic", language="ar"),
        a_contact("not yet", available_from=at("09:01")),
        a_contact("too late", available_to=at("08:59")),
        a_promised_contact("promised later", window=a_window("10:00", "11:00")),
        a_contact("closed", state=ContactState.REACHED),
    )

    assert queue(store) == ["hers"]


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
        assert tx.reservation(ContactId("c1")) is None


def test_what_she_holds_is_shown_to_her_alone_until_the_lease_runs_out(store: Store) -> None:
    add(store, a_contact())
    claim(store, "c1", by="backen-01", now="09:00")

    assert queue(store, "backen-01", now="09:14") == ["c1"]
    assert queue(store, "backen-02", now="09:14") == []
    assert queue(store, "backen-01", now="09:15") == []


def test_a_lease_that_ran_out_is_found(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    claim(store, "c1", now="09:00")
    claim(store, "c2", now="09:05")

    with store.transaction() as tx:
        assert tx.expired_leases(now=at("09:14")) == []
        assert tx.expired_leases(now=at("09:15")) == ["c1"]
        assert set(tx.expired_leases(now=at("09:20"))) == {"c1", "c2"}


def test_open_contacts_are_those_that_wait_or_are_held(store: Store) -> None:
    add(store, a_contact("waits"), a_contact("is held"), a_contact("ended", state=ContactState.REACHED))
    claim(store, "is held")

    with store.transaction() as tx:
        assert {one.id for one in tx.open_contacts()} == {"waits", "is held"}
