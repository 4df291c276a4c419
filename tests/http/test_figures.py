"""Figures of a day, whole for the own unit, without small counts for others."""

import csv

from contact_api.domain.core.access import Role
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
