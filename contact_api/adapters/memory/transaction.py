"""One unit of work in memory: all rooms together."""

from contact_api.adapters.memory.alerts import Alerts
from contact_api.adapters.memory.booking_notices import BookingNotices
from contact_api.adapters.memory.calls import Calls
from contact_api.adapters.memory.central_acts import CentralActs
from contact_api.adapters.memory.daily_statistics import StatisticsByDay
from contact_api.adapters.memory.figures import Figures
from contact_api.adapters.memory.idempotency import Answers
from contact_api.adapters.memory.inbound_calls import InboundCalls
from contact_api.adapters.memory.intake import LookAhead
from contact_api.adapters.memory.messages import Messages
from contact_api.adapters.memory.region import RegionInForce
from contact_api.adapters.memory.replanning import ReplanMark
from contact_api.adapters.memory.staff_time import Shifts
from contact_api.adapters.memory.supply import SupplyCounts
from contact_api.adapters.memory.voice_menu import MenuSessions
from contact_api.adapters.memory.waiting_list import WaitingList
from contact_api.adapters.memory.written_messages import WrittenMessages


class MemoryTransaction(
    RegionInForce,
    LookAhead,
    Messages,
    WrittenMessages,
    Shifts,
    BookingNotices,
    WaitingList,
    SupplyCounts,
    ReplanMark,
    Alerts,
    CentralActs,
    Answers,
    Calls,
    InboundCalls,
    MenuSessions,
    Figures,
    StatisticsByDay,
):
    """See contact_api/ports/transaction.py; a room that needs another one stands on it."""
