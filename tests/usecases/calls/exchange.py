"""A provider of calls that a test moves: it keeps what rings, and can lose its own answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from contact_api.domain.calls.calls import (
    LineEnding,
    LineKind,
    LineNews,
    LineState,
    RingingFailedPermanently,
    RingingFailedTemporarily,
)
from contact_api.ports import LineToRing

CITIZENS_NUMBER, STAFFS_NUMBER, INTERPRETERS_NUMBER = "+46701740605", "+46701740610", "+46701740611"


class Fate(Enum):
    """What a telephone does that is rung."""

    TALKS = "talks until the other hangs up"
    LEAVES = "joins and hangs up"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    FAILED = "out of reach"
    MACHINE = "answering machine"
    GIVES_UP = "picks up and hangs up before anything is said"
    REFUSED = "a number the provider will never ring"


@dataclass(frozen=True)
class Rung:
    """A line the exchange knows."""

    id: str
    line: LineToRing
    placed_at: datetime
    done: int = 0  # how many of its fate's steps have passed
    news: LineNews | None = None

    @property
    def is_live(self) -> bool:
        return self.news is None or self.news.state is not LineState.ENDED


def _course(fate: Fate) -> list[tuple[LineState, LineEnding | None]]:
    rings = [(LineState.PLACED, None), (LineState.RINGING, None)]
    picks_up = [*rings, (LineState.ANSWERED, None)]

    def ended(how: LineEnding) -> list[tuple[LineState, LineEnding | None]]:
        return [(LineState.ENDED, how)]

    courses: Mapping[Fate, list[tuple[LineState, LineEnding | None]]] = {
        Fate.TALKS: [*picks_up, (LineState.JOINED, None)],
        Fate.LEAVES: [*picks_up, (LineState.JOINED, None), *ended(LineEnding.COMPLETED)],
        Fate.NO_ANSWER: [*rings, *ended(LineEnding.NO_ANSWER)],
        Fate.BUSY: [*rings, *ended(LineEnding.BUSY)],
        Fate.FAILED: [(LineState.PLACED, None), *ended(LineEnding.FAILED)],
        Fate.MACHINE: [*rings, (LineState.ANSWERED, LineEnding.MACHINE), *ended(LineEnding.COMPLETED)],
        Fate.GIVES_UP: [*picks_up, *ended(LineEnding.COMPLETED)],
        Fate.REFUSED: [],
    }
    return courses[fate]


@dataclass
class Exchange:
    """See the module. Everything it says of a line is also put into `said`, to be delivered, or not, by the test."""

    fates: Mapping[LineKind, Fate]
    now: datetime
    lines: dict[str, Rung] = field(default_factory=dict)
    said: list[tuple[LineKind, LineNews]] = field(default_factory=list)
    is_down: bool = False
    loses_answers: bool = False

    def ring(self, line: LineToRing) -> str:
        if self.is_down:
            raise RingingFailedTemporarily("down")
        if self.fates[line.kind] is Fate.REFUSED:
            raise RingingFailedPermanently("never")
        others = [one for one in self.lines.values() if one.line.to == line.to and one.is_live]
        assert not others, f"the {line.kind}'s telephone rings twice at once"
        provider_id = f"line-{len(self.lines) + 1}"
        self.lines[provider_id] = Rung(provider_id, line, self.now)
        if self.loses_answers:
            raise RingingFailedTemporarily("lost", perhaps_placed=True)
        return provider_id

    def hang_up(self, provider_id: str) -> None:
        if self.is_down:
            raise RingingFailedTemporarily("down")
        rung = self.lines[provider_id]
        if rung.is_live:
            picked_up = rung.news is not None and rung.news.state in (LineState.ANSWERED, LineState.JOINED)
            self._say(rung, LineState.ENDED, LineEnding.COMPLETED if picked_up else LineEnding.CANCELLED)

    def ask(self, provider_id: str) -> LineNews | None:
        if self.is_down:
            raise RingingFailedTemporarily("down")
        rung = self.lines.get(provider_id)
        if rung is None:
            return None
        told = rung.news or LineNews(provider_id, LineState.PLACED, self.now)
        # A provider knows nothing of our room: to it a line is answered.
        return replace(told, state=LineState.ANSWERED) if told.state is LineState.JOINED else told

    def find(self, to: str, *, since: datetime) -> list[str]:
        if self.is_down:
            raise RingingFailedTemporarily("down")
        return [one.id for one in self.lines.values() if one.line.to == to and one.placed_at >= since]

    @property
    def moving(self) -> list[str]:
        """The lines whose fate has not yet run its course."""
        return [
            one.id
            for one in self.lines.values()
            if one.is_live and one.done < len(_course(self.fates[one.line.kind]))
        ]

    def go_on(self, provider_id: str) -> None:
        """Let one line take its next step."""
        rung = self.lines[provider_id]
        state, ending = _course(self.fates[rung.line.kind])[rung.done]
        before = rung.news.ending if rung.news else None
        self.lines[provider_id] = rung = replace(rung, done=rung.done + 1)
        self._say(rung, state, before if before is LineEnding.MACHINE else ending)

    def live_to(self, kind: LineKind) -> int:
        return sum(one.is_live and one.line.kind is kind for one in self.lines.values())

    def _say(self, rung: Rung, state: LineState, ending: LineEnding | None) -> None:
        talked = (
            125 if state is LineState.ENDED and rung.news and rung.news.state is LineState.JOINED else None
        )
        news = LineNews(rung.id, state, self.now, ending, talked)
        self.lines[rung.id] = replace(rung, news=news)
        self.said.append((rung.line.kind, news))
