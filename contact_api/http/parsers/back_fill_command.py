"""`contact-api back-fill`: take in, from a file, what an exchange wrote down during an outage."""

from collections.abc import Callable
from pathlib import Path

from contact_api.bootstrap import Application
from contact_api.domain.core.access import Permission, allow
from contact_api.http.auth.allowed import signed_by
from contact_api.http.auth.request_context import RequestContext
from contact_api.http.parsers.back_fill import back_fill, counts_of
from contact_api.http.parsers.back_fill_rows import BackFillLine, NotABackFill, read_csv, read_json
from contact_api.http.schemas.inbound_calls import RowReport

LARGEST_FILE = 16 * 1024 * 1024  # bytes; weeks of a region's calls
BECAME = {"taken_in": "taken in", "known_already": "known already"}


def run(
    file: Path,
    app: Application,
    *,
    sender: str | None,
    only_check: bool,
    say: Callable[[str], None],
) -> int:
    """Take every good row in and say of each what became of it; how many are faulty.

    Errors: NotABackFill, when the file as a whole cannot be read or nobody says who wrote it.
    """
    lines = read_file(file)
    written_by = sender or _only_sender(app)
    context = RequestContext(app, signed_by(written_by), app.now(), Permission.SIGNED_WEBHOOK)
    allow(context.caller, context.permission)
    done = back_fill(lines, context, only_check=only_check)
    for one in done:
        say(_line(one, only_check=only_check))
    counts = counts_of(done)
    verb = "can be taken in" if only_check else "taken in"
    say(f"{counts['taken_in']} {verb}, {counts['known_already']} known already, {counts['faults']} faulty.")
    return counts["faults"]


def read_file(file: Path) -> list[BackFillLine]:
    """The rows of a file, JSON or a table. Errors: NotABackFill."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise NotABackFill(f"{file}: {(fault.strerror or 'cannot be read').lower()}") from fault
    if len(content) > LARGEST_FILE:
        raise NotABackFill(f"{file}: larger than {LARGEST_FILE // 1024**2} MiB; give it in parts")
    try:
        return read_json(content) if content.lstrip()[:1] == b"{" else read_csv(content)
    except NotABackFill as fault:
        raise NotABackFill(f"{file}: {fault}") from fault


def _only_sender(app: Application) -> str:
    senders = list(app.settings.telephony_secrets)
    if len(senders) != 1:
        raise NotABackFill("say with --sender which exchange wrote the file (CONTACT_TELEPHONY_SECRETS)")
    return senders[0]


def _line(one: RowReport, *, only_check: bool) -> str:
    if one.became == "fault":
        return f"line {one.line}: {one.field}: {one.what}"
    became = BECAME[one.became]
    return f"line {one.line}: {'can be ' if only_check and one.became == 'taken_in' else ''}{became}"
