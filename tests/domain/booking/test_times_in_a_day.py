"""Which times fit into a day: lengths, margins, steps, opening hours. Cases are named by their number."""

from datetime import timedelta

import pytest

from contact_api.domain.booking.free_time import Wish
from contact_api.domain.core.values import Window
from tests.domain.booking.offered import Offered, a_type, moment


def test_bk_08_a_time_that_is_partly_taken_is_not_offered() -> None:
    hour = a_type(60)
    assert "14:00" not in Offered(hour, free=[("13:00", "17:00")], busy=[("14:00", "14:30")]).starts()
    assert "14:00" not in Offered(hour, free=[("13:00", "17:00")], busy=[("14:20", "14:40")]).starts()


def test_bk_47_the_first_booking_does_not_decide_the_length_of_what_is_offered_after_it() -> None:
    shorter = Offered(a_type(45, step_minutes=15), busy=[("09:00", "10:00")])
    assert shorter.starts() == ["10:00", "10:15", "10:30", "10:45", "11:00", "11:15"]


def test_bk_50_a_visit_longer_than_the_step_takes_all_its_steps() -> None:
    starts = Offered(a_type(30, step_minutes=15), busy=[("09:00", "09:30")]).starts()
    assert (starts[0], "09:15" in starts) == ("09:30", False)


@pytest.mark.parametrize("asked_from", ["09:00", "09:30", "09:40"])
def test_bk_51_time_after_a_visit_is_taken_whatever_span_is_asked_for(asked_from: str) -> None:
    quarter = Offered(a_type(15, step_minutes=15), busy=[("09:00", "09:45")])
    assert quarter.starts(span=Window(moment(asked_from), moment("12:00")))[0] == "09:45"


def test_bk_52_time_before_a_visit_is_taken_too() -> None:
    prepared = Offered(
        a_type(30, before_minutes=60, step_minutes=30), free=[("13:00", "18:00")], busy=[("15:00", "15:30")]
    )
    assert prepared.starts() == ["14:00", "14:30", "16:30", "17:00", "17:30"]


def test_bk_53_margin_and_fine_step_together_run_past_no_end_of_the_day() -> None:
    visit = Offered(
        a_type(60, before_minutes=15, step_minutes=5), free=[("09:00", "16:00")], busy=[("12:50", "13:50")]
    )
    after = [start for start in visit.starts() if start > "12:50"]
    assert (after[0], after[-1]) == ("14:05", "15:00")


def test_bk_54_each_listed_start_fits_when_the_visit_is_longer_than_the_step() -> None:
    hourly = Offered(a_type(60, step_minutes=30))
    for slot in hourly.slots():
        assert moment("09:00") <= slot.busy.start
        assert slot.busy.end <= moment("12:00")
    assert hourly.starts() == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_bk_55_the_last_hour_before_midnight_is_offered() -> None:
    late = Offered(a_type(60), free=[("23:00", "24:00")])
    assert late.starts() == ["23:00"]
    assert [one.window.end - one.window.start for one in late.slots()] == [timedelta(hours=1)]


def test_bk_56_the_last_open_hour_is_offered_to_its_end() -> None:
    late = Offered(a_type(15), free=[("20:00", "24:00")], open_at=[("07:00", "22:00")])
    assert late.starts(span=Window(moment("21:05"), moment("24:00"))) == ["21:15", "21:30", "21:45"]


def test_bk_58_times_lie_within_opening_hours_however_long_staff_are_there() -> None:
    half_hours = Offered(a_type(30), free=[("07:00", "18:00")], open_at=[("08:00", "17:00")]).starts()
    assert (half_hours[0], half_hours[-1]) == ("08:00", "16:30")


def test_bk_58_a_closed_unit_offers_nothing() -> None:
    assert Offered(a_type(30), open_at=[]).starts() == []


def test_no_time_begins_before_a_lunch_it_would_reach_into() -> None:
    around = Offered(a_type(40, step_minutes=20), open_at=[("08:00", "10:00"), ("10:30", "17:00")])
    assert around.starts() == ["09:00", "09:20", "10:40", "11:00", "11:20"]


def test_bk_108_open_round_the_clock_loses_no_minute_at_midnight() -> None:
    night = Offered(a_type(30), free=[("23:00", "24:30")])
    span = Window(moment("23:00"), moment("24:30"))
    assert night.starts(span=span) == ["23:00", "23:30", "00:00"]


def test_with_an_interpreter_a_time_is_longer_where_it_is_listed_too() -> None:
    visit = Offered(a_type(30, step_minutes=30, interpreter_extra_minutes=30), free=[("09:00", "10:30")])
    assert visit.starts() == ["09:00", "09:30", "10:00"]
    assert [one.window.end for one in visit.slots(wish=Wish(interpreter=True))] == [
        moment("10:00"),
        moment("10:30"),
    ]
