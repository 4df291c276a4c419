"""A scenario that cannot be read is refused in one line that says where."""

from pathlib import Path

import pytest

from contact_api.replay.commands.simulate import until_of
from contact_api.replay.errors import ScenarioFault
from contact_api.replay.scenario.scenario import read_scenario


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("contacts.csv", "urgency,", "hurry,", "contacts.csv line 1, urgency: the column is missing"),
        (
            "contacts.csv",
            ",today,",
            ",soon,",
            "contacts.csv line 2, urgency: 'soon' is not one of urgent, today",
        ),
        ("contacts.csv", "c001,2025-11-05T", "c001,", "contacts.csv line 2, arrived_at: "),
        (
            "contacts.csv",
            "c001,2025-11-05",
            "c001,2025-11-07",
            "arrived_at: 2025-11-07 is not one of the days",
        ),
        (
            "contacts.csv",
            "c002,",
            "c001,",
            "contacts.csv line 3, contact_id: 'c001' stands in the file already",
        ),
        ("contacts.csv", "c001,", ",", "contacts.csv line 2, contact_id: is missing"),
        ("contacts.csv", "\nc002", ",x\nc002", "contacts.csv line 2, row: 15 fields where the header has 14"),
        (
            "staff.csv",
            "norr-01,norr,",
            "norr-01,nord,",
            "staff.csv line 2, centre_id: there is no centre 'nord'",
        ),
        ("staff.csv", "norr,nurse,sv\n", "norr,;,sv\n", "staff.csv line 2, professions: names nothing"),
        ("centres.csv", "63.83", "north", "centres.csv line 2, lat: 'north' is no number"),
        ("centres.csv", "region,1", "region,2", "centres.csv line 2, shares_work: '2' is not one of 0, 1"),
        ("shifts.csv", "T12:00:00", "T07:00:00", "shifts.csv line 2, ends_at: lies before starts_at"),
        ("shifts.csv", "norr-01", "nobody", "shifts.csv line 2, staff_id: there is no staff member 'nobody'"),
        ("shifts.csv", "08:00:00", "08:00:00+01:00", "has an offset; times are local"),
        (
            "scenario.json",
            "Europe/Stockholm",
            "Europe/Umeå",
            "scenario.json, timezone: there is no time zone",
        ),
        ("scenario.json", "17:00", "five", "scenario.json, day_end: 'five' is no time"),
        (
            "scenario.json",
            '"wrap_minutes": 2',
            '"wrap_minutes": -2',
            "scenario.json, wrap_minutes: -2 must be",
        ),
        ("scenario.json", "2025-11-05", "Wednesday", "scenario.json, days: must be a list of dates"),
        ("scenario.json", "{", "", "scenario.json line "),
    ],
)
def test_a_fault_is_named_with_file_line_and_field(
    scenario: Path, file: str, old: str, new: str, says: str
) -> None:
    text = (scenario / file).read_text("utf-8")
    assert old in text
    (scenario / file).write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(ScenarioFault) as fault:
        read_scenario(scenario)

    assert says in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("file", ["scenario.json", "centres.csv", "staff.csv", "shifts.csv", "contacts.csv"])
def test_a_missing_file_is_named(scenario: Path, file: str) -> None:
    (scenario / file).unlink()

    with pytest.raises(ScenarioFault, match=f"{file}: cannot be read"):
        read_scenario(scenario)


@pytest.mark.parametrize("file", ["scenario.json", "contacts.csv"])
def test_a_file_in_another_encoding_is_named(scenario: Path, file: str) -> None:
    (scenario / file).write_bytes((scenario / file).read_bytes() + "å".encode("latin-1"))

    with pytest.raises(ScenarioFault, match=f"{file}: is not UTF-8"):
        read_scenario(scenario)


def test_shifts_may_come_without_the_last_column(scenario: Path) -> None:
    shifts = scenario / "shifts.csv"
    shifts.write_text(
        "staff_id,starts_at,ends_at\nnorr-01,2025-11-05T08:00:00,2025-11-05T09:00:00\n", "utf-8"
    )

    (row,) = read_scenario(scenario).roster

    assert (row.known_at, row.is_sick_call) == (None, False)


def test_until_is_a_time_of_the_first_day_or_a_date_with_a_time(scenario: Path) -> None:
    assert until_of("11:30", scenario).isoformat() == "2025-11-05T11:30:00"
    assert until_of("2025-11-06T09:00", scenario).isoformat() == "2025-11-06T09:00:00"
    with pytest.raises(ScenarioFault, match="--until"):
        until_of("noon", scenario)
