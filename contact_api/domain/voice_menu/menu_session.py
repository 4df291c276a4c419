"""A call from a citizen who is led through the menu, as a value: where it stands, and what it comes to."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from contact_api.domain.booking.time_types import TimeTypeId
from contact_api.domain.core.identity import NOBODY, PersonIdentity
from contact_api.domain.core.values import ContactId, Language, UnitId, Window
from contact_api.domain.triage.catalogue import Text


class MenuStep(StrEnum):
    """What the caller is asked."""

    MENU = "menu"  # what it is about; another language; or plainly to be called back
    NUMBER = "number"  # whether the number that was read out is right
    ANOTHER_NUMBER = "another_number"  # to key a number in
    IDENTITY = "identity"  # to key a personal number in, or not
    WINDOW = "window"  # to keep the promised window or choose another
    UNPROMISED = "unpromised"  # nothing today: another day, or another unit
    TIMES = "times"  # to choose a time that can be booked instead of being called
    ENDED = "ended"


class MenuEnding(StrEnum):
    """How a call ended."""

    GOOD_BYE = "good_bye"  # the caller heard everything to its end
    HUNG_UP = "hung_up"
    NO_NUMBER = "no_number"  # none that can be called back


class NumberFault(StrEnum):
    """Why a number cannot be called back."""

    WITHHELD = "withheld"
    FOREIGN = "foreign"
    PREMIUM = "premium"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How the request stands when it was taken in."""

    PROMISED = "promised"
    UNPROMISED = "unpromised"
    BOOKED = "booked"  # a time instead of a call
    IN_HAND = "in_hand"  # sought before: somebody is about to call, or tried and will again


@dataclass(frozen=True, slots=True, repr=False)
class Number:
    """A number that can be called back."""

    e164: str
    takes_sms: bool


@dataclass(frozen=True, slots=True, repr=False)
class Private:
    """What identifies the caller: sealed at rest, forgotten when the call has ended."""

    caller: Number | None = None  # what they ring from, when it can be called back
    callback: Number | None = None  # what will be called, unless they say otherwise
    identity: PersonIdentity = NOBODY


@dataclass(frozen=True, slots=True)
class Choice:
    """A window the caller may choose."""

    window: Window
    unit_id: UnitId


@dataclass(frozen=True, slots=True)
class TimeChoice:
    """A time that the caller may book instead of being called."""

    time_type_id: TimeTypeId
    unit_id: UnitId
    start: datetime
    name: Text


@dataclass(frozen=True, slots=True)
class CallerAnswer:
    """What the caller is told of it. `choices` are the windows to choose from; the promised one is the first.

    `times` can be booked instead; `booked` is the one that was.
    """

    standing: Standing
    sought_at: datetime
    promised: Choice | None = None
    choices: tuple[Choice, ...] = ()
    may_widen: bool = False  # another unit of the care provider has time, after a yes to it
    gets_text: bool = False  # a text message will say the same
    times: tuple[TimeChoice, ...] = ()
    booked: TimeChoice | None = None


@dataclass(frozen=True, slots=True)
class MenuSession:
    """One call as it stands. `turn` is the number of the answer that is awaited."""

    call_id: str  # the provider's
    unit_id: UnitId
    begun_at: datetime
    heard_at: datetime
    step: MenuStep = MenuStep.MENU
    language: Language = "sv"
    turn: int = 1
    silences: int = 0  # in a row
    wrong: int = 0  # keys that mean nothing, in a row
    reason: str | None = None
    plain: bool = False  # the caller cannot or will not use the menu: they are called back, that is all
    caller_fault: NumberFault | None = None  # why what they ring from cannot be called back
    refused_own: bool = False  # not on the number they ring from: only a yes makes it right again
    contact_id: ContactId | None = None
    told: CallerAnswer | None = None
    ending: MenuEnding | None = None
    private: Private = field(default=Private(), repr=False)
    said: str = field(default="", repr=False)  # the last answer as it left, for whoever asks again

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked or heard."""
        return self.step is MenuStep.ENDED


def begun(
    call_id: str, unit_id: UnitId, caller: Number | NumberFault, *, language: Language, now: datetime
) -> MenuSession:
    """A call that was just answered."""
    menu_session = MenuSession(call_id, unit_id, begun_at=now, heard_at=now, language=language)
    if isinstance(caller, NumberFault):
        return replace(menu_session, caller_fault=caller)
    return replace(menu_session, private=Private(caller=caller))


def taken_in(menu_session: MenuSession, contact_id: ContactId, told: CallerAnswer) -> MenuSession:
    """The call when its request is stored: the caller chooses, or there is nothing more to ask."""
    menu_session = replace(menu_session, contact_id=contact_id, told=told)
    if told.standing is Standing.PROMISED and (len(told.choices) > 1 or told.times):
        return at_step(menu_session, MenuStep.WINDOW)
    if told.standing is Standing.UNPROMISED and (told.choices or told.may_widen or told.times):
        return at_step(menu_session, MenuStep.UNPROMISED)
    return ended(menu_session, MenuEnding.GOOD_BYE)


def ended(menu_session: MenuSession, how: MenuEnding) -> MenuSession:
    """The call when it is over; who the caller is, is forgotten."""
    return replace(at_step(menu_session, MenuStep.ENDED), ending=how, private=Private())


def is_request(menu_session: MenuSession) -> bool:
    """Whether a call that ends here is a contact request all the same: the menu was left, the number is known.

    A number that was refused, or not keyed in to its end, is never called.
    """
    knows_what = menu_session.plain or menu_session.reason is not None
    return menu_session.contact_id is None and knows_what and menu_session.private.callback is not None


def at_step(menu_session: MenuSession, step: MenuStep) -> MenuSession:
    """The call at the next step; silences and wrong keys are counted anew."""
    return replace(menu_session, step=step, silences=0, wrong=0)
