"""Whom a request is from, as far as its door can tell: by their own sign-in, by staff, or by what was only said."""

from dataclasses import dataclass, field, replace

from contact_api.adapters.telephony.phone import Phone, read_phone
from contact_api.domain.core.access import Caller, Role
from contact_api.domain.core.calendar import local_day
from contact_api.domain.core.errors import NotAnIdentity, NotAPhoneNumber
from contact_api.domain.core.identity import NOBODY, IdentityKind, PersonIdentity, read_identity
from contact_api.domain.core.minute_limits import sender_key
from contact_api.domain.core.values import ContactId, Intake, PersonId, UnitId
from contact_api.domain.region.region import Region
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.schemas.intake import CallbackRequestIn, IdentityIn, Wishes
from contact_api.usecases.identification.recognise import (
    BlindIndex,
    Proof,
    key_of_named,
    limit_of_named,
    limit_of_sign_in,
    person_of_sign_in,
    proof_by_name,
    recognise,
)
from contact_api.usecases.intake.requests import Unread


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who seeks contact: their id, and under which key a request of theirs is the same case."""

    identity: PersonIdentity
    person_id: PersonId
    duplicate_key: str | None
    proof: Proof | None = None
    protects_person: bool = False
    limited_as: str | None = None
    sent_by: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that somebody sent, and the number that will be called."""

    body: Wishes
    context: RequestContext
    contact_id: ContactId
    own_number: str = field(repr=False)
    called_number: str = field(repr=False)

    @property
    def signed_in(self) -> bool:
        """Whether a citizen asks by their own sign-in."""
        return Role.CITIZEN in self.context.caller.roles


def seeker_of(asked: Asked, intake: Intake, region: Region) -> Seeker:
    """Whom it is about, what shows that an open case is theirs, and with whose requests its minutes count.

    Staff's do not count: who enters for others is known to the region.
    Errors: NotAnIdentity, InvalidField.
    """
    if intake is Intake.STAFF_ENTERED:
        return _entered_by_staff(asked, region)
    if asked.signed_in:
        caller = asked.context.caller
        own = caller.person_identity.value if caller.person_identity else _subject(caller)
        return replace(_signed_in(asked, region), limited_as=limit_of_sign_in(own, _index(asked)))
    return _named_by_another(asked, region)


def read_sent_identity(sent: IdentityIn | None, context: RequestContext, region: Region) -> PersonIdentity:
    """The identity that was sent, or nobody's. Errors: NotAnIdentity."""
    if sent is None or sent.kind is IdentityKind.NONE:
        return NOBODY
    return read_identity(sent.kind, sent.number or "", sent.system, now=local_day(context.now, region.zone))


def read_keyed_identity(
    body: CallbackRequestIn, caller: Phone, context: RequestContext, region: Region
) -> tuple[PersonIdentity, tuple[Unread, ...]]:
    """What a caller keyed in as their personal number, and the parts of the post that nobody can read.

    The telephone number keyed in once more is no identity: many look like somebody's.
    """
    unread = [Unread(name, "cannot be read; the call back does without it") for name in sorted(body.unread)]
    try:
        identity = read_sent_identity(body.identity, context, region)
    except NotAnIdentity as fault:
        return NOBODY, (*unread, Unread("identity", fault.detail))
    if identity != NOBODY and body.identity and _is_telephone(body.identity.number or "", caller):
        return NOBODY, (*unread, Unread("identity", "is the caller's telephone number"))
    return identity, tuple(unread)


def _is_telephone(text: str, caller: Phone) -> bool:
    try:
        return read_phone(text).e164 == caller.e164
    except NotAPhoneNumber:
        return False


def _entered_by_staff(asked: Asked, region: Region) -> Seeker:
    """Staff see whom they enter; who has no personal number is told from others on the same number by name.

    For another unit than that of their commission they find no case of its: they may not read those either.
    """
    identity = read_sent_identity(asked.body.identity, asked.context, region)
    speaker = asked.called_number if asked.body.on_behalf_of else None
    person_id, key = _recognised(asked, identity, speaker)
    commission = asked.context.caller.commission
    if commission is None or commission.unit_id != asked.body.unit_id:
        entered_at = commission.unit_id if commission else ""
        return Seeker(
            identity, person_id, key_of_named(key, f"{entered_at}:{asked.called_number}", _index(asked))
        )
    if identity != NOBODY:
        return Seeker(identity, person_id, key, protects_person=True)
    name = (asked.body.name or "").strip()
    proof = proof_by_name(key, name, asked.context.app.sealer) if key and name else None
    return Seeker(identity, person_id, key, proof)


def _signed_in(asked: Asked, region: Region) -> Seeker:
    """A citizen, known by their sign-in and never by the number they leave; for another they are the speaker."""
    caller, index = asked.context.caller, asked.context.app.sealer
    own = caller.person_identity or NOBODY
    sent = read_sent_identity(asked.body.identity, asked.context, region)
    if asked.body.on_behalf_of:
        person_id, key = _recognised(asked, sent, own.value or _subject(caller))
        return Seeker(sent, person_id, key)
    if asked.body.identity is not None and sent != own:
        raise InvalidField("body.identity", "your own identity comes from your sign-in; leave it out")
    if own == NOBODY:
        person_id = person_of_sign_in(_subject(caller), index)
        return Seeker(own, person_id, f"{person_id}:{asked.body.unit_id}", protects_person=True)
    person_id, key = _recognised(asked, own, None)
    return Seeker(own, person_id, key, protects_person=True)


def _named_by_another(asked: Asked, region: Region) -> Seeker:
    """A front end says who it is: that finds what was said so before, with the same two numbers, and no other case.

    Anybody can name anybody's personal number and telephone: the case of who signed in, rang or was entered by staff
    is not theirs to change.
    """
    identity = read_sent_identity(asked.body.identity, asked.context, region)
    speaker = asked.called_number if asked.body.on_behalf_of else None
    person_id, key = _recognised(asked, identity, speaker)
    number, index = asked.called_number, _index(asked)
    return Seeker(
        identity,
        person_id,
        None if identity == NOBODY else key_of_named(key, number, index),
        limited_as=limit_of_named(number, index),
        sent_by=sender_key(asked.context.client),
    )


def _index(asked: Asked) -> BlindIndex:
    return asked.context.app.sealer


def _subject(caller: Caller) -> str:
    """Who signed in: a subject is unique with its provider only."""
    return f"{caller.provider}:{caller.subject}"


def _recognised(asked: Asked, identity: PersonIdentity, speaker: str | None) -> tuple[PersonId, str | None]:
    return recognise(
        asked.contact_id,
        identity,
        asked.own_number,
        speaker,
        unit_id=UnitId(asked.body.unit_id),
        reason=asked.body.reason,
        index=asked.context.app.sealer,
    )
