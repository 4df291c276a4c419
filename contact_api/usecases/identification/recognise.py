"""Who is who without telling anybody: ids of persons, and what makes two requests the same case."""

from dataclasses import dataclass
from typing import Protocol

from contact_api.domain.core.contact import Details
from contact_api.domain.core.identity import NOBODY, PersonIdentity
from contact_api.domain.core.minute_limits import LimitedBy, limit_key
from contact_api.domain.core.values import ContactId, PersonId, UnitId


class BlindIndex(Protocol):
    """Turns a value into a look-up value that gives nothing of it away."""

    def blind_index(self, value: str, *, of: str) -> str:
        """Under the present secret."""

    def blind_indexes(self, value: str, *, of: str) -> tuple[str, ...]:
        """Under every secret that is still given, the present one first."""


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What must fit for the case under a duplicate key to be theirs; where it does not, theirs is under `own_key`.

    Of the other case nothing is told and nothing changed.
    """

    own_key: str | None  # None: every such request is a case of its own
    number: str | None = None
    name: str | None = None

    def fits(self, known: Details) -> bool:
        """Whether the case is theirs."""
        if self.name is not None:
            return not known.name or _plain(known.name) == _plain(self.name)
        return self.number is not None and self.number in (known.phone, known.caller_phone)


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
    identity or number), only the same speaker comes back to the same case: nobody else is shown it. What shows
    beside the key that a case is theirs, `Proof` says.
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


def proof_by_number(key: str, number: str | None, index: BlindIndex) -> Proof:
    """For who keys in a personal number on their telephone: anybody can name anybody's."""
    return Proof(f"{key}:{index.blind_index(number, of='caller')}" if number else None, number=number)


def key_of_named(key: str | None, named: str, index: BlindIndex) -> str | None:
    """The key of what was only named, by a front end or for another unit: it finds nothing but its like."""
    return f"{key}:{index.blind_index(named, of='named')}" if key and named else None


def proof_by_name(key: str, name: str, index: BlindIndex) -> Proof:
    """For who is known by a telephone number and a name: another name on it is another person."""
    return Proof(f"{key}:{index.blind_index(_plain(name), of='name')}", name=name)


def key_of_keyed(key: str, rings_from: str | None, index: BlindIndex) -> str | None:
    """The key of who keys in another number than they ring from: nobody but they come back to the case."""
    return f"{key}:{index.blind_index(rings_from, of='caller')}" if rings_from else None


def person_of_sign_in(subject: str, index: BlindIndex) -> PersonId:
    """Who signed in without a personal number: the same sign-in is the same person, whatever number they leave."""
    return PersonId(index.blind_index(subject, of="sign-in"))


def limit_of_sign_in(subject: str, index: BlindIndex) -> str:
    """Whose minutes count together: of one who signed in, by what the sign-in names them."""
    return limit_key(LimitedBy.SIGN_IN, index.blind_index(subject, of="limit of a sign-in"))


def limit_of_line(number: str, index: BlindIndex) -> str:
    """Of one telephone that calls or texts come from."""
    return limit_key(LimitedBy.LINE, index.blind_index(number, of="limit of a line"))


def limit_of_named(number: str, index: BlindIndex) -> str:
    """Of one number that was only named: apart from the line itself, so that nobody uses up another's minutes."""
    return limit_key(LimitedBy.NAMED_NUMBER, index.blind_index(number, of="limit of a named number"))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
