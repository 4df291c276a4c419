"""What is said to a caller at each step, as keys of the catalogue of texts with their values; one sentence a line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from contact_api.domain.core.values import Language, UnitId
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_flow import TIMES_KEY, WIDEN_KEY, MenuContext
from contact_api.domain.voice_menu.menu_session import (
    CallerAnswer,
    Choice,
    MenuEnding,
    MenuSession,
    MenuStep,
    Standing,
    TimeChoice,
)

A_KEY_SECONDS = 7  # to think, and to find the key
A_NUMBER_SECONDS = 10  # between two keys
LONGEST_NUMBER = 20
LONGEST_IDENTITY = 14


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits that a prompt says one by one."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Clock:
    """A moment that a prompt says as a time of day."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A moment that a prompt says as "today", "tomorrow" or by its date."""

    moment: datetime


Value: TypeAlias = str | Text | Digits | Clock | Day


@dataclass(frozen=True, slots=True)
class SpokenLine:
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

    lines: tuple[SpokenLine, ...] = ()
    keys: Keys | None = None


NOT_IN_USE = Prompt(
    (SpokenLine("voice.not_in_use"), SpokenLine("voice.emergency"), SpokenLine("voice.call_1177"))
)
SORRY = Prompt((SpokenLine("voice.sorry"), SpokenLine("voice.emergency"), SpokenLine("voice.call_1177")))
HANG_UP = Prompt()


def greeting(menu_session: MenuSession, context: MenuContext) -> Prompt:
    """The first that is said: 112, which unit this is, other languages, the menu."""
    return Prompt((*_welcome(menu_session, context), *_menu(context)), Keys())


def prompt_of(
    menu_session: MenuSession, why: str | None, context: MenuContext, *, before: MenuSession
) -> Prompt:
    """What is said at the step where the call stands now; `why` names what went wrong with the last answer."""
    first = (SpokenLine(f"voice.{why}"),) if why else ()
    if menu_session.step is MenuStep.MENU and menu_session.language != before.language:
        return greeting(menu_session, context)
    if menu_session.step is MenuStep.ENDED and menu_session.told and menu_session.told.booked:
        return Prompt(tuple(_booked(menu_session.told, menu_session.told.booked)))
    if menu_session.step is MenuStep.ENDED:
        return Prompt((*first, *_farewell(menu_session, context, heard=before.step)))
    return Prompt((*first, *_asked(menu_session, context, before)), _awaited(menu_session.step))


def _awaited(step: MenuStep) -> Keys:
    if step is MenuStep.ANOTHER_NUMBER:
        return Keys(LONGEST_NUMBER, A_NUMBER_SECONDS)
    return Keys(LONGEST_IDENTITY, A_NUMBER_SECONDS) if step is MenuStep.IDENTITY else Keys()


def _asked(menu_session: MenuSession, context: MenuContext, before: MenuSession) -> Iterable[SpokenLine]:
    if menu_session.step is MenuStep.MENU:
        return _menu(context)
    plainly = (SpokenLine("voice.plain"),) if menu_session.plain and not before.plain else ()
    if menu_session.step is MenuStep.NUMBER:
        return (*plainly, *_number(menu_session))
    if menu_session.step is MenuStep.ANOTHER_NUMBER:
        way_out = "back" if menu_session.private.caller else "way_out"
        return *plainly, SpokenLine("voice.number.enter"), SpokenLine(f"voice.number.{way_out}")
    if menu_session.step is MenuStep.IDENTITY:
        return SpokenLine("voice.identity.ask"), SpokenLine("voice.identity.skip")
    if menu_session.step is MenuStep.TIMES:
        return _times_to_book(menu_session)
    return _choices(menu_session, context)


def _welcome(menu_session: MenuSession, context: MenuContext) -> Iterator[SpokenLine]:
    yield SpokenLine("voice.emergency")
    yield SpokenLine("voice.greeting", {"unit": context.region.unit(menu_session.unit_id).name})
    spoken = list(context.languages)
    following = spoken[(spoken.index(menu_session.language) + 1) % len(spoken)]
    if following != menu_session.language:
        yield SpokenLine("voice.this_language", language=following)


def _menu(context: MenuContext) -> Iterator[SpokenLine]:
    yield SpokenLine("voice.menu")
    for choice in context.region.catalogue.menu:
        yield SpokenLine("voice.menu.choice", {"reason": Text(choice.sv, choice.en), "key": choice.digit})
    yield SpokenLine("voice.menu.cannot")


def _number(menu_session: MenuSession) -> Iterator[SpokenLine]:
    number = menu_session.private.callback or menu_session.private.caller
    own = number == menu_session.private.caller
    yield SpokenLine("voice.number.own" if own else "voice.number.keyed")
    yield SpokenLine("voice.digits", {"digits": Digits(number.e164 if number else "")})
    waiting_will_do = menu_session.private.callback is not None
    yield SpokenLine("voice.number.right" if waiting_will_do else "voice.number.right_only_if_pressed")
    yield SpokenLine("voice.number.other")


def _choices(menu_session: MenuSession, context: MenuContext) -> Iterator[SpokenLine]:
    told = menu_session.told
    assert told is not None  # noqa: S101 - there are choices
    if told.standing is Standing.PROMISED:
        yield from _promise(told, menu_session.unit_id, context)
        yield SpokenLine("voice.window.keep")
    else:
        yield from _no_promise(told)
    for number, choice in enumerate(told.choices, start=1):
        if choice != told.promised:
            yield SpokenLine("voice.window.other", {**_times(choice), "key": str(number)})
    if told.may_widen:
        yield SpokenLine("voice.unpromised.others", {"key": WIDEN_KEY})
    if told.times:
        yield SpokenLine("voice.times.offer", {"key": TIMES_KEY})
    if told.standing is Standing.UNPROMISED:
        yield SpokenLine("voice.unpromised.or_wait")


def _times_to_book(menu_session: MenuSession) -> Iterator[SpokenLine]:
    told = menu_session.told
    assert told is not None  # noqa: S101 - there are times
    for number, time in enumerate(told.times, start=1):
        yield SpokenLine("voice.times.choice", {**_time(time), "key": str(number)})
    yield SpokenLine("voice.times.or_call")


def _promise(told: CallerAnswer, own_unit: UnitId, context: MenuContext) -> Iterator[SpokenLine]:
    assert told.promised is not None  # noqa: S101 - it is what was promised
    yield SpokenLine("voice.promise", _times(told.promised))
    if told.promised.unit_id != own_unit:
        yield SpokenLine("voice.promise.unit", {"unit": context.region.unit(told.promised.unit_id).name})


def _no_promise(told: CallerAnswer) -> Iterator[SpokenLine]:
    yield SpokenLine("voice.unpromised", {"sought_at": Clock(told.sought_at)})
    yield SpokenLine("voice.unpromised.kept")


def _farewell(menu_session: MenuSession, context: MenuContext, *, heard: MenuStep) -> Iterator[SpokenLine]:
    told = menu_session.told
    if menu_session.ending is MenuEnding.NO_NUMBER or told is None:
        yield from (SpokenLine("voice.no_number"), SpokenLine("voice.no_number.again"))
        yield from (SpokenLine("voice.emergency"), SpokenLine("voice.call_1177"), SpokenLine("voice.bye"))
        return
    if told.standing is Standing.PROMISED:
        yield from _promise(told, menu_session.unit_id, context)
    elif told.standing is Standing.IN_HAND:
        yield SpokenLine("voice.in_hand")
    elif heard is MenuStep.UNPROMISED:
        yield SpokenLine("voice.unpromised.kept")
    else:
        yield from _no_promise(told)
    if told.standing is Standing.UNPROMISED:
        yield SpokenLine("voice.call_1177")
    if told.gets_text:
        yield SpokenLine("voice.text")
    elif told.standing is Standing.PROMISED:
        yield SpokenLine("voice.no_text")
    yield from (SpokenLine("voice.hidden_number"), SpokenLine("voice.bye"))


def _booked(told: CallerAnswer, time: TimeChoice) -> Iterator[SpokenLine]:
    yield SpokenLine("voice.booked", _time(time))
    yield from (SpokenLine("voice.text" if told.gets_text else "voice.no_text"), SpokenLine("voice.bye"))


def _times(choice: Choice) -> Mapping[str, Value]:
    window = choice.window
    return {"day": Day(window.start), "start": Clock(window.start), "end": Clock(window.end)}


def _time(time: TimeChoice) -> Mapping[str, Value]:
    return {"what": time.name, "day": Day(time.start), "start": Clock(time.start)}
