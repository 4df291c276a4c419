"""How the telephone at the other end behaves: scripted per number."""

from dataclasses import dataclass
from enum import StrEnum


class Answers(StrEnum):
    """What happens when it rings."""

    HUMAN = "human"
    MACHINE = "machine"  # a mailbox: hears everything, presses nothing
    FAX = "fax"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


class HangsUp(StrEnum):
    """When the person puts the receiver down on their own."""

    NEVER = "never"  # talks until the other side hangs up, or until told to
    AT_ONCE = "at_once"  # before a word is said
    AT_THE_QUESTION = "at_the_question"  # when the keys of the script are used up
    AFTER_JOINING = "after_joining"


class Delivers(StrEnum):
    """What becomes of a text message."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    NEVER = "never"  # sent, and nothing more is heard


class Callbacks(StrEnum):
    """How the provider's news of this telephone travel."""

    ALL = "all"
    NONE = "none"  # kept in `Provider.kept`, for a test to post in its own order
    TWICE = "twice"
    SHUFFLED = "shuffled"  # when the call is over, the last first
    LATE = "late"  # when nothing else happens any more


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone and who is at it. By default a person who answers, presses 1 and talks."""

    answers: Answers = Answers.HUMAN
    keys: tuple[str, ...] = ("1",)  # for one question each; after the last the person is silent
    hangs_up: HangsUp = HangsUp.NEVER
    by_hand: bool = False  # keys come from outside: at a question it waits for them
    heard_as: str = ""  # what answering-machine detection says; empty: what is the case
    delivers: Delivers = Delivers.DELIVERED
    callbacks: Callbacks = Callbacks.ALL
    refused_with: int | None = None  # one of Twilio's codes: the provider rings or texts this number never


ANSWERED_BY = {Answers.HUMAN: "human", Answers.MACHINE: "machine_start", Answers.FAX: "fax"}
NEVER_ANSWERED = {Answers.BUSY: "busy", Answers.NO_ANSWER: "no-answer", Answers.FAILED: "failed"}
