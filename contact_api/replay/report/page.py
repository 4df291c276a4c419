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
from contact_api.replay.report.flow_map import FlowMap, flow_maps
from contact_api.replay.report.flow_tables import centres_table, lines_table
from contact_api.replay.report.heatmap import heatmap_table, shade_meanings
from contact_api.replay.report.hourly import TitledRun
from contact_api.replay.report.tables import (
    FIGURES,
    Table,
    figures_table,
    overview_table,
    what_if_table,
)
from contact_api.replay.report.texts import ReportTexts
from contact_api.texts import languages
from contact_api.texts.catalogue import FALLBACK

HERE = Path(__file__).parent / "templates"
HEADLINES = ("same_day", "kept", "urgent_on_time", "own_centre")


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in large type: ours, as it is now, and the limit."""

    name: str
    title: str
    ours: str
    now: str
    limit: str | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a changed day came to."""

    changes: tuple[str, ...]
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
    heatmap: Table
    maps: tuple[FlowMap, ...]
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
    texts = ReportTexts(language)
    style = (HERE / "style.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        _environment()
        .get_template("report.html")
        .render(
            texts=texts,
            say=texts.say,
            language=language,
            others=[(one, file_of(one)) for one in languages if one != language],
            style=style,
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            overview=overview_table(found, texts) if len(found) > 1 else None,
            sections=[_section(one, texts, prefix=f"s{number}") for number, one in enumerate(found, 1)],
            ways=[*(way.value for way in Way), "bound"],
            figures=FIGURES,
            shades=shade_meanings(texts),
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


def _section(one: Comparison, texts: ReportTexts, *, prefix: str) -> Section:
    runs = [TitledRun(texts.say(f"way.{run.way}"), run, one.load) for run in one.runs]
    charts = DayCharts(runs, texts, prefix=prefix)
    facts = texts.say(
        "facts",
        days=", ".join(one.days),
        contacts=texts.count(one.contacts),
        staff=texts.count(one.staff),
        centres=texts.count(len(one.centres)),
    )
    return Section(
        id=prefix,
        title=one.scenario,
        facts=facts,
        headlines=_headlines(one, texts),
        figures=figures_table(one, texts, table_id=f"{prefix}-figures"),
        charts=(charts.reached(), charts.cumulative(), charts.load()),
        heatmap=heatmap_table(one, texts, table_id=f"{prefix}-heatmap"),
        maps=flow_maps(one, texts, prefix=prefix),
        centres=centres_table(one, texts, table_id=f"{prefix}-centres"),
        lines=lines_table(one, texts, table_id=f"{prefix}-lines"),
        promises=charts.promises(),
        what_if=_what_if(one, texts, prefix=f"{prefix}-what-if"),
    )


def _headlines(one: Comparison, texts: ReportTexts) -> tuple[Headline, ...]:
    ours, now = one.run(Way.OURS).figures, one.run(Way.STATUS_QUO).figures
    found = []
    for name in HEADLINES:
        formatted, limit = texts.figure(name), getattr(one.bound, name, None)
        found.append(
            Headline(
                name,
                texts.say(f"figure.{name}"),
                formatted(getattr(ours, name)),
                formatted(getattr(now, name)),
                None if limit is None else formatted(limit),
            )
        )
    return tuple(found)


def _what_if(one: Comparison, texts: ReportTexts, *, prefix: str) -> WhatIf | None:
    if one.what_if is None:
        return None
    runs = [
        TitledRun(texts.say("what_if.before"), one.run(Way.OURS), one.load),
        TitledRun(texts.say("what_if.after"), one.what_if.ours, one.what_if.load),
    ]
    charts = DayCharts(runs, texts, prefix=prefix)
    promises = charts.promises()
    return WhatIf(
        one.what_if.changes,
        what_if_table(one, one.what_if, texts, table_id=f"{prefix}-figures"),
        (charts.reached(), charts.load(), *([promises] if promises else [])),
    )
