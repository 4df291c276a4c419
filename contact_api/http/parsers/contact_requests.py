"""From what was sent to the request the use case takes; identities, numbers and times are read here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.adapters.telephony.phone import Phone, read_phone
from contact_api.domain.core.calendar import midnight
from contact_api.domain.core.contact import Details
from contact_api.domain.core.errors import UnitNotFound
from contact_api.domain.core.identity import NOBODY, PersonIdentity
from contact_api.domain.core.minute_limits import sender_key
from contact_api.domain.core.values import Channel, ContactId, Intake, Mode, UnitId
from contact_api.domain.region.region import Region
from contact_api.domain.triage.triage import Declared
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.errors.problems import InvalidField
from contact_api.http.parsers.seekers import Asked, read_keyed_identity, seeker_of
from contact_api.http.schemas.intake import (
    AvailableHours,
    CallbackRequestIn,
    ContactRequestIn,
    EnteredRequestIn,
    PlannedContactIn,
    Wishes,
)
from contact_api.usecases.identification.recognise import limit_of_line, proof_by_number, recognise
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.promising.promise_window import OFFERED_DAYS

OLDEST = timedelta(days=7)  # an exchange that was down posts what it wrote down
AHEAD = timedelta(minutes=5)  # how far the sender's clock may be before ours


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number of the person and of whoever speaks for them, read."""

    own: Phone
    speaker: Phone | None = None

    @property
    def called(self) -> Phone:
        """The one that will be called."""
        return self.speaker or self.own


def read_contact_request(
    body: ContactRequestIn, context: RequestContext, contact_id: ContactId, region: Region
) -> Request:
    """A request from a citizen or a front end. Errors: NotAnIdentity, NotAPhoneNumber, InvalidField."""
    return _read(body, context, contact_id, region, channel=Channel(body.channel), intake=Intake.WEB_FORM)


def read_entered_request(
    body: EnteredRequestIn, context: RequestContext, contact_id: ContactId, region: Region
) -> Request:
    """A request that staff enter. Errors as above."""
    return _read(
        body,
        context,
        contact_id,
        region,
        channel=Channel(body.channel),
        intake=Intake.STAFF_ENTERED,
        sought_at=_sought_at(body.sought_at, context.now),
    )


def read_planned_contact(
    body: PlannedContactIn, context: RequestContext, contact_id: ContactId, region: Region
) -> Request:
    """A contact that staff plan. Errors as above; InvalidField for a warning sign: that is sought contact for."""
    if body.red_flags:
        raise InvalidField("body.red_flags", "enter a contact request: who has a warning sign is called now")
    return _read(body, context, contact_id, region, channel=Channel.PHONE, intake=Intake.STAFF_ENTERED)


def read_callback_request(
    body: CallbackRequestIn,
    context: RequestContext,
    contact_id: ContactId,
    region: Region,
    unit_id: UnitId | None,
) -> Request:
    """A request from an exchange. `unit_id` is the unit of the number that was called, if that is known.

    Errors: UnitNotFound, UnknownReason, NotAPhoneNumber, NotAnIdentity, InvalidField.
    """
    unit = UnitId(body.unit_id) if body.unit_id else unit_id
    if unit is None:
        raise UnitNotFound
    number = read_phone(body.caller_number)
    identity, left_out = read_keyed_identity(body, number, context, region)
    reason = region.catalogue.reason_of_digit(body.menu_choice).code
    person_id, key = recognise(
        contact_id, identity, number.e164, None, unit_id=unit, reason=reason, index=context.app.sealer
    )
    named = key is not None and identity != NOBODY
    return Request(
        contact_id=contact_id,
        person_id=person_id,
        unit_id=unit,
        declared=Declared(reason),
        details=_details(Numbers(number), identity),
        channel=Channel.PHONE,
        intake=Intake.TELEPHONY,
        sought_at=_sought_at(body.sought_at, context.now),
        duplicate_key=key,
        language=_language(body.language),
        proof=proof_by_number(key or "", number.e164, context.app.sealer) if named else None,
        left_out=left_out,
        limited_as=limit_of_line(number.e164, context.app.sealer),
        sent_by=sender_key(context.client),
    )


def _read(
    body: Wishes,
    context: RequestContext,
    contact_id: ContactId,
    region: Region,
    *,
    channel: Channel,
    intake: Intake,
    sought_at: datetime | None = None,
) -> Request:
    numbers = _numbers(body)
    asked = Asked(body, context, contact_id, numbers.own.e164, numbers.called.e164)
    seeker = seeker_of(asked, intake, region)
    hours_can_come(body, context.now, region)
    return Request(
        contact_id=contact_id,
        person_id=seeker.person_id,
        unit_id=UnitId(body.unit_id),
        declared=Declared(body.reason, frozenset(body.facts), frozenset(body.red_flags)),
        details=_details(numbers, seeker.identity, body),
        channel=channel,
        intake=intake,
        sought_at=sought_at or context.now,
        duplicate_key=seeker.duplicate_key,
        language=_language(body.language),
        interpreter=body.interpreter,
        mode=Mode.CALL
        if body.needs.mode is Mode.CALL
        else Mode.TEXT,  # there is no video: they are written to
        consent=body.consent,
        available_from=body.available_from,
        available_to=body.available_to,
        protected_identity=body.protected_identity,
        safe_contact=body.safe_contact,
        sms_welcome=body.sms_welcome,
        on_behalf_of=body.on_behalf_of.relation if body.on_behalf_of else None,
        said=_said(body),
        proof=seeker.proof,
        limited_as=seeker.limited_as,
        sent_by=seeker.sent_by,
        protects_person=seeker.protects_person,
    )


def _numbers(body: Wishes) -> Numbers:
    speaker = body.on_behalf_of.caller_phone if body.on_behalf_of else None
    return Numbers(read_phone(body.phone), read_phone(speaker) if speaker else None)


def _details(numbers: Numbers, identity: PersonIdentity, body: Wishes | None = None) -> Details:
    speaker = body.on_behalf_of if body else None
    return Details(
        name=body.name if body else None,
        phone=numbers.own.e164,
        phone_takes_sms=numbers.called.can_take_sms,
        free_text=body.free_text if body else None,
        identity_kind=identity.kind.value,
        identity_value=identity.value or None,
        identity_system=identity.system or None,
        caller_name=speaker.caller_name if speaker else None,
        caller_phone=numbers.speaker.e164 if numbers.speaker else None,
    )


def _sought_at(said: datetime | None, now: datetime) -> datetime:
    if said is None:
        return now
    if said > now + AHEAD:
        raise InvalidField("body.sought_at", "contact cannot have been sought in the future")
    if said < now - OLDEST:
        raise InvalidField("body.sought_at", "at most seven days ago; seek contact anew")
    return min(said, now)


def _said(body: Wishes) -> frozenset[str]:
    """What was sent of how the citizen can be reached: what was left out takes nothing back that was said before."""
    sent = body.model_fields_set | body.needs.model_fields_set
    return frozenset(sent & {"language", "interpreter", "mode", "consent"})


def hours_can_come(body: Wishes | AvailableHours, now: datetime, region: Region) -> None:
    """Refuse hours in which nobody could ever call. A `from` that has passed is no harm: it means from now on."""
    opens, closes = body.available_from, body.available_to
    if opens and closes and closes <= opens:
        raise InvalidField("body.available_to", "must be later than available_from")
    if closes and closes <= now:
        raise InvalidField(
            "body.available_to", "has passed; name hours that are still to come, or leave them out"
        )
    if opens and opens > midnight(region.today(now) + timedelta(days=OFFERED_DAYS), region.zone) + AHEAD:
        raise InvalidField(
            "body.available_from",
            f"must be today or one of the {OFFERED_DAYS - 1} days after it; leave it out, or ask nearer the day",
        )


def _language(tag: str) -> str:
    """The language staff are matched by: without its region or script."""
    return tag.partition("-")[0].lower()
