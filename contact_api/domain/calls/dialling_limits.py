"""How much the service may telephone: per second, at once, per day's cost, per number; and not at all when stopped."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from contact_api.domain.core.errors import DomainError

A_SECOND = timedelta(seconds=1)


class CallsAreStopped(DomainError):
    """The control room has stopped all calls from the service; ring from your own telephone."""

    code = "calls-are-stopped"


class TooManyCalls(DomainError):
    """The service makes as many calls as it may right now; try again in a moment."""

    code = "too-many-calls"


class CostCeilingReached(DomainError):
    """What the service may spend on calls today is spent; ring from your own telephone."""

    code = "cost-ceiling-reached"


class NumberNotAllowed(DomainError):
    """The service does not ring numbers of that country; ring from your own telephone if it is right."""

    code = "number-not-allowed"


class NotYourTelephone(DomainError):
    """That is the telephone of the citizen to be called; give your own, and the interpreter's as theirs."""

    code = "not-your-telephone"


class NumberRungTooOften(DomainError):
    """This number has been rung as often as it may, or just now; try again later."""

    code = "number-rung-too-often"


class CallInProgress(DomainError):
    """There is a call with this citizen, or to this number, already."""

    code = "call-in-progress"


class CannotBeCalled(DomainError):
    """This person cannot take a call, or left no number: see how they want to be contacted."""

    code = "cannot-be-called"


class CallNotFound(DomainError):
    """There is no such call, or it is not yours to know of."""

    code = "call-not-found"


@dataclass(frozen=True, slots=True)
class DiallingLimits:
    """What the region allows. `cost` and prices in hundredths of its currency (öre); a started minute is a minute."""

    per_second: int = 5  # lines handed to the provider
    at_once: int = 60  # calls
    per_number_per_day: int = 8
    number_rests: timedelta = timedelta(seconds=60)
    prefixes: tuple[str, ...] = ("+46",)
    cost_per_day: int = 500_000
    price_per_minute: int = 50
    ring_seconds: int = 30


@dataclass(frozen=True, slots=True)
class Stop:
    """Whether calls from the service are stopped, since when, by whom and why."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Dialled:
    """What has been dialled: lines in the last second, calls that are not settled, what today's have cost."""

    last_second: int
    at_once: int
    cost_today: int


def must_be_allowed(number: str, limits: DiallingLimits) -> None:
    """Pass in silence when the number (E.164) may be rung at all. Errors: NumberNotAllowed."""
    if not number.startswith(limits.prefixes):
        raise NumberNotAllowed


def must_not_be_citizen_number(numbers: Collection[str], citizens: Collection[str | None]) -> None:
    """Pass in silence when none of the other numbers rung (all E.164) is one of the citizen's.

    Errors: NotYourTelephone. The citizen would be rung as staff are: asked to press 1, and told nothing of why.
    """
    if not set(numbers).isdisjoint(citizens):
        raise NotYourTelephone


def must_be_few(dialled: Dialled, limits: DiallingLimits) -> None:
    """Pass in silence when one more call may begin. Errors: TooManyCalls, CostCeilingReached.

    Calls that go on are reckoned as two lines of a minute each.
    """
    if dialled.at_once >= limits.at_once:
        raise TooManyCalls
    reckoned = dialled.cost_today + (dialled.at_once + 1) * 2 * limits.price_per_minute
    if reckoned > limits.cost_per_day:
        raise CostCeilingReached


def must_have_rested(rung_at: Sequence[datetime], limits: DiallingLimits, *, now: datetime) -> None:
    """Pass in silence when a number that was rung at these times today may be rung again.

    Errors: NumberRungTooOften. Nobody's telephone is made to ring all day, whoever asks for it.
    """
    if len(rung_at) >= limits.per_number_per_day:
        raise NumberRungTooOften
    if rung_at and now < max(rung_at) + limits.number_rests:
        raise NumberRungTooOften


def may_place(dialled: Dialled, limits: DiallingLimits) -> bool:
    """Whether one more line may be handed to the provider in this second."""
    return dialled.last_second < limits.per_second


def cost_of(talked_seconds: Sequence[int], limits: DiallingLimits) -> int:
    """What lines that were connected for so long cost: each started minute is paid for."""
    return sum(-(-seconds // 60) for seconds in talked_seconds if seconds > 0) * limits.price_per_minute
