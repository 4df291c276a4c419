"""One unit of work: all rooms of the store together."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from contact_api.ports.access_log import AccessLog
from contact_api.ports.alerts import Alerts
from contact_api.ports.assessment import Assessments
from contact_api.ports.attempts import Attempts
from contact_api.ports.booking_notices import BookingNotices
from contact_api.ports.bookings import Bookings
from contact_api.ports.calls import Calls
from contact_api.ports.capacity import Capacity
from contact_api.ports.central_acts import CentralActs
from contact_api.ports.contacts import Contacts
from contact_api.ports.daily_statistics import StatisticsByDay
from contact_api.ports.figures import Figures
from contact_api.ports.history import History
from contact_api.ports.idempotency import Answers
from contact_api.ports.inbound_calls import InboundCalls
from contact_api.ports.inbound_sms import InboundSms
from contact_api.ports.intake import LookAhead
from contact_api.ports.messages import Messages
from contact_api.ports.outbox import Outbox
from contact_api.ports.promises import Promises
from contact_api.ports.region import RegionInForce
from contact_api.ports.replanning import ReplanMark
from contact_api.ports.staff_time import Shifts
from contact_api.ports.supply import SupplyCounts
from contact_api.ports.voice_menu import MenuSessions
from contact_api.ports.waiting_list import WaitingList
from contact_api.ports.work_queue import WorkQueue
from contact_api.ports.written_messages import WrittenMessages


class Contested(Exception):
    """Somebody else took it first; nothing was written. Never reaches a caller."""


class Transaction(
    RegionInForce,
    LookAhead,
    Contacts,
    History,
    Promises,
    Attempts,
    Capacity,
    Shifts,
    Bookings,
    BookingNotices,
    WaitingList,
    SupplyCounts,
    WorkQueue,
    ReplanMark,
    Outbox,
    Messages,
    InboundSms,
    WrittenMessages,
    Alerts,
    AccessLog,
    CentralActs,
    Answers,
    Calls,
    InboundCalls,
    MenuSessions,
    Figures,
    StatisticsByDay,
    Assessments,
    Protocol,
):
    """Everything that can be read and written in one unit of work; a use case names the rooms it takes."""


class Store(Protocol):
    """Hands out transactions."""

    def transaction(self) -> AbstractContextManager[Transaction]: ...


T = TypeVar("T")


class Transact(Protocol):
    """Runs an act in a transaction of its own, again on fresh reads when others were quicker."""

    def __call__(self, act: Callable[[Transaction], T], /) -> T:
        """What the act returned; committed."""
