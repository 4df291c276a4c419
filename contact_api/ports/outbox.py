"""Work that leaves with the transaction that wanted it, and the names of the jobs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Job(StrEnum):
    """Work that leaves through the outbox. Arguments are ids and numbers only."""

    SEND_MESSAGE = "send_message"  # message_id
    DIAL = "dial"  # call_id
    REPLAN = "replan"  # region
    LEARN = "learn"  # region
    COUNT_FIGURES = "count_figures"  # region


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """One job to hand to the queue: the id of its outbox row makes handing it over twice harmless."""

    row_id: int
    job: Job
    ids: Mapping[str, Any]


class Outbox(Protocol):
    """Jobs that leave when the transaction stands, at least once each, in the order they were enqueued."""

    def enqueue(self, job: Job, **ids: str | int) -> None: ...
