"""What can be had instead of a time that was refused: the next ones, as the list would show them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Window
from contact_api.usecases.booking.find_times import Asked, Finding, FoundTime, find_times, fitting_types
from contact_api.usecases.booking.wanted_time import Wanted

MOST_INSTEAD = 5
LOOKED_AHEAD = timedelta(days=14)


def next_times(
    wanted: Wanted, contact: Contact, booker: Booker, tx: Finding, *, now: datetime
) -> Sequence[FoundTime]:
    """The next times of that kind at that unit from the wanted start on; the earliest when nothing comes after it.

    Of a time that nobody knows any more, such as that of a hold that ended, whatever fits at the own unit.
    """
    region = tx.region()
    unit_id = wanted.unit_id or contact.need.unit_id
    types = region.time_types.types if booker.by_staff else fitting_types(contact, region)
    of_kind = [one for one in types if wanted.time_type_id in ("", one.id) and not one.withdrawn]
    if unit_id not in region.units_to_book(contact.need):
        return []
    wish = Wish(
        interpreter=contact.circumstances.interpreter,
        language=wanted.language or contact.need.language,
        professions=frozenset([wanted.profession] if wanted.profession else []),
        staff_id=wanted.staff_id,
    )
    for start in (max(wanted.start, now), now):
        asked = Asked(
            of_kind,
            [unit_id],
            Window(start, start + LOOKED_AHEAD),
            wish,
            by_staff=booker.by_staff,
            booker=booker,
        )
        if found := find_times(asked, tx, most=MOST_INSTEAD, now=now):
            return found
    return []
