"""What staff, managers and the control room see of alerts."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    LONGEST_LIST,
    Flag,
    LineText,
    Moment,
    Number32,
    Shape,
    Uuid,
    Word,
)
from contact_api.http.schemas.case import UNIT, UnitRef
from contact_api.http.schemas.work_queue import CLAIM, Claim
from contact_api.ports import AlertState

CONTACT_ID = "0b9c5d2e-6f0a-4c55-9a44-3a1f0a3f8d10"

ALERT: dict[str, Any] = {
    "alert_id": f"{CONTACT_ID}-1",
    "contact_id": CONTACT_ID,
    "unit": UNIT,
    "kind": "call_112",
    "raised_at": "2026-11-23T08:15:00Z",
    "times_raised": 1,
    "last_raised_at": "2026-11-23T08:15:00Z",
    "acknowledged_at": None,
    "acknowledged_by": None,
    "closed_at": None,
    "number": None,
    "state": "open",
}

AlertId = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_-]+$")]


class AlertOut(Shape):
    """A human looks at it now: a warning sign, somebody who cannot be reached as they asked, no staff time left."""

    alert_id: AlertId
    contact_id: Annotated[Uuid | None, Field(description="Null: it is about the unit.")]
    unit: UnitRef
    kind: Annotated[
        Word,
        Field(
            description="call_112, same_hour, texts_do_not_arrive, wrong_number, over_limit, sender_over_limit, "
            "shortage, roster_ends, bookings_without_time, assessments_due, waiting_overdue or supply_below."
        ),
    ]
    raised_at: Moment
    times_raised: Annotated[
        Number32, Field(description="How often, while it is open: again is no alert of its own.")
    ]
    last_raised_at: Moment
    acknowledged_at: Moment | None
    acknowledged_by: LineText | None
    closed_at: Annotated[Moment | None, Field(description="When what it was about was over.")]
    number: Annotated[
        Number32 | None,
        Field(
            description="Of assessments_due: how many are to be assessed today or late; "
            "of bookings_without_time: how many."
        ),
    ]
    state: AlertState
    example: ClassVar[dict[str, Any]] = ALERT


class TakenAlertOut(AlertOut):
    """An alert with who takes care of it, and its contact where the caller holds it now."""

    claim: Annotated[
        Claim | None,
        Field(
            description="Null where the caller makes no contacts or does not fit, another holds it, or it has ended."
        ),
    ]
    example: ClassVar[dict[str, Any]] = ALERT | {
        "acknowledged_at": "2026-11-23T08:16:00Z",
        "acknowledged_by": "alidhem-01",
        "state": "taken",
        "claim": CLAIM,
    }


class Alerts(Shape):
    """The alerts, the oldest first; open ones beyond three of one submitter after everybody else's."""

    items: Annotated[list[AlertOut], Field(max_length=LONGEST_LIST)]
    limit: Number32
    offset: Number32
    more: Flag
    example: ClassVar[dict[str, Any]] = {"items": [ALERT], "limit": 20, "offset": 0, "more": False}
