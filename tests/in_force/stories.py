"""Short stories of a day by a catalogue: what each comes to depends on the figures that stand there.

A story takes the catalogue's document the whole way: it is read, kept with the region, and the use cases decide by it.
"""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from contact_api.domain.core.minute_limits import LimitedBy, limit_key
from contact_api.domain.core.values import Consent, Outcome
from contact_api.domain.triage.catalogue_document import read_catalogue
from contact_api.http.views.citizen_views import guarantee
from contact_api.usecases.messages.send_reminders import (
    notify_delay,
    remind,
    to_be_reminded,
    whose_promise_is_at_risk,
)
from tests.adapters.sql.small_region import CATALOGUE
from tests.makers import DAY, a_region, at
from tests.stores import in_memory, the_region
from tests.usecases.day import (
    BACKEN,
    BREATH,
    CALL_112,
    COLD,
    COLLEAGUE,
    NURSE,
    TEG,
    TEGS_NURSE,
    Day,
    clock,
    clocks,
)
from tests.usecases.inbound_sms.texting import Texting

Document = dict[str, Any]
Story = Callable[[Document], object]
TOMORROW = DAY + timedelta(days=1)
SAME_PROVIDER = Consent.SAME_PROVIDER


def seeded() -> Document:
    document: Document = json.loads(CATALOGUE.read_text("utf-8"))
    return document


def a_day_by(document: Document) -> Day:
    """A day in memory at the usual region, with this catalogue."""
    region = a_region(staff=the_region().staff, catalogue=read_catalogue(document))
    return Day(in_memory(region))


def _seen(day: Day, *names: str) -> Sequence[object]:
    """What the citizens were told and where they stand."""
    found = [day.contact(name) for name in names]
    return [
        (
            one.id,
            clocks(one.window),
            one.promised_unit,
            one.state.value,
            clock(one.due_at),
            clock(one.lend_at),
        )
        for one in found
    ]


def promised_while_there_is_no_plan(document: Document) -> object:
    """Six seek contact at eight for a nurse who works from nine to ten."""
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "10:00")
    names = [f"c{number}" for number in range(1, 10)]
    for name in names:
        day.seek(name)
    return _seen(day, *names), day.reserved()


def promised_shortly_before(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "09:30")
    names = [f"c{number}" for number in range(1, 6)]
    for name in names:
        day.seek(name, now="08:35")
    return _seen(day, *names)


def promised_at_the_end_of_a_shift(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "09:12")
    day.seek()
    return _seen(day, "c1")


def urgent_contacts(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "09:30")
    names = [f"c{number}" for number in range(1, 5)]
    for name in names:
        day.seek(name, BREATH)
    return _seen(day, *names)


def rung_in_vain(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "12:00")
    day.seek()
    states = []
    when = at("09:00")
    for _ in range(3):
        held = day.pulled(now=when)
        ended = day.ends(held, Outcome.NO_ANSWER, now=when + timedelta(minutes=1))
        states.append(
            (ended.state.value, clock(ended.not_before), clock(ended.due_at), clock(held.lease_until))
        )
        when = ended.not_before or when
        if not ended.state.is_open:
            break
    return states


def rung_in_vain_with_a_red_flag(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "12:00")
    day.seek(red_flags=frozenset({CALL_112}), now="09:00")
    missed = day.rings_in_vain(now="09:02")
    return clock(missed.not_before), clock(missed.due_at)


def rung_in_vain_late(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "15:00", "17:00")
    day.seek(now="14:55")
    return clock(day.rings_in_vain(now="15:30").due_at)


def two_units(own: tuple[str, str], other: tuple[str, str], *, now: str = "08:00") -> Story:
    """Somebody who accepts both is promised a time at the one or the other."""

    def told(document: Document) -> object:
        day = a_day_by(document)
        day.roster(NURSE, *own)
        day.roster(TEGS_NURSE, *other)
        day.seek(consent=SAME_PROVIDER, now=now)
        return _seen(day, "c1")

    return told


def planned(document: Document) -> object:
    """What a plan at nine protects for those still to come, on a day that is long enough."""
    day = a_day_by(document)
    for who in (NURSE, COLLEAGUE, TEGS_NURSE):
        day.roster(who, "08:00", "17:00")
    _many(day, 12)
    day.plan(now="09:00")
    return _protected(day)


def planned_on_a_short_day(document: Document) -> object:
    """So many seek contact early that long conversations are not promised; some are lent to another unit."""
    day = a_day_by(document)
    day.roster(NURSE, "08:00", "11:00")
    day.roster(TEGS_NURSE, "08:00", "17:00")
    _many(day, 60)
    lent = day.plan(now="09:00").lent
    return _protected(day), sorted(lent)


def _many(day: Day, number: int) -> None:
    for n in range(number):
        day.seek(f"c{n}", (COLD, BREATH)[n % 3 == 0], consent=SAME_PROVIDER, now="08:30")


def _protected(day: Day) -> object:
    return [(cell.start, cell.protected) for unit in (BACKEN, TEG) for cell in day.cells(unit)]


def promised_by_a_later_plan(document: Document) -> object:
    day = a_day_by(document)
    day.seek(now="07:30")
    day.roster(NURSE, "10:00", "12:00")
    day.plan(now="09:00")
    return _seen(day, "c1")


def pulled_when_time_is_nearly_out(document: Document) -> object:
    """One was promised nothing and can be reached until half past nine, another was promised nine to ten."""
    day = a_day_by(document)
    day.seek("unpromised", available_to=at("09:30"), now="07:30")
    day.roster(NURSE, "09:00", "12:00")
    day.seek("promised")
    return day.pulled(now="09:10").id


def pulled_by_staff_of_another_unit(document: Document) -> object:
    """Somebody of Teg is nearly out of time while somebody of the own unit is due within the hour."""
    day = a_day_by(document)
    day.roster(TEGS_NURSE, "08:30", "09:30")
    day.seek("of teg", unit_id=TEG, consent=SAME_PROVIDER)
    day.roster(NURSE, "09:00", "12:00")
    day.seek("own")
    return day.pulled(now="09:26").id


def pulled_when_somebody_urgent_is_of_another_unit(document: Document) -> object:
    day = a_day_by(document)
    day.roster(NURSE, "08:30", "12:00")
    day.seek("own")
    day.seek("urgent", BREATH, unit_id=TEG, consent=SAME_PROVIDER, now="08:45")
    return day.pulled(now="08:50").id


def texts_that_leave_by_themselves(document: Document) -> object:
    """At which of these minutes a reminder or a notice of delay is sent."""
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "12:00")
    day.seek(now="08:05")
    Texting(day).deliver(now="08:05")
    sent: list[tuple[str, str | None]] = []
    for minute in range(0, 90, 5):
        now = at("08:30") + timedelta(minutes=minute)
        due, late = (
            day.run(partial(to_be_reminded, now=now)),
            day.run(partial(whose_promise_is_at_risk, now=now)),
        )
        sent += [("reminder", clock(now)) for name in due if day.run(partial(remind, name, now=now))]
        sent += [("delay", clock(now)) for name in late if day.run(partial(notify_delay, name, now=now))]
    return sent


def a_text_in_the_night(document: Document) -> object:
    """When somebody who was rung in vain is told: at once, or when the quiet hours are over."""
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "12:00")
    day.seek()
    texting = Texting(day)
    texting.deliver(now="08:00")
    day.rings_in_vain(now="09:00")
    in_the_night = [at("21:30"), at("22:30"), *(at(one, day=TOMORROW) for one in ("06:30", "07:30", "09:30"))]
    return [len(texting.deliver(now=now)) for now in in_the_night]


def what_the_law_gives(document: Document) -> object:
    """When an assessment is due, and when who affirmed a red flag for 112 is."""
    day = a_day_by(document)
    day.seek("cold")
    day.seek("red", red_flags=frozenset({CALL_112}))
    clocks_of = guarantee(day.contact("cold"), day.region())
    return clocks_of.assessment_due, _seen(day, "red")


def many_of_one_submitter(document: Document) -> object:
    """How many of a submitter's two requests are promised a time, by what the submitter is known by."""
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "12:00")
    keys = [limit_key(by, "x") for by in LimitedBy]
    return [day.seek(f"{key}-{n}", limited_as=key).promise.backed for key in keys for n in range(2)]


def many_of_one_sender(document: Document) -> object:
    """How many of a front end's requests are promised a time, each of another telephone."""
    day = a_day_by(document)
    day.roster(NURSE, "09:00", "12:00")
    return [day.seek(f"s{n}", sent_by="sender:x").promise.backed for n in range(25)]


ALL: tuple[Story, ...] = (
    promised_while_there_is_no_plan,
    promised_shortly_before,
    promised_at_the_end_of_a_shift,
    urgent_contacts,
    rung_in_vain,
    rung_in_vain_with_a_red_flag,
    rung_in_vain_late,
    two_units(("11:00", "12:00"), ("09:00", "10:00")),
    two_units(("15:30", "17:00"), ("14:00", "15:00"), now="12:00"),
    planned,
    planned_on_a_short_day,
    promised_by_a_later_plan,
    pulled_when_time_is_nearly_out,
    pulled_by_staff_of_another_unit,
    pulled_when_somebody_urgent_is_of_another_unit,
    texts_that_leave_by_themselves,
    a_text_in_the_night,
    what_the_law_gives,
    many_of_one_submitter,
    many_of_one_sender,
)
