"""`contact-api phone`: a caller in the terminal, who hears what the service says and presses keys."""

from pathlib import Path
from typing import Annotated

import typer


def phone(
    *,
    unit: Annotated[str, typer.Option(help="the unit that is rung")] = "alidhem",
    rings_from: Annotated[
        str, typer.Option("--from", help="the number the caller rings from, or: withheld")
    ] = "+46701740630",
    keys: Annotated[
        str | None,
        typer.Option(help="what is pressed at each question, such as 1,1,,1 (nothing: wait); then hangs up"),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(help="be the staff telephone with this number instead, and answer when it rings"),
    ] = None,
    api: Annotated[str | None, typer.Option(help="the service; default: the running demo")] = None,
    telephones: Annotated[str, typer.Option(help="the demo's telephones")] = "http://127.0.0.1:8070",
    folder: Annotated[Path | None, typer.Option(help="where the demo keeps its data")] = None,
) -> None:
    """Ring a unit of the running demo without a telephone, or answer as one of its staff. Ctrl-C hangs up."""
    from contact_api.demo.phone.command import answer, run

    if answers is not None:
        raise typer.Exit(answer(answers, telephones=telephones, keys=keys))
    raise typer.Exit(run(unit=unit, rings_from=rings_from, keys=keys, api=api, folder=folder))
