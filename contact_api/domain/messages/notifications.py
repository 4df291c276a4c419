"""Which text message may be sent to whom, which wording it takes, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from contact_api.domain.core.errors import DomainError
from contact_api.domain.core.values import Mode


class MessageKind(StrEnum):
    """What a text message is about."""

    RECEIPT = "receipt"  # taken in, with its promised window
    RECEIPT_UNPROMISED = "receipt_unpromised"  # taken in, nothing promised today, and where else to turn
    MOVED = "moved"  # the window is another one now
    CANCELLED = "cancelled"
    REMINDER = "reminder"  # the window is near
    DELAY = "delay"  # the window is at risk, or broken
    MISSED_CALL = "missed_call"  # we tried; when we try next
    NOT_REACHED = "not_reached"  # after the last try, with a link that reopens
    STILL_WAITING = "still_waiting"  # the answer to who asks where they stand: in line, with no window ahead
    BOOKING_CONFIRMED = "booking_confirmed"  # a time is booked
    BOOKING_MOVED = "booking_moved"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_REMINDER = "booking_reminder"
    BOOKING_TIME_LOST = "booking_time_lost"  # nobody is there for it, or the unit took it back
    BOOKING_REASSIGNED = "booking_reassigned"  # at the same time, with somebody else than the named contact
    BOOKING_STANDS = "booking_stands"  # it was told to be lost, and is not
    WRITTEN_MESSAGE = "written_message"  # staff have written; the words are read behind the citizen's link
    BOOKING_OFFERED = "booking_offered"  # a time they wait for is free, and held until the window ends
    ALERT = "alert"  # to the staff's duty phone; says nothing of any person
    ALERT_DIGEST = "alert_digest"  # the same, once for all that came while the duty phone had had enough

    @property
    def is_to_staff(self) -> bool:
        """Whether it goes to a unit's duty phone, and to no citizen."""
        return self in (MessageKind.ALERT, MessageKind.ALERT_DIGEST)


class How(StrEnum):
    """How a message may leave: as it is, without naming the place, or not at all."""

    SEND = "send"
    SEND_WITHOUT_PLACE = "send_without_place"
    DO_NOT = "do_not"


class NotSent(StrEnum):
    """Why a message was not sent."""

    NO_NUMBER = "no_number"
    OPTED_OUT = "opted_out"  # STOP was answered from this number
    DECLINED = "declined"  # the citizen said no to text messages
    SAFE_CONTACT = "safe_contact"  # somebody else may read the phone
    NOT_MOBILE = "not_mobile"  # a landline takes no text messages
    NOT_ALLOWED = "not_allowed"  # a number of a country that is not texted
    WRONG_NUMBER = "wrong_number"  # of a booked time: the number is known to be somebody else's
    TOO_MANY = "too_many"  # to this number, for one day
    ALL_SPENT = "all_spent"  # what the region texts in a day
    IN_DIGEST = "in_digest"  # the duty phone has had enough just now: one text for several alerts follows
    OVERTAKEN = "overtaken"  # what it says is no longer so
    UNDELIVERED = "undelivered"  # for staff: the last text to this number did not arrive, and never will


class DeliveryState(StrEnum):
    """What became of a message, in the order in which a later word outweighs an earlier one."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED_TEMPORARILY = "failed_temporarily"
    FAILED_PERMANENTLY = "failed_permanently"
    DELIVERED = "delivered"
    NOT_SENT = "not_sent"


class SendingFailedTemporarily(DomainError):
    """The message could not be handed over now; another try may succeed."""

    code = "sending-failed-temporarily"

    def __init__(self, detail: str = "", *, provider_code: str = "", perhaps_sent: bool = False) -> None:
        super().__init__(detail)
        self.provider_code = provider_code
        self.perhaps_sent = perhaps_sent  # the answer was lost: another try may show the text twice


class SendingFailedPermanently(DomainError):
    """The message cannot reach this number; another try cannot help."""

    code = "sending-failed-permanently"

    def __init__(self, detail: str = "", *, provider_code: str = "") -> None:
        super().__init__(detail)
        self.provider_code = provider_code


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider has taken the message over and knows it by this id."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether and how a message may be sent; `why_not` is set exactly when it may not."""

    how: How
    why_not: NotSent | None = None

    def __post_init__(self) -> None:
        if (self.how is How.DO_NOT) is not (self.why_not is not None):
            raise ValueError("a message that may not be sent has a reason, and only such a message")


SEND = Sending(How.SEND)
SEND_WITHOUT_PLACE = Sending(How.SEND_WITHOUT_PLACE)

NAMES_THE_PLACE = frozenset(
    {MessageKind.RECEIPT, MessageKind.MOVED, MessageKind.MISSED_CALL, MessageKind.NOT_REACHED}
)
SAYS_WE_CALL = NAMES_THE_PLACE | {MessageKind.REMINDER, MessageKind.DELAY, MessageKind.STILL_WAITING}
TRUE_UNTIL_THE_WINDOW_ENDS = frozenset(
    {MessageKind.RECEIPT, MessageKind.MOVED, MessageKind.REMINDER, MessageKind.BOOKING_OFFERED}
)
TRUE_OF_A_CLOSED_CONTACT = frozenset(
    {
        MessageKind.CANCELLED,
        MessageKind.NOT_REACHED,
        MessageKind.WRITTEN_MESSAGE,
        MessageKind.BOOKING_CONFIRMED,
        MessageKind.BOOKING_MOVED,
        MessageKind.BOOKING_CANCELLED,
        MessageKind.BOOKING_REMINDER,
        MessageKind.BOOKING_TIME_LOST,
        MessageKind.BOOKING_REASSIGNED,
        MessageKind.BOOKING_STANDS,
        MessageKind.BOOKING_OFFERED,
        MessageKind.ALERT,
        MessageKind.ALERT_DIGEST,
    }
)

_RANK: Mapping[DeliveryState, int] = MappingProxyType({state: n for n, state in enumerate(DeliveryState)})


def may_send(
    kind: MessageKind,
    *,
    phone_can_take_sms: bool | None,
    safe_contact: bool,
    protected_identity: bool,
    no_sms: bool,
    chose_sms: bool = False,
    opted_out: bool = False,
) -> Sending:
    """Say whether this kind of message may go to this person's phone, and whether it may name the place.

    Units:  `phone_can_take_sms` is None when there is no number; `chose_sms` is that the citizen asked for text
            messages although contact must be safe; `opted_out` is that STOP came from the number, whoever of
            those who share it sent it.
    Errors: none; "no" is an answer, with its reason. A no to text messages outweighs everything but an alert.
    Source: domain rules 12 (protected identity) and 13 (safe contact). An alert goes to the staff's own duty
            phone: only that phone decides.
    """
    if phone_can_take_sms is None:
        return _do_not(NotSent.NO_NUMBER)
    to_a_citizen = not kind.is_to_staff
    forbids = (
        (to_a_citizen and opted_out, NotSent.OPTED_OUT),
        (to_a_citizen and no_sms, NotSent.DECLINED),
        (to_a_citizen and safe_contact and not chose_sms, NotSent.SAFE_CONTACT),
        (not phone_can_take_sms, NotSent.NOT_MOBILE),
    )
    why_not = next((why for holds, why in forbids if holds), None)
    if why_not is not None:
        return _do_not(why_not)
    return SEND_WITHOUT_PLACE if to_a_citizen and (protected_identity or safe_contact) else SEND


def _do_not(why: NotSent) -> Sending:
    return Sending(How.DO_NOT, why)


def text_key(kind: MessageKind, sending: Sending, *, mode: Mode = Mode.CALL, is_over: bool = False) -> str:
    """Name the wording in the catalogue that this message takes.

    A person who cannot take a call is never told that we will call, and those wordings name no place. `is_over`: the
    window it is about has ended, so that a notice of delay says that we are late.
    Errors: ValueError for a message that may not be sent.
    """
    if sending.how is How.DO_NOT:
        raise ValueError("a message that may not be sent has no wording")
    if kind is MessageKind.DELAY and is_over:
        return f"sms.{kind}.late" if mode is Mode.CALL else f"sms.{kind}.no_call.late"
    if mode is not Mode.CALL and kind in SAYS_WE_CALL:
        return f"sms.{kind}.no_call"
    if sending.how is How.SEND_WITHOUT_PLACE and kind in NAMES_THE_PLACE:
        return f"sms.{kind}.without_place"
    return f"sms.{kind}"


def is_overtaken(kind: MessageKind, *, window_end: datetime | None, is_open: bool, now: datetime) -> bool:
    """Say whether the message would be untrue or useless if it left now (a retried job may run late).

    Units:  `window_end` is aware, None without a promise; `is_open` is whether the contact request still is.
    """
    if not is_open and kind not in TRUE_OF_A_CLOSED_CONTACT:
        return True
    return kind in TRUE_UNTIL_THE_WINDOW_ENDS and window_end is not None and window_end <= now


def later(known: DeliveryState, told: DeliveryState) -> DeliveryState:
    """Return what to believe of one message when the provider's word arrives late, twice or out of order.

    A receipt of delivery outweighs a failure, a failure outweighs "sent". For one provider id: a message that
    is sent again begins anew.
    """
    return max(known, told, key=_RANK.__getitem__)
