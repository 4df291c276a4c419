"""A booked telephone time is rung at its minute: by whom it is booked with, or by another when they are not there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.booking.booking import Booking, BookingState
from contact_api.domain.booking.time_types import BookingForm
from contact_api.domain.core.values import Profession, StaffId, UnitId

SHOWN_AHEAD = timedelta(minutes=10)  # so long before its minute it is in sight
TAKEN_OVER_AFTER = timedelta(minutes=5)  # a colleague rings when whom it is booked with has not by then


@dataclass(frozen=True, slots=True)
class Ringer:
    """Who would ring: a staff member, with the units and professions they have."""

    staff_id: StaffId
    units: Collection[UnitId]
    professions: Collection[Profession]


def has_begun(booking: Booking, *, now: datetime) -> bool:
    """Whether it is a telephone time whose minute has come, and nobody has noted yet what became of it."""
    is_open = booking.state is BookingState.BOOKED and booking.form is BookingForm.TELEPHONE
    return is_open and booking.starts_at <= now


def may_ring(
    booking: Booking,
    ringer: Ringer,
    *,
    professions: Collection[Profession],
    staff_gone: bool,
    now: datetime,
) -> bool:
    """Whether this staff member rings it now. A colleague fits by unit and profession of the type (`professions`).

    `staff_gone`: whom it is booked with is not there; then a colleague need not wait.
    """
    if not has_begun(booking, now=now):
        return False
    if ringer.staff_id == booking.slot.staff_id:
        return True
    fits = booking.slot.unit_id in ringer.units and any(one in professions for one in ringer.professions)
    return fits and (staff_gone or booking.starts_at + TAKEN_OVER_AFTER <= now)
