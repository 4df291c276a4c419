"""Figures of a day, whole for the own unit, without small counts for others."""

import csv

from contact_api.domain.core.access import Role
from tests.http.test_assessments import reached, records
from tests.http.world import V1, World, seek


def test_figures_of_the_own_unit_count_the_day(world: World) -> None:
    seek(world, world.front_end())
    seek(world, world.front_end(), unit_id="mala", phone="+46701740606")

    table = world.client.get(f"{V1}/figures", headers=world.manager()).json()

    assert [(line["group"], line["contacts"], line["promised"]) for line in table["lines"]] == [("all", 1, 1)]


def test_figures_come_as_csv_for_those_who_ask_for_it(world: World) -> None:
    seek(world, world.front_end())
    headers = world.having(Role.CONTROL_ROOM)

    asked = world.client.get(f"{V1}/figures?group-by=unit&format=csv", headers=headers)
    accepted = world.client.get(f"{V1}/figures?group-by=unit", headers=headers | {"Accept": "text/csv"})

    assert asked.headers["content-type"] == "text/csv; charset=utf-8"
    assert asked.text == accepted.text
    [line] = csv.DictReader(asked.text.splitlines())
    assert (line["group"], line["contacts"], line["wait_p50_minutes"]) == ("alidhem", "1", "")


def test_open_figures_show_no_small_count(world: World) -> None:
    for number in range(25):
        seek(world, world.front_end(), phone=f"+467017406{number + 10}")
    seek(world, world.front_end(), unit_id="mala", phone="+46701740699")

    table = world.client.get(f"{V1}/figures/open").json()

    lines = {line["group"]: line["contacts"] for line in table["lines"]}
    assert lines == {"alidhem": None, "mala": None}  # 26 - 25 would give Malå away
    assert (table["total"]["contacts"], table["preliminary"]) == (26, True)


def test_what_was_assessed_within_three_days_stands_beside_the_same_day(world: World) -> None:
    claim = reached(world)
    records(world, claim, profession="district_nurse")
    day = claim["contact"]["sought_at"][:10]
    world.clock.pass_time(days=10)
    manager = world.manager()

    table = world.client.get(f"{V1}/figures?from={day}&to={day}", headers=manager).json()
    professions = world.client.get(
        f"{V1}/figures?from={day}&to={day}&group-by=profession&format=csv", headers=manager
    )

    (line,) = table["lines"]
    assert (line["same_day"], line["covered"], line["assessments_due"], line["assessed_in_time"]) == (
        1,
        1,
        1,
        1,
    )
    assert (line["assessed_in_time_share"], line["assessed_in_time_skr_share"]) == (1.0, 1.0)
    (of_profession,) = csv.DictReader(professions.text.splitlines())
    assert (of_profession["group"], of_profession["assessed_in_time"]) == ("district_nurse", "1")


def test_published_figures_come_with_source_and_date(world: World) -> None:
    open_table = world.client.get(f"{V1}/figures/open").json()
    own_table = world.client.get(f"{V1}/figures", headers=world.manager()).json()

    assert open_table["references"] == own_table["references"]
    told = {(one["figure"], one["area"], one["year"]): one["percent"] for one in open_table["references"]}
    assert told["assessed_in_time", "region", 2024] == 80
    assert told["assessed_in_time", "region", 2023] == 77
    assert told["same_day", "region", 2025] == 66.5
    assert told["same_day", "country", 2025] == 87.5
    assert all(one["source"] and one["as_of"] for one in open_table["references"])
