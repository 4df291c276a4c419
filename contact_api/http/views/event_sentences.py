"""What a line of the history says in words: by the date, as it is read long afterwards."""

from datetime import datetime

from contact_api.domain.core.values import StaffId
from contact_api.domain.region.region import Region
from contact_api.ports import Event
from contact_api.texts import say, say_moment

OF_BOOKINGS = frozenset(
    {
        "booking.made",
        "booking.moved",
        "booking.cancelled",
        "booking.attended",
        "booking.no_show",
        "booking.attendance_taken_back",
        "booking.told_lost",
        "booking.told_otherwise",
        "booking.reassigned",
        "booking.asked_to_rebook",
        "booking.stands",
    }
)


def event_sentence(event: Event, region: Region, language: str) -> str | None:
    """The event in words; None for those that stand as codes only."""
    if event.kind not in OF_BOOKINGS:
        return None
    of_staff = event.kind == "booking.reassigned"
    values = {
        name: _person(str(fact), region) if of_staff else _moment(str(fact), region, language)
        for name, fact in event.facts.items()
        if name in ("at", "from", "to")
    }
    return say(f"history.{event.kind}", language, **values)


def _moment(fact: str, region: Region, language: str) -> str:
    return say_moment(datetime.fromisoformat(fact).astimezone(region.zone), language)


def _person(staff_id: str, region: Region) -> str:
    member = region.staff.get(StaffId(staff_id))
    return (member.name if member else "") or staff_id
