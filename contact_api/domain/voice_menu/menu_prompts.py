"""What is said to a caller at each step, as keys of the catalogue of texts with their values; one sentence a line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from contact_api.domain.core.values import Language, UnitId
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_flow import WIDEN_KEY, Ground
from contact_api.domain.voice_menu.menu_session import Choice, Dialogue, Ending, Standing, Step, Told

A_KEY_SECONDS = 7  # to think, and to find the key
A_NUMBER_SECONDS = 10  # between two keys
LONGEST_NUMBER = 20
LONGEST_IDENTITY = 14


@dataclass(frozen=True, slots=True)
class Digits:
    """Said one by one."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """Said as a time of day."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """Said as "today", "tomorrow" or by its date."""

    moment: datetime


Value: TypeAlias = str | Text | Digits | Clock | Day


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence: its text, its values, and its language where that is not the call's."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that are awaited. `most` is how many at most; several end with `#`. `seconds` to wait for each."""

    most: int = 1
    seconds: int = A_KEY_SECONDS


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said, and which keys are awaited then; None: the call ends."""

    lines: tuple[Line, ...] = ()
    keys: Keys | None = None


NOT_IN_USE = Prompt((Line("voice.not_in_use"), Line("voice.emergency"), Line("voice.call_1177")))
SORRY = Prompt((Line("voice.sorry"), Line("voice.emergency"), Line("voice.call_1177")))
HANG_UP = Prompt()


def greeting(dialogue: Dialogue, ground: Ground) -> Prompt:
    """The first that is said: 112, where she has come, other languages, the menu."""
    return Prompt((*_welcome(dialogue, ground), *_menu(ground)), Keys())


def prompt_of(dialogue: Dialogue, why: str | None, ground: Ground, *, before: Dialogue) -> Prompt:
    """What is said at the step where the call stands now; `why` names what went wrong with her last answer."""
    first = (Line(f"voice.{why}"),) if why else ()
    if dialogue.step is Step.MENU and dialogue.language != before.language:
        return greeting(dialogue, ground)
    if dialogue.step is Step.ENDED:
        return Prompt((*first, *_farewell(dialogue, ground, heard=before.step)))
    return Prompt((*first, *_asked(dialogue, ground, before)), _awaited(dialogue.step))


def _awaited(step: Step) -> Keys:
    if step is Step.ANOTHER_NUMBER:
        return Keys(LONGEST_NUMBER, A_NUMBER_SECONDS)
    return Keys(LONGEST_IDENTITY, A_NUMBER_SECONDS) if step is Step.IDENTITY else Keys()


def _asked(dialogue: Dialogue, ground: Ground, before: Dialogue) -> Iterable[Line]:
    if dialogue.step is Step.MENU:
        return _menu(ground)
    plainly = (Line("voice.plain"),) if dialogue.plain and not before.plain else ()
    if dialogue.step is Step.NUMBER:
        return (*plainly, *_number(dialogue))
    if dialogue.step is Step.ANOTHER_NUMBER:
        way_out = "back" if dialogue.private.caller else "way_out"
        return *plainly, Line("voice.number.enter"), Line(f"voice.number.{way_out}")
    if dialogue.step is Step.IDENTITY:
        return Line("voice.identity.ask"), Line("voice.identity.skip")
    return _choices(dialogue, ground)


def _welcome(dialogue: Dialogue, ground: Ground) -> Iterator[Line]:
    yield Line("voice.emergency")
    yield Line("voice.greeting", {"unit": ground.region.unit(dialogue.unit_id).name})
    spoken = list(ground.languages)
    following = spoken[(spoken.index(dialogue.language) + 1) % len(spoken)]
    if following != dialogue.language:
        yield Line("voice.this_language", language=following)


def _menu(ground: Ground) -> Iterator[Line]:
    yield Line("voice.menu")
    for choice in ground.region.catalogue.menu:
        yield Line("voice.menu.choice", {"reason": Text(choice.sv, choice.en), "key": choice.digit})
    yield Line("voice.menu.cannot")


def _number(dialogue: Dialogue) -> Iterator[Line]:
    number = dialogue.private.callback or dialogue.private.caller
    own = number == dialogue.private.caller
    yield Line("voice.number.own" if own else "voice.number.keyed")
    yield Line("voice.digits", {"digits": Digits(number.e164 if number else "")})
    waiting_will_do = dialogue.private.callback is not None
    yield Line("voice.number.right" if waiting_will_do else "voice.number.right_only_if_pressed")
    yield Line("voice.number.other")


def _choices(dialogue: Dialogue, ground: Ground) -> Iterator[Line]:
    told = dialogue.told
    assert told is not None  # noqa: S101 - there are choices
    if told.standing is Standing.PROMISED:
        yield from _promise(told, dialogue.unit_id, ground)
        yield Line("voice.window.keep")
    else:
        yield from _no_promise(told)
    for number, choice in enumerate(told.choices, start=1):
        if choice != told.promised:
            yield Line("voice.window.other", {**_times(choice), "key": str(number)})
    if told.may_widen:
        yield Line("voice.unpromised.others", {"key": WIDEN_KEY})
    if told.standing is Standing.UNPROMISED:
        yield Line("voice.unpromised.or_wait")


def _promise(told: Told, own_unit: UnitId, ground: Ground) -> Iterator[Line]:
    assert told.promised is not None  # noqa: S101 - it is what she was promised
    yield Line("voice.promise", _times(told.promised))
    if told.promised.unit_id != own_unit:
        yield Line("voice.promise.unit", {"unit": ground.region.unit(told.promised.unit_id).name})


def _no_promise(told: Told) -> Iterator[Line]:
    yield Line("voice.unpromised", {"sought_at": Clock(told.sought_at)})
    yield Line("voice.unpromised.kept")


def _farewell(dialogue: Dialogue, ground: Ground, *, heard: Step) -> Iterator[Line]:
    told = dialogue.told
    if dialogue.ending is Ending.NO_NUMBER or told is None:
        yield from (Line("voice.no_number"), Line("voice.no_number.again"))
        yield from (Line("voice.emergency"), Line("voice.call_1177"), Line("voice.bye"))
        return
    if told.standing is Standing.PROMISED:
        yield from _promise(told, dialogue.unit_id, ground)
    elif told.standing is Standing.IN_HAND:
        yield Line("voice.in_hand")
    elif heard is Step.UNPROMISED:
        yield Line("voice.unpromised.kept")
    else:
        yield from _no_promise(told)
    if told.standing is Standing.UNPROMISED:
        yield Line("voice.call_1177")
    if told.gets_text:
        yield Line("voice.text")
    elif told.standing is Standing.PROMISED:
        yield Line("voice.no_text")
    yield from (Line("voice.hidden_number"), Line("voice.bye"))


def _times(choice: Choice) -> Mapping[str, Value]:
    window = choice.window
    return {"day": Day(window.start), "start": Clock(window.start), "end": Clock(window.end)}
