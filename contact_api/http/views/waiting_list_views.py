"""Places on the waiting list, as they are told."""

from datetime import datetime
from typing import Any

from contact_api.domain.booking.waiting_list import Waiting
from contact_api.http.schemas.waiting_list import DeskWaitingOut, WaitingOut
from contact_api.http.views.booking_views import booking_view, time_type_view
from contact_api.http.views.unit_views import unit_view
from contact_api.ports import Transaction

STAFF_LANGUAGE = "sv"


def waiting_view(place: Waiting, tx: Transaction, language: str, *, now: datetime) -> WaitingOut:
    """A place as its citizen is told of it."""
    return WaitingOut(**_told(place, tx, language, now=now))


def desk_waiting_view(place: Waiting, tx: Transaction, *, now: datetime) -> DeskWaitingOut:
    """A place as staff see it."""
    region = tx.region()
    today = region.today(now)
    return DeskWaitingOut(
        **_told(place, tx, STAFF_LANGUAGE, now=now),
        contact_id=place.contact_id,
        owner_unit=unit_view(place.owner_unit_id, region),
        joined_by=place.joined_by,
        due_day=place.due_day,
        days_overdue=(today - place.due_day).days if place.is_overdue(today) else 0,
        offers=place.offers,
        unanswered=place.unanswered,
    )


def _told(place: Waiting, tx: Transaction, language: str, *, now: datetime) -> dict[str, Any]:
    region = tx.region()
    held = tx.booking(place.offer_id) if place.offer_id else None
    return {
        "waiting_id": place.id,
        "time_type": time_type_view(
            region.time_types.by_id[place.time_type_id], language, interpreter=place.interpreter
        ),
        "units": [unit_view(unit, region) for unit in place.units],
        "joined_at": place.joined_at,
        "from_day": place.from_day,
        "until_day": place.until_day,
        "hour_from": place.hour_from,
        "hour_to": place.hour_to,
        "state": place.state,
        "offered_until": place.offered_until,
        "offer": booking_view(held, region, language, now=now) if held else None,
        "why_not": place.why_not,
    }
