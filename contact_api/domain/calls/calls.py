"""A call back: the lines it is made of, what is known of each, and what follows from that.

News of a line arrive late, twice and in any order. What is known of a line is the join of all news, so the order makes
no difference; what to do next is worked out from what is known (call_states.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from contact_api.domain.core.errors import DomainError
from contact_api.domain.core.values import CallId, ContactId, StaffId, UnitId


class LineKind(StrEnum):
    """Whose telephone a line rings."""

    STAFF = "staff"
    CITIZEN = "citizen"
    INTERPRETER = "interpreter"


class LineState(StrEnum):
    """How far a line has come, in this order; it never goes back."""

    WANTED = "wanted"
    PLACING = "placing"  # handed to the provider, whose answer is not stored yet
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"  # somebody, or something, picked up
    JOINED = "joined"  # a person is on the line, heard by the others
    ENDED = "ended"


class LineEnding(StrEnum):
    """How a line ended; of two endings that are said of it the later in this order stands."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"  # given up while it rang
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"  # the number could not be reached at all
    MACHINE = "machine"  # an answering machine, or a fax


class CameTo(StrEnum):
    """What a call came to."""

    TALKED = "talked"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    NOT_REACHABLE = "not_reachable"
    CANCELLED = "cancelled"  # by the staff member, before the citizen could answer
    STOPPED = "stopped"  # by the control room
    STAFF_NOT_REACHED = "staff_not_reached"
    INTERPRETER_NOT_REACHED = "interpreter_not_reached"
    NOT_PLACED = "not_placed"  # the provider would not or could not


class RingingFailedTemporarily(DomainError):
    """The provider did not do it now; another try may succeed."""

    code = "ringing-failed-temporarily"

    def __init__(self, detail: str = "", *, provider_code: str = "", perhaps_placed: bool = False) -> None:
        super().__init__(detail)
        self.provider_code = provider_code
        self.perhaps_placed = perhaps_placed


class RingingFailedPermanently(DomainError):
    """The provider will never ring this number for us."""

    code = "ringing-failed-permanently"

    def __init__(self, detail: str = "", *, provider_code: str = "") -> None:
        super().__init__(detail)
        self.provider_code = provider_code


@dataclass(frozen=True, slots=True)
class LineNews:
    """What the provider says of one line. `ending` is set exactly when it has ended, or when a machine answered."""

    provider_id: str
    state: LineState
    at: datetime
    ending: LineEnding | None = None
    talked_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class CallLine:
    """One telephone that is rung for a call. `tries` counts how often it was handed to the provider."""

    kind: LineKind
    state: LineState = LineState.WANTED
    provider_id: str | None = None
    tries: int = 0
    placing_at: datetime | None = None
    joined_at: datetime | None = None
    ended_at: datetime | None = None
    ending: LineEnding | None = None
    talked_seconds: int = 0

    @property
    def is_live(self) -> bool:
        """Whether it may be ringing, or more, somewhere."""
        return self.state not in (LineState.WANTED, LineState.ENDED)

    @property
    def has_joined(self) -> bool:
        """Whether a person was, or is, heard by the others."""
        return self.joined_at is not None


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt to bring a staff member and a citizen together by telephone."""

    id: CallId
    contact_id: ContactId
    staff_id: StaffId
    unit_id: UnitId
    lease_number: int
    asked_at: datetime
    callee_key: str  # blind index of the citizen's number: one call at a time per number
    lines: tuple[CallLine, ...]  # the staff's first
    heard_at: datetime  # when anything was last heard of it
    look_at: datetime  # when the sweeper looks next
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None  # a staff member; or the control room, which stops calls
    stopped: bool = False
    strangers: tuple[str, ...] = ()  # provider's ids of lines rung twice by mistake, to be hung up
    settled_at: datetime | None = None
    came_to: CameTo | None = None
    cost: int = 0  # hundredths of the currency, reckoned when it is settled

    def line(self, kind: LineKind) -> CallLine | None:
        """Its line of that kind, if it has one."""
        return next((line for line in self.lines if line.kind is kind), None)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it rings or talks any more, and what it came to is written down."""
        return self.settled_at is not None and not self.strangers

    @property
    def is_talking(self) -> bool:
        """Whether staff and citizen can talk to each other."""
        both = (self.line(LineKind.STAFF), self.line(LineKind.CITIZEN))
        return all(line is not None and line.state is LineState.JOINED for line in both)


_STATE_RANK: Mapping[LineState, int] = MappingProxyType({state: n for n, state in enumerate(LineState)})
_ENDING_RANK: Mapping[LineEnding, int] = MappingProxyType({ending: n for n, ending in enumerate(LineEnding)})

MOST_TRIES = 3  # of handing one line to the provider


def lines_of(*, with_interpreter: bool) -> tuple[CallLine, ...]:
    """The lines a call needs, in the order they are rung: nobody is rung to wait for the next."""
    between = (CallLine(LineKind.INTERPRETER),) if with_interpreter else ()
    return (CallLine(LineKind.STAFF), *between, CallLine(LineKind.CITIZEN))


def heard(call: Call, kind: LineKind, news: LineNews) -> Call:
    """The call with what was said of one of its lines; the same news twice, late or in another order is the same.

    A second line of the same kind, placed by a worker that died before that could be stored, is noted to be hung up.
    """
    line = call.line(kind)
    if line is None:
        return call
    if line.provider_id not in (None, news.provider_id):
        others = {*call.strangers} - {news.provider_id}
        still = {news.provider_id} if news.state is not LineState.ENDED else set()
        return replace(call, strangers=tuple(sorted(others | still)))
    state = max(line.state, news.state, key=_STATE_RANK.__getitem__)
    known = [one for one in (line.ending, news.ending) if one is not None]
    told = replace(
        line,
        state=state,
        provider_id=news.provider_id,
        joined_at=_first(line.joined_at, news.at if news.state is LineState.JOINED else None),
        ended_at=_first(line.ended_at, news.at if news.state is LineState.ENDED else None),
        ending=max(known, key=_ENDING_RANK.__getitem__) if known else None,
        talked_seconds=max(line.talked_seconds, news.talked_seconds or 0),
    )
    return _with(call, told)


def without_stranger(call: Call, provider_id: str) -> Call:
    """The call after a line that was rung twice by mistake has ended."""
    return replace(call, strangers=tuple(one for one in call.strangers if one != provider_id))


def placing(call: Call, kind: LineKind, *, now: datetime) -> Call:
    """The call as it is written down before the provider is asked to ring."""
    line = the_line(call, kind)
    begun = replace(line, state=LineState.PLACING, tries=line.tries + 1, placing_at=now)
    return replace(_with(call, begun), heard_at=now)


def not_placed(call: Call, kind: LineKind, *, for_good: bool, now: datetime) -> Call:
    """The call after the provider surely did not place the line: to be tried again, or given up.

    `for_good`: no provider will ever ring that number; it is the number, not we, that failed.
    """
    line = the_line(call, kind)
    if line.provider_id is not None or line.state is not LineState.PLACING:
        return call  # its news came first
    if for_good or line.tries >= MOST_TRIES:
        ending = LineEnding.FAILED if for_good else LineEnding.CANCELLED
        return _with(call, replace(line, state=LineState.ENDED, ending=ending, ended_at=now))
    return _with(call, replace(line, state=LineState.WANTED, placing_at=None))


def the_line(call: Call, kind: LineKind) -> CallLine:
    """Its line of that kind. Errors: ValueError when it has none, a fault of ours."""
    line = call.line(kind)
    if line is None:
        raise ValueError(f"a call has a {kind} line")
    return line


def _with(call: Call, line: CallLine) -> Call:
    return replace(call, lines=tuple(line if one.kind is line.kind else one for one in call.lines))


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
