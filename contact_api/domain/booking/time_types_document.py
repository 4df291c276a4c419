"""From a JSON document to time types: every fault is named with its path, all of them at once."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from contact_api.domain.booking.time_types import STEPS, TimeType, TimeTypes
from contact_api.domain.core.errors import TimeTypesFault
from contact_api.domain.core.limits import CODE, LONGEST_CODE, LONGEST_LINE, LONGEST_TEXT
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.values import UnitId
from contact_api.domain.triage.catalogue import ANY_REASON, Catalogue
from contact_api.domain.triage.catalogue_document import read_record

MOST_TIME_TYPES = 200
MOST_YEARS = 120
AN_HOUR = timedelta(hours=1)
_EMPTY = {
    "professions": "names none; nobody could give such a time",
    "reasons": f"names none; {ANY_REASON!r} is for any",
}


def read_time_types(
    document: object, catalogue: Catalogue | None = None, units: Collection[UnitId] | None = None
) -> TimeTypes:
    """Read time types from decoded JSON and check that they hold together, and with catalogue and units where given.

    Errors: TimeTypesFault, one fault per line: `types[3].form: 'letter' is not one of place, …`.
    """
    faults: list[str] = []
    read: TimeTypes = read_record(TimeTypes, document, faults)
    if not faults:
        faults.extend(_contradictions(read, catalogue, units))
    if faults:
        raise TimeTypesFault("\n".join(faults))
    return read


def _contradictions(
    read: TimeTypes, catalogue: Catalogue | None, units: Collection[UnitId] | None
) -> Iterator[str]:
    if len(read.types) > MOST_TIME_TYPES:
        yield f"types: has {len(read.types)}, answers show at most {MOST_TIME_TYPES}"
    if len(read.version) > LONGEST_CODE or not re.fullmatch(CODE, read.version):
        yield f"version: {read.version!r} is no code of at most {LONGEST_CODE} letters, digits and -"
    earliest, latest = (
        datetime.combine(date.min, one) for one in (read.reminder.earliest, read.reminder.latest)
    )
    if latest - earliest < AN_HOUR:
        yield "reminder.latest: is less than an hour after the earliest; no reminder could leave"
    if catalogue and read.booking_reason and read.booking_reason not in catalogue.reasons_by_code:
        yield f"booking_reason: {read.booking_reason!r} is no reason of the catalogue"
    seen = Counter(one.id for one in read.types)
    for place, one in enumerate(read.types):
        at = f"types[{place}]"
        if seen[one.id] > 1:
            yield f"{at}.id: {one.id!r} stands there twice"
        yield from _of_itself(at, one)
        yield from _of_the_region(at, one, catalogue, units)


def _of_itself(at: str, one: TimeType) -> Iterator[str]:
    if len(one.id) > LONGEST_CODE or not re.fullmatch(CODE, one.id):
        yield f"{at}.id: {one.id!r} is no code of at most {LONGEST_CODE} letters, digits and -"
    if one.step is not None and one.step // MINUTE not in STEPS:
        yield f"{at}.step_minutes: {one.step // MINUTE} is not one of {', '.join(map(str, STEPS))}"
    for field, why in _EMPTY.items():
        if not getattr(one, field):
            yield f"{at}.{field}: {why}"
    if one.ages and (one.ages.least or 0) > (one.ages.most or MOST_YEARS):
        yield f"{at}.ages: the least is above the most; nobody could book it"
    for unit, count in Counter(offered.unit_id for offered in one.offered_at).items():
        if count > 1:
            yield f"{at}.offered_at: names the unit {unit!r} twice"
    yield from _texts(at, one)


def _texts(at: str, one: TimeType) -> Iterator[str]:
    texts = {"name": (one.name, LONGEST_LINE), "preparation": (one.preparation, LONGEST_TEXT)}
    for field, (text, most) in texts.items():
        for language in ("sv", "en"):
            if text and len(text.in_language(language)) > most:
                yield f"{at}.{field}.{language}: is longer than {most} signs"


def _of_the_region(
    at: str, one: TimeType, catalogue: Catalogue | None, units: Collection[UnitId] | None
) -> Iterator[str]:
    if catalogue is not None:
        known = {entry.code for entry in catalogue.professions}
        yield from (
            f"{at}.professions: {code!r} is no profession of the catalogue"
            for code in one.professions
            if code not in known
        )
        reasons = {ANY_REASON, *catalogue.reasons_by_code}
        yield from (
            f"{at}.reasons: {code!r} is no reason of the catalogue"
            for code in one.reasons
            if code not in reasons
        )
    if units is not None:
        strange = (offered.unit_id for offered in one.offered_at if offered.unit_id not in units)
        yield from (f"{at}.offered_at: there is no unit {unit!r}" for unit in strange)
