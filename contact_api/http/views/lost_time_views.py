"""Booked times that nobody is there for, and citizens whom no text reached, as staff see them."""

from datetime import datetime

from contact_api.domain.booking.booking import Booking
from contact_api.domain.core.values import StaffId
from contact_api.domain.messages.notifications import NotSent
from contact_api.domain.region.region import Region
from contact_api.http.schemas.lost_times import LostBooking, NextTime, StaffRef, Unreached
from contact_api.http.views.booking_views import desk_booking_view, when
from contact_api.ports import Message
from contact_api.texts import say
from contact_api.usecases.booking.lost_time import LostBooking as Lost

STAFF_LANGUAGE = "sv"


def lost_view(lost: Lost, region: Region, *, now: datetime) -> LostBooking:
    """One of the list."""
    booking = lost.booking
    gone = () if lost.time_is_back else (booking.id,)
    return LostBooking(
        booking=desk_booking_view(booking, region, STAFF_LANGUAGE, gone=gone, now=now),
        told=lost.told,
        told_at=booking.told_of_loss_at,
        time_is_back=lost.time_is_back,
        reassign_to=[_staff(one.staff_id, region) for one in lost.reassign_to],
        next_times=[
            NextTime(
                starts_at=one.window.start,
                text=when(one.window.start, region, STAFF_LANGUAGE, now=now),
                persons=len(one.slots),
            )
            for one in lost.next_times
        ],
    )


def unreached_view(booking: Booking, text: Message, region: Region, *, now: datetime) -> Unreached:
    """Whom to ring, about what, and why no text did."""
    reasons = {reason.value for reason in NotSent}
    known = text.why_not if text.why_not in reasons else None  # else a code of the provider's
    return Unreached(
        booking=desk_booking_view(booking, region, STAFF_LANGUAGE, now=now),
        kind=text.kind,
        why_not=known,
        why_not_text=say(f"not_sent.{known or NotSent.UNDELIVERED}", STAFF_LANGUAGE),
        since=text.created_at,
    )


def _staff(staff_id: StaffId, region: Region) -> StaffRef:
    member = region.staff.get(staff_id)
    return StaffRef(staff_id=staff_id, staff_name=(member.name if member else "") or staff_id)
