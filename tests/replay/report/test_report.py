"""The report: pages that are whole in themselves and say what comparison.json says."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from contact_api.replay.changed import changed
from contact_api.replay.commands.compare import run
from contact_api.replay.comparison.compare import compare, compare_what_if
from contact_api.replay.comparison.comparison import Comparison, Way
from contact_api.replay.report.page import file_of, pages
from contact_api.replay.scenario.scenario import read_scenario
from contact_api.texts import languages
from tests.replay.baselines.small_days import a_random_day
from tests.replay.conftest import THREE_CENTRES

VOID = {"meta", "link", "br", "hr", "img", "input", "rect", "circle", "line", "path", "polyline"}
WHAT_IF = ["söder lends 1 nurse 09:00-11:00", "contacts ×1.2"]


@dataclass
class Element:
    """A tag of a page with what it holds."""

    tag: str
    attributes: dict[str, str]
    inside: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> Iterator["Element"]:
        for one in self.inside:
            if one.tag == tag:
                yield one
            yield from one.all(tag)

    def every(self) -> Iterator["Element"]:
        for one in self.inside:
            yield one
            yield from one.every()


class Page(HTMLParser):
    """A page as a tree; a tag that is closed by another, or not at all, is a fault."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("root", {})
        self._open = [self.root]
        self.feed(html)
        self.close()
        assert [one.tag for one in self._open] == ["root"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].text += data


@pytest.fixture(scope="module")
def compared() -> Comparison:
    """The small scenario, run every way and once more with something changed."""
    scenario = read_scenario(THREE_CENTRES)
    return compare_what_if(compare(scenario), WHAT_IF, reduce(changed, WHAT_IF, scenario))


@pytest.fixture(scope="module")
def read(compared: Comparison) -> dict[str, Element]:
    """The pages by language."""
    return {one: Page(pages([compared])[file_of(one)]).root for one in languages}


def numbers(element: Element) -> list[float]:
    return [float(one.attributes["value"]) for one in element.all("data")]


@pytest.mark.parametrize("language", languages)
def test_a_page_is_well_formed_in_its_language_and_no_id_stands_twice(
    read: dict[str, Element], language: str
) -> None:
    ids = [one.attributes["id"] for one in read[language].every() if "id" in one.attributes]

    assert next(read[language].all("html")).attributes["lang"] == language
    assert len(ids) == len(set(ids)) > 20


@pytest.mark.parametrize("language", languages)
def test_a_page_loads_nothing_and_runs_nothing(compared: Comparison, language: str) -> None:
    html = pages([compared])[file_of(language)]
    page = Page(html).root
    (style,) = page.all("style")
    (policy,) = (one for one in page.all("meta") if one.attributes.get("http-equiv"))
    links = {one.attributes["href"] for one in page.every() if "href" in one.attributes}

    digest = b64encode(sha256(style.text.encode()).digest()).decode()
    assert policy.attributes["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert {one.tag for one in page.every()} & {"script", "link", "img", "iframe", "object", "image"} == set()
    assert {
        name
        for one in page.every()
        for name in one.attributes
        if name.startswith("on") or name in {"src", "srcset", "style"}
    } == set()
    assert {one for one in links if not one.startswith("#")} == {
        file_of(o) for o in languages if o != language
    }
    assert not re.search(r"https?:|//\w|@import|@font-face|url\((?!#)", html)


@pytest.mark.parametrize("language", languages)
def test_every_drawing_has_a_name_a_summary_and_a_table(read: dict[str, Element], language: str) -> None:
    page = read[language]
    named = {one.attributes["id"]: one for one in page.every() if "id" in one.attributes}
    drawings = [one for one in page.all("svg") if one.attributes.get("role") == "img"]

    assert len(drawings) == 3 + 1 + 3 + 3 + 2 + 2 + 2 + 2
    for drawing in drawings:
        said = [named[drawing.attributes[of]].text for of in ("aria-labelledby", "aria-describedby")]
        tables = [named[one] for one in drawing.attributes["aria-details"].split()]
        assert all(said)
        assert {one.tag for one in tables} == {"table"}
        assert any(numbers(one) for one in tables)
    for other in page.all("svg"):
        assert other in drawings or other.attributes["aria-hidden"] == "true"


@pytest.mark.parametrize("language", languages)
def test_every_table_has_a_caption_and_names_its_rows_and_columns(
    read: dict[str, Element], language: str
) -> None:
    for table in read[language].all("table"):
        (caption,) = table.all("caption")
        (body,) = table.all("tbody")
        columns = sum(one.attributes["scope"] == "col" for one in table.all("th")) - 1
        assert caption.text
        for row in body.all("tr"):
            assert [one.attributes["scope"] for one in row.all("th")] == ["row"]
            assert len(list(row.all("td"))) == columns


@pytest.mark.parametrize("language", languages)
def test_headings_leave_no_level_out(read: dict[str, Element], language: str) -> None:
    levels = [int(one.tag[1]) for one in read[language].every() if re.fullmatch(r"h[1-6]", one.tag)]

    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_figures_are_those_of_comparison_json(tmp_path: Path) -> None:
    days = [a_random_day(seed, contacts=50).write(tmp_path / f"day-{seed}") for seed in (1, 2)]

    run(days, out=tmp_path / "out", what_if=["contacts ×2"])

    kept = json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))["scenarios"]
    for language in languages:
        page = Page((tmp_path / "out" / file_of(language)).read_text("utf-8")).root
        tables = {one.attributes["id"]: one for one in page.all("table")}
        for number, one in enumerate(kept, 1):
            assert _figures(tables[f"s{number}-figures"]) == _every_way(one)
            assert _figures(tables[f"s{number}-what-if-figures"]) == _before_and_after(one)


def _figures(table: Element) -> dict[str, list[float]]:
    rows = (one for one in table.all("tr") if "data-figure" in one.attributes)
    return {row.attributes["data-figure"]: numbers(row) for row in rows}


def _every_way(one: dict[str, Any]) -> dict[str, list[float]]:
    ours, bound = one["runs"][2]["figures"], one["bound"]
    found = {}
    for name in ours:
        row = [run["figures"][name] for run in one["runs"]]
        if name != "contacts" and bound.get(name):
            row += [bound[name], ours[name] / bound[name]]
        found[name] = [value for value in row if value is not None]
    return found


def _before_and_after(one: dict[str, Any]) -> dict[str, list[float]]:
    before, after = one["runs"][2]["figures"], one["what_if"]["ours"]["figures"]
    rows = {name: [value for value in (before[name], after[name]) if value is not None] for name in before}
    return {name: [*row, row[1] - row[0]] if len(row) == 2 else row for name, row in rows.items()}


def test_both_languages_show_the_same_numbers(read: dict[str, Element]) -> None:
    swedish, english = (numbers(read[one]) for one in ("sv", "en"))

    assert swedish == english
    assert len(swedish) > 300


def test_the_hours_add_up_to_everybody(compared: Comparison, read: dict[str, Element]) -> None:
    tables = {one.attributes["id"]: one for one in read["sv"].all("table")}
    rows = [numbers(row) for row in next(tables["s1-reached-table"].all("tbody")).all("tr")]
    sought, served, kept = ([sum(row[at + n * 3] for row in rows) for n in range(3)] for at in range(3))

    figures = [compared.run(way).figures for way in Way]
    assert sought == [190, 190, 190]
    assert served == [round(190 * (one.same_day or 0)) for one in figures]
    assert kept == [round(190 * (one.backed or 0) * (one.kept or 0)) for one in figures]


@pytest.mark.parametrize("way", list(Way))
def test_every_promise_was_kept_moved_broken_or_not_made(compared: Comparison, way: Way) -> None:
    for arrivals in compared.run(way).arrival_hours:
        figures, promises = arrivals.figures, arrivals.promises
        backed = round(figures.contacts * (figures.backed or 0))
        assert promises.none == figures.contacts - backed
        assert promises.kept == round(backed * (figures.kept or 0))
        assert promises.kept + promises.moved + promises.broken == backed


def test_a_way_that_promises_nothing_has_no_drawing_of_promises(read: dict[str, Element]) -> None:
    drawn = [one.attributes["aria-labelledby"] for one in read["sv"].all("svg") if "role" in one.attributes]

    assert [one for one in drawn if one.startswith("s1-promises")] == [
        "s1-promises-1-title",
        "s1-promises-2-title",
    ]


def test_names_are_shown_as_they_are_and_never_taken_for_tags(compared: Comparison) -> None:
    centres = tuple(replace(centre, name='<script>"&') for centre in compared.centres)
    named = replace(compared, scenario="</title><b>", centres=centres)

    page = Page(pages([named])["report.html"]).root

    assert not list(page.all("script")) + list(page.all("b"))
    assert '<script>"&' in {one.text for one in page.all("th")}
    assert "</title><b>" in {one.text for one in page.all("h2")}


def test_the_same_comparison_gives_the_same_bytes(compared: Comparison) -> None:
    assert pages([compared]) == pages([replace(compared)])


def test_several_scenarios_have_an_overview(compared: Comparison) -> None:
    page = Page(pages([compared, replace(compared, scenario="another", what_if=None)])["report.html"]).root

    (overview,) = (one for one in page.all("table") if one.attributes["id"] == "overview")
    assert [one.text for one in next(overview.all("tbody")).all("th")] == [compared.scenario, "another"]
    assert [one.attributes["href"] for one in next(page.all("nav")).all("a")] == ["#s1", "#s2"]
