"""Contact requests, whom they are from, and what identifies that person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId, PersonId, StaffId, UnitId


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person beside their requests."""

    id: PersonId
    unit_id: UnitId | None = None  # where they are listed
    named_contact: StaffId | None = None
    protected_identity: bool = False


class Contacts(Protocol):
    """Contact requests as they stand. Their history is in `History`, who is next in `WorkQueue`."""

    def contact(self, contact_id: ContactId) -> Contact | None: ...
    def hold_contact(self, contact_id: ContactId) -> Contact | None:
        """The contact, protected from others' changes until the transaction ends."""

    def open_duplicate(self, duplicate_key: str) -> Contact | None: ...
    def closed_duplicate(self, duplicate_key: str, *, since: datetime) -> Contact | None:
        """A contact with this key that ended as not reached since then."""

    def contacts_of(self, person_id: PersonId) -> list[Contact]:
        """All of a person's contacts, the newest first."""

    def contacts_with_wrong_number(self, person_id: PersonId) -> list[ContactId]:
        """The person's contacts whose number to call is known to be somebody else's."""

    def details(self, contact_id: ContactId) -> Details | None: ...
    def person(self, person_id: PersonId) -> Person | None: ...
    def keep_person(self, person_id: PersonId) -> None:
        """From here on nobody else books or holds for this person until the transaction ends."""

    def add_contact(self, contact: Contact, details: Details, *, protects_person: bool = False) -> None:
        """Write a new contact down, and whom it is from. Contested when its key has an open one.

        `protects_person`: a protected identity is one in all that the person seeks later, not in this contact only.
        """

    def save_contact(self, contact: Contact) -> None:
        """Write down where a contact stands. Contested when it opens again and its key has another open one."""

    def save_details(self, contact_id: ContactId, details: Details) -> None: ...
