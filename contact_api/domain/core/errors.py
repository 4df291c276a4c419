"""What the domain refuses, each refusal with a code that never changes.

DomainError
├── ContactNotFound · UnitNotFound · StaffNotFound · StaffTimeNotFound               there is no such thing (to you)
├── AlertNotFound · UnknownReason · AssessmentNotFound                               nor this
├── LeaseLost · ContactIsClosed · WindowNotOffered · ConsentMissing                  the state says no
├── AssessmentFault · AssessmentTaken · OfferMissing                                 so it does of assessments
├── NotLicensed · NotPermitted · ReasonMissing                                       you may not, or must say why
├── NotAnIdentity · NotAPhoneNumber · CatalogueFault · ShiftFault · NothingToChange  the input cannot be what it claims
├── TimeTypesFault                                                                    likewise, of the times to book
├── TimeNotOffered · BookingNotFound · BookingIsOver · TooLateToChange               there is no such time (any more)
├── MayNotBook · HasAnotherBooking · TooManyHolds                                     the rules of that time say no
└── KeyReused · Busy                                                                 try otherwise, or later
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class DomainError(Exception):
    """A refusal. `code` is part of the API; `detail` says what is wrong and what to do, without personal data."""

    code: ClassVar[str] = "refused"
    detail: str

    def __init__(self, detail: str = "") -> None:
        self.detail = detail or (self.__doc__ or self.code).splitlines()[0]
        super().__init__(self.detail)


class ContactNotFound(DomainError):
    """There is no such contact request, or it is not yours to know of."""

    code = "contact-not-found"


class UnitNotFound(DomainError):
    """There is no such unit."""

    code = "unit-not-found"


class StaffNotFound(DomainError):
    """There is no such staff member at your unit."""

    code = "staff-not-found"


class StaffTimeNotFound(DomainError):
    """There is no such staff time at your unit, or it was changed since you read it; read it again."""

    code = "staff-time-not-found"


class AlertNotFound(DomainError):
    """There is no such alert at your unit."""

    code = "alert-not-found"


class UnknownReason(DomainError):
    """The catalogue has no such contact reason."""

    code = "unknown-reason"


class LeaseLost(DomainError):
    """Your hold on this contact has run out or passed to somebody else; pull again."""

    code = "lease-lost"


class HoldsAnother(DomainError):
    """You hold another contact: record how it went or give it back, then take this one."""

    code = "holds-another"


class ContactIsClosed(DomainError):
    """The contact request is already closed."""

    code = "contact-is-closed"


class WindowNotOffered(DomainError):
    """That window is not offered, or somebody else took its last minutes; ask for the windows again."""

    code = "window-not-offered"


class ConsentMissing(DomainError):
    """That is another care provider, and the citizen has not said yes to it; ask them, and send `consent`."""

    code = "consent-missing"


class NotLicensed(DomainError):
    """Only licensed staff may change urgency, professions or the kind of guarantee."""

    code = "not-licensed"


class NotPermitted(DomainError):
    """Your sign-in does not carry the permission this route names."""

    code = "not-permitted"


class ReasonMissing(DomainError):
    """Say why: the change is stored with its reason."""

    code = "reason-missing"


class NothingToChange(DomainError):
    """That would leave the contact as it is; name what is to be different."""

    code = "nothing-to-change"


class NotAnIdentity(DomainError):
    """That cannot be an identity number of the kind it claims to be."""

    code = "not-an-identity"


class NotAPhoneNumber(DomainError):
    """That cannot be a telephone number; send it in international form, such as +46701740605."""

    code = "not-a-phone-number"


class CatalogueFault(DomainError):
    """The catalogue of reasons and rules contradicts itself."""

    code = "catalogue-fault"


class TimeTypesFault(DomainError):
    """The time types that can be booked contradict themselves, the catalogue or the units."""

    code = "time-types-fault"


class TimeNotOffered(DomainError):
    """That time is not offered, or somebody else has just taken it; ask for the times again."""

    code = "time-not-offered"

    def __init__(self, detail: str = "", *, instead: Sequence[Mapping[str, object]] = ()) -> None:
        super().__init__(detail)
        self.instead = instead  # the next times that can be had, as they are told


class BookingNotFound(DomainError):
    """There is no such booking, or it is not yours to know of."""

    code = "booking-not-found"


class BookingIsOver(DomainError):
    """The booking has ended, or its time has begun; nothing of it can be changed any more."""

    code = "booking-is-over"


class TooLateToChange(DomainError):
    """It is too late to cancel or move this booking yourself; ring the unit."""

    code = "too-late-to-change"


class MayNotBook(DomainError):
    """You may not book a time of this kind; ring the unit or seek contact."""

    code = "may-not-book"


class HasAnotherBooking(DomainError):
    """You have a booking at that time already, or as many of this kind as one may have."""

    code = "has-another-booking"


class TooManyHolds(DomainError):
    """You hold as many times as one may at once; book one or let one go."""

    code = "too-many-holds"


class WaitingNotFound(DomainError):
    """Nobody waits so, or it is not yours to know of."""

    code = "waiting-not-found"


class DatesContradict(DomainError):
    """The dates cannot all be as they were given; nothing was written."""

    code = "dates-contradict"


class ShiftFault(DomainError):
    """The shift cannot be: it ends before it starts, is over, too long, too far ahead, or overlaps another."""

    code = "shift-fault"


class AssessmentFault(DomainError):
    """The assessment cannot be: before contact was sought, still to come, or decided before anybody was reached."""

    code = "assessment-fault"


class AssessmentNotFound(DomainError):
    """There is no such assessment of this contact request, or it was taken back already."""

    code = "assessment-not-found"


class OfferMissing(DomainError):
    """A wait is the patient's choice only where a time within the limit was offered; record that offer first."""

    code = "offer-missing"


class AssessmentTaken(DomainError):
    """Somebody else has taken this assessment; ask them, or take it over."""

    code = "assessment-taken"


class KeyReused(DomainError):
    """The Idempotency-Key was used before with another body; use a new key for a new request."""

    code = "idempotency-key-reused"


class Busy(DomainError):
    """Too many ask for the same minutes at once; nothing was written, try again in a second."""

    code = "busy"
