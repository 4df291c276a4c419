"""docs/kamailio/exchange.py without Kamailio: what is written down, posted, kept back and given to a human."""

import importlib.util
import json
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from contact_api.adapters.identity.webhooks import WebhookCheck, new_secret
from contact_api.http.parsers.back_fill_rows import read_csv, read_row
from contact_api.http.schemas.inbound_calls import BackFillRow

SCRIPT = Path(__file__).parents[2] / "docs" / "kamailio" / "exchange.py"
OLD, NEW = new_secret(), new_secret()
CALL = {"$ci": "7f3a90@pbx", "$fu": "sip:+46701740605@pbx", "$ai": None, "$rU": "+46846500401"}


@dataclass
class Api:
    """Checks signatures as the service does, keeps what was posted, and answers as told."""

    url: str = ""
    secrets: tuple[str, ...] = (NEW,)
    status: int = 201
    faulty: frozenset[str] = frozenset()
    posts: list[tuple[str, str, str]] = field(default_factory=list)  # path, message id, body

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, object]:
        sent = WebhookCheck({"exchange": self.secrets}).check(headers, body, now=datetime.now(UTC))
        self.posts.append((path.rpartition("/")[2], sent.message_id, body.decode()))
        if path.endswith("callback-requests"):
            return self.status, {}
        ids = [line.split(",")[0] for line in body.decode().splitlines()[1:]]
        if path.endswith("events"):
            ids = [event["event_id"] for event in json.loads(body)["events"]]
        became = ["fault" if one in self.faulty else "taken_in" for one in ids]
        return self.status, {"lines": [{"became": one} for one in became]}


@pytest.fixture
def api() -> Iterator[Api]:
    known = Api()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = known.answer(self.path, dict(self.headers), body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        known.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch, api: Api, spool: Path) -> ModuleType:
    """The script as Kamailio has loaded it."""
    secret = spool.parent / "secret"
    secret.write_text(f"{NEW}\n{OLD}\n", "ascii")
    for name, value in (("API", api.url), ("SECRET_FILE", secret), ("SPOOL", spool)):
        monkeypatch.setenv(f"EXCHANGE_{name}", str(value))
    found = importlib.util.spec_from_file_location("kamailio_exchange", SCRIPT)
    assert found is not None
    assert found.loader is not None
    script = importlib.util.module_from_spec(found)
    monkeypatch.setitem(sys.modules, "KSR", _kamailio())
    found.loader.exec_module(script)
    return script


def _kamailio() -> Any:
    said: list[str] = []
    return SimpleNamespace(pv=SimpleNamespace(get=CALL.get), err=said.append, warn=said.append, said=said)


def rings(exchange: ModuleType, kind: str = "call_back_request", **but: str | None) -> int:
    """A call comes in, as Kamailio tells of it; what the script answers."""
    header = {"call_back_request": "$hdr(X-Menu-Choice)", "turned_away": "$hdr(X-Turned-Away)"}.get(kind, "")
    call = CALL | {header: "1" if kind == "call_back_request" else "full"} | but
    exchange.KSR.pv.get = call.get
    return int(exchange.mod_init().heard(None, kind))


def asks(exchange: ModuleType) -> int:
    """What the caller of the call that came in last is to be told."""
    return int(exchange.mod_init().ask(None))


def waiting_callers(spool: Path) -> list[Path]:
    return list(spool.glob("asked-*.csv"))


def waiting_caller(spool: Path) -> Path:
    (one,) = waiting_callers(spool)
    return one


def rows_in(file: Path) -> list[BackFillRow]:
    """The rows of a file of the spool, as the service reads them."""
    read = [read_row(line.sent, BackFillRow) for line in read_csv(file.read_bytes())]
    assert all(isinstance(row, BackFillRow) for row in read), read
    return [row for row in read if isinstance(row, BackFillRow)]


def test_a_call_is_on_disk_before_it_is_answered_in_the_form_of_a_back_fill(
    exchange: ModuleType, spool: Path
) -> None:
    rings(exchange)

    (row,) = rows_in(waiting_caller(spool))
    assert (row.kind, row.menu_choice, row.why) == ("call_back_request", "1", None)
    assert (row.caller_number, row.called_number) == ("+46701740605", "+46846500401")
    assert row.event_id == f"{row.call_reference}-call_back_request"


def test_a_call_back_request_is_posted_under_the_id_it_has_in_the_spool(
    exchange: ModuleType, api: Api, spool: Path
) -> None:
    rings(exchange)
    (row,) = rows_in(waiting_caller(spool))

    assert asks(exchange) == 1

    ((path, message_id, body),) = api.posts
    assert (path, message_id) == ("callback-requests", row.event_id)
    assert json.loads(body) == {
        "call_reference": row.call_reference,
        "called_number": "+46846500401",
        "caller_number": "+46701740605",
        "menu_choice": "1",
        "sought_at": json.loads(body)["sought_at"],
    }
    assert [file.name for file in spool.glob("*.csv*") if file.suffix != ".lock"] == []


@pytest.mark.parametrize("secret", [OLD, NEW], ids=["the old", "the new"])
def test_while_the_secret_is_changed_posts_are_signed_by_both(
    exchange: ModuleType, api: Api, secret: str
) -> None:
    api.secrets = (secret,)
    rings(exchange)

    assert asks(exchange) == 1

    assert len(api.posts) == 1


def test_events_go_in_one_post(exchange: ModuleType, api: Api) -> None:
    for number, kind in enumerate(("offered", "turned_away")):
        rings(exchange, kind, **{"$ci": f"call-{number}"})

    exchange.post_new()

    assert [path for path, _, _ in api.posts] == ["events"]
    first = json.loads(api.posts[0][2])["events"]
    assert [(event["kind"], event.get("why")) for event in first] == [
        ("offered", None),
        ("turned_away", "full"),
    ]


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_what_the_api_does_not_take_waits_and_is_posted_later_with_its_own_time(
    exchange: ModuleType, api: Api, spool: Path, status: int
) -> None:
    api.status = status
    rings(exchange)
    assert asks(exchange) == 3
    assert waiting_callers(spool) == []
    rings(exchange, "turned_away", **{"$ci": "call-2"})
    with pytest.raises(exchange.Unreachable):
        exchange.post_new()
    waiting = rows_in(spool / "back-fill.csv")
    assert [row.kind for row in waiting] == ["call_back_request", "turned_away"]

    with pytest.raises(exchange.Unreachable):
        exchange.post_later()
    assert rows_in(spool / "back-fill.csv") == waiting
    api.status = 200
    exchange.post_later()
    exchange.post_later()

    assert [path for path, _, _ in api.posts] == ["callback-requests", "events", "back-fills", "back-fills"]
    assert [read_row(line.sent, BackFillRow) for line in read_csv(api.posts[-1][2].encode())] == waiting


def test_killed_between_taking_and_posting_nothing_is_lost(
    exchange: ModuleType, api: Api, spool: Path
) -> None:
    rings(exchange, "offered")
    (spool / "new.csv").rename(spool / "new.csv.taken")
    rings(exchange, "turned_away", **{"$ci": "call-2"})

    exchange.post_new()
    exchange.post_new()

    assert [event["kind"] for _, _, body in api.posts for event in json.loads(body)["events"]] == [
        "offered",
        "turned_away",
    ]


def test_killed_before_the_api_was_asked_a_request_is_posted_later(
    exchange: ModuleType, api: Api, spool: Path
) -> None:
    rings(exchange)
    left = waiting_caller(spool)

    exchange.post_later()
    assert left.exists()  # its caller may still wait
    os.utime(left, (0, 0))
    exchange.post_later()

    assert [path for path, _, _ in api.posts] == ["back-fills"]
    assert waiting_callers(spool) == []


def test_a_row_the_api_finds_a_fault_with_is_kept_for_a_human(
    exchange: ModuleType, api: Api, spool: Path
) -> None:
    for call in ("call-1", "call-2"):
        rings(exchange, "offered", **{"$ci": call})
    _good, bad = rows_in(spool / "new.csv")
    api.faulty = frozenset({bad.event_id})

    exchange.post_new()

    assert rows_in(spool / "refused.csv") == [bad]
    assert not (spool / "back-fill.csv").exists()


def test_a_request_to_a_number_that_is_no_units_is_kept_for_a_human(
    exchange: ModuleType, api: Api, spool: Path
) -> None:
    rings(exchange)
    api.status = 404

    assert asks(exchange) == 2

    assert waiting_callers(spool) == []
    assert [row.kind for row in rows_in(spool / "refused.csv")] == ["call_back_request"]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ({"$fu": "sip:anonymous@anonymous.invalid"}, None),
        ({"$fu": "sip:anonymous@pbx", "$ai": "sip:+46701740606@pbx"}, "+46701740606"),
        ({"$fu": "sip:0701740607@pbx;user=phone"}, "0701740607"),
        ({"$ai": "tel:+46701740608"}, "+46701740608"),
        ({"$fu": "tel:+46-70-174-06-05"}, "+46701740605"),
        ({"$fu": "SIP:+46701740605@192.0.2.4"}, "+46701740605"),
        ({"$fu": "TEL:+46701740605"}, "+46701740605"),
        ({"$fu": "sip:%2B46701740605@192.0.2.4"}, "+46701740605"),
        ({"$fu": "tel:+46.70.1740605"}, "+46701740605"),
        ({"$ai": "sip:+46701740606@pbx", "$hdr(Privacy)": "id"}, None),
        ({"$hdr(Privacy)": "Header; ID"}, None),
        ({"$hdr(Privacy)": "none"}, "+46701740605"),
    ],
)
def test_a_withheld_number_is_let_in_as_nobody_can_call_it_back(
    exchange: ModuleType, spool: Path, said: dict[str, str], number: str | None
) -> None:
    told = rings(exchange, **said)

    (row,) = rows_in(waiting_caller(spool) if number else spool / "new.csv")
    assert told == (1 if number else 2)
    assert (row.kind, row.caller_number) == ("call_back_request" if number else "offered", number)


def test_kamailio_does_not_start_without_its_settings(
    exchange: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXCHANGE_API")

    with pytest.raises(RuntimeError, match="EXCHANGE_API is not set"):
        exchange.mod_init()


def test_a_call_that_cannot_be_written_down_is_said_to_be(exchange: ModuleType, spool: Path) -> None:
    running = exchange.mod_init()
    spool.rename(spool.parent / "gone")

    assert running.heard(None, "offered") == -1
    assert exchange.KSR.said == ["contact-routing: not written down: No such file or directory\n"]


def test_the_timer_goes_on_when_nobody_answers_and_logs_no_number(exchange: ModuleType, api: Api) -> None:
    rings(exchange, "offered")
    api.status = 503

    assert (exchange.mod_init().post(None), exchange.mod_init().back_fill(None)) == (1, 1)
    assert exchange.KSR.said == ["contact-routing: the API answers 503; it is tried again\n"] * 2
