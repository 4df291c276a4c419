"""What is written between staff and a citizen who is to be reached in writing."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contact_api.domain.core.values import ContactId, StaffId


class Writer(StrEnum):
    """Who wrote a message: the citizen or staff."""

    STAFF = "staff"
    CITIZEN = "citizen"
    REQUEST = "request"  # came with a further request of the case, and did not fit among its details


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """One piece of writing about a contact request; only the citizen, by their link, and their unit's staff read it.

    What came with a request staff alone read: who sent it is perhaps not who has the link.
    """

    id: str
    contact_id: ContactId
    written_at: datetime
    by: Writer
    text: str = field(repr=False)
    staff_id: StaffId | None = None
