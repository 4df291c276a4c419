"""Assessments that are due, worked as a queue: taken by somebody, recorded, and warned of before the limit breaks."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from contact_api.domain.assessment.assessment import (
    clock_runs,
    last_day,
    last_working_day,
    sought_until,
)
from contact_api.domain.core.calendar import assessment_due, local_day, midnight
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import AssessmentFault, AssessmentTaken
from contact_api.domain.core.values import ContactId, StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.ports import Alert, Alerts, Assessments, Contacts, Event, History, RegionInForce
from contact_api.usecases.assessment.record_assessment import held
from contact_api.usecases.messages.raise_alert import ASSESSMENTS_DUE


class Watching(RegionInForce, Alerts, Assessments, Protocol):
    """What warning of what is due needs."""


class Taking(Contacts, History, Protocol):
    """What taking one from the list needs."""


@dataclass(frozen=True, slots=True)
class Due:
    """One contact that somebody is to assess, and by when."""

    contact: Contact
    due_at: datetime  # the first moment that is too late
    last_day: date
    last_working_day: date
    days_left: int  # calendar days from today to the last day; below zero it is overdue

    @property
    def owner(self) -> StaffId | None:
        """Who has taken it; else the citizen's named contact, else nobody but the unit."""
        return self.contact.assessment_owner or self.contact.need.named_contact


def assessments_due(
    tx: Watching, *, units: Collection[UnitId] | None, limit: int, offset: int = 0, now: datetime
) -> list[Due]:
    """A page of what is due at these units, or at all: what is overdue first, and of it the oldest."""
    region = tx.region()
    is_open = _opening(region)
    found = tx.assessments_due(units=units, limit=limit, offset=offset)
    return [due_of(one, region, is_open=is_open, now=now) for one in found]


def due_of(
    contact: Contact,
    region: Region,
    *,
    is_open: Callable[[UnitId, date], bool] | None = None,
    now: datetime,
) -> Due:
    """By when a contact is to be assessed."""
    opened = is_open or _opening(region)
    days, sought_at = region.catalogue.limits.assessment_days, contact.need.sought_at
    last = last_day(sought_at, region.zone, days=days)
    return Due(
        contact,
        due_at=assessment_due(sought_at, region.zone, days=days),
        last_day=last,
        last_working_day=last_working_day(
            local_day(sought_at, region.zone),
            days=days,
            is_open=lambda day: opened(contact.need.unit_id, day),
        ),
        days_left=(last - region.today(now)).days,
    )


def take_assessment(
    contact_id: ContactId, staff_id: StaffId, tx: Taking, *, take_over: bool = False, now: datetime
) -> Contact:
    """Say that `staff_id` sees to it, so that nobody else does; it stays in the list until it is recorded.

    Errors: ContactNotFound; AssessmentFault when it is not due; AssessmentTaken when somebody else has it, unless
    it is taken over.
    """
    contact = _due(contact_id, tx)
    if contact.assessment_owner not in (None, staff_id) and not take_over:
        raise AssessmentTaken(f"{contact.assessment_owner} has taken it; ask them, or take it over")
    return _owned(contact, staff_id, "assessment.taken", staff_id, tx, now=now)


def release_assessment(contact_id: ContactId, staff_id: StaffId, tx: Taking, *, now: datetime) -> Contact:
    """Give it back to the unit. Errors: ContactNotFound; AssessmentFault when it is not due."""
    return _owned(_due(contact_id, tx), None, "assessment.released", staff_id, tx, now=now)


def warn_of_due(tx: Watching, *, now: datetime) -> int:
    """Alert every unit that has assessments whose last working day has come; one alert a day with how many; how many.

    It is closed when none is left, and anew on another day: what is overdue is not forgotten, nor left to patients.
    """
    region = tx.region()
    today = region.today(now)
    numbers = tx.number_due(_sought_before(region, today))
    standing = {one.id: one for one in tx.unclosed_alerts(ASSESSMENTS_DUE)}
    wanted = {_alert_id(unit_id, today): unit_id for unit_id, number in numbers.items() if number}
    for alert in standing.values():
        if alert.id not in wanted:
            _save(alert.id, tx, closed_at=now)
    for alert_id, unit_id in wanted.items():
        _tell(alert_id, unit_id, numbers[unit_id], standing.get(alert_id), tx, now=now)
    return len(wanted)


def _tell(
    alert_id: str, unit_id: UnitId, number: int, standing: Alert | None, tx: Watching, *, now: datetime
) -> None:
    """Raise the alert of the day, or tell with it how many there are now; when it was over, it is anew."""
    if standing is None and tx.alert(alert_id) is None:
        tx.add_alert(Alert(alert_id, None, unit_id, ASSESSMENTS_DUE, now, number=number))
    elif standing is None:
        _save(alert_id, tx, number=number, closed_at=None, acknowledged_at=None, acknowledged_by=None)
    elif standing.number != number:
        _save(alert_id, tx, number=number)


def _save(alert_id: str, tx: Watching, **changed: object) -> None:
    alert = tx.hold_alert(alert_id)
    if alert is not None:
        tx.save_alert(replace(alert, **changed))  # type: ignore[arg-type]


def _alert_id(unit_id: UnitId, today: date) -> str:
    return f"{ASSESSMENTS_DUE}-{unit_id}-{today}"


def _sought_before(region: Region, today: date) -> dict[UnitId, datetime]:
    """For each unit the moment before which whoever sought contact must be assessed today, or should have been."""
    days, is_open = region.catalogue.limits.assessment_days, _opening(region)
    last = {
        unit_id: sought_until(today, days=days, is_open=lambda day, at=unit_id: is_open(at, day))  # type: ignore[misc]
        for unit_id in region.units
    }
    return {unit_id: midnight(day + timedelta(days=1), region.zone) for unit_id, day in last.items() if day}


def _opening(region: Region) -> Callable[[UnitId, date], bool]:
    """Whether a unit opens on a day; each day is looked up once."""
    known: dict[tuple[UnitId, date], bool] = {}

    def is_open(unit_id: UnitId, day: date) -> bool:
        if (unit_id, day) not in known:
            known[unit_id, day] = bool(region.open_windows(unit_id, day))
        return known[unit_id, day]

    return is_open


def _due(contact_id: ContactId, tx: Taking) -> Contact:
    contact = held(contact_id, tx)
    if not clock_runs(contact):
        raise AssessmentFault(
            "no assessment is due for this contact: it is recorded, decided, or not covered"
        )
    return contact


def _owned(
    contact: Contact, owner: StaffId | None, kind: str, actor: str, tx: Taking, *, now: datetime
) -> Contact:
    if contact.assessment_owner == owner:
        return contact
    after = replace(contact, assessment_owner=owner)
    tx.save_contact(after)
    tx.add_event(Event(contact.id, kind, now, actor))
    return after
