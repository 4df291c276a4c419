"""What the use cases need from outside, and the names of the jobs.

A store hands out one transaction per request or job. Reads answer at once; writes may be gathered and sent together,
but all of them stand or none does. `Contested` can come out of any write or of the end of the transaction: somebody
else was quicker, nothing was written, and the whole act is run again on fresh reads (see bootstrap.Application).
"""

from contact_api.ports.calls import CallBook
from contact_api.ports.inbound_calls import InboundCallLedger
from contact_api.ports.messages import Fared, IncomingText, TextBook
from contact_api.ports.outside import LineToRing, QueuedJob, Sealing, Telephone, TextMessages
from contact_api.ports.records import (
    Access,
    Alert,
    Answer,
    Contested,
    Event,
    Job,
    KeyUsed,
    Message,
    Person,
)
from contact_api.ports.transaction import Store, Transact, Transaction
from contact_api.ports.voice_menu import MenuSessions
from contact_api.ports.written_messages import WrittenMessages

__all__ = [
    "Access",
    "Alert",
    "Answer",
    "CallBook",
    "Contested",
    "Event",
    "Fared",
    "InboundCallLedger",
    "IncomingText",
    "Job",
    "KeyUsed",
    "LineToRing",
    "MenuSessions",
    "Message",
    "Person",
    "QueuedJob",
    "Sealing",
    "Store",
    "Telephone",
    "TextBook",
    "TextMessages",
    "Transact",
    "Transaction",
    "WrittenMessages",
]
