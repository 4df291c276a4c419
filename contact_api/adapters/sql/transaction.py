"""One transaction on PostgreSQL: reads go out at once, writes are gathered and leave together (batch.py)."""

from contact_api.adapters.sql.access_log import AccessLog
from contact_api.adapters.sql.alerts import Alerts
from contact_api.adapters.sql.assessment import Assessments
from contact_api.adapters.sql.attempts import Attempts
from contact_api.adapters.sql.booking_notices import BookingNotices
from contact_api.adapters.sql.bookings import Bookings
from contact_api.adapters.sql.calls import Calls
from contact_api.adapters.sql.capacity import Capacity
from contact_api.adapters.sql.central_acts import CentralActs
from contact_api.adapters.sql.contacts import Contacts
from contact_api.adapters.sql.daily_statistics import StatisticsByDay
from contact_api.adapters.sql.figures import Figures
from contact_api.adapters.sql.history import History
from contact_api.adapters.sql.idempotency import Answers
from contact_api.adapters.sql.inbound_calls import InboundCalls
from contact_api.adapters.sql.inbound_sms import InboundSms
from contact_api.adapters.sql.messages import Messages
from contact_api.adapters.sql.outbox import Outbox
from contact_api.adapters.sql.promises import Promises
from contact_api.adapters.sql.region import RegionInForce
from contact_api.adapters.sql.replanning import ReplanMark
from contact_api.adapters.sql.staff_time import Shifts
from contact_api.adapters.sql.supply import SupplyCounts
from contact_api.adapters.sql.voice_menu import MenuSessions
from contact_api.adapters.sql.waiting_list import WaitingList
from contact_api.adapters.sql.work_queue import WorkQueue
from contact_api.adapters.sql.written_messages import WrittenMessages


class SqlTransaction(
    RegionInForce,
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
):
    """See contact_api/ports/transaction.py."""

    def prepare(self) -> None:
        """Write all that was gathered, but for what may be left to `commit`. The mark holds others up: it goes last.

        When all was read without a transaction and the rest is one statement, that statement is the transaction.
        """
        self._send_mark()
        if self._began or not self._has_read:
            self._begin()
            self._batch.send()

    def commit(self) -> None:
        """Make it stand. When the connection is lost now, nobody knows whether it does."""
        self._batch.send()
        if self._began:
            self._cursor.connection.commit()
