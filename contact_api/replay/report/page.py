"""The report: one page for each language, whole in itself, without a script and with nothing to load."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contact_api.replay.comparison.comparison import Comparison, Way
from contact_api.replay.report.day_charts import Chart, DayCharts
from contact_api.replay.report.flow_map import Map, maps_of
from contact_api.replay.report.flow_tables import centres_table, lines_table
from contact_api.replay.report.heatmap import heat_table, steps
from contact_api.replay.report.hourly import Shown
from contact_api.replay.report.tables import (
    FIGURES,
    Table,
    figures_table,
    overview_table,
    what_if_table,
)
from contact_api.replay.report.texts import Words
from contact_api.texts import languages
from contact_api.texts.catalogue import FALLBACK

HERE = Path(__file__).parent / "templates"
HEADLINES = ("same_day", "kept", "urgent_on_time", "own_centre")


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in large type: ours, as it is now, and the limit."""

    name: str
    says: str
    ours: str
    now: str
    limit: str | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a changed day came to."""

    said: tuple[str, ...]
    figures: Table
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Everything about one scenario."""

    id: str
    title: str
    facts: str
    headlines: tuple[Headline, ...]
    figures: Table
    charts: tuple[Chart, ...]
    heat: Table
    maps: tuple[Map, ...]
    centres: Table
    lines: Table
    promises: Chart | None
    what_if: WhatIf | None


def pages(found: Sequence[Comparison]) -> Mapping[str, str]:
    """The page of each language, by the name of its file. The same comparison gives the same bytes."""
    return {file_of(language): _page(found, language) for language in languages}


def file_of(language: str) -> str:
    """The file a language's page is in; Swedish has the plain name."""
    return "report.html" if language == FALLBACK else f"report.{language}.html"


def _page(found: Sequence[Comparison], language: str) -> str:
    words = Words(language)
    style = (HERE / "style.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(
            words=words,
            say=words.say,
            language=language,
            others=[(one, file_of(one)) for one in languages if one != language],
            style=style,
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            overview=overview_table(found, words) if len(found) > 1 else None,
            sections=[_section(one, words, prefix=f"s{number}") for number, one in enumerate(found, 1)],
            ways=[*(way.value for way in Way), "bound"],
            figures=FIGURES,
            steps=steps(words),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(one: Comparison, words: Words, *, prefix: str) -> Section:
    shown = [Shown(words.say(f"way.{run.way}"), run, one.load) for run in one.runs]
    charts = DayCharts(shown, words, prefix=prefix)
    facts = words.say(
        "facts",
        days=", ".join(one.days),
        contacts=words.count(one.contacts),
        staff=words.count(one.staff),
        centres=words.count(len(one.places)),
    )
    return Section(
        id=prefix,
        title=one.scenario,
        facts=facts,
        headlines=_headlines(one, words),
        figures=figures_table(one, words, table_id=f"{prefix}-figures"),
        charts=(charts.reached(), charts.adding_up(), charts.load()),
        heat=heat_table(one, words, table_id=f"{prefix}-heat"),
        maps=maps_of(one, words, prefix=prefix),
        centres=centres_table(one, words, table_id=f"{prefix}-centres"),
        lines=lines_table(one, words, table_id=f"{prefix}-lines"),
        promises=charts.promises(),
        what_if=_what_if(one, words, prefix=f"{prefix}-what-if"),
    )


def _headlines(one: Comparison, words: Words) -> tuple[Headline, ...]:
    ours, now = one.run(Way.OURS).figures, one.run(Way.STATUS_QUO).figures
    found = []
    for name in HEADLINES:
        said, limit = words.figure(name), getattr(one.bound, name, None)
        found.append(
            Headline(
                name,
                words.say(f"figure.{name}"),
                said(getattr(ours, name)),
                said(getattr(now, name)),
                None if limit is None else said(limit),
            )
        )
    return tuple(found)


def _what_if(one: Comparison, words: Words, *, prefix: str) -> WhatIf | None:
    if one.what_if is None:
        return None
    shown = [
        Shown(words.say("what_if.before"), one.run(Way.OURS), one.load),
        Shown(words.say("what_if.after"), one.what_if.ours, one.what_if.load),
    ]
    charts = DayCharts(shown, words, prefix=prefix)
    promises = charts.promises()
    return WhatIf(
        one.what_if.said,
        what_if_table(one, one.what_if, words, table_id=f"{prefix}-figures"),
        (charts.reached(), charts.load(), *([promises] if promises else [])),
    )
