"""A scenario as the product sees it: its region with a catalogue for triage, and its contact requests."""

from datetime import date

from contact_api.domain.core.contact import Details
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, Guarantee, Intake, PersonId, Urgency
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import Catalogue, Limits, Phrases, Reason, Text
from contact_api.domain.triage.triage import Declared
from contact_api.replay.scenario.scenario import Citizen, Scenario
from contact_api.usecases.intake.requests import Request


def region_of(scenario: Scenario) -> Region:
    """The region as the use cases see it: no opening hours beside the shifts, and nothing of what is hidden."""
    return Region(
        code="replay",
        zone=scenario.zone,
        units=scenario.units,
        staff=scenario.staff,
        catalogue=_catalogue(scenario),
        day_end=scenario.day_end,
    )


def reason_of(citizen: Citizen) -> str:
    """The reason for contact. A scenario says what follows from a reason, so the code is made of that."""
    urgency = "urgent" if citizen.urgent else "today"
    return f"{'+'.join(citizen.needs)}:{urgency}:{citizen.expected_minutes}"


def _catalogue(scenario: Scenario) -> Catalogue:
    """One reason for every combination of professions, urgency and minutes; no rules: nothing is declared."""
    reasons = {reason_of(citizen): _reason(citizen) for citizen in scenario.citizens}
    nothing = Text("", "")
    return Catalogue(
        version=scenario.planning.version,
        valid_from=date.min,
        owner="scenario",
        source=scenario.name,
        note="made from a scenario; sorts nobody outside a replay",
        professions=(),
        urgencies=(),
        groups=(),
        red_flags=(),
        facts=(),
        reasons=tuple(reasons[code] for code in sorted(reasons)),
        menu=(),
        rules=(),
        planning=scenario.planning,
        limits=_limits(scenario.planning),
        phrases=Phrases(nothing, nothing, nothing, nothing),
    )


def _reason(citizen: Citizen) -> Reason:
    code = reason_of(citizen)
    return Reason(
        code,
        code,
        code,
        professions=citizen.needs,
        urgency=Urgency.U1 if citizen.urgent else Urgency.U2,
        expected_minutes=citizen.expected_minutes,
        guarantee=Guarantee.NONE,
        group="scenario",
    )


def _limits(planning: Planning) -> Limits:
    return Limits(assessment_days=3, red_flag_within=planning.urgent_within, smallest_cell=20)


def request_of(citizen: Citizen) -> Request:
    """The contact request of a citizen; how long it will take and when they answer is not in it."""
    return Request(
        contact_id=citizen.contact_id,
        person_id=PersonId(citizen.contact_id),
        unit_id=citizen.unit_id,
        declared=Declared(reason_of(citizen)),
        details=Details(),
        channel=citizen.channel,
        intake=Intake.WEB_FORM,
        sought_at=citizen.arrived_at,
        language=citizen.language,
        consent=Consent.ANY_PROVIDER if citizen.overflow_ok else Consent.OWN_UNIT,
        available_from=citizen.available_from,
        available_to=citizen.available_to,
        named_contact=citizen.named_contact,
    )
