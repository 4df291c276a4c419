"""The status each refusal of the domain is answered with."""

from collections.abc import Mapping
from http import HTTPStatus

from contact_api.domain.calls import dialling_limits
from contact_api.domain.calls.calls import RingingFailedPermanently, RingingFailedTemporarily
from contact_api.domain.core import errors
from contact_api.domain.core.errors import DomainError
from contact_api.domain.messages.notifications import SendingFailedPermanently, SendingFailedTemporarily

STATUS: Mapping[type[DomainError], HTTPStatus] = {
    DomainError: HTTPStatus.BAD_REQUEST,
    errors.ContactNotFound: HTTPStatus.NOT_FOUND,
    errors.UnitNotFound: HTTPStatus.NOT_FOUND,
    errors.StaffNotFound: HTTPStatus.NOT_FOUND,
    errors.StaffTimeNotFound: HTTPStatus.NOT_FOUND,
    errors.AlertNotFound: HTTPStatus.NOT_FOUND,
    errors.UnknownReason: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.LeaseLost: HTTPStatus.CONFLICT,
    errors.HoldsAnother: HTTPStatus.CONFLICT,
    errors.ContactIsClosed: HTTPStatus.CONFLICT,
    errors.WindowNotOffered: HTTPStatus.CONFLICT,
    errors.ConsentMissing: HTTPStatus.CONFLICT,
    errors.NotLicensed: HTTPStatus.FORBIDDEN,
    errors.NotPermitted: HTTPStatus.FORBIDDEN,
    errors.ReasonMissing: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NothingToChange: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotAnIdentity: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotAPhoneNumber: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.CatalogueFault: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ShiftFault: HTTPStatus.CONFLICT,
    errors.TimeTypesFault: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.TimeNotOffered: HTTPStatus.CONFLICT,
    errors.BookingNotFound: HTTPStatus.NOT_FOUND,
    errors.BookingIsOver: HTTPStatus.CONFLICT,
    errors.TooLateToChange: HTTPStatus.CONFLICT,
    errors.MayNotBook: HTTPStatus.CONFLICT,
    errors.HasAnotherBooking: HTTPStatus.CONFLICT,
    errors.TooManyHolds: HTTPStatus.CONFLICT,
    errors.AssessmentFault: HTTPStatus.CONFLICT,
    errors.AssessmentNotFound: HTTPStatus.NOT_FOUND,
    errors.AssessmentTaken: HTTPStatus.CONFLICT,
    errors.OfferMissing: HTTPStatus.CONFLICT,
    errors.WaitingNotFound: HTTPStatus.NOT_FOUND,
    errors.DatesContradict: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    dialling_limits.CallNotFound: HTTPStatus.NOT_FOUND,
    dialling_limits.CallInProgress: HTTPStatus.CONFLICT,
    dialling_limits.CannotBeCalled: HTTPStatus.CONFLICT,
    dialling_limits.CallsAreStopped: HTTPStatus.CONFLICT,
    dialling_limits.CostCeilingReached: HTTPStatus.CONFLICT,
    dialling_limits.NumberRungTooOften: HTTPStatus.CONFLICT,
    dialling_limits.TooManyCalls: HTTPStatus.SERVICE_UNAVAILABLE,
    dialling_limits.NumberNotAllowed: HTTPStatus.UNPROCESSABLE_ENTITY,
    dialling_limits.NotYourTelephone: HTTPStatus.UNPROCESSABLE_ENTITY,
    RingingFailedTemporarily: HTTPStatus.SERVICE_UNAVAILABLE,
    RingingFailedPermanently: HTTPStatus.BAD_GATEWAY,
    SendingFailedTemporarily: HTTPStatus.SERVICE_UNAVAILABLE,
    SendingFailedPermanently: HTTPStatus.BAD_GATEWAY,
}
