"""Take in what a caller said in the menu, and work out what they are told of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.identity import NOBODY
from contact_api.domain.core.values import Channel, ContactId, ContactState, Intake
from contact_api.domain.messages.notifications import How, MessageKind
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.domain.promise.promise import Offer, Promise, Why
from contact_api.domain.region.region import Region
from contact_api.domain.triage.triage import Declared
from contact_api.domain.voice_menu.menu_session import CallerAnswer, Choice, MenuSession, Private, Standing
from contact_api.ports import Bookings, Capacity, Contacts, InboundSms, Messages, RegionInForce, Transaction
from contact_api.usecases.identification.recognise import (
    BlindIndex,
    key_of_keyed,
    limit_of_line,
    limit_of_named,
    proof_by_number,
    recognise,
)
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.messages.sms_reachability import number_keys, permission, why_held_back
from contact_api.usecases.promising.accept_other_units import others_have_capacity
from contact_api.usecases.promising.promise_window import windows_for
from contact_api.usecases.voice_menu.book_by_key import times_to_book

MOST_CHOICES = 3


class AnsweringCaller(RegionInForce, Capacity, Contacts, InboundSms, Messages, Bookings, Protocol):
    """What is read to tell a caller where they stand."""


def take_caller_in(
    menu_session: MenuSession, contact_id: ContactId, tx: Transaction, index: BlindIndex, *, now: datetime
) -> tuple[Contact, Promise]:
    """Store the request and promise a time; who rings again keeps the case they have (see `take_in`).

    Theirs is only the number they ring from: one that was keyed in finds no case that others have on it.

    Who cannot use the menu is taken in under its last choice, "something else": a nurse finds out what it is.
    """
    private = menu_session.private
    number, identity = private.callback, private.identity
    reason = menu_session.reason or tx.region().catalogue.something_else
    phone = number.e164 if number else None
    person_id, key = recognise(
        contact_id, identity, phone, None, unit_id=menu_session.unit_id, reason=reason, index=index
    )
    is_own = number == private.caller
    proof = None
    if identity != NOBODY and key:
        proof = proof_by_number(key, phone if is_own else None, index)
    elif key and not is_own:
        key = key_of_keyed(key, private.caller.e164 if private.caller else None, index)
    details = Details(
        phone=phone,
        phone_takes_sms=bool(number and number.takes_sms),
        identity_kind=identity.kind.value,
        identity_value=identity.value or None,
        identity_system=identity.system or None,
    )
    request = Request(
        contact_id=contact_id,
        person_id=person_id,
        unit_id=menu_session.unit_id,
        declared=Declared(reason),
        details=details,
        channel=Channel.PHONE,
        intake=Intake.VOICE,
        sought_at=menu_session.begun_at,
        duplicate_key=key,
        proof=proof,
        limited_as=_limited_as(private, index),
        language=menu_session.language,
    )
    taken = take_in(request, tx, now=now)
    return taken.contact, taken.promise


def _limited_as(private: Private, index: BlindIndex) -> str | None:
    """By the telephone they ring from; by the number they keyed in where that is withheld."""
    if private.caller is not None:
        return limit_of_line(private.caller.e164, index)
    return limit_of_named(private.callback.e164, index) if private.callback else None


def told_of(
    contact: Contact,
    answer: Promise,
    tx: AnsweringCaller,
    index: BlindIndex,
    limits: TextLimits,
    *,
    now: datetime,
) -> CallerAnswer:
    """What the caller is told: the promise with up to three windows to choose from, or the honest no with a way on."""
    region = tx.region()
    sought_at = contact.need.sought_at
    if _is_in_hand(contact, answer, now=now):
        return CallerAnswer(Standing.IN_HAND, sought_at)
    gets_text = _gets_text(contact, answer, tx, index, limits, now=now)
    if answer.why in (Why.TOO_MANY, Why.TOO_MANY_OF_SENDER):
        return CallerAnswer(Standing.UNPROMISED, sought_at, gets_text=gets_text)
    if answer.window is None or answer.unit_id is None:
        return CallerAnswer(
            Standing.UNPROMISED,
            sought_at,
            choices=_choices(_of_later_days(contact, tx, region, now=now)),
            may_widen=others_have_capacity(contact, tx, region=region, now=now),
            gets_text=gets_text,
            times=times_to_book(contact, tx, now=now),
        )
    promised = Choice(answer.window, answer.unit_id)
    others = answer.others or windows_for(contact.need, tx, region=region, after=now, now=now)
    others = [one for one in others if one.window.start != answer.window.start]
    choices = (promised, *_choices(others))[:MOST_CHOICES]
    times = times_to_book(contact, tx, now=now)
    return CallerAnswer(Standing.PROMISED, sought_at, promised, choices, gets_text=gets_text, times=times)


def _is_in_hand(contact: Contact, answer: Promise, *, now: datetime) -> bool:
    """Whether somebody is calling, or has tried; a promise whose time has come is not told as one to come."""
    if contact.state is ContactState.CLAIMED or contact.attempts:
        return True
    return answer.window is not None and answer.window.end <= now


def _of_later_days(contact: Contact, tx: Capacity, region: Region, *, now: datetime) -> Sequence[Offer]:
    today = day_span(region.today(now), region.zone)
    return windows_for(contact.need, tx, region=region, after=today.end, now=now)


def _choices(offers: Sequence[Offer]) -> tuple[Choice, ...]:
    return tuple(Choice(one.window, one.unit_id) for one in offers[:MOST_CHOICES])


def _gets_text(
    contact: Contact,
    answer: Promise,
    tx: AnsweringCaller,
    index: BlindIndex,
    limits: TextLimits,
    *,
    now: datetime,
) -> bool:
    details = tx.details(contact.id) or Details()
    number = details.callback_number
    if number is None:
        return False
    kind = MessageKind.RECEIPT if answer.backed else MessageKind.RECEIPT_UNPROMISED
    sending = permission(kind, contact, details, opted_out=tx.has_opted_out(number_keys(number, index)))
    if sending.how is How.DO_NOT:
        return False
    return why_held_back(number, tx, index, limits, now=now) is None
