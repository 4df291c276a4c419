"""What the use cases need from outside: a file for each room of the store, and one for what is no store.

A store hands out one transaction per request or job. Reads answer at once; writes may be gathered and sent together,
but all of them stand or none does. `Contested` can come out of any write or of the end of the transaction: somebody
else was quicker, nothing was written, and the whole act is run again on fresh reads (see bootstrap.Application).
"""

from contact_api.ports.access_log import Access, AccessLog
from contact_api.ports.alerts import Alert, Alerts, AlertState
from contact_api.ports.assessment import Assessments
from contact_api.ports.attempts import Attempts
from contact_api.ports.booking_notices import BookingNotices
from contact_api.ports.bookings import Bookings
from contact_api.ports.calls import Calls
from contact_api.ports.capacity import Capacity
from contact_api.ports.central_acts import ActKind, CentralAct, CentralActs
from contact_api.ports.contacts import Contacts, Person
from contact_api.ports.daily_statistics import StatisticsByDay
from contact_api.ports.figures import FigureDay, Figures
from contact_api.ports.history import Event, History
from contact_api.ports.idempotency import Answer, Answers, KeyUsed
from contact_api.ports.inbound_calls import InboundCalls
from contact_api.ports.inbound_provider import (
    DeliveryNews,
    InboundProvider,
    ReceivedCall,
    ReceivedText,
    Sentence,
    Webhook,
    WebhookRequest,
)
from contact_api.ports.inbound_sms import InboundSms, IncomingText
from contact_api.ports.intake import LookAhead
from contact_api.ports.messages import BookedFor, BookingNotice, DeliveryRecord, DutyTexts, Message, Messages
from contact_api.ports.outbox import Job, Outbox, QueuedJob
from contact_api.ports.outside import LineToRing, Sealing, Telephone, TextMessages
from contact_api.ports.promises import Promises
from contact_api.ports.region import RegionInForce
from contact_api.ports.replanning import FailedPlans, ReplanMark
from contact_api.ports.staff_time import Shifts
from contact_api.ports.supply import SupplyCounts
from contact_api.ports.transaction import Contested, Store, Transact, Transaction
from contact_api.ports.voice_menu import MenuSessions
from contact_api.ports.waiting_list import WaitingList
from contact_api.ports.work_queue import Next, WorkQueue
from contact_api.ports.written_messages import WrittenMessages

__all__ = [
    "Access",
    "AccessLog",
    "ActKind",
    "Alert",
    "AlertState",
    "Alerts",
    "Answer",
    "Answers",
    "Assessments",
    "Attempts",
    "BookedFor",
    "BookingNotice",
    "BookingNotices",
    "Bookings",
    "Calls",
    "Capacity",
    "CentralAct",
    "CentralActs",
    "Contacts",
    "Contested",
    "DeliveryNews",
    "DeliveryRecord",
    "DutyTexts",
    "Event",
    "FailedPlans",
    "FigureDay",
    "Figures",
    "History",
    "InboundCalls",
    "InboundProvider",
    "InboundSms",
    "IncomingText",
    "Job",
    "KeyUsed",
    "LineToRing",
    "LookAhead",
    "MenuSessions",
    "Message",
    "Messages",
    "Next",
    "Outbox",
    "Person",
    "Promises",
    "QueuedJob",
    "ReceivedCall",
    "ReceivedText",
    "RegionInForce",
    "ReplanMark",
    "Sealing",
    "Sentence",
    "Shifts",
    "StatisticsByDay",
    "Store",
    "SupplyCounts",
    "Telephone",
    "TextMessages",
    "Transact",
    "Transaction",
    "WaitingList",
    "Webhook",
    "WebhookRequest",
    "WorkQueue",
    "WrittenMessages",
]
