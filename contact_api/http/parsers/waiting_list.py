"""From a wish for a time to a place on the list."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.booking.waiting_list import Waiting, WaitingId
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.schemas.waiting_list import DeskWaitingIn, WaitingIn


def place_wanted(
    body: WaitingIn, context: RequestContext, region: Region, *, by_staff: bool
) -> Callable[[Contact], Waiting]:
    """The place that a contact is to have. What nobody dated is due by the region's own rule, never last of all."""
    new_id = WaitingId(str(uuid4()))
    due = body.due_day if isinstance(body, DeskWaitingIn) else None
    days = region.time_types.waiting_list.due_within_days
    due_day = due or max(
        region.today(context.now) + timedelta(days=days), body.from_day or region.today(context.now)
    )

    def wish(contact: Contact) -> Waiting:
        own = contact.need.unit_id
        return Waiting(
            new_id,
            contact.id,
            TimeTypeId(body.time_type_id),
            tuple(dict.fromkeys(map(UnitId, body.unit_ids or [own]))),
            own,
            joined_at=context.now,
            joined_by=context.actor,
            due_day=due_day,
            until_day=body.until_day,
            from_day=body.from_day,
            hour_from=body.hour_from,
            hour_to=body.hour_to,
            language=contact.need.language,
            interpreter=contact.circumstances.interpreter,
            by_staff=by_staff,
        )

    return wish
