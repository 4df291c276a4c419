"""Which case somebody comes back to: theirs that is open or was not reached today, and nobody else's."""

from datetime import datetime
from typing import Protocol

from contact_api.domain.core.attempts import had_wrong_number
from contact_api.domain.core.contact import Contact, Details
from contact_api.ports import Attempts, Contacts
from contact_api.usecases.identification.recognise import Proof


class FindingCase(Contacts, Attempts, Protocol):
    """What finding somebody's case reads."""


def keys_of(duplicate_key: str | None, proof: Proof | None) -> tuple[str, ...]:
    """The keys under which the person's case may be."""
    keys = (duplicate_key, proof.own_key if proof else None)
    return tuple(key for key in keys if key is not None)


def own_case(
    duplicate_key: str | None,
    proof: Proof | None,
    tx: FindingCase,
    *,
    identified: bool,
    since: datetime,
) -> tuple[str | None, Contact | None]:
    """The person's case and its key; without one, the key that a new one is to have.

    The case under the duplicate key may be somebody else's: then theirs is under the proof's own key.
    """
    shared = _last_case(duplicate_key, tx, identified=identified, since=since)
    if proof is None:
        return duplicate_key, shared
    if shared is not None and proof.fits(tx.details(shared.id) or Details()):
        return duplicate_key, shared
    own = _last_case(proof.own_key, tx, identified=identified, since=since)
    is_free = shared is None and own is None
    return (duplicate_key if is_free else proof.own_key), own


def _last_case(key: str | None, tx: FindingCase, *, identified: bool, since: datetime) -> Contact | None:
    """The case under this key that is open, or that ended as not reached since then.

    Not the one of whoever left this number by mistake: who rings from it, and says no more, is a stranger.
    """
    if key is None:
        return None
    open_case = tx.open_duplicate(key)
    if open_case is not None:
        return open_case
    ended = tx.closed_duplicate(key, since=since)
    if ended is None or identified:
        return ended
    is_strangers = ended.number_is_wrong or had_wrong_number(tx.attempts(ended.id))
    return None if is_strangers else ended
