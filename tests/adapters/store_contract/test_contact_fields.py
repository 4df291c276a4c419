"""Every field of a contact, changed one by one, comes back as it was written."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from enum import Enum
from typing import Any, get_origin, get_type_hints

from contact_api.domain.core.contact import Circumstances, Contact, Need
from contact_api.domain.core.values import AssessmentState, ContactId, ContactState, PersonId, StaffId, UnitId
from contact_api.ports import Store
from tests.adapters.store_contract.shelf import NOBODY
from tests.makers import a_contact, a_window, at

PARTS = {"need": Need, "circumstances": Circumstances}
NEVER_CHANGE = {"person_id", "duplicate_key", "sought_at", "channel", "intake", "on_behalf_of", "limited_as"}
NEVER_CHANGE |= {"sent_by"}
OTHERWISE = {  # what must be of the region, or of a set
    "unit_id": UnitId("teg"),
    "promised_unit": UnitId("teg"),
    "named_contact": StaffId("backen-02"),
    "state": ContactState.NOT_REACHED,
    "window": a_window(),
}
TOGETHER: dict[str, dict[str, Any]] = {  # what the database holds to be so at once
    "window": {"backed": True},
    "backed": {"window": a_window()},
    "assessment": {"assessment_ended_at": at("09:00")},
    "assessment_ended_at": {"assessment": AssessmentState.ASSESSED},
    "lease_until": {"state": ContactState.CLAIMED, "claimed_by": StaffId("backen-01")},
}


def another(value: Any, hint: Any) -> Any:
    """Another value of the type of a field."""
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, bool) or hint == bool | None:
        return not value
    if isinstance(value, int):
        return value + 1
    if get_origin(hint) is tuple:
        return ("one", "another")
    return at("11:11") if hint in (datetime, datetime | None) else "another"


def changed_in_one_field(contact: Contact) -> Iterator[tuple[str, Contact]]:
    """The name of every field, and the contact with another value in it."""
    for of in (Need, Circumstances, Contact):
        part = next((name for name, kind in PARTS.items() if kind is of), None)
        whole = getattr(contact, part) if part else contact
        hints = get_type_hints(of)
        for name in (one.name for one in fields(of) if one.name not in (*PARTS, "contact_id")):
            value = OTHERWISE.get(name) or another(getattr(whole, name), hints[name])
            changed = replace(whole, **{name: value}, **TOGETHER.get(name, {}))
            in_part: dict[str, Any] = {part: changed} if part else {}
            yield name, replace(contact, **in_part) if part else changed


def numbered(contact: Contact, number: int) -> Contact:
    """The same as somebody else's."""
    named = replace(contact, need=replace(contact.need, contact_id=ContactId(f"c{number}")))
    return named if named.person_id == "another" else replace(named, person_id=PersonId(f"p{number}"))


def test_a_contact_with_any_field_changed_is_read_back_as_it_was_added(store: Store) -> None:
    every = [(name, numbered(one, n)) for n, (name, one) in enumerate(changed_in_one_field(a_contact()))]
    assert len(every) == sum(len(fields(of)) for of in (Need, Circumstances, Contact)) - 3

    with store.transaction() as tx:
        for _, contact in every:
            tx.add_contact(contact, NOBODY)

    with store.transaction() as tx:
        assert [name for name, contact in every if tx.contact(contact.id) != contact] == []


def test_a_contact_with_any_field_changed_is_read_back_as_it_was_saved(store: Store) -> None:
    before = a_contact()
    every = [(name, one) for name, one in changed_in_one_field(before) if name not in NEVER_CHANGE]
    assert all(one != before for _, one in every)
    with store.transaction() as tx:
        tx.add_contact(before, NOBODY)

    lost = []
    for name, contact in every:
        with store.transaction() as tx:
            tx.save_contact(contact)
        with store.transaction() as tx:
            lost += [name] if tx.contact(before.id) != contact else []

    assert lost == []
