"""What the use cases need from outside, and the names of the jobs.

A store hands out one transaction per request or job. Reads answer at once; writes may be gathered and sent together,
but all of them stand or none does. `Contested` can come out of any write or of the end of the transaction: somebody
else was quicker, nothing was written, and the whole act is run again on fresh reads (see bootstrap.Application).
"""

from contact_api.ports.calls import CallBook
from contact_api.ports.demand import DemandLedger
from contact_api.ports.dialogues import Dialogues
from contact_api.ports.letters import Letters
from contact_api.ports.outside import Bell, LineToRing, Sealing, Telephone, TextMessages
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
from contact_api.ports.texts import Fared, IncomingText, TextBook
from contact_api.ports.transaction import Store, Transact, Transaction

__all__ = [
    "Access",
    "Alert",
    "Answer",
    "Bell",
    "CallBook",
    "Contested",
    "DemandLedger",
    "Dialogues",
    "Event",
    "Fared",
    "IncomingText",
    "Job",
    "KeyUsed",
    "Letters",
    "LineToRing",
    "Message",
    "Person",
    "Sealing",
    "Store",
    "Telephone",
    "TextBook",
    "TextMessages",
    "Transact",
    "Transaction",
]
