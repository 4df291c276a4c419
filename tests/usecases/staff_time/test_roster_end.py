"""The end of a roster is known weeks before."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import StaffId
from contact_api.ports import Alert
from contact_api.usecases.staff_time.roster_end import RosterEnd, roster_ends_within, tell_of_roster_ends
from tests.examples import examples
from tests.makers import at
from tests.stores import over_both_stores
from tests.usecases.day import BACKEN, CITY, CITYS_NURSE, COLLEAGUE, NURSE, TEG, TEGS_NURSE, Day, a_day

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


def told(day: Day, *, now: datetime) -> list[Alert]:
    """The alerts that are not closed after a look at the rosters."""
    day.run(lambda tx: tell_of_roster_ends(LEAD, tx, now=now))
    return day.run(lambda tx: tx.unclosed_alerts("roster_ends"))


@over_both_stores
def test_a_unit_is_alerted_once_until_its_roster_goes_on_and_anew_when_that_ends(bare_day: Day) -> None:
    for who in (TEGS_NURSE, CITYS_NURSE):
        bare_day.roster(who, at("09:00") + 300 * A_DAY, at("12:00") + 300 * A_DAY)

    (first,) = told(bare_day, now=at("08:00"))
    assert told(bare_day, now=at("14:00")) == [first]
    assert (first.unit_id, first.contact_id) == (BACKEN, None)

    bare_day.roster(NURSE, at("09:00") + 25 * A_DAY, at("12:00") + 25 * A_DAY)
    assert told(bare_day, now=at("20:00")) == []

    (anew,) = told(bare_day, now=at("08:00") + 5 * A_DAY)
    assert (anew.unit_id, anew.raised_at) == (BACKEN, at("08:00") + 5 * A_DAY)


@given(
    st.lists(
        st.tuples(st.sampled_from([NURSE, TEGS_NURSE, CITYS_NURSE]), st.integers(1, 60), st.integers(0, 9)),
        max_size=8,
    )
)
@examples(0.6)
def test_those_alerted_are_those_whose_roster_ends_and_each_has_one(laid: list[tuple[str, int, int]]) -> None:
    day, now = a_day(), at("08:00")
    for who, ahead, days in [*laid, (NURSE, 90, 0)]:
        starts = now + ahead * A_DAY
        ends = day.run(lambda tx: tx.roster_ends())
        unit = day.region().staff[StaffId(who)].unit_id
        if unit not in ends or ends[unit] < starts:
            day.roster(who, starts, starts + timedelta(hours=3), now=now)
        now += days * A_DAY

        alerts = told(day, now=now)

        ending = day.run(lambda tx, at=now: roster_ends_within(LEAD, tx, now=at))  # type: ignore[misc]
        assert sorted(one.unit_id for one in alerts) == sorted(one.unit_id for one in ending)
