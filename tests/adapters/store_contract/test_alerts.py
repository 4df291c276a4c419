"""What humans are asked to look at once."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.domain.work_queue.queue_order import entry_of, ranking
from contact_api.ports import (
    Store,
)
from contact_api.ports.alerts import MOST_OF_ONE
from tests.adapters.store_contract.shelf import HERE, PLANNING, add, an_alert
from tests.makers import (
    a_contact,
    a_member,
    a_promised_contact,
    at,
)


def test_an_alert_stays_open_until_somebody_has_seen_it(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_alert(an_alert("c1"))
        tx.add_alert(an_alert("c2", unit_id=UnitId("teg"), raised_at=at("09:00")))

    with store.transaction() as tx:
        held = tx.hold_alert("c1-1")
        assert held == an_alert("c1")
        tx.save_alert(an_alert("c1", acknowledged_at=at("08:05"), acknowledged_by="anna"))

    with store.transaction() as tx:
        assert [one.id for one in tx.alerts(units=None, open_only=True, limit=100)] == ["c2-1"]
        assert [one.id for one in tx.alerts(units=HERE, open_only=False, limit=100)] == ["c1-1"]
        assert tx.alerts(units=[UnitId("teg")], open_only=True, limit=100) == [
            an_alert("c2", unit_id=UnitId("teg"), raised_at=at("09:00"))
        ]


def test_all_alerts_are_paged_the_oldest_first(store: Store) -> None:
    add(store, a_contact("c1"))
    raised = [an_alert(id=f"a-{number:03}", raised_at=at("08:00")) for number in range(600)]
    with store.transaction() as tx:
        for alert in reversed(raised):
            tx.add_alert(alert)

    with store.transaction() as tx:
        pages = [tx.alerts(units=HERE, open_only=True, limit=250, offset=start) for start in (0, 250, 500)]

    assert [one for page in pages for one in page] == raised


def test_the_open_alert_of_a_matter_is_found_and_counts(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_alert(an_alert("c1", acknowledged_at=at("08:01"), acknowledged_by="anna"))
        tx.add_alert(an_alert("c1", id="c1-2", raised_at=at("08:02")))
        tx.add_alert(an_alert("c2"))

    with store.transaction() as tx:
        found = tx.hold_open_alert(ContactId("c1"), ("call_112", "same_hour"))
        assert found is not None
        again = replace(found, kind="call_112", times_raised=2, last_raised_at=at("08:03"))
        tx.save_alert(again)

    with store.transaction() as tx:
        assert found.id == "c1-2"
        assert tx.hold_open_alert(ContactId("c1"), ("call_112",)) == again
        assert tx.hold_open_alert(ContactId("c1"), ("wrong_number",)) is None


def test_of_several_open_alerts_the_first_raised_is_found(store: Store) -> None:
    add(store, a_contact("c1"))
    with store.transaction() as tx:
        tx.add_alert(an_alert("c1", id="c1-a", kind="wrong_number", raised_at=at("08:02")))
        tx.add_alert(an_alert("c1", id="c1-b", raised_at=at("08:01")))

    with store.transaction() as tx:
        found = tx.hold_open_alert(ContactId("c1"), ("call_112", "same_hour", "wrong_number"))

    assert found is not None
    assert found.id == "c1-b"


def test_the_oldest_alert_comes_first_whatever_it_is_called(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_alert(an_alert("c1", id="a", raised_at=at("08:02")))
        tx.add_alert(an_alert("c2", id="b", raised_at=at("08:01")))

    with store.transaction() as tx:
        assert [one.id for one in tx.alerts(units=HERE, open_only=True, limit=100)] == ["b", "a"]


def test_alerts_of_a_contact_are_found_until_they_are_closed_the_weightiest_by_itself(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    taken = an_alert("c1", acknowledged_at=at("08:01"), acknowledged_by="anna")
    open_one = an_alert("c1", id="c1-2", raised_at=at("08:02"), kind="wrong_number")
    closed = an_alert("c1", id="c1-3", raised_at=at("08:03"), closed_at=at("08:04"))
    with store.transaction() as tx:
        for alert in (closed, open_one, taken):
            tx.add_alert(alert)

    with store.transaction() as tx:
        assert tx.hold_alerts_of(ContactId("c1")) == [taken, open_one]
        assert tx.hold_alerts_of(ContactId("c2")) == []
        assert (tx.alert_of(ContactId("c1")), tx.alert_of(ContactId("c2"))) == (open_one, None)
        assert (tx.alert("c1-3"), tx.alert("none")) == (closed, None)
        assert tx.alerts(units=HERE, open_only=True, limit=9) == [open_one]
        assert tx.hold_open_alert(ContactId("c1"), ("same_hour", "call_112")) is None
        tx.save_alert(replace(open_one, closed_at=at("08:05")))

    with store.transaction() as tx:
        assert tx.alert_of(ContactId("c1")) == taken


def test_whoever_claims_a_contact_sees_its_alert_also_one_raised_since(store: Store) -> None:
    contacts = [a_promised_contact("c1"), a_promised_contact("c2")]
    add(store, *contacts)
    with store.transaction() as tx:
        tx.add_alert(an_alert("c1"))
    ranked = ranking(a_member(), map(entry_of, contacts), planning=PLANNING, now=at("09:00"))

    with store.transaction() as tx:
        tx.claim_first(ranked, StaffId("backen-01"), planning=PLANNING, now=at("09:00"))
        tx.claim_first(ranked, StaffId("backen-02"), planning=PLANNING, now=at("09:00"))
        seen = [tx.alert_of(ContactId("c1")), tx.alert_of(ContactId("c2"))]
        tx.add_alert(an_alert("c2"))
        raised_since = tx.alert_of(ContactId("c2"))

    assert (seen, raised_since) == ([an_alert("c1"), None], an_alert("c2"))


def test_alerts_about_units_stand_beside_those_of_contacts_and_can_be_left_out(store: Store) -> None:
    add(store, a_contact("c1"))
    short = an_alert("c1", id="shortage-1", contact_id=None, kind="shortage", raised_at=at("08:01"))
    over = replace(short, id="shortage-2", closed_at=at("08:02"))
    with store.transaction() as tx:
        for alert in (an_alert("c1"), short, over):
            tx.add_alert(alert)

    with store.transaction() as tx:
        assert tx.unclosed_alerts("shortage") == [short]
        assert tx.unclosed_alerts("call_112") == []
        assert tx.alerts(units=HERE, open_only=True, limit=9) == [an_alert("c1"), short]
        assert tx.alerts(units=HERE, open_only=True, leaving_out=["shortage"], limit=9) == [an_alert("c1")]


@pytest.mark.parametrize("seed", range(6))
def test_nobody_stands_behind_more_than_three_alerts_of_any_one_submitter(store: Store, seed: int) -> None:
    chance = Random(seed)
    submitters = chance.choices([None, "sign_in:one", "sign_in:two"], [1, 3, 2], k=25)
    limit = chance.randint(1, 7)
    names = [f"c{number:02}" for number in range(len(submitters))]
    add(store, *[a_contact(name, limited_as=who) for name, who in zip(names, submitters, strict=True)])
    with store.transaction() as tx:
        for name in names:
            tx.add_alert(an_alert(name, raised_at=at("08:00")))

    with store.transaction() as tx:
        pages = [tx.alerts(units=HERE, open_only=True, limit=limit, offset=n) for n in range(0, 26, limit)]

    listed = [str(one.contact_id) for page in pages for one in page]
    who = dict(zip(names, submitters, strict=True))
    assert sorted(listed) == names
    for place, name in enumerate(listed):
        before = Counter(who[one] for one in listed[:place] if who[one] not in (None, who[name]))
        turn = sum(who[one] == who[name] for one in listed[:place]) if who[name] else 0
        assert turn >= MOST_OF_ONE or max(before.values(), default=0) <= MOST_OF_ONE
    assert [one for one in listed if who[one] is None] == [one for one in names if who[one] is None]
