"""What is written between staff and a citizen who is to be reached in writing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contact_api.domain.core.values import ContactId, StaffId

LONGEST_WRITTEN_MESSAGE = 2000  # characters


class Writer(StrEnum):
    """Who wrote a message: the citizen or staff."""

    STAFF = "staff"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """One piece of writing about a contact request; only the citizen, by their link, and their unit's staff read it."""

    id: str
    contact_id: ContactId
    written_at: datetime
    by: Writer
    text: str = field(repr=False)
    staff_id: StaffId | None = None
