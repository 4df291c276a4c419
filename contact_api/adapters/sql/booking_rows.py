"""Bookings as rows and back."""

from typing import Any

from contact_api.adapters.sql.unit_of_work import Row
from contact_api.domain.booking.booking import Booking, BookingId, BookingState, EndedBy, Slot
from contact_api.domain.booking.time_types import BookingForm, TimeTypeId
from contact_api.domain.core.values import ContactId, StaffId, UnitId, Window

COLUMNS = (  # noqa: SIM905 - as a list these would be 22 lines
    "id contact_id time_type_id unit_id staff_id starts_at ends_at busy_from busy_until form state made_at made_by "
    "held_until interpreter sequence times_moved ended_at ended_by minutes_late told_of_loss_at group_id"
).split()


def booking_of(row: Row) -> Booking:
    """A booking from the columns of COLUMNS."""
    return Booking(
        id=BookingId(row["id"]),
        contact_id=ContactId(row["contact_id"]),
        slot=Slot(
            TimeTypeId(row["time_type_id"]),
            UnitId(row["unit_id"]),
            StaffId(row["staff_id"]),
            Window(row["starts_at"], row["ends_at"]),
            Window(row["busy_from"], row["busy_until"]),
        ),
        form=BookingForm(row["form"]),
        state=BookingState(row["state"]),
        made_at=row["made_at"],
        made_by=row["made_by"],
        held_until=row["held_until"],
        interpreter=row["interpreter"],
        sequence=row["sequence"],
        times_moved=row["times_moved"],
        ended_at=row["ended_at"],
        ended_by=EndedBy(row["ended_by"]) if row["ended_by"] is not None else None,
        minutes_late=row["minutes_late"],
        told_of_loss_at=row["told_of_loss_at"],
        group_id=row["group_id"],
    )


def values_of(booking: Booking) -> dict[str, Any]:
    """Every column of a booking."""
    slot = booking.slot
    return {
        "id": booking.id,
        "contact_id": booking.contact_id,
        "time_type_id": slot.time_type_id,
        "unit_id": slot.unit_id,
        "staff_id": slot.staff_id,
        "starts_at": slot.window.start,
        "ends_at": slot.window.end,
        "busy_from": slot.busy.start,
        "busy_until": slot.busy.end,
        "form": booking.form.value,
        "state": booking.state.value,
        "made_at": booking.made_at,
        "made_by": booking.made_by,
        "held_until": booking.held_until,
        "interpreter": booking.interpreter,
        "sequence": booking.sequence,
        "times_moved": booking.times_moved,
        "ended_at": booking.ended_at,
        "ended_by": booking.ended_by.value if booking.ended_by else None,
        "minutes_late": booking.minutes_late,
        "told_of_loss_at": booking.told_of_loss_at,
        "group_id": booking.group_id,
    }
