"""The README names every file that a request passes: intake, receipt, pull and outcome, traced over PostgreSQL."""

import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from fastapi.testclient import TestClient

from contact_api.adapters.identity.tokens import TokenChecker
from contact_api.adapters.sql.outbox import relay
from contact_api.bootstrap import Application
from contact_api.domain.core.access import Role
from contact_api.http.app import create_app
from contact_api.sign_in import directory_of
from tests.adapters.sql.small_region import ALPHA, NURSES, a_cell, lay
from tests.http.world import ASTRID, V1, SignIn, trusted_issuer
from tests.workers.conftest import Workplace

ROOT = Path(__file__).resolve().parents[2]
TABLE = (
    (ROOT / "README.md")
    .read_text("utf-8")
    .partition("\n## The way of one request\n")[2]
    .partition("\n## ")[0]
)
OURS = tuple(f"{ROOT / folder}/" for folder in ("contact_api", "workers"))


def named() -> dict[str, list[str]]:
    """The files of each act, as the README's table has them."""
    acts: dict[str, list[str]] = {}
    act = ""
    for line in TABLE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[-1].endswith("`"):
            act = cells[0].strip("*") or act  # a row without one goes on with the last
            acts.setdefault(act, []).extend(paths(cells[-1]))
    return acts


def paths(cell: str) -> Iterator[str]:
    for path in re.findall(r"`([^`]+)`", cell):
        before, _, rest = path.partition("{")
        inside, _, after = rest.partition("}")
        for name in inside.split(","):
            full = f"{before}{name}{after}"
            yield full if full.startswith("workers/") else f"contact_api/{full}"


@contextmanager
def traced() -> Iterator[set[str]]:
    """The files of ours in which anything is called, in threads that begin meanwhile and in this one."""
    passed: set[str] = set()

    def note(frame: FrameType, event: str, _arg: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(OURS) and code.co_name != "<module>":
            passed.add(Path(code.co_filename).relative_to(ROOT).as_posix())

    threading.setprofile(note)
    sys.setprofile(note)
    yield passed
    threading.setprofile(None)
    sys.setprofile(None)


def signed_in(place: Workplace) -> tuple[Application, Callable[..., Mapping[str, str]]]:
    """The product with a sign-in that needs no network, and the headers of whoever signs in there."""
    sign_in = SignIn()

    def headers(subject: str, role: Role, **claims: str) -> Mapping[str, str]:
        until = datetime.now(UTC) + timedelta(hours=1)
        return {"Authorization": f"Bearer {sign_in.token(subject, role, until=until, **claims)}"}

    tokens = TokenChecker([trusted_issuer()], directory=directory_of(place.store), fetch=sign_in.fetch)
    return replace(place.app, tokens=tokens), headers


def send_receipt(place: Workplace) -> None:
    with place.store.connection() as connection:
        relay(connection, place.queues.enqueue, now=place.app.now())
    place.work()


def test_the_readme_names_every_file_that_a_request_passes_first_where_it_does(place: Workplace) -> None:
    app, headers = signed_in(place)
    citizen = headers("astrid", Role.CITIZEN, **{"https://id.oidc.se/claim/personalIdentityNumber": ASTRID})
    nurse = headers(NURSES[0], Role.STAFF, staff_id=NURSES[0], unit_id=ALPHA)
    body = {"unit_id": ALPHA, "reason": "R01", "phone": "+46701740605", "sms_welcome": True}
    lay(app, a_cell(9, 60), a_cell(9.5, 60))
    found: dict[str, set[str]] = {}

    with traced() as passed, TestClient(create_app(app)) as client:
        client.get(f"{V1}/health")

        def first_passed(name: str, act: Callable[[], Any]) -> Any:
            passed.clear()
            came_to = act()
            found[name] = passed - set().union(*found.values())
            return came_to

        asked = {**citizen, "Idempotency-Key": "one"}
        first_passed("intake", lambda: client.post(f"{V1}/contact-requests", json=body, headers=asked))
        first_passed("receipt", lambda: send_receipt(place))
        claim = first_passed("pull", lambda: client.post(f"{V1}/work-queue/pulls", headers=nurse)).json()
        url = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
        outcome = {"lease_number": claim["lease_number"], "outcome": "no_answer"}
        ended = first_passed("outcome", lambda: client.post(url, json=outcome, headers=nurse))

    assert ended.status_code == 200, ended.text
    assert len(place.texts()) == 1
    told = named()
    assert list(told) == list(found)
    wrong = {
        act: {"missing": sorted(files - {*told[act]}), "not passed": sorted({*told[act]} - files)}
        for act, files in found.items()
        if files != {*told[act]}
    }
    assert wrong == {}
