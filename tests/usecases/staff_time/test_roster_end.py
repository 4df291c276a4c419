"""The end of a roster is known weeks before."""

from datetime import timedelta

from contact_api.usecases.staff_time.roster_end import RosterEnd, roster_ends_within
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, CITY, CITYS_NURSE, COLLEAGUE, NURSE, TEG, TEGS_NURSE, Day

A_DAY = timedelta(days=1)
LEAD = 21 * A_DAY


@over_both_stores
def test_units_are_named_whose_roster_ends_within_the_lead_time_the_soonest_first(bare_day: Day) -> None:
    for who, days in ((NURSE, 2), (COLLEAGUE, 20), (TEGS_NURSE, 22)):
        bare_day.roster(who, at("09:00") + days * A_DAY, at("12:00") + days * A_DAY)

    found = bare_day.run(lambda tx: roster_ends_within(LEAD, tx, now=at("08:00")))

    assert found == [RosterEnd(CITY, 0), RosterEnd(BACKEN, 20)]


@over_both_stores
def test_a_longer_roster_ends_the_warning(bare_day: Day) -> None:
    for who in (NURSE, TEGS_NURSE, CITYS_NURSE):
        bare_day.roster(who, at("09:00") + 22 * A_DAY, at("12:00") + 22 * A_DAY)

    assert bare_day.run(lambda tx: roster_ends_within(LEAD, tx, now=at("08:00"))) == []
    later = bare_day.run(lambda tx: roster_ends_within(LEAD, tx, now=at("08:00") + 2 * A_DAY))
    assert {one.unit_id for one in later} == {BACKEN, TEG, CITY}
