"""Who is who without telling anybody: ids of persons, and what makes two requests the same case."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Details
from contact_api.domain.core.identity import NOBODY, PersonIdentity
from contact_api.domain.core.values import ContactId, PersonId, UnitId
from contact_api.ports import Contacts, RegionInForce


class Recognising(RegionInForce, Contacts, Protocol):
    """What recognising somebody by telephone reads."""


class BlindIndex(Protocol):
    """Turns a value into a look-up value that gives nothing of it away."""

    def blind_index(self, value: str, *, of: str) -> str:
        """Under the present secret."""

    def blind_indexes(self, value: str, *, of: str) -> tuple[str, ...]:
        """Under every secret that is still given, the present one first."""


def person_id_of(identity: PersonIdentity, index: BlindIndex) -> PersonId:
    """The id under which this person's requests are kept."""
    return PersonId(index.blind_index(identity.value, of=identity.system))


def person_ids_of(identity: PersonIdentity, index: BlindIndex) -> tuple[PersonId, ...]:
    """Every id a person's requests may be kept under while rows of an older secret remain; the present one first."""
    if identity == NOBODY:
        return ()
    return tuple(PersonId(one) for one in index.blind_indexes(identity.value, of=identity.system))


def recognise(
    contact_id: ContactId,
    identity: PersonIdentity,
    phone: str | None,
    spoken_for_by: str | None,
    *,
    unit_id: UnitId,
    reason: str,
    index: BlindIndex,
) -> tuple[PersonId, str | None]:
    """The person's id and the key under which an open request of theirs counts as the same case, or None.

    An identified person has one case per unit. Somebody known by a telephone number only has one per unit
    and reason, as families share numbers. When somebody speaks for another (`spoken_for_by`: the speaker's
    identity or number), only the same speaker comes back to the same case: nobody else is shown it.
    """
    if identity != NOBODY:
        person = person_id_of(identity, index)
        key = f"{person}:{unit_id}"
        if spoken_for_by:
            key += ":" + index.blind_index(spoken_for_by, of="speaker")
        return person, key
    if phone and not spoken_for_by:
        person = PersonId(index.blind_index(phone, of=f"phone:{unit_id}"))
        return person, f"{person}:{unit_id}:{reason}"
    return PersonId(f"unknown-{contact_id}"), None


def key_of_caller(key: str, phone: str, tx: Recognising, index: BlindIndex, *, now: datetime) -> str:
    """The key of the case a caller comes back to. Anybody can key in anybody's personal number:

    of a case with another telephone number the caller is told nothing and changes nothing, and gets one of their own.
    """
    own = f"{key}:{index.blind_index(phone, of='caller')}"
    region = tx.region()
    today = day_span(region.today(now), region.zone)
    known = tx.open_duplicate(key) or tx.closed_duplicate(key, since=today.start)
    if known is None:
        return own if tx.open_duplicate(own) else key
    details = tx.details(known.id) or Details()
    return key if phone in (details.phone, details.caller_phone) else own
