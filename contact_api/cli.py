"""`contact-api`: everything the service is run by. One line says what went wrong, and the exit status is 1."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from contact_api import __version__
from contact_api.cli_errors import words_of
from contact_api.demo.phone import phone
from contact_api.logs import configure_logging
from contact_api.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Contact routing for primary care: a promise of a call today, backed by staff time.",
)


def main() -> None:
    """Run the command line; an error the user can mend is one line, and no error shows what it carried."""
    configure_logging()
    try:
        app()
    except Exception as error:  # what is not for the user passes on
        words = words_of(error)
        if words is None:
            raise
        _give_up(words)


@app.command()
def version() -> None:
    """Say which version this is."""
    typer.echo(__version__)


@app.command()
def migrate(to: Annotated[str, typer.Option(help="revision to go to")] = "head") -> None:
    """Bring the database to the newest shape; doing it again changes nothing."""
    from contact_api.adapters.sql.migrate import upgrade

    upgrade(str(Settings().database_url.get_secret_value()), to)
    typer.echo("The database is up to date.")


@app.command()
def seed(
    folder: Annotated[
        Path | None, typer.Option(help="a region's folder; default: the region of the settings")
    ] = None,
    check_only: Annotated[bool, typer.Option("--check", help="only check the files")] = False,
) -> None:
    """Check a seeds folder, then write the region, its catalogue and the made-up roster."""
    from contact_api.adapters.seeds.read import read_region
    from contact_api.bootstrap import clock_of
    from contact_api.seeding import seed_database

    if check_only:
        found = read_region(folder or Settings.model_fields["seeds_folder"].default)
        typer.echo(f"{found.facts.name}: {len(found.units)} units, {len(found.staff)} staff; no fault found.")
        return
    settings = Settings()
    place = folder or settings.seeds_folder
    today = clock_of(settings)().date()
    done = seed_database(settings, place, today=today, say=typer.echo)
    typer.echo(f"Seeded {done.region}: {done.units} units, {done.staff} staff, catalogue {done.catalogue}.")


roster = typer.Typer(no_args_is_help=True, help="Who works when.")
app.add_typer(roster, name="roster")


@roster.callback()
def rosters() -> None:
    """Who works when."""


@roster.command("load")
def load_roster(
    file: Annotated[Path, typer.Argument(help="CSV, as docs/how-to/load-a-roster.md has it")],
    units: Annotated[list[str] | None, typer.Option("--unit", help="a further unit it speaks for")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    author: Annotated[str, typer.Option(help="who stands behind it")] = "command line",
    check_only: Annotated[bool, typer.Option("--check", help="only say what would change and break")] = False,
) -> None:
    """Make a roster the truth for its units and days; what it breaks is said. Again changes nothing."""
    from contact_api.roster_command import load_roster_file

    load_roster_file(
        file,
        Settings(),
        units=units or (),
        first=first.date() if first else None,
        last=last.date() if last else None,
        author=author,
        only_check=check_only,
        say=typer.echo,
    )


@app.command()
def serve(processes: Annotated[int, typer.Option(min=1, max=16)] = 1) -> None:
    """Serve the API until stopped."""
    from contact_api.asgi import serve as serve_api

    serve_api(Settings(), processes=processes)


@app.command()
def work() -> None:
    """Run the workers, and replace any that ends."""
    from workers.supervise import Supervisor, workers

    settings = Settings()
    configure_logging(settings.log_level)
    Supervisor(workers(settings.workers)).run()


@app.command()
def schedule() -> None:
    """Run the scheduler; a second one waits until the first is gone."""
    from contact_api.bootstrap import build, queues_of, store_of
    from workers.schedule import Scheduler

    settings = Settings()
    configure_logging(settings.log_level)
    application = build(settings)
    store = store_of(settings, application.sealer, application.clock)
    Scheduler(application, store, queues_of(settings)).run()


@app.command()
def health(part: Annotated[str, typer.Argument(help="api, worker, scheduler or roster")]) -> None:
    """Say whether a part is alive; exit status 1 when it is not."""
    from contact_api.health import PARTS

    if part not in PARTS:
        _give_up(f"there is no part {part!r}; choose from {', '.join(sorted(PARTS))}")
    fault = PARTS[part](Settings())
    if fault:
        _give_up(fault)
    typer.echo(f"{part}: up")


@app.command()
def check_explanations(
    sample: Annotated[
        int, typer.Option(min=1, max=1_000_000, help="so many promises and so many pulls")
    ] = 1000,
) -> None:
    """Decide past promises and pulls again from what was kept with them; exit status 1 on a contradiction."""
    from contact_api.bootstrap import clock_of, sealer_of, store_of
    from contact_api.trace_audit_command import check_explanations

    settings = Settings()
    store = store_of(settings, sealer_of(settings), clock_of(settings))
    checked = check_explanations(store, settings.region, sample=sample)
    store.close()
    for line in checked.contradictions:
        typer.echo(line, err=True)
    found = len(checked.contradictions)
    typer.echo(
        f"{checked.promises} promises and {checked.pulls} pulls decided again: {found} contradictions."
    )
    sys.exit(1 if found else 0)


@app.command("forget-day")
def forget_day(
    day: Annotated[
        datetime, typer.Argument(formats=["%Y-%m-%d"], help="a closed day that was not like others")
    ],
) -> None:
    """Take back what a day taught, such as the first one, begun at noon; it is not learned again."""
    from contact_api.bootstrap import clock_of, sealer_of, store_of
    from contact_api.usecases.planning.learn import forget

    settings = Settings()
    clock = clock_of(settings)
    store = store_of(settings, sealer_of(settings), clock)
    with store.transaction() as tx:
        is_over = day.date() < tx.region().today(clock())
        if is_over:
            forget(day.date(), tx, now=clock())
    store.close()
    if not is_over:
        _give_up(f"{day.date()} is not over: only closed days have taught anything")
    typer.echo(f"What {day.date()} taught is forgotten.")


@app.command("back-fill")
def back_fill(
    file: Annotated[Path, typer.Argument(help="CSV or JSON, as docs/connect-telephony.md has it")],
    sender: Annotated[
        str | None, typer.Option(help="which exchange wrote it; needed where several are known")
    ] = None,
    check_only: Annotated[bool, typer.Option("--check", help="only say what would become of it")] = False,
) -> None:
    """Take in what an exchange wrote down while the service could not be reached; exit status 1 on a fault."""
    from contact_api.bootstrap import build
    from contact_api.http.parsers.back_fill_command import run

    settings = Settings()
    sys.exit(1 if run(file, build(settings), sender=sender, only_check=check_only, say=typer.echo) else 0)


@app.command()
def openapi(
    out: Annotated[Path | None, typer.Option(help="file to write; default: standard output")] = None,
) -> None:
    """Write the API's description."""
    from contact_api.asgi import describe

    text = json.dumps(describe(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")
        typer.echo(f"Wrote {out}.")


@app.command()
def simulate(
    scenario: Annotated[Path, typer.Argument(help="the scenario's folder, or a folder of regions' folders")],
    out: Annotated[Path, typer.Option(help="folder for promises.csv and attempts.csv")],
    until: Annotated[str | None, typer.Option(help="stop at this local time, HH:MM")] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, help="play so many parts at once; default: one a processor")
    ] = None,
) -> None:
    """Replay a day through the product's own decisions."""
    from contact_api.replay.commands.simulate import run

    run(scenario, out, until=until, processes=processes)


@app.command()
def generate(
    profile: Annotated[str, typer.Argument(help="the kind of day; docs/replay.md lists them")],
    out: Annotated[Path, typer.Option(help="the scenario's folder")],
    seed: Annotated[int, typer.Option(min=0, help="another seed is another day")] = 1,
    days: Annotated[int, typer.Option(min=1, max=31, help="how many days in a row")] = 1,
    force: Annotated[bool, typer.Option("--force", help="write over what is there")] = False,
) -> None:
    """Make up a day to replay, from a seed and a profile."""
    from contact_api.replay.commands.generate import run

    run(profile, out, seed=seed, days=days, force=force, say=typer.echo)


@app.command()
def compare(
    scenarios: Annotated[list[Path], typer.Argument(help="folders of scenarios")],
    out: Annotated[Path | None, typer.Option(help="folder for the results and the report")] = None,
    what_if: Annotated[
        list[str] | None, typer.Option(help='such as "lycksele lends 2 nurse 10:00-12:00"; repeatable')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the figures as JSON")] = False,
) -> None:
    """Run the same days as regions do now, first come first served and our way, beside the clairvoyant bound."""
    from contact_api.replay.commands.compare import run

    run(scenarios, out=out, what_if=what_if or (), as_json=as_json)


@app.command()
def demo(
    story_only: Annotated[
        bool, typer.Option("--story-only", help="end after the story instead of staying up")
    ] = False,
    folder: Annotated[Path | None, typer.Option(help="where the demo keeps its data")] = None,
) -> None:
    """Start everything on embedded servers, play a short day through HTTP, stay up."""
    from contact_api.demo.command import run

    sys.exit(run(folder=folder, story_only=story_only))


app.command()(phone)


def _give_up(text: str) -> NoReturn:
    typer.echo(f"contact-api: {text}", err=True)
    raise SystemExit(1)
