"""Every part is killed in the middle of 500 requests: what was answered stands, and nobody is called twice."""

import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from contact_api.demo.stack import Stack
from tests.journeys.outside import Outside, a_request
from tests.journeys.storm import UNITS, Pull, Storm, kill_worker

pytestmark = pytest.mark.crash

MANY = 500
ENDS_A_HOLD = {"attempt.ended", "contact.released", "contact.transferred", "lease.expired"}


def kill_api(stack: Stack) -> None:
    stack.programs.kill("api")


def kill_supervisor(stack: Stack) -> None:
    os.kill(stack.programs.pid("worker"), signal.SIGKILL)


def kill_scheduler(stack: Stack) -> None:
    stack.programs.kill("scheduler")


def kill_valkey(stack: Stack) -> None:
    stack.servers.valkey.kill()
    stack.servers.valkey.start()


def empty_valkey(stack: Stack) -> None:
    with Redis.from_url(stack.servers.redis_url) as redis:
        redis.flushall()


def kill_postgres(stack: Stack) -> None:
    stack.servers.postgres.kill()
    stack.servers.postgres.start()


BLOWS: tuple[Callable[[Stack], None], ...] = (
    *(kill_worker, kill_api, kill_scheduler, kill_valkey),
    *(kill_supervisor, empty_valkey, kill_postgres),
)


@pytest.fixture(scope="session")
def aftermath(mortal_service: Outside) -> Storm:
    """What is left when the storm is over, every job that was under way has been given up, and all is told."""
    storm = Storm(mortal_service, MANY)
    storm.begin()
    try:
        for number, blow in enumerate(BLOWS, 1):
            assert storm.wait_for(number * MANY // (len(BLOWS) + 1)), storm.refused
            blow(mortal_service.stack)
        assert storm.wait_for(MANY), storm.refused
    finally:
        storm.end()
    mortal_service.stack.move_clock(
        timedelta(seconds=50)
    )  # longer than a sender may keep a message to itself
    assert mortal_service.wait_until(mortal_service.all_told)
    return storm


def test_everybody_is_answered_in_the_end_and_nobody_is_refused(aftermath: Storm) -> None:
    assert aftermath.refused == []
    assert len(aftermath.answers) == MANY


def test_every_answered_request_is_there_exactly_once(mortal_service: Outside, aftermath: Storm) -> None:
    told = Counter(answer["contact_id"] for answer in aftermath.answers.values())
    kept = mortal_service.rows(
        "select c.id, count(e.id) as taken_in from contact_request c"
        " left join contact_event e on e.contact_id = c.id and e.kind = 'contact.taken_in'"
        " where c.unit_id = any(%s) group by c.id",
        list(UNITS),
    )

    assert told == Counter(row["id"] for row in kept)
    assert {row["taken_in"] for row in kept} == {1}
    assert {answer["times_sought"] for answer in aftermath.answers.values()} == {1}


def test_what_was_promised_stands_as_it_was_told(mortal_service: Outside, aftermath: Storm) -> None:
    promises = mortal_service.rows("select contact_id, made_at, window_from, backed from promise")
    kept = {(row["contact_id"], _text(row["made_at"]), _text(row["window_from"])) for row in promises}
    told = {
        (answer["contact_id"], answer["promise"]["made_at"], answer["promise"]["window_from"])
        for answer in aftermath.answers.values()
    }

    assert told <= kept
    assert sum(answer["promise"]["backed"] for answer in aftermath.answers.values()) > MANY / 2


def test_the_same_key_gets_the_same_answer_afterwards(aftermath: Storm) -> None:
    for key in list(aftermath.answers)[:: MANY // 25]:
        assert aftermath.ask_again(key).json() == aftermath.answers[key]


def test_every_promise_is_backed_by_minutes_and_every_minute_by_a_promise(
    mortal_service: Outside, aftermath: Storm
) -> None:
    unequal = mortal_service.rows(
        "select c.pool_id, c.start_at, c.reserved_minutes, r.minutes from capacity_cell c left join"
        " (select pool_id, cell_start, sum(minutes) as minutes from reservation group by 1, 2) r"
        " on r.pool_id = c.pool_id and r.cell_start = c.start_at"
        " where c.reserved_minutes <> coalesce(r.minutes, 0)"
    )
    unbacked = mortal_service.rows(
        "select id from contact_request c where state = 'waiting' and backed and lease_number = 0"
        " and not exists (select from reservation r where r.contact_id = c.id)"
    )

    assert unequal == []
    assert unbacked == []


def test_nobody_is_in_two_hands_at_once(mortal_service: Outside, aftermath: Storm) -> None:
    events = mortal_service.rows("select contact_id, kind, actor, facts from contact_event order by id")
    pulled: list[Pull] = []
    holder: dict[str, str] = {}
    for event in events:
        if event["kind"] == "contact.pulled":
            assert event["contact_id"] not in holder
            holder[event["contact_id"]] = event["actor"]
            pulled.append(Pull(event["contact_id"], event["facts"]["lease"], event["actor"]))
        elif event["kind"] in ENDS_A_HOLD:
            assert holder.pop(event["contact_id"]) in (event["actor"], "system") or event["actor"] == "system"

    assert len({(pull.contact_id, pull.lease_number) for pull in pulled}) == len(pulled) > len(BLOWS)
    assert Counter(aftermath.pulls) <= Counter(pulled)


def test_every_call_is_kept_exactly_once(mortal_service: Outside, aftermath: Storm) -> None:
    kept = mortal_service.rows(
        "select count(*) as attempts from attempt a join contact_request c on c.id = a.contact_id"
        " where c.unit_id = any(%s)",
        list(UNITS),
    )

    assert kept == [{"attempts": aftermath.outcomes}]


def test_every_receipt_is_sent_and_hardly_any_twice(mortal_service: Outside, aftermath: Storm) -> None:
    messages = mortal_service.rows(
        "select m.id, contact_id, m.kind, m.state, why_not from message m"
        " join contact_request c on c.id = m.contact_id where c.unit_id = any(%s)",
        list(UNITS),
    )
    ids = {one["id"] for one in messages}
    lines = mortal_service.stack.places.messages.read_text("utf-8").splitlines()
    shown = Counter(one for line in lines if (one := json.loads(line)["message_id"]) in ids)
    told = {answer["contact_id"] for answer in aftermath.answers.values()}

    assert told <= {one["contact_id"] for one in messages if one["kind"].startswith("receipt")}
    came_to = {(one["state"], one["why_not"]) for one in messages}
    assert came_to <= {("sent", None), ("delivered", None), ("not_sent", "overtaken")}
    assert {one["id"] for one in messages if one["state"] in ("sent", "delivered")} == set(shown)
    assert shown.total() - len(shown) <= len(BLOWS)


def test_without_valkey_times_are_found_held_and_booked(mortal_service: Outside) -> None:
    valkey = mortal_service.stack.servers.valkey
    wish = a_request("backen", reason="R11", phone="+46701740698")  # where no storm is
    case = mortal_service.front_end().post("/contact-requests", json=wish).json()
    own, path = mortal_service.by_link(case["link"]["token"]), f"/contact-requests/{case['contact_id']}"
    valkey.kill()
    try:
        found = own.get(f"{path}/bookable-times").json()["times"][0]
        wanted = {key: found[key] for key in ("time_type_id", "starts_at")} | {"unit_id": found["unit"]["id"]}
        held = own.post(f"{path}/booking-holds", json=wanted)
        booked = own.post(f"{path}/bookings", json={"hold_id": held.json()["booking_id"]})
    finally:
        valkey.start()

    assert (held.status_code, booked.status_code, booked.json()["state"]) == (201, 201, "booked")


def test_without_valkey_contacts_are_taken_in_and_promised_and_told_later(mortal_service: Outside) -> None:
    phone, valkey = "+46701740699", mortal_service.stack.servers.valkey
    valkey.kill()
    try:
        taken = mortal_service.front_end().post("/contact-requests", json=a_request("mala", phone=phone))
        health = mortal_service.nobody().get("/health")
    finally:
        valkey.start()

    assert (taken.status_code, taken.json()["promise"]["backed"]) == (201, True)
    assert (health.status_code, health.json()["status"]) == (200, "impaired")
    assert health.json()["parts"] | {"scheduler": None} == {
        "database": True,
        "queue": False,
        "scheduler": None,
        "workers": False,
    }
    assert mortal_service.wait_until(lambda: mortal_service.texts_to(phone))


def _text(moment: Any) -> str | None:
    """As the API writes it."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None
