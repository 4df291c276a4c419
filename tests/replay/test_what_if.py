"""One sentence changes one thing about a scenario."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import UnitId
from contact_api.replay.baselines.day_state import DayState
from contact_api.replay.baselines.working_time import working_spans
from contact_api.replay.changed import changed
from contact_api.replay.commands.compare import run
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.scenario.region import region_of, request_of
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.what_if import FORMS
from tests.replay.baselines.small_days import a_random_day, contact, one_nurse, shift, sick
from tests.replay.conftest import THREE_CENTRES

SCENARIO = read_scenario(THREE_CENTRES)
Capacity = dict[tuple[UnitId, tuple[str, ...], tuple[str, ...], datetime], int]


def capacity(scenario: Scenario) -> Capacity:
    """How many people of a kind work at a centre in each five minutes."""
    found: Capacity = defaultdict(int)
    for staff_id, spans in working_spans(scenario).items():
        member = scenario.staff[staff_id]
        for span in spans:
            at = span.start
            while at < span.end:
                found[member.unit_id, member.professions, member.languages, at] += 1
                at += timedelta(minutes=5)
    return found


def staff_hours(scenario: Scenario) -> float:
    return sum(
        (span.end - span.start) / timedelta(hours=1)
        for spans in working_spans(scenario).values()
        for span in spans
    )


def utc(clock: str, day: int = 5) -> datetime:
    """A winter's local time in UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 11, day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sentence", "people", "hours"),
    [
        ("norr lends 2 nurse 10:00-12:00", 2, 2),
        ("Norr lends 2 nurse 10:00–12:00", 2, 2),
        ("privat lends 1 nurse 9:30-10:00", 1, 0.5),
        ("söder gets 3 nurse;doctor sv,ar 08:00-17:00", 3, 9),
        ("norr gets 1 psychologist 08:00-09:00", 1, 1),
    ],
)
def test_more_people_work_in_those_hours_of_every_day(sentence: str, people: int, hours: float) -> None:
    after = changed(SCENARIO, sentence)

    assert len(after.staff) == len(SCENARIO.staff) + people
    assert staff_hours(after) == pytest.approx(staff_hours(SCENARIO) + people * hours * len(SCENARIO.days))
    assert after.citizens == SCENARIO.citizens


def test_people_a_centre_gets_have_the_professions_and_languages_asked_for() -> None:
    after = changed(SCENARIO, "söder gets 1 nurse;doctor sv,ar 08:00-17:00")

    (more,) = (one for one in after.staff.values() if one.id not in SCENARIO.staff)
    assert (more.unit_id, more.professions, more.languages) == ("söder", ("nurse", "doctor"), ("sv", "ar"))


def test_people_a_centre_gets_speak_what_most_citizens_speak_when_nothing_is_said() -> None:
    after = changed(SCENARIO, "söder gets 1 nurse 08:00-17:00")

    assert [one.languages for one in after.staff.values() if one.id not in SCENARIO.staff] == [("sv",)]


def test_people_a_centre_lends_take_contacts_of_others_even_where_the_centre_does_not_share(
    tmp_path: Path,
) -> None:
    day = a_random_day(1)
    day.contacts = [
        contact("other", "08:00", "norr", overflow_ok="1"),
        contact("stays", "08:00", "norr"),
        contact("own", "08:00", "privat", overflow_ok="1"),
    ]
    after = changed(read_scenario(day.write(tmp_path / "day")), "privat lends 1 nurse 10:00-12:00")
    lent = {one for one in after.staff if "lent" in one}
    fitting = {name: DayState(after).fitting(one) for name, one in DayState(after).citizens.items()}

    assert len(lent) == 1
    assert [name for name, staff in fitting.items() if lent <= staff] == ["other", "own"]


@given(
    st.sampled_from(["norr", "söder", "privat"]),
    st.sampled_from(
        ["lends {n} nurse", "gets {n} nurse", "gets {n} doctor;nurse ar", "gets {n} nurse sv,en"]
    ),
    st.integers(1, 4),
    st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda hours: hours[0] < hours[1]),
)
def test_a_sentence_that_adds_people_never_takes_any_away(
    centre: str, what: str, people: int, hours: tuple[int, int]
) -> None:
    sentence = f"{centre} {what.format(n=people)} {hours[0]:02}:00-{hours[1]:02}:00"

    before, after = capacity(SCENARIO), capacity(changed(SCENARIO, sentence))

    assert {key: count for key, count in before.items() if after[key] < count} == {}
    assert sum(after.values()) == sum(before.values()) + people * (hours[1] - hours[0]) * 12 * 2


@pytest.mark.parametrize(
    "sentence",
    ["norr closes", "söder closes 10:00-12:30", "privat closes 00:00-23:59", "norr-01 sick 10:20"],
)
def test_a_sentence_that_takes_people_away_never_adds_any(sentence: str) -> None:
    before, after = capacity(SCENARIO), capacity(changed(SCENARIO, sentence))

    assert {key: count for key, count in after.items() if before[key] < count} == {}
    assert sum(after.values()) < sum(before.values())


def test_a_centre_that_closes_has_nobody_at_work_in_those_hours_and_the_others_as_before() -> None:
    before, after = capacity(SCENARIO), capacity(changed(SCENARIO, "söder closes 10:00-13:30"))

    closed = {key for key in before if key[0] == "söder" and utc("10:00") <= key[3] < utc("13:30")}
    closed |= {key for key in before if key[0] == "söder" and utc("10:00", 6) <= key[3] < utc("13:30", 6)}
    assert closed
    assert after == {key: count for key, count in before.items() if key not in closed}


def test_a_centre_that_closes_without_hours_is_closed_all_day() -> None:
    after = changed(SCENARIO, "norr closes")

    assert {key[0] for key in capacity(after)} == {"söder", "privat"}


def test_somebody_who_calls_in_sick_is_what_the_scenario_format_calls_sick(tmp_path: Path) -> None:
    day = one_nurse(contact("c0", "08:10", "norr"))
    well = read_scenario(day.write(tmp_path / "day"))
    day.shifts.append(sick("norr-01", "09:20"))

    assert changed(well, "norr-01 sick 9:20") == read_scenario(day.write(tmp_path / "day"))


def test_a_shift_that_is_known_late_stays_so_where_it_is_cut(tmp_path: Path) -> None:
    day = one_nurse(contact("c0", "08:10", "norr"))
    day.shifts.append(shift("norr-01", "13:00", "16:00", known="10:00"))

    after = changed(read_scenario(day.write(tmp_path / "day")), "norr closes 14:00-15:00")

    late = [(row.starts_at, row.ends_at) for row in after.roster if row.known_at == utc("10:00")]
    assert late == [(utc("13:00"), utc("14:00")), (utc("15:00"), utc("16:00"))]


@given(st.integers(0, 500).map(lambda number: Fraction(number, 100)))
def test_so_many_times_the_contacts_come_as_before_through_the_day(factor: Fraction) -> None:
    after = changed(SCENARIO, f"contacts ×{float(factor)}")

    ids = [one.contact_id for one in after.citizens]
    arrivals = [one.arrived_at for one in after.citizens]
    assert len(ids) == len(set(ids)) == int(len(SCENARIO.citizens) * factor)
    assert arrivals == sorted(arrivals)
    assert all(one.available_to is None or one.arrived_at <= one.available_to for one in after.citizens)
    noon = utc("12:00")
    share = sum(one.arrived_at < noon for one in SCENARIO.citizens) * factor
    assert abs(sum(at < noon for at in arrivals) - share) <= 1 + factor


def test_one_times_the_contacts_is_the_same_scenario() -> None:
    assert changed(SCENARIO, "contacts *1").citizens == tuple(
        sorted(SCENARIO.citizens, key=lambda one: (one.arrived_at, one.contact_id))
    )


def test_the_product_is_shown_nothing_new_of_a_contact_that_is_there_twice() -> None:
    after = changed(SCENARIO, "contacts x2")

    first, second = after.citizens[:2]
    assert second.contact_id == f"{first.contact_id}~2"
    assert request_of(second).declared == request_of(first).declared
    assert second.actual_minutes == first.actual_minutes
    assert len(region_of(after).catalogue.reasons) == len(region_of(SCENARIO).catalogue.reasons)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("", "has none of the words"),
        ("lends 2 nurse 10:00-12:00", "has none of the words"),
        ("norr borrows 2 nurse 10:00-12:00", "has none of the words"),
        ("norrr lends 2 nurse 10:00-12:00", "there is no centre 'norrr' (there is norr)"),
        ("norr lends 2 nurses 10:00-12:00", "knows no profession 'nurses' (there is nurse)"),
        ("norr lends two nurse 10:00-12:00", "'two' is no number of people"),
        ("norr lends 0 nurse 10:00-12:00", "'0' is no number of people"),
        ("norr lends 2 nurse", "'lends' takes <n> <profession> <from>-<to>"),
        ("norr lends 2 nurse 12:00-10:00", "'12:00-10:00' ends before it begins"),
        ("norr lends 2 nurse 10-12", "'10' is no time such as 10:00"),
        ("norr lends 2 nurse 10:00-25:00", "'25:00' is no time such as 10:00"),
        ("norr gets 2 10:00-12:00", "'gets' takes"),
        ("norr gets 2 nurse klingon 10:00-12:00", "nobody in the scenario speaks 'klingon'"),
        ("norr closes early", "'early' is no time of day"),
        ("norr closes 10:00 12:00", "'closes' takes <from>-<to> or nothing"),
        ("norr-09 sick 09:20", "there is no staff member 'norr-09' (there is norr-0"),
        ("norr-01 sick", "'sick' takes <from>"),
        ("contacts ×many", "'many' is no factor such as 1.3"),
        ("contacts ×11", "'11' is no factor such as 1.3, from 0 to 10"),
        ("contacts ×-1", "'-1' is no factor"),
    ],
)
def test_a_sentence_that_cannot_be_carried_out_is_told_of_in_one_line_with_the_forms(
    sentence: str, wrong: str
) -> None:
    with pytest.raises(ScenarioFault, match=re.escape(wrong)) as fault:
        changed(SCENARIO, sentence)

    said = str(fault.value)
    assert "\n" not in said
    assert said.startswith(f"--what-if {sentence!r}: ")
    assert all(form in said for form in FORMS)


def test_ours_is_shown_before_and_after(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = a_random_day(3, contacts=60).write(tmp_path / "day")

    run([day], out=tmp_path / "out", what_if=["contacts ×1", "norr closes"], as_json=True)

    (printed,) = json.loads(capsys.readouterr().out)
    (kept,) = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))["scenarios"]
    assert printed["what_if"] == kept["what_if"]["changes"] == ["contacts ×1", "norr closes"]
    assert printed["figures"]["same_day"]["what_if"] == kept["what_if"]["ours"]["figures"]["same_day"]
    assert printed["figures"]["same_day"]["what_if"] < printed["figures"]["same_day"]["ours"]
    assert (tmp_path / "out" / "day" / "what_if" / "attempts.csv").is_file()


def test_what_changes_nothing_comes_to_the_same(tmp_path: Path) -> None:
    day = a_random_day(3, contacts=60).write(tmp_path / "day")

    run([day], out=tmp_path / "out", what_if=["contacts ×1"])

    for name in ("promises.csv", "attempts.csv"):
        before, after = (tmp_path / "out" / "day" / folder / name for folder in ("ours", "what_if"))
        assert before.read_bytes() == after.read_bytes()


def test_before_and_after_are_printed_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run([a_random_day(3, contacts=60).write(tmp_path / "day")], what_if=["contacts ×2"])

    printed = capsys.readouterr().out
    for words in ("what if: contacts ×2", "difference", "+60"):
        assert words in printed


def test_nothing_is_run_when_a_sentence_is_not_understood(tmp_path: Path) -> None:
    day = a_random_day(3, contacts=20).write(tmp_path / "day")

    with pytest.raises(ScenarioFault, match="there is no centre 'nowhere'"):
        run([day], out=tmp_path / "out", what_if=["nowhere closes"])

    assert not (tmp_path / "out").exists()
