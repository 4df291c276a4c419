"""How each answer of a caller moves the call on.

An answer is the keys pressed, or nothing: silence, or `#` alone. Every step has an outcome for silence, for keys that
mean nothing there and for hanging up, so that any call ends after finitely many turns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from contact_api.domain.core.identity import PersonIdentity
from contact_api.domain.core.values import Language
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import CANNOT_CHOOSE
from contact_api.domain.voice_menu.menu_session import (
    Choice,
    MenuEnding,
    MenuSession,
    MenuStep,
    Number,
    NumberFault,
    TimeChoice,
    at_step,
    ended,
)

MOST_TURNS = 30  # then nothing more is asked: what is known has to do
WRONG_AT_MOST = 3  # in a row
WIDEN_KEY = "9"
TIMES_KEY = "4"  # at most three windows stand before it


class MenuAction(StrEnum):
    """What is to be done before anything more can be said."""

    TAKE_IN = "take_in"
    WIDEN = "widen"  # the caller says yes to other units of their care provider


@dataclass(frozen=True, slots=True)
class Choose:
    """What follows an answer: the caller moves to this window, or books this time instead of being called."""

    choice: Choice | TimeChoice


@dataclass(frozen=True, slots=True)
class Ask:
    """What follows an answer: the step asks its question; `why` names what to say first, when something went wrong."""

    why: str | None = None


Next: TypeAlias = tuple[MenuSession, Ask | MenuAction | Choose]


@dataclass(frozen=True, slots=True)
class MenuContext:
    """What an answer is understood by: the region's menu, the languages that are spoken, how numbers are read."""

    region: Region
    languages: Sequence[Language]
    read_number: Callable[[str], Number | NumberFault]
    read_identity: Callable[[str], PersonIdentity | None]


def answered(menu_session: MenuSession, keys: str, context: MenuContext, *, now: datetime) -> Next:
    """How the call goes on after these keys; "" is silence. Errors: none, whatever is pressed."""
    heard = replace(menu_session, turn=menu_session.turn + 1, heard_at=now)
    if heard.is_over:
        return heard, Ask()
    if heard.turn > MOST_TURNS:
        return _enough(heard)
    if keys:
        return _ANSWERED[heard.step](replace(heard, silences=0), keys, context)
    silent = replace(heard, silences=heard.silences + 1)
    return _without_answer(silent) if silent.silences >= _patience(silent) else (silent, Ask("silence"))


def _patience(menu_session: MenuSession) -> int:
    """So many silences in a row mean that no answer will come; where waiting is an answer, the first one does."""
    waits = menu_session.plain and menu_session.private.callback is not None
    if menu_session.step in (MenuStep.MENU, MenuStep.ANOTHER_NUMBER) or (
        menu_session.step is MenuStep.NUMBER and not waits
    ):
        return 2
    return 1


def _not_understood(menu_session: MenuSession, why: str = "wrong_key") -> Next:
    wrong = replace(menu_session, wrong=menu_session.wrong + 1)
    return _without_answer(wrong) if wrong.wrong >= WRONG_AT_MOST else (wrong, Ask(why))


def _without_answer(menu_session: MenuSession) -> Next:
    """What each step comes to when there is no answer that can be understood."""
    if menu_session.step is MenuStep.MENU:
        return _plainly(menu_session)
    if menu_session.step is MenuStep.NUMBER:
        return _confirmed(menu_session) if menu_session.private.callback else _without_number(menu_session)
    if menu_session.step is MenuStep.ANOTHER_NUMBER:
        return _own_number(menu_session) if menu_session.private.caller else _without_number(menu_session)
    if menu_session.step is MenuStep.IDENTITY:
        return menu_session, MenuAction.TAKE_IN
    return ended(menu_session, MenuEnding.GOOD_BYE), Ask()


def left_identity_out(menu_session: MenuSession) -> bool:
    """Whether a personal number was keyed in that nobody could read, as often as may be."""
    return menu_session.step is MenuStep.IDENTITY and menu_session.wrong >= WRONG_AT_MOST


def _enough(menu_session: MenuSession) -> Next:
    """The caller has been asked often enough: whoever has a number is called back."""
    private = menu_session.private
    number = private.callback or (None if menu_session.refused_own else private.caller)
    if menu_session.contact_id is not None:
        return ended(menu_session, MenuEnding.GOOD_BYE), Ask()
    if number is None:
        return _without_number(menu_session)
    plain = menu_session.plain or menu_session.reason is None
    return replace(menu_session, plain=plain, private=replace(private, callback=number)), MenuAction.TAKE_IN


def _without_number(menu_session: MenuSession) -> Next:
    return ended(menu_session, MenuEnding.NO_NUMBER), Ask()


def _in_menu(menu_session: MenuSession, keys: str, context: MenuContext) -> Next:
    if keys == "*":
        return replace(
            at_step(menu_session, MenuStep.MENU), language=_next_language(menu_session, context)
        ), Ask()
    if keys == CANNOT_CHOOSE:
        return _plainly(menu_session)
    chosen = next((one for one in context.region.catalogue.menu if one.digit == keys), None)
    if chosen is None:
        return _not_understood(menu_session)
    return _to_number(replace(menu_session, reason=chosen.reason))


def _next_language(menu_session: MenuSession, context: MenuContext) -> Language:
    spoken = list(context.languages)
    return spoken[(spoken.index(menu_session.language) + 1) % len(spoken)]


def _plainly(menu_session: MenuSession) -> Next:
    """The caller is called back, whatever it is about."""
    return _to_number(replace(menu_session, plain=True))


def _to_number(menu_session: MenuSession) -> Next:
    if menu_session.private.caller is None:
        return at_step(menu_session, MenuStep.ANOTHER_NUMBER), Ask(_fault_key(menu_session.caller_fault))
    return _own_number(menu_session)


def _own_number(menu_session: MenuSession) -> Next:
    """The number the caller rings from is asked about; once refused it is only called after a yes."""
    own = None if menu_session.refused_own else menu_session.private.caller
    return at_step(
        replace(menu_session, private=replace(menu_session.private, callback=own)), MenuStep.NUMBER
    ), Ask()


def _at_number(menu_session: MenuSession, keys: str, _context: MenuContext) -> Next:
    if keys == "1":
        return _confirmed(menu_session)
    if keys != "2":
        return _not_understood(menu_session)
    own = menu_session.private.callback in (None, menu_session.private.caller)
    without = replace(menu_session.private, callback=None)
    refused = replace(menu_session, private=without, refused_own=menu_session.refused_own or own)
    return at_step(refused, MenuStep.ANOTHER_NUMBER), Ask()


def _confirmed(menu_session: MenuSession) -> Next:
    private = menu_session.private
    sure = replace(menu_session, private=replace(private, callback=private.callback or private.caller))
    return (sure, MenuAction.TAKE_IN) if menu_session.plain else (at_step(sure, MenuStep.IDENTITY), Ask())


def _at_another_number(menu_session: MenuSession, keys: str, context: MenuContext) -> Next:
    """A star begins anew; at the end it leads back to the number the caller rings from."""
    digits = keys.rpartition("*")[2]
    if not digits:
        return _own_number(menu_session) if menu_session.private.caller else _not_understood(menu_session)
    number = context.read_number(digits)
    if isinstance(number, NumberFault):
        return _not_understood(menu_session, _fault_key(number))
    keyed = replace(menu_session, private=replace(menu_session.private, callback=number))
    return at_step(keyed, MenuStep.NUMBER), Ask()


def _at_identity(menu_session: MenuSession, keys: str, context: MenuContext) -> Next:
    digits = keys.rpartition("*")[2]
    identity = None if _is_their_telephone(menu_session, digits, context) else context.read_identity(digits)
    if identity is None:
        return _not_understood(menu_session, "identity.wrong")
    return replace(menu_session, private=replace(menu_session.private, identity=identity)), MenuAction.TAKE_IN


def _is_their_telephone(menu_session: MenuSession, digits: str, context: MenuContext) -> bool:
    """Whether the number they ring from, or are called back on, was keyed in once more: many look like somebody's."""
    number = context.read_number(digits)
    theirs = (menu_session.private.caller, menu_session.private.callback)
    return isinstance(number, Number) and any(one is not None and one.e164 == number.e164 for one in theirs)


def _at_window(menu_session: MenuSession, keys: str, _context: MenuContext) -> Next:
    if keys == "1":
        return ended(menu_session, MenuEnding.GOOD_BYE), Ask()
    return _chosen(menu_session, keys)


def _at_unpromised(menu_session: MenuSession, keys: str, _context: MenuContext) -> Next:
    if keys == WIDEN_KEY and menu_session.told is not None and menu_session.told.may_widen:
        return menu_session, MenuAction.WIDEN
    return _chosen(menu_session, keys)


def _at_times(menu_session: MenuSession, keys: str, _context: MenuContext) -> Next:
    times = menu_session.told.times if menu_session.told else ()
    keyed = {str(number): time for number, time in enumerate(times, start=1)}
    return (menu_session, Choose(keyed[keys])) if keys in keyed else _not_understood(menu_session)


def _chosen(menu_session: MenuSession, keys: str) -> Next:
    if keys == TIMES_KEY and menu_session.told is not None and menu_session.told.times:
        return at_step(menu_session, MenuStep.TIMES), Ask()
    choices = menu_session.told.choices if menu_session.told else ()
    keyed = {str(number): choice for number, choice in enumerate(choices, start=1)}
    return (menu_session, Choose(keyed[keys])) if keys in keyed else _not_understood(menu_session)


def _fault_key(fault: NumberFault | None) -> str:
    return f"number.{(fault or NumberFault.UNKNOWN).value}"


_ANSWERED: Mapping[MenuStep, Callable[[MenuSession, str, MenuContext], Next]] = {
    MenuStep.MENU: _in_menu,
    MenuStep.NUMBER: _at_number,
    MenuStep.ANOTHER_NUMBER: _at_another_number,
    MenuStep.IDENTITY: _at_identity,
    MenuStep.WINDOW: _at_window,
    MenuStep.UNPROMISED: _at_unpromised,
    MenuStep.TIMES: _at_times,
}
