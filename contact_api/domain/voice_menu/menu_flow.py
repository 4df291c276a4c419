"""How each answer of a caller moves her call on.

An answer is the keys she pressed, or nothing: silence, or `#` alone. Every step has an outcome for silence, for keys
that mean nothing there and for hanging up, so that any call ends after finitely many turns.
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
    Dialogue,
    Ending,
    Number,
    NumberFault,
    Step,
    at_step,
    ended,
)

MOST_TURNS = 30  # then nothing more is asked: what is known has to do
WRONG_AT_MOST = 3  # in a row
WIDEN_KEY = "9"


class Act(StrEnum):
    """What is to be done before anything more can be said."""

    TAKE_IN = "take_in"
    WIDEN = "widen"  # she says yes to other units of her care provider


@dataclass(frozen=True, slots=True)
class Choose:
    """She moves to this window."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Ask:
    """She is asked what the step asks; `why` names what to say first, when something went wrong."""

    why: str | None = None


Next: TypeAlias = tuple[Dialogue, Ask | Act | Choose]


@dataclass(frozen=True, slots=True)
class Ground:
    """What an answer is understood by: the region's menu, the languages that are spoken, how numbers are read."""

    region: Region
    languages: Sequence[Language]
    read_number: Callable[[str], Number | NumberFault]
    read_identity: Callable[[str], PersonIdentity | None]


def answered(dialogue: Dialogue, keys: str, ground: Ground, *, now: datetime) -> Next:
    """How the call goes on after these keys; "" is silence. Errors: none, whatever is pressed."""
    heard = replace(dialogue, turn=dialogue.turn + 1, heard_at=now)
    if heard.is_over:
        return heard, Ask()
    if heard.turn > MOST_TURNS:
        return _enough(heard)
    if keys:
        return _ANSWERED[heard.step](replace(heard, silences=0), keys, ground)
    silent = replace(heard, silences=heard.silences + 1)
    return _without_answer(silent) if silent.silences >= _patience(silent) else (silent, Ask("silence"))


def _patience(dialogue: Dialogue) -> int:
    """So many silences in a row mean that she will not answer; where waiting is an answer, the first one does."""
    waits = dialogue.plain and dialogue.private.callback is not None
    if dialogue.step in (Step.MENU, Step.ANOTHER_NUMBER) or (dialogue.step is Step.NUMBER and not waits):
        return 2
    return 1


def _not_understood(dialogue: Dialogue, why: str = "wrong_key") -> Next:
    wrong = replace(dialogue, wrong=dialogue.wrong + 1)
    return _without_answer(wrong) if wrong.wrong >= WRONG_AT_MOST else (wrong, Ask(why))


def _without_answer(dialogue: Dialogue) -> Next:
    """What each step comes to when she gives no answer that can be understood."""
    if dialogue.step is Step.MENU:
        return _plainly(dialogue)
    if dialogue.step is Step.NUMBER:
        return _confirmed(dialogue) if dialogue.private.callback else _without_number(dialogue)
    if dialogue.step is Step.ANOTHER_NUMBER:
        return _own_number(dialogue) if dialogue.private.caller else _without_number(dialogue)
    if dialogue.step is Step.IDENTITY:
        return dialogue, Act.TAKE_IN
    return ended(dialogue, Ending.GOOD_BYE), Ask()


def _enough(dialogue: Dialogue) -> Next:
    """She has been asked often enough: whoever has a number is called back."""
    private = dialogue.private
    number = private.callback or (None if dialogue.refused_own else private.caller)
    if dialogue.contact_id is not None:
        return ended(dialogue, Ending.GOOD_BYE), Ask()
    if number is None:
        return _without_number(dialogue)
    plain = dialogue.plain or dialogue.reason is None
    return replace(dialogue, plain=plain, private=replace(private, callback=number)), Act.TAKE_IN


def _without_number(dialogue: Dialogue) -> Next:
    return ended(dialogue, Ending.NO_NUMBER), Ask()


def _in_menu(dialogue: Dialogue, keys: str, ground: Ground) -> Next:
    if keys == "*":
        return replace(at_step(dialogue, Step.MENU), language=_next_language(dialogue, ground)), Ask()
    if keys == CANNOT_CHOOSE:
        return _plainly(dialogue)
    chosen = next((one for one in ground.region.catalogue.menu if one.digit == keys), None)
    if chosen is None:
        return _not_understood(dialogue)
    return _to_number(replace(dialogue, reason=chosen.reason))


def _next_language(dialogue: Dialogue, ground: Ground) -> Language:
    spoken = list(ground.languages)
    return spoken[(spoken.index(dialogue.language) + 1) % len(spoken)]


def _plainly(dialogue: Dialogue) -> Next:
    """She is called back, whatever it is about."""
    return _to_number(replace(dialogue, plain=True))


def _to_number(dialogue: Dialogue) -> Next:
    if dialogue.private.caller is None:
        return at_step(dialogue, Step.ANOTHER_NUMBER), Ask(_fault_key(dialogue.caller_fault))
    return _own_number(dialogue)


def _own_number(dialogue: Dialogue) -> Next:
    """The number she rings from is asked about; once refused it is only called if she says yes."""
    own = None if dialogue.refused_own else dialogue.private.caller
    return at_step(replace(dialogue, private=replace(dialogue.private, callback=own)), Step.NUMBER), Ask()


def _at_number(dialogue: Dialogue, keys: str, _ground: Ground) -> Next:
    if keys == "1":
        return _confirmed(dialogue)
    if keys != "2":
        return _not_understood(dialogue)
    own = dialogue.private.callback in (None, dialogue.private.caller)
    without = replace(dialogue.private, callback=None)
    refused = replace(dialogue, private=without, refused_own=dialogue.refused_own or own)
    return at_step(refused, Step.ANOTHER_NUMBER), Ask()


def _confirmed(dialogue: Dialogue) -> Next:
    private = dialogue.private
    sure = replace(dialogue, private=replace(private, callback=private.callback or private.caller))
    return (sure, Act.TAKE_IN) if dialogue.plain else (at_step(sure, Step.IDENTITY), Ask())


def _at_another_number(dialogue: Dialogue, keys: str, ground: Ground) -> Next:
    """A star begins anew; at the end it leads back to the number she rings from."""
    digits = keys.rpartition("*")[2]
    if not digits:
        return _own_number(dialogue) if dialogue.private.caller else _not_understood(dialogue)
    number = ground.read_number(digits)
    if isinstance(number, NumberFault):
        return _not_understood(dialogue, _fault_key(number))
    keyed = replace(dialogue, private=replace(dialogue.private, callback=number))
    return at_step(keyed, Step.NUMBER), Ask()


def _at_identity(dialogue: Dialogue, keys: str, ground: Ground) -> Next:
    identity = ground.read_identity(keys.rpartition("*")[2])
    if identity is None:
        return _not_understood(dialogue, "identity.wrong")
    return replace(dialogue, private=replace(dialogue.private, identity=identity)), Act.TAKE_IN


def _at_window(dialogue: Dialogue, keys: str, _ground: Ground) -> Next:
    if keys == "1":
        return ended(dialogue, Ending.GOOD_BYE), Ask()
    return _chosen(dialogue, keys)


def _at_unpromised(dialogue: Dialogue, keys: str, _ground: Ground) -> Next:
    if keys == WIDEN_KEY and dialogue.told is not None and dialogue.told.may_widen:
        return dialogue, Act.WIDEN
    return _chosen(dialogue, keys)


def _chosen(dialogue: Dialogue, keys: str) -> Next:
    choices = dialogue.told.choices if dialogue.told else ()
    keyed = {str(number): choice for number, choice in enumerate(choices, start=1)}
    return (dialogue, Choose(keyed[keys])) if keys in keyed else _not_understood(dialogue)


def _fault_key(fault: NumberFault | None) -> str:
    return f"number.{(fault or NumberFault.UNKNOWN).value}"


_ANSWERED: Mapping[Step, Callable[[Dialogue, str, Ground], Next]] = {
    Step.MENU: _in_menu,
    Step.NUMBER: _at_number,
    Step.ANOTHER_NUMBER: _at_another_number,
    Step.IDENTITY: _at_identity,
    Step.WINDOW: _at_window,
    Step.UNPROMISED: _at_unpromised,
}
