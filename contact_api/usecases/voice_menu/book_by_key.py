"""A caller hears the next times that can be booked, and books one by a key instead of being called."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

from contact_api.domain.booking.booking import BookingId
from contact_api.domain.booking.free_time import Wish
from contact_api.domain.booking.who_may_book import Booker, may_be_offered
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import HasAnotherBooking, MayNotBook, TimeNotOffered
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, born_on
from contact_api.domain.core.values import ContactId, Window
from contact_api.domain.voice_menu.menu_session import (
    MenuEnding,
    MenuSession,
    Standing,
    TimeChoice,
    ended,
)
from contact_api.ports import Contacts, Transaction
from contact_api.usecases.booking.book_time import book_time
from contact_api.usecases.booking.find_times import Asked, Finding, find_times, fitting_types
from contact_api.usecases.booking.wanted_time import Wanted

GONE = (TimeNotOffered, MayNotBook, HasAnotherBooking)  # what is read out anew then
MOST_TIMES = 3
AHEAD = timedelta(days=14)


class FindingTimes(Finding, Contacts, Protocol):
    """What finding times for a caller reads."""


def times_to_book(contact: Contact, tx: FindingTimes, *, now: datetime) -> tuple[TimeChoice, ...]:
    """The next times that fit and that the caller can book at their unit; none while it is urgent."""
    region = tx.region()
    unit_id = contact.need.unit_id
    booker = _booker(contact, tx)
    days = {"first": local_day(now, region.zone), "last": local_day(now + AHEAD, region.zone)}
    types = [
        one
        for one in fitting_types(contact, region)
        if one.at(unit_id) is not None and may_be_offered(one, unit_id, booker, **days)
    ]
    if not types:
        return ()
    wish = Wish(interpreter=contact.circumstances.interpreter, language=contact.need.language)
    asked = Asked(types, [unit_id], Window(now, now + AHEAD), wish, booker=booker)
    return tuple(
        TimeChoice(one.time_type.id, one.unit_id, one.window.start, one.time_type.name)
        for one in find_times(asked, tx, most=MOST_TIMES, now=now)
    )


def book_by_key(
    menu_session: MenuSession, time: TimeChoice, tx: Transaction, *, by: str, now: datetime
) -> MenuSession:
    """The call when the time is booked. Errors: as `book_time`; then nothing has changed."""
    contact_id = menu_session.contact_id or ContactId("")
    contact, told = tx.contact(contact_id), menu_session.told
    assert contact is not None  # noqa: S101 - it was taken in
    assert told is not None  # noqa: S101 - and told of times
    wanted = Wanted(time.time_type_id, time.unit_id, time.start)
    book_time(BookingId(str(uuid4())), contact_id, wanted, _booker(contact, tx), tx, by=by, now=now)
    booked = replace(told, standing=Standing.BOOKED, booked=time, times=())
    return ended(replace(menu_session, told=booked), MenuEnding.GOOD_BYE)


def _booker(contact: Contact, tx: Contacts) -> Booker:
    details = tx.details(contact.id) or Details()
    person = tx.person(contact.person_id)
    born = None
    if details.identity_value:
        kind = IdentityKind(details.identity_kind)
        born = born_on(PersonIdentity(kind, details.identity_value, details.identity_system or ""))
    return Booker(born=born, listed_at=(person.unit_id if person else None) or contact.need.unit_id)
