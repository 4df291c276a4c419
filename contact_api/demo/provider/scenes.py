"""What happens in a call, scene by scene, as whoever is on the telephone hears it."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

KEYS = frozenset("0123456789*#")


class TwimlFault(Exception):
    """Twilio would say that an application error has occurred, and hang up; or should, and does not."""


@dataclass(frozen=True, slots=True)
class Says:
    """A text read out. `language` is empty where the document names none."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Plays:
    """A recording, or tones."""

    url: str


@dataclass(frozen=True, slots=True)
class Pauses:
    """Silence."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Asks:
    """Waits for keys: send them, or "" for silence. `most` is None where only `ends_with`, or silence, ends them."""

    seconds: int = 5
    most: int | None = None
    ends_with: str = "#"


@dataclass(frozen=True, slots=True)
class Joins:
    """Goes into a room and stays until it is let go; resume then."""

    room: str
    begins: bool = True
    ends: bool = False
    is_muted: bool = False
    wait_url: str | None = None  # None: Twilio's own music; empty: silence
    status_url: str = ""
    status_events: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Texts:
    """A text message, to whoever wrote or called where `to` is empty."""

    body: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Ends:
    """The call is hung up from this side."""

    how: str  # hung_up, rejected, end_of_document


Scene: TypeAlias = Says | Plays | Pauses | Asks | Joins | Texts | Ends
Play: TypeAlias = Generator[Scene, str | None, None]


def keys_heard(asks: Asks, typed: str) -> tuple[str, str]:
    """The keys Twilio takes of what was typed, and the key that ended them, if one did.

    Errors: ValueError for what is not on a telephone's keys.
    """
    if not set(typed) <= KEYS:
        raise ValueError("a telephone has the keys 0 to 9, * and #")
    heard = ""
    for key in typed:
        if key == asks.ends_with:
            return heard, key
        heard += key
        if len(heard) == asks.most:
            break
    return heard, ""
