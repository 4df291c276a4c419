"""Somebody asks by a text to be contacted: where they stand, their request opened again, or a new one."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.errors import ContactIsClosed
from contact_api.domain.core.identity import NOBODY
from contact_api.domain.core.values import Channel, ContactId, Intake, Language, Mode, UnitId
from contact_api.domain.messages.sms_keywords import Candidates, is_hidden, standing
from contact_api.domain.triage.triage import Declared
from contact_api.ports import Contacts, Contested, Event, RegionInForce, Transaction
from contact_api.usecases.identification.recognise import BlindIndex, limit_of_line, recognise
from contact_api.usecases.intake.reopen import reopen
from contact_api.usecases.intake.requests import Request
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.messages.notify import notify

ACTOR = "citizen"
PLAIN_CALL_BACK = "9"  # the key of the telephone menu for something else
USE_LINK, WHERE_TO_TURN = "answer.use_link", "answer.where_to_turn"


@dataclass(frozen=True, slots=True)
class AskedByText:
    """Who asks, at which of our numbers, and how they want to be contacted."""

    number: str = field(repr=False)  # E.164
    to: str
    mode: Mode  # CALL or TEXT
    language: Language
    contact_id: ContactId  # of a request it may open


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the request it was about, and what is said straight back."""

    contact_id: ContactId | None = None
    key: str | None = None


def have_contacted(
    asked: AskedByText, about: Candidates, tx: Transaction, *, index: BlindIndex, now: datetime
) -> Done:
    """Have the sender contacted by call or in writing: by the open request, the unreached one, or a new one.

    A new one goes to the unit whose number was texted, else to the one the sender last had to do with.
    """
    if len(about.meant) > 1:
        return Done(key=USE_LINK)
    if about.open:
        return _ask_again(about.open[0].id, asked.mode, tx, now=now)
    if about.not_reached:
        return _reopen(about.not_reached[0], asked.mode, tx, now=now)
    unit_id = tx.region().unit_called(asked.to) or (about.latest.need.unit_id if about.latest else None)
    if unit_id is None:
        return Done(key=WHERE_TO_TURN)
    taken = take_in(_plain(asked, unit_id, tx, index=index, now=now), tx, now=now, actor=ACTOR)
    if taken.merged and not is_hidden(taken.contact):
        _set_mode(taken.contact, asked.mode, tx)
    return Done(taken.contact.id)


def _ask_again(contact_id: ContactId, mode: Mode, tx: Transaction, *, now: datetime) -> Done:
    """The sender keeps their place, every time they ask counts, and they are told where they stand."""
    contact = tx.hold_contact(contact_id)
    if contact is None or not contact.state.is_open:
        raise Contested  # it ended in this very moment: look again
    again = _in_mode(replace(contact, times_sought=contact.times_sought + 1), mode)
    tx.save_contact(again)
    facts = {"by": Intake.TEXT_MESSAGE.value, "mode": mode.value}
    tx.add_event(Event(contact_id, "contact.sought_again", now, ACTOR, facts))
    notify(standing(again, now=now), tx, now=now, contact_id=contact_id, window=again.window)
    return Done(contact_id)


def _reopen(contact: Contact, mode: Mode, tx: Transaction, *, now: datetime) -> Done:
    try:
        again, _ = reopen(contact.id, tx, now=now, actor=ACTOR)
    except (
        ContactIsClosed
    ):  # there is a newer one that no text was sent about, or this number is not the citizen's
        return Done(key=USE_LINK)
    _set_mode(again, mode, tx)
    return Done(contact.id)


def _set_mode(contact: Contact, mode: Mode, tx: Contacts) -> None:
    if _in_mode(contact, mode) != contact:
        tx.save_contact(_in_mode(contact, mode))


def _in_mode(contact: Contact, mode: Mode) -> Contact:
    """In writing from now on when the citizen asks for that; by telephone again when they ask to be called."""
    if contact.circumstances.mode is Mode.VIDEO and mode is Mode.CALL:
        return contact
    return replace(contact, circumstances=replace(contact.circumstances, mode=mode))


def _plain(
    asked: AskedByText, unit_id: UnitId, tx: RegionInForce, *, index: BlindIndex, now: datetime
) -> Request:
    """A request of which only the number is known, as who presses the key for something else leaves it."""
    reason = tx.region().catalogue.reason_of_digit(PLAIN_CALL_BACK).code
    person_id, key = recognise(
        asked.contact_id, NOBODY, asked.number, None, unit_id=unit_id, reason=reason, index=index
    )
    return Request(
        contact_id=asked.contact_id,
        person_id=person_id,
        unit_id=unit_id,
        declared=Declared(reason),
        details=Details(phone=asked.number, phone_takes_sms=True),
        channel=Channel.PHONE,
        intake=Intake.TEXT_MESSAGE,
        sought_at=now,
        duplicate_key=key,
        language=asked.language,
        mode=asked.mode,
        limited_as=limit_of_line(asked.number, index),
    )
