"""Every table, so that migrations and tests see one complete description."""

from sqlmodel import SQLModel

from contact_api.adapters.sql.tables import (
    access_log,
    alerts,
    assessment,
    attempts,
    bookings,
    calls,
    capacity,
    central_acts,
    chores,
    contacts,
    daily_statistics,
    figures,
    history,
    idempotency,
    inbound_calls,
    inbound_sms,
    messages,
    outbox,
    promises,
    region,
    staff_time,
    voice_menu,
    written_messages,
)

metadata = SQLModel.metadata

__all__ = [
    "access_log",
    "alerts",
    "assessment",
    "attempts",
    "bookings",
    "calls",
    "capacity",
    "central_acts",
    "chores",
    "contacts",
    "daily_statistics",
    "figures",
    "history",
    "idempotency",
    "inbound_calls",
    "inbound_sms",
    "messages",
    "metadata",
    "outbox",
    "promises",
    "region",
    "staff_time",
    "voice_menu",
    "written_messages",
]
