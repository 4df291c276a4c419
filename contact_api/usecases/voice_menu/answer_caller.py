"""Lead a citizen who rings through the menu, turn by turn; what was given stands whatever happens next.

Each turn is one transaction: what was said, what it led to and what was answered stand together, so that the same
turn asked again gets the same answer, and a request is taken in once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import ContactIsClosed, WindowNotOffered
from contact_api.domain.core.values import ContactId, Language, UnitId
from contact_api.domain.figures.inbound_calls import InboundEvent, InboundKind, TurnedAwayBy
from contact_api.domain.messages.sms_limits import TextLimits
from contact_api.domain.promise.promise import Promise
from contact_api.domain.region.region import Region
from contact_api.domain.voice_menu.menu_flow import (
    Ask,
    Choose,
    MenuAction,
    answered,
    left_identity_out,
)
from contact_api.domain.voice_menu.menu_prompts import HANG_UP, Prompt, greeting, prompt_of
from contact_api.domain.voice_menu.menu_session import (
    MenuEnding,
    MenuSession,
    Number,
    NumberFault,
    TimeChoice,
    begun,
    ended,
    is_request,
    taken_in,
)
from contact_api.ports import Event, InboundCalls, MenuSessions, RegionInForce, Transaction
from contact_api.usecases.figures.record_inbound_calls import caller_index, note, requested
from contact_api.usecases.identification.recognise import BlindIndex
from contact_api.usecases.promising.accept_other_units import accept_others
from contact_api.usecases.promising.choose_window import choose_window
from contact_api.usecases.voice_menu.book_by_key import GONE, book_by_key
from contact_api.usecases.voice_menu.menu_context import menu_context
from contact_api.usecases.voice_menu.take_in_caller import take_caller_in, told_of

SENDER = "voice"  # in the demand ledger: our own menu
ACTOR = "citizen"
FORGOTTEN_AFTER = timedelta(minutes=10)  # a call that goes on is heard of every few seconds
KEPT_FOR = timedelta(days=3)  # after that nobody asks again what was said


class PickingUp(RegionInForce, MenuSessions, InboundCalls, Protocol):
    """What a call that is answered is written to."""


class Voice(Protocol):
    """Makes an answer to the provider out of what is to be said."""

    @property
    def languages(self) -> Sequence[Language]:
        """Those that can be spoken, the first spoken first."""

    def spoken(self, prompt: Prompt, menu_session: MenuSession, *, region: Region, now: datetime) -> str:
        """The answer as it leaves now."""


@dataclass(frozen=True, slots=True)
class Reception:
    """What answering a caller needs beside the store."""

    voice: Voice
    index: BlindIndex
    read_number: Callable[[str], Number | NumberFault]
    new_contact_id: Callable[[], ContactId]
    text_limits: TextLimits


def pick_up(
    call_id: str,
    unit_id: UnitId,
    caller: Number | NumberFault,
    tx: PickingUp,
    desk: Reception,
    *,
    now: datetime,
) -> str:
    """Answer a call: 112 first, then which unit this is and the menu. A call that is known goes on where it is."""
    known = tx.hold_menu_session(call_id)
    if known is not None:
        return _said_before(known, tx, desk, now=now)
    region = tx.region()
    menu_session = begun(call_id, unit_id, caller, language=desk.voice.languages[0], now=now)
    prompt = greeting(menu_session, menu_context(region, desk.voice.languages, desk.read_number, now=now))
    menu_session = replace(menu_session, said=desk.voice.spoken(prompt, menu_session, region=region, now=now))
    tx.add_menu_session(menu_session)
    note(tx, _attempt(menu_session, InboundKind.OFFERED, region, desk.index, now=now))
    return menu_session.said


def hear_keys(
    call_id: str, turn: int, keys: str, tx: Transaction, desk: Reception, *, now: datetime
) -> str | None:
    """Hear an answer and give the next; a turn that was heard before gets what is said now. None: no such call."""
    menu_session = tx.hold_menu_session(call_id)
    if menu_session is None:
        return None
    if turn != menu_session.turn or menu_session.is_over:
        return _said_before(menu_session, tx, desk, now=now)
    region = tx.region()
    context = menu_context(region, desk.voice.languages, desk.read_number, now=now)
    after, following = answered(menu_session, keys, context, now=now)
    after, why = _carried_out(after, following, tx, desk, now=now)
    prompt = prompt_of(after, why, context, before=menu_session)
    after = replace(after, said=desk.voice.spoken(prompt, after, region=region, now=now))
    tx.save_menu_session(after)
    return after.said


def hear_hang_up(
    call_id: str, tx: Transaction, *, contact_id: ContactId, index: BlindIndex, now: datetime
) -> None:
    """The call has ended; again is harmless. Once its number is known it is a request (`contact_id`), marked so."""
    menu_session = tx.hold_menu_session(call_id)
    if menu_session is None or menu_session.is_over:
        return
    if is_request(menu_session):
        contact, _ = _stored(menu_session, contact_id, tx, index, now=now)
        facts = {"step": menu_session.step.value, "hung_up_at": now.isoformat()}
        tx.add_event(Event(contact.id, "caller.hung_up", now, ACTOR, facts))
        menu_session = replace(menu_session, contact_id=contact.id)
    elif menu_session.contact_id is None:
        note(tx, _attempt(menu_session, InboundKind.ABANDONED, tx.region(), index, now=now))
    tx.save_menu_session(replace(ended(menu_session, MenuEnding.HUNG_UP), heard_at=now, said=""))


def note_lost(
    call_id: str,
    unit_id: UnitId,
    caller: Number | NumberFault,
    tx: PickingUp,
    desk: Reception,
    *,
    now: datetime,
) -> None:
    """A call that could not be answered by a fault of ours: an attempt that was turned away."""
    lost = begun(call_id, unit_id, caller, language=desk.voice.languages[0], now=now)
    event = _attempt(lost, InboundKind.TURNED_AWAY, tx.region(), desk.index, now=now)
    note(tx, replace(event, why=TurnedAwayBy.OTHER))


def forgotten_calls(tx: MenuSessions, *, now: datetime) -> list[str]:
    """Calls whose end nobody told us of: to be ended as if the caller had hung up."""
    return tx.silent_menu_sessions(before=now - FORGOTTEN_AFTER)


def forget_calls(tx: MenuSessions, *, now: datetime) -> None:
    """Remove calls that ended days ago."""
    tx.drop_menu_sessions(before=now - KEPT_FOR)


def _said_before(menu_session: MenuSession, tx: RegionInForce, desk: Reception, *, now: datetime) -> str:
    """The last answer again; after a hang-up there is nothing left to say, whichever provider asks."""
    if menu_session.ending is MenuEnding.HUNG_UP:
        return desk.voice.spoken(HANG_UP, menu_session, region=tx.region(), now=now)
    return menu_session.said


def _carried_out(
    menu_session: MenuSession,
    following: Ask | MenuAction | Choose,
    tx: Transaction,
    desk: Reception,
    *,
    now: datetime,
) -> tuple[MenuSession, str | None]:
    """The call when what the caller wants is done, and what there is to say first when it could not be."""
    if isinstance(following, Ask):
        return menu_session, following.why
    if following is MenuAction.TAKE_IN:
        why = "identity.left_out" if left_identity_out(menu_session) else None
        return _taken_in(menu_session, tx, desk, now=now), why
    contact_id = menu_session.contact_id
    assert contact_id is not None  # noqa: S101 - before it is taken in there is nothing to choose from
    try:
        if isinstance(following, Choose):
            wanted = following.choice
            if isinstance(wanted, TimeChoice):
                return book_by_key(menu_session, wanted, tx, by=ACTOR, now=now), None
            start, unit_id = wanted.window.start, wanted.unit_id
            contact, answer = choose_window(contact_id, start, unit_id, tx, now=now, actor=ACTOR)
            told = told_of(contact, answer, tx, desk.index, desk.text_limits, now=now)
            return ended(replace(menu_session, told=told), MenuEnding.GOOD_BYE), None
        contact, answer = accept_others(contact_id, tx, now=now, actor=ACTOR)
    except (WindowNotOffered, ContactIsClosed, *GONE):
        return _offered_anew(menu_session, contact_id, tx, desk, now=now), "window.taken"
    told = told_of(contact, answer, tx, desk.index, desk.text_limits, now=now)
    return taken_in(menu_session, contact_id, told), None


def _offered_anew(
    menu_session: MenuSession, contact_id: ContactId, tx: Transaction, desk: Reception, *, now: datetime
) -> MenuSession:
    """The call with what there is to choose from now that others were quicker."""
    contact = tx.contact(contact_id)
    assert contact is not None  # noqa: S101 - it was taken in
    told = told_of(contact, tx.promises(contact_id)[-1], tx, desk.index, desk.text_limits, now=now)
    return taken_in(menu_session, contact_id, told)


def _taken_in(menu_session: MenuSession, tx: Transaction, desk: Reception, *, now: datetime) -> MenuSession:
    """The call with its request stored, and what the caller is told of it."""
    contact, answer = _stored(menu_session, desk.new_contact_id(), tx, desk.index, now=now)
    told = told_of(contact, answer, tx, desk.index, desk.text_limits, now=now)
    return taken_in(menu_session, contact.id, told)


def _stored(
    menu_session: MenuSession, contact_id: ContactId, tx: Transaction, index: BlindIndex, *, now: datetime
) -> tuple[Contact, Promise]:
    """The caller's request, stored and among the inbound calls, and its promise."""
    contact, answer = take_caller_in(menu_session, contact_id, tx, index, now=now)
    number = menu_session.private.callback
    event = requested(
        SENDER,
        menu_session.call_id,
        contact.id,
        call_reference=menu_session.call_id,
        unit_id=menu_session.unit_id,
        caller=caller_index(number.e164, now, region=tx.region(), index=index) if number else None,
        at=now,
    )
    note(tx, event)
    return contact, answer


def _attempt(
    menu_session: MenuSession, kind: InboundKind, region: Region, index: BlindIndex, *, now: datetime
) -> InboundEvent:
    own = menu_session.private.caller
    return InboundEvent(
        sender=SENDER,
        event_id=f"{kind.value} {menu_session.call_id}",
        call_reference=menu_session.call_id,
        kind=kind,
        at=now,
        unit_id=menu_session.unit_id,
        caller=caller_index(own.e164, now, region=region, index=index) if own else None,
    )
