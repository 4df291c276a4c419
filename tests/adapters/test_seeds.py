"""Region Västerbotten's folder is whole; a folder that is not says where it is wrong."""

import csv
import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from contact_api.adapters.seeds.faults import SHOWN, Fault, SeedFaults
from contact_api.adapters.seeds.read import read_region
from contact_api.adapters.seeds.roster import shifts_of_day, staff_time_of_seed
from contact_api.domain.capacity.staff_time import StaffTimeKind
from contact_api.domain.core.identity import IdentityKind
from contact_api.domain.core.values import Channel, Intake, StaffId
from contact_api.domain.region.region_seed import RegionSeed
from contact_api.domain.triage.triage import triage

ZONE = ZoneInfo("Europe/Stockholm")
VASTERBOTTEN = Path(__file__).parents[2] / "seeds" / "vasterbotten"
MONDAY = date(2026, 11, 23)
FICTION = ("+4670174", "+4631390", "+4640628", "+46846500", "+46980319")


@pytest.fixture(scope="module")
def seed() -> RegionSeed:
    return read_region(VASTERBOTTEN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VASTERBOTTEN, tmp_path / "region"))


def change(folder: Path, file: str, line: int, field: str, cell: str) -> None:
    """Put `cell` into a field of a line, counted as an editor counts."""
    with (folder / file).open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    rows[line - 1][rows[0].index(field)] = cell
    with (folder / file).open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)


def faults_in(folder: Path) -> list[str]:
    with pytest.raises(SeedFaults) as refused:
        read_region(folder)
    return [str(fault) for fault in refused.value.faults]


def test_the_region_has_its_15_municipalities(seed: RegionSeed) -> None:
    assert len(seed.municipalities) == 15


def test_every_municipality_has_a_unit_and_seven_are_cottage_hospitals(seed: RegionSeed) -> None:
    with_units = {place.municipality_code for place in seed.units}

    assert with_units == {municipality.code for municipality in seed.municipalities}
    assert Counter(place.unit.kind for place in seed.units)["cottage_hospital"] == 7


def test_a_private_unit_belongs_to_another_care_provider_and_does_not_share_its_work(
    seed: RegionSeed,
) -> None:
    private = [place.unit for place in seed.units if place.unit.private]

    assert [unit.id for unit in private] == ["norrlandskliniken"]
    assert not private[0].shares_work


def test_every_hsa_id_is_a_test_id(seed: RegionSeed) -> None:
    ids = [place.unit.hsa_id for place in seed.units]
    ids += [provider.hsa_id for provider in seed.care_providers]
    ids += [member.employee_hsa_id for member in seed.staff]
    ids += [there.employee_hsa_id for member in seed.staff for there in member.assignments]

    assert all(hsa_id.startswith("SE2321000222-TEST") for hsa_id in ids)
    assert len(set(ids)) == len(ids)


def test_every_telephone_number_is_reserved_for_fiction_and_well_formed(seed: RegionSeed) -> None:
    numbers = [place.unit.phone for place in seed.units] + [request.phone for request in seed.requests]

    assert all(number.startswith(FICTION) for number in numbers)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)


def test_the_made_up_day_can_be_sorted_by_the_catalogue(seed: RegionSeed) -> None:
    urgencies = Counter(triage(request.declared, seed.catalogue).urgency for request in seed.requests)

    assert len(seed.requests) >= 120
    assert {"U0", "U1", "U2", "U5"} <= set(urgencies)


def test_the_made_up_day_comes_through_every_door_and_with_and_without_a_number(seed: RegionSeed) -> None:
    of_a_telephone = {Intake.VOICE, Intake.TEXT_MESSAGE}  # nobody has made up a day for them yet
    assert {request.intake for request in seed.requests} == set(Intake) - of_a_telephone
    assert {request.identity_kind for request in seed.requests} >= {
        IdentityKind.PERSONAL_NUMBER,
        IdentityKind.COORDINATION_NUMBER,
        IdentityKind.NONE,
    }


def test_a_telephone_post_carries_no_more_than_the_menu_can_give(seed: RegionSeed) -> None:
    on_the_menu = {choice.reason for choice in seed.catalogue.menu}
    posted = [request for request in seed.requests if request.intake is Intake.TELEPHONY]

    assert {request.declared.reason for request in posted} <= on_the_menu
    assert not any(request.declared.red_flags or request.free_text for request in posted)


def test_every_reason_has_somebody_in_its_first_queue_somewhere_in_the_region(seed: RegionSeed) -> None:
    staffed = {profession for member in seed.staff for profession in member.professions}

    assert {reason.professions[0] for reason in seed.catalogue.reasons} <= staffed


def test_a_roster_belongs_to_people_who_exist_and_is_said_to_be_made_up(seed: RegionSeed) -> None:
    assert {shift.staff_id for shift in seed.shifts} == {member.id for member in seed.staff}
    assert "staff, shifts and requests are made up" in seed.facts.note


def test_a_week_of_callback_time_carries_about_the_county_s_calls(seed: RegionSeed) -> None:
    minutes = sum((s.ends_at - s.starts_at).total_seconds() / 60 for s in shifts_of_day(seed, MONDAY))

    assert 3_000 < minutes * seed.catalogue.planning.share_today / 9 < 3_800


def test_a_shift_starts_at_the_local_hour_in_winter_and_in_summer(seed: RegionSeed) -> None:
    def starts(day: date) -> datetime:
        return next(s.starts_at for s in shifts_of_day(seed, day) if s.staff_id == StaffId("alidhem-01"))

    assert starts(MONDAY).astimezone(UTC).time() == time(7)
    assert starts(date(2026, 6, 1)).astimezone(UTC).time() == time(6)


def test_breaks_and_meetings_are_no_callback_time(seed: RegionSeed) -> None:
    nurse = [s for s in shifts_of_day(seed, MONDAY) if s.staff_id == StaffId("alidhem-01")]

    assert [(s.starts_at.astimezone(ZONE).hour, s.ends_at.astimezone(ZONE).hour) for s in nurse] == [
        (8, 10),
        (10, 12),
        (13, 14),
    ]


def test_meetings_and_breaks_stand_in_the_ledger_and_are_no_capacity(seed: RegionSeed) -> None:
    kinds = Counter(one.kind.value for one in staff_time_of_seed(seed, [MONDAY]))

    assert set(kinds) == {"callback", "meeting", "break", "bookable"}
    assert kinds["callback"] == len(shifts_of_day(seed, MONDAY))


def test_a_day_on_which_a_unit_is_closed_is_read(seed: RegionSeed) -> None:
    [boliden] = [one for one in seed.closures if one.unit_id == "boliden"]

    assert (boliden.day, boliden.opens) == (date(2026, 12, 4), None)


KINDS = ", ".join(kind for kind in StaffTimeKind if kind is not StaffTimeKind.ABSENCE)
BROKEN_CELLS = [
    ("units.csv", 7, "lat", "99x", "'99x' is not a number"),
    ("units.csv", 7, "lat", "nan", "'nan' is not between -90 and 90 degrees"),
    ("units.csv", 7, "lon", "200", "'200' is not between -180 and 180 degrees"),
    (
        "units.csv",
        3,
        "unit_id",
        "Norrlandskliniken Å",
        "'Norrlandskliniken Å' is not an id of a-z, 0-9 and single hyphens",
    ),
    ("units.csv", 7, "municipality_code", "9999", "'9999' is not in municipalities.csv"),
    ("units.csv", 7, "part_of_county", "norra", "'norra' is not the part that municipality 2480 lies in"),
    ("units.csv", 7, "care_provider", "nobody", "'nobody' is not in care_providers.csv"),
    ("units.csv", 7, "kind", "clinic", "'clinic' is not one of health_centre, cottage_hospital, branch"),
    ("units.csv", 7, "name", "", "is empty"),
    ("units.csv", 7, "source", "", "is empty"),
    ("units.csv", 7, "phone", "090-1", "is not a telephone number in E.164 (+46701740605)"),
    (
        "units.csv",
        7,
        "hsa_id",
        "SE1-å",
        "'SE1-å' is not an HSA-id (SE, ten digits, -, 1 to 18 letters or digits)",
    ),
    ("units.csv", 7, "hsa_id", "SE2321000222-TESTU001", "'SE2321000222-TESTU001' stands there twice"),
    ("municipalities.csv", 2, "part_of_county", "coast", "'coast' is not in region.json"),
    ("care_providers.csv", 2, "kind", "state", "'state' is not one of region, private"),
    ("opening_hours.csv", 2, "weekday", "8", "'8' is not a weekday (1 Monday to 7 Sunday)"),
    ("opening_hours.csv", 2, "unit_id", "nowhere", "'nowhere' is not in units.csv"),
    ("opening_hours.csv", 2, "opens", "8", "'8' is not a time of day (HH:MM)"),
    ("opening_hours.csv", 2, "opens", "25:00", "'25:00' is not a time of day (HH:MM)"),
    (
        "opening_hours.csv",
        2,
        "closes",
        "07:00",
        "'07:00' does not come after the start",
    ),
    ("opening_hours.csv", 2, "valid_to", "2025-01-01", "'2025-01-01' lies before valid_from"),
    ("opening_hours.csv", 2, "valid_from", "1 Jan", "'1 Jan' is not a date (YYYY-MM-DD)"),
    ("unit_closures.csv", 2, "closes", "12:00", "give both hours, or neither for a closed day"),
    ("staff.csv", 2, "professions", "plumber", "'plumber' is not in catalogue.json"),
    ("staff.csv", 6, "licensed", "true", "none of these professions is licensed"),
    ("staff.csv", 2, "languages", "", "is empty"),
    ("staff.csv", 3, "staff_id", "alidhem-01", "'alidhem-01' stands there twice"),
    ("shifts.csv", 2, "staff_id", "nobody-01", "'nobody-01' is not in staff.csv"),
    ("shifts.csv", 2, "kind", "nap", f"'nap' is not one of {KINDS}"),
    (
        "shifts.csv",
        2,
        "ends",
        "07:00",
        "'07:00' does not come after the start, and no shift of a night is so long",
    ),
    ("shifts.csv", 3, "starts", "09:00", "overlaps line 2 of the same person; leave one of them out"),
    ("assignments.csv", 2, "staff_id", "nobody", "'nobody' is not in staff.csv"),
    ("assignments.csv", 2, "unit_id", "nowhere", "'nowhere' is not in units.csv"),
    ("assignments.csv", 2, "unit_id", "backen", "'backen' is a unit of theirs already; leave the row out"),
    (
        "assignments.csv",
        2,
        "employee_hsa_id",
        "SE2321000222-TESTE0001",
        "'SE2321000222-TESTE0001' is somebody else's",
    ),
    ("requests.csv", 2, "reason", "R99", "'R99' is not in catalogue.json"),
    ("requests.csv", 2, "facts", "in_a_hurry", "'in_a_hurry' is not in catalogue.json"),
    ("requests.csv", 2, "red_flags", "RF99", "'RF99' is not in catalogue.json"),
    ("requests.csv", 2, "channel", "fax", f"'fax' is not one of {', '.join(Channel)}"),
    ("requests.csv", 2, "on_behalf_of", "dog", "'dog' is not child, adult or empty"),
    ("requests.csv", 2, "identity", "199001012386", "the check digit of the personal number does not fit"),
    (
        "requests.csv",
        2,
        "identity",
        "19900101-2385",
        "is not in its stored form: twelve characters without a separator",
    ),
]


@pytest.mark.parametrize(
    ("file", "line", "field", "cell", "text"),
    BROKEN_CELLS,
    ids=lambda value: str(value)[:30],
)
def test_a_broken_cell_is_named_by_file_line_and_field(
    folder: Path, file: str, line: int, field: str, cell: str, text: str
) -> None:
    change(folder, file, line, field, cell)

    assert f"{file} line {line}, {field}: {text}" in faults_in(folder)


def test_nobody_works_at_more_than_their_own_unit_where_a_folder_does_not_say_so(folder: Path) -> None:
    (folder / "assignments.csv").unlink()

    assert {len(member.units) for member in read_region(folder).staff} == {1}


def test_a_week_says_at_which_unit_who_works_at_several_is(folder: Path) -> None:
    lines = ["staff_id,weekday,starts,ends,kind,unit_id"]
    lines += ["backen-01,1,08:00,10:00,callback,", "backen-01,1,10:00,12:00,callback,norrlandskliniken"]
    (folder / "shifts.csv").write_text("\n".join(lines), "utf-8")

    found = staff_time_of_seed(read_region(folder), [MONDAY])

    assert [(one.unit_id, one.starts_at.astimezone(ZONE).hour) for one in found] == [
        ("backen", 8),
        ("norrlandskliniken", 10),
    ]


def test_an_identity_number_or_telephone_number_is_never_repeated_in_a_fault(folder: Path) -> None:
    change(folder, "requests.csv", 2, "identity", "199001012386")
    change(folder, "requests.csv", 2, "phone", "0701740605")

    assert not any("199001012386" in fault or "0701740605'" in fault for fault in faults_in(folder))


def test_rows_of_a_unit_may_not_be_open_at_the_same_time(folder: Path) -> None:
    with (folder / "opening_hours.csv").open("a", encoding="utf-8") as hours:
        hours.write("alidhem,1,16:00,18:00,2026-03-01,2026-04-01\n")

    lines = len((folder / "opening_hours.csv").read_text(encoding="utf-8").splitlines())
    expected = "opens: overlaps an earlier row of the same unit and weekday"
    assert faults_in(folder) == [f"opening_hours.csv line {lines}, {expected}"]


def test_a_unit_has_one_exception_a_day(folder: Path) -> None:
    with (folder / "unit_closures.csv").open("a", encoding="utf-8") as closures:
        closures.write("boliden,2026-12-04,,,again\n")

    assert faults_in(folder) == ["unit_closures.csv line 8, day: the unit has another exception that day"]


def test_a_folder_without_time_types_lets_nothing_be_booked(folder: Path) -> None:
    (folder / "time_types.json").unlink()

    assert read_region(folder).time_types.types == ()


@pytest.mark.parametrize(
    "file", sorted({path.name for path in VASTERBOTTEN.iterdir()} - {"assignments.csv", "time_types.json"})
)
def test_a_missing_file_is_named_once_without_a_flood_of_faults_behind_it(folder: Path, file: str) -> None:
    (folder / file).unlink()

    assert faults_in(folder) == [f"{file}: the file is missing"]


@pytest.mark.parametrize("file", sorted(path.name for path in VASTERBOTTEN.glob("*.csv")))
def test_a_renamed_column_is_named_on_the_first_line(folder: Path, file: str) -> None:
    path = folder / file
    header, rest = path.read_text(encoding="utf-8").split("\n", 1)
    first = header.split(",")[0]
    path.write_text("\n".join([header.replace(first, "nummer", 1), rest]), encoding="utf-8")

    assert faults_in(folder) == [
        f"{file} line 1, {first}: the column is missing",
        f"{file} line 1, nummer: is no column of this file, or stands there twice",
    ]


def test_a_line_with_a_cell_too_many_is_named(folder: Path) -> None:
    with (folder / "care_providers.csv").open("a", encoding="utf-8") as providers:
        providers.write("one,two\n")

    assert faults_in(folder) == ["care_providers.csv line 4: has 2 cells, the header has 4"]


def test_quotes_that_never_close_are_named_where_they_begin(folder: Path) -> None:
    with (folder / "unit_closures.csv").open("a", encoding="utf-8") as closures:
        closures.write('boliden,2026-12-11,,,"never closed\n\n')

    assert faults_in(folder) == ["unit_closures.csv line 8: is not CSV: unexpected end of data"]


def test_a_file_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(folder: Path) -> None:
    units = folder / "units.csv"
    units.write_text(
        units.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding="utf-8-sig", newline=""
    )

    assert len(read_region(folder).units) == 40


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    units = folder / "units.csv"
    units.write_bytes(units.read_text(encoding="utf-8").encode("latin-1"))

    assert faults_in(folder) == ["units.csv: cannot be read as UTF-8 text (UnicodeDecodeError)"]


def test_a_catalogue_that_contradicts_itself_is_named_by_its_path(folder: Path) -> None:
    path = folder / "catalogue.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["rules"][3]["then"]["urgency"] = "U9"
    path.write_text(json.dumps(document), encoding="utf-8")

    wanted = "catalogue.json, rules[3].then.urgency: 'U9' is not one of U0, U1, U2, U3, U4, U5, U6"
    assert faults_in(folder) == [wanted]


def test_json_that_is_none_is_named_by_its_line(folder: Path) -> None:
    (folder / "region.json").write_text('{\n"code": }', encoding="utf-8")

    assert faults_in(folder) == ["region.json line 2: is not JSON: Expecting value"]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("timezone", "Europe/Umea", "'Europe/Umea' is not an IANA time zone"),
        ("name", 7, "7 is not a text"),
        ("parts_of_county", [], "is empty or has a code twice"),
        ("day_end", "17", "'17' is not a time of day (HH:MM)"),
        ("day_end", "25:00", "'25:00' is not a time of day (HH:MM)"),
        ("roster_made_up", True, "is no field of this document"),
    ],
)
def test_a_fault_of_the_region_itself_is_named(folder: Path, field: str, value: object, text: str) -> None:
    path = folder / "region.json"
    path.write_text(
        json.dumps({**json.loads(path.read_text(encoding="utf-8")), field: value}), encoding="utf-8"
    )

    assert faults_in(folder) == [f"region.json, {field}: {text}"]


def test_faults_of_several_files_are_reported_together(folder: Path) -> None:
    change(folder, "units.csv", 7, "lat", "99x")
    change(folder, "staff.csv", 2, "licensed", "ja")

    assert faults_in(folder) == [
        "units.csv line 7, lat: '99x' is not a number",
        "staff.csv line 2, licensed: 'ja' is not true or false",
    ]


def test_at_most_twenty_faults_are_listed_and_the_rest_is_counted() -> None:
    many = SeedFaults([Fault("units.csv", line, "lat", "is empty") for line in range(2, 27)])

    assert len(many.faults) == SHOWN
    assert many.total == 25
    assert str(many).endswith("… and 5 more")
