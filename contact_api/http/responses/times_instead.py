"""Who comes second to a time is refused with the next ones that can be had, so that nobody has to begin anew."""

from collections.abc import Callable
from uuid import UUID

from fastapi.responses import Response

from contact_api.domain.booking.who_may_book import Booker
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import TimeNotOffered
from contact_api.domain.core.values import ContactId
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.schemas.bookings import TimeInstead
from contact_api.ports import Transaction
from contact_api.usecases.booking.find_times import FoundTime
from contact_api.usecases.booking.next_times import next_times
from contact_api.usecases.booking.wanted_time import Wanted

Asked = Callable[[Contact, Transaction], tuple[Wanted, Booker]]


def with_times_instead(
    contact_id: UUID, context: RequestContext, asked: Asked, answer: Callable[[], Response]
) -> Response:
    """The answer; when the time is not offered, the refusal with the next ones. They are looked up after it is over."""

    def look(tx: Transaction) -> list[dict[str, object]]:
        contact = context.known_contact(ContactId(str(contact_id)), tx)
        wanted, booker = asked(contact, tx)
        found = next_times(wanted, contact, booker, tx, now=context.now)
        return [_told(one).model_dump(mode="json") for one in found]

    try:
        return answer()
    except TimeNotOffered as refusal:
        raise TimeNotOffered(refusal.detail, instead=context.app.transact(look)) from refusal


def _told(found: FoundTime) -> TimeInstead:
    return TimeInstead(
        time_type_id=found.time_type.id,
        unit_id=found.unit_id,
        starts_at=found.window.start,
    )
