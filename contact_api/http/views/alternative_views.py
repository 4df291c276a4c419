"""What else the citizen can do, in words and as what is to be sent."""

from datetime import datetime

from contact_api.domain.core.contact import Contact
from contact_api.domain.region.region import Region
from contact_api.http.api_root import API_ROOT
from contact_api.http.schemas import case
from contact_api.http.schemas.intake import AvailableHours, ConsentIn, WindowChoice
from contact_api.http.views.promise_sentences import window_sentence
from contact_api.http.views.unit_views import unit_view
from contact_api.texts import say
from contact_api.usecases.promising.alternatives import Alternative, AlternativeKind

AS_A_TIME = (AlternativeKind.OTHER_WINDOW, AlternativeKind.OTHER_DAY)


def alternative_view(
    one: Alternative, contact: Contact, region: Region, *, now: datetime
) -> case.Alternative:
    """In the citizen's language, with the action that does it."""
    language = contact.circumstances.citizen_language
    unit = unit_view(one.unit_id, region)
    time = window_sentence(contact, one.window, region, now=now)
    key = f"promise.alternative.{one.kind.value}"
    return case.Alternative(
        kind=one.kind,
        text=time if one.kind in AS_A_TIME else say(key, language, unit=unit.name, promise=time),
        window_from=one.window.start,
        window_to=one.window.end,
        unit=unit,
        action=_action(one, contact),
    )


def _action(one: Alternative, contact: Contact) -> case.Action:
    path = f"{API_ROOT}/contact-requests/{contact.id}"
    if one.kind is AlternativeKind.MORE_HOURS:
        return case.Action(method="PUT", path=f"{path}/available-hours", body=AvailableHours())
    if one.consent is not None:
        body = ConsentIn.model_validate({"consent": one.consent.value})
        return case.Action(method="POST", path=f"{path}/consents", body=body)
    choice = WindowChoice(window_from=one.window.start, unit_id=one.unit_id)
    return case.Action(method="PUT", path=f"{path}/promise", body=choice)
