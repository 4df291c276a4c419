"""Write calls down and tell them to the contact-routing API, signed as Standard Webhooks has it.

Kamailio calls `heard` with every call, `ask` before it says that somebody calls back, and `post` and `back_fill` from a
process of their own. Nothing but Python's
standard library is needed. By hand, when the API was down:

    EXCHANGE_API=… EXCHANGE_SECRET_FILE=… EXCHANGE_SPOOL=… python3 exchange.py

The spool folder holds what is not posted yet, in the form of a back-fill:
    asked-….csv    a call-back request whose caller waits for the answer; one that was left is posted by `back_fill`
    new.csv        written down, posted within a second
    back-fill.csv  the API did not answer; posted by the next `back_fill` with the original times
    refused.csv    the API said what is wrong with a row; for a human
"""

import base64
import csv
import fcntl
import hashlib
import hmac
import io
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

KSR: Any = sys.modules.get("KSR")  # Kamailio's own functions; none when run by hand

COLUMNS = (
    "event_id",
    "kind",
    "at",
    "call_reference",
    "called_number",
    "caller_number",
    "menu_choice",
    "why",
)
USER = re.compile(r"(?:sips?|tel):([^@;?>]*)", re.IGNORECASE)
NUMBER = re.compile(r"\+?[0-9]{3,15}")
WRITTEN_APART = re.compile(r"[-.() ]")  # RFC 3966's visual separators
WITHHELD_BY = {
    "id",
    "user",
    "header",
}  # RFC 3323 and 3325: who is told of the call may not be told its number
SECONDS = 5  # so long an answer is waited for
CALLER_WAITS = 3  # seconds, before a caller is told that it is not certain
LEFT_AFTER = 4 * SECONDS  # a request that is still there was left by somebody who was killed
ROWS_AT_ONCE = 200  # what a post may have
EVENTS_AT_ONCE = 100
UNREACHABLE = {401, 403, 408, 429}  # and every fault of the API: not the row's fault, so it is tried again
FAULTS = 500  # and above
SETTINGS = ("EXCHANGE_API", "EXCHANGE_SECRET_FILE", "EXCHANGE_SPOOL")
# For rehearsals against a service whose clock is moved by CONTACT_CLOCK_OFFSET_SECONDS.
CLOCK_OFFSET = timedelta(seconds=float(os.environ.get("EXCHANGE_CLOCK_OFFSET_SECONDS", "0")))
Row = dict[str, str]


class Unreachable(Exception):
    """The API does not answer, or does not know us; the rows wait."""


# ---- in Kamailio ----


class Exchange:
    """What Kamailio calls; a positive number means it went well."""

    def child_init(self, _rank: int) -> int:
        return 1

    def heard(self, _message: object, kind: str) -> int:
        """Write a call down before it is answered: 1, or 2 when nobody can be called back.

        Its own id makes a second time harmless.
        """
        row = row_of(kind)
        try:
            write_down([row], asked(row["event_id"]) if row["kind"] == "call_back_request" else "new.csv")
        except OSError as error:
            KSR.err(f"contact-routing: not written down: {error.strerror}\n")
            return -1
        return 1 if row["kind"] == kind else 2

    def ask(self, _message: object) -> int:
        """Whether the API took the request in: 1 yes, 2 no, 3 it did not say so in time, and is asked again later."""
        try:
            return ask_for(asked(row_of("call_back_request")["event_id"]))
        except OSError as error:
            KSR.err(f"contact-routing: the spool cannot be used: {error.strerror}\n")
            return 3

    def post(self, _message: object) -> int:
        return tell(post_new)

    def back_fill(self, _message: object) -> int:
        return tell(post_later)


def mod_init() -> Exchange:
    """Called once by Kamailio, which does not start when a setting is missing or the spool cannot be written."""
    for name in SETTINGS:
        if not os.environ.get(name):
            raise RuntimeError(f"{name} is not set")
    if not os.access(spool("."), os.W_OK) or not os.access(os.environ["EXCHANGE_SECRET_FILE"], os.R_OK):
        raise RuntimeError("the spool cannot be written, or the secret cannot be read")
    return Exchange()


def tell(act: Any) -> int:
    """Do it and never fail Kamailio's timer; the log gets no number and no name."""
    try:
        act()
    except Unreachable as error:
        KSR.warn(f"contact-routing: {error}; it is tried again\n")
    except OSError as error:
        KSR.err(f"contact-routing: the spool cannot be used: {error.strerror}\n")
    return 1


def row_of(kind: str) -> Row:
    """The call that Kamailio handles; with a withheld number nobody can be called back."""
    reference = hashlib.sha256(KSR.pv.get("$ci").encode()).hexdigest()[:32]
    caller = shown_number()
    if kind == "call_back_request" and not caller:
        kind = "offered"
    return {
        "event_id": f"{reference}-{kind}",
        "kind": kind,
        "at": (datetime.now(UTC) + CLOCK_OFFSET).isoformat(timespec="milliseconds"),
        "call_reference": reference,
        "called_number": KSR.pv.get("$rU") or "",
        "caller_number": caller,
        "menu_choice": (KSR.pv.get("$hdr(X-Menu-Choice)") or "") if kind == "call_back_request" else "",
        "why": (KSR.pv.get("$hdr(X-Turned-Away)") or "") if kind == "turned_away" else "",
    }


def shown_number() -> str:
    """The number that the exchange vouches for, else the one in From; nothing when the caller withholds it."""
    privacy = (KSR.pv.get("$hdr(Privacy)") or "").casefold()
    if WITHHELD_BY & {word.strip() for word in re.split(r"[;,]", privacy)}:
        return ""
    user = USER.search(KSR.pv.get("$ai") or KSR.pv.get("$fu") or "")
    number = WRITTEN_APART.sub("", urllib.parse.unquote(user[1])) if user else ""
    return number if NUMBER.fullmatch(number) else ""


# ---- the spool ----


def spool(name: str) -> Path:
    return Path(os.environ["EXCHANGE_SPOOL"]) / name


def asked(event_id: str) -> str:
    """The file of one call-back request while its caller waits."""
    return f"asked-{event_id}.csv"


@contextmanager
def locked() -> Iterator[None]:
    """Nobody else reads or moves the spool's files meanwhile."""
    with spool("lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_down(rows: list[Row], name: str = "new.csv") -> None:
    """Add rows to a file of the spool."""
    with (
        locked(),
        os.fdopen(os.open(spool(name), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a") as file,
    ):
        if file.tell() == 0:
            file.write(table([], head=True))
        file.write(table(rows, head=False))


def table(rows: list[Row], *, head: bool = True) -> str:
    """Rows as a back-fill has them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    if head:
        writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@contextmanager
def taken(name: str) -> Iterator[list[Row]]:
    """The rows of a file, which is gone when all went well, and else as it was. One at a time.

    What somebody was killed with is found again.
    """
    mine = spool(f"{name}.taken")
    with spool(f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with locked():
            if not mine.exists() and spool(name).exists():
                spool(name).rename(mine)
        rows = rows_of(mine)
        try:
            yield rows
        except BaseException:
            with locked():
                mine.write_text(table(rows + rows_of(spool(name))), "utf-8")
                mine.rename(spool(name))
            raise
        mine.unlink(missing_ok=True)


def rows_of(file: Path) -> list[Row]:
    """The rows of a file; none when there is none."""
    return list(csv.DictReader(file.read_text("utf-8").splitlines())) if file.exists() else []


# ---- posting ----


def post_new() -> None:
    """Post the events just written down; once the API does not answer, the rest waits for `post_later`."""
    if not spool("new.csv").exists() and not spool("new.csv.taken").exists():
        return
    why = ""
    with taken("new.csv") as rows:
        left = list(rows)
        try:
            while left:
                post_events(left[:EVENTS_AT_ONCE])
                left = left[EVENTS_AT_ONCE:]
        except Unreachable as error:
            write_down(left, "back-fill.csv")
            why = str(error)
    if why:
        raise Unreachable(why)


def ask_for(name: str) -> int:
    """Post the request of this file while its caller waits; what the API does not answer in time is posted later."""
    rows = rows_of(spool(name))
    try:
        answer = post_request(rows[0], seconds=CALLER_WAITS) if rows else {}
    except Unreachable as error:
        KSR.warn(f"contact-routing: {error}; it is tried again\n")
        write_down(rows, "back-fill.csv")
        told = 3
    else:
        told = 2 if "type" in answer else 1 if rows else 3
    spool(name).unlink(missing_ok=True)
    return told


def post_request(row: Row, *, seconds: float = SECONDS) -> dict[str, Any]:
    """Post a call-back request; the answer. Errors: Unreachable."""
    fields = {name: value for name, value in row.items() if value and name not in ("event_id", "kind", "at")}
    body = json.dumps(fields | {"sought_at": row["at"]})
    answer = send("callback-requests", body, row["event_id"], seconds=seconds)
    note_refused([row], answer)
    return answer


def find_left() -> None:
    """What was written down by somebody who was killed before the API was asked waits with the others."""
    for file in spool(".").glob("asked-*.csv"):
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_mtime > LEFT_AFTER:
                write_down(rows_of(file), "back-fill.csv")
                file.unlink()


def post_events(rows: list[Row]) -> None:
    """Post what happened to calls. Errors: Unreachable."""
    sent = [{name: value for name, value in row.items() if value} for row in rows]
    note_refused(rows, send("events", json.dumps({"events": sent}), name_of(rows)))


def post_later() -> None:
    """Post what waits, with its original times; what is known already is known by its id."""
    find_left()
    if not spool("back-fill.csv").exists() and not spool("back-fill.csv.taken").exists():
        return
    with taken("back-fill.csv") as rows:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            note_refused(part, send("back-fills", table(part), name_of(part), kind="text/csv"))


def note_refused(rows: list[Row], answer: dict[str, Any]) -> None:
    """Keep for a human the rows that the API found a fault with, or all when it refused the whole post."""
    if "lines" in answer:
        faulty = [row for row, line in zip(rows, answer["lines"], strict=True) if line["became"] == "fault"]
    else:
        faulty = rows if "type" in answer else []
    if faulty:
        write_down(faulty, "refused.csv")


def send(
    path: str, body: str, message_id: str, *, kind: str = "application/json", seconds: float = SECONDS
) -> dict[str, Any]:
    """Post it signed; the answer, or the problem it was refused with. Errors: Unreachable."""
    headers = {"Content-Type": kind} | signed(message_id, body)
    url = f"{os.environ['EXCHANGE_API'].rstrip('/')}/telephony/{path}"
    request = urllib.request.Request(url, body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refusal:
        if refusal.code in UNREACHABLE or refusal.code >= FAULTS:
            raise Unreachable(f"the API answers {refusal.code}") from None
        return {"type": "refused"}
    except (OSError, ValueError):
        raise Unreachable("the API does not answer") from None


def signed(message_id: str, body: str) -> dict[str, str]:
    """Headers with a signature by every secret of the file: the old and the new one while it is changed."""
    stamp = str(int(time.time()))
    content = f"{message_id}.{stamp}.{body}".encode()
    secrets = Path(os.environ["EXCHANGE_SECRET_FILE"]).read_text("ascii").split()
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    signatures = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def name_of(rows: list[Row]) -> str:
    """An id of its own for the message that carries these rows."""
    return "rows-" + hashlib.sha256(" ".join(row["event_id"] for row in rows).encode()).hexdigest()[:32]


if __name__ == "__main__":
    try:
        post_new()
        post_later()
    except Unreachable as unreachable:
        sys.exit(f"{unreachable}; the rows wait in {os.environ['EXCHANGE_SPOOL']}")
