"""How many staff minutes one submitter may hold for those they seek contact for; above it nothing is refused.

Source: nobody takes a unit's day from everybody else: a request above the limit is taken in and waits in line.
"""

from datetime import timedelta
from enum import StrEnum

from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning

SENDER = "sender"


class LimitedBy(StrEnum):
    """What requests of one submitter are known by: what was verified of them, else the number that was named."""

    SIGN_IN = "sign_in"
    LINE = "line"  # the telephone a call or a text came from
    NAMED_NUMBER = "named_number"  # by a front end, for whoever asks it


def limit_key(by: LimitedBy, known: str) -> str:
    """The key of a submitter's requests; `known` is a look-up value that gives nothing of them away."""
    return f"{by.value}:{known}"


def sender_key(sender: str) -> str:
    """The key of a front end or an exchange: the name of a program, which gives away nothing of persons."""
    return f"{SENDER}:{sender}"


def is_sender(key: str) -> bool:
    """Whether the key is of a front end or an exchange, and not of who seeks contact by it."""
    return key.partition(":")[0] == SENDER


def within_limit(key: str, held_minutes: int, minutes: int, *, planning: Planning) -> bool:
    """Whether so many more minutes may be held beside those that are."""
    return (held_minutes + minutes) * MINUTE <= _most(key, planning)


def within_share(key: str, held_minutes: int, minutes: int, *, whole: int, planning: Planning) -> bool:
    """Whether so many more minutes of a unit leave others enough of `whole`, what it may promise today.

    The first request of anybody is never too much: a share of little may be less than one talk.
    """
    return not held_minutes or held_minutes + minutes <= share_of(key, planning=planning) * whole


def share_of(key: str, *, planning: Planning) -> float:
    """How much of a unit one may hold, as a part of what it may promise."""
    return planning.sender_share if is_sender(key) else planning.submitter_share


def _most(key: str, planning: Planning) -> timedelta:
    by = LimitedBy(key.partition(":")[0])
    of_kind = {
        LimitedBy.SIGN_IN: planning.sign_in_limit,
        LimitedBy.LINE: planning.line_limit,
        LimitedBy.NAMED_NUMBER: planning.named_number_limit,
    }
    return of_kind[by]
