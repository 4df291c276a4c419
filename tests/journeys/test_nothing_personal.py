"""Names, numbers, free text and tokens stay in sealed rows and in the answers to those who may see them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from redis import Redis

from tests.journeys.outside import Outside, a_request
from tests.patience import caller

IN_PLAIN_TABLES = (
    "select relname::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
)
REASON = "Vill tala med samma sköterska som sin mor."  # why it is passed on; stands in the history


def test_a_journey_leaves_nothing_personal_in_logs_redis_jobs_or_tables(running_service: Outside) -> None:
    _journey(running_service)
    assert running_service.wait_until(running_service.all_told)

    personal = running_service.personal | {"198108222384", "8108222384", "Testlund"}
    needles = {word.encode() for word in personal if len(word) > 5}

    assert {b"+46701740651", b"Gudrun Testdotter", b"Har ont i magen sedan kl. 4."} <= needles
    for place, content in _everything_kept(running_service):
        reason = set() if place == "table contact_event" else {REASON.encode()}
        found = [needle for needle in needles | reason if needle in content]
        assert not found, f"{len(found)} in {place}, such as {found[0][:12]!r}"


def _journey(outside: Outside) -> None:
    """All doors, with everything personal that fits through them, also where it does not belong."""
    wish = a_request(
        "byske",
        reason="R13",
        phone="+46701740651",
        name="Gudrun Testdotter",
        free_text="Har ont i magen sedan kl. 4.",
        red_flags=["RF07"],
    )
    bertil, nurse, front_end = outside.signed_in("bertil"), outside.signed_in("byske-01"), outside.front_end()
    case = bertil.post("/contact-requests", json=wish).json()
    window = outside.by_link(case["link"]["token"])
    window.get(f"/contact-requests/{case['contact_id']}")
    for_child = {"relation": "child", "caller_name": "Sixten Testfar", "caller_phone": "+46701740652"}
    child = {"kind": "personal_number", "number": "201701012393"}
    front_end.post("/contact-requests", json=wish | {"identity": child, "on_behalf_of": for_child})
    outside.ring_in(
        {"unit_id": "byske", "caller_number": "+46701740653", "menu_choice": "1", "identity": child}
    )
    outside.wait_until(lambda: outside.texts_to("+46701740653"))
    for words in ("SKRIV", "Gudrun Testdotter, 19810822-2384. Har ont i magen sedan kl. 4."):
        _texts_us(outside, "+46701740653", words)
    nurse.post("/desk/contact-requests", json=wish | {"identity": child, "channel": "phone"})
    nurse.post("/desk/contact-requests/searches", json={"identity": child})

    for refused in (
        wish | {"phone": "Gudrun Testdotter"},
        wish | {"identity": {"kind": "personal_number", "number": "198108222385"}},
        wish | {"unit_id": "Gudrun-Testdotter"},
        wish | {"Gudrun Testdotter": "+46701740651"},
    ):
        assert not front_end.post("/contact-requests", json=refused).is_success
    outside.nobody().get("/units", params={"limit": "Gudrun Testdotter"})
    outside.nobody().get(
        "/contact-requests/+46701740651", headers={"Contact-Link": case["link"]["token"] + "x"}
    )

    claim = nurse.post("/work-queue/pulls").json()
    onward = {"lease_number": claim["lease_number"], "why": REASON, "to_professions": ["nurse"]}
    nurse.post(f"/work-queue/claims/{claim['contact']['contact_id']}/transfers", json=onward)
    claim = nurse.post("/work-queue/pulls").json()
    written = {"lease_number": claim["lease_number"], "text": "Ta med ditt EKG-utskrift."}
    nurse.post(f"/work-queue/claims/{claim['contact']['contact_id']}/written-messages", json=written)
    wish = {"lease_number": claim["lease_number"], "staff_phone": "+46701740658"}
    call = nurse.post(f"/work-queue/claims/{claim['contact']['contact_id']}/calls", json=wish).json()
    outside.wait_until(lambda: nurse.get(f"/work-queue/calls/{call['call_id']}").json()["phase"] == "talking")
    nurse.post(f"/work-queue/calls/{call['call_id']}/cancellations")
    outcome = {"lease_number": claim["lease_number"], "outcome": "no_answer"}
    nurse.post(f"/work-queue/claims/{claim['contact']['contact_id']}/outcomes", json=outcome)
    window.post(f"/contact-requests/{case['contact_id']}/cancellation")


def _texts_us(outside: Outside, number: str, words: str) -> None:
    with caller(base_url=outside.stack.places.provider) as provider:
        provider.post("/double/messages", json={"from": number, "body": words}).raise_for_status()


def _everything_kept(outside: Outside) -> Iterator[tuple[str, bytes]]:
    """What is written by any process, by name; not the dry phone's file, which is a telephone."""
    home = outside.stack.places.messages.parent
    for file in home.rglob("*"):
        if file.is_file() and (file.suffix in (".log", ".aof") or file.name == "log"):
            yield str(file.relative_to(home)), file.read_bytes()
    redis = Redis.from_url(outside.stack.servers.redis_url)
    for key in redis.scan_iter():
        yield f"Redis {key!r}", key + (redis.dump(key) or b"")  # it may have run out meanwhile
    for table in outside.rows(IN_PLAIN_TABLES):
        rows: list[dict[str, Any]] = outside.rows(f"select t::text as row from {table['name']} t")  # noqa: S608
        yield f"table {table['name']}", "\n".join(row["row"] for row in rows).encode()


def test_what_is_looked_through_is_there(running_service: Outside) -> None:
    _journey(running_service)
    running_service.wait_until(running_service.all_told)

    places = dict(_everything_kept(running_service))

    logs = {Path(place).stem for place in places if place.endswith(".log")}
    assert {"api", "worker", "scheduler", "sign-in"} <= logs
    assert b"request.answered" in places["programs/logs/api.log"]
    assert b"message.handed_over" in places["programs/logs/worker.log"]
    assert places["table outbox"]
    assert any(place.startswith("Redis b'rq:job:") for place in places)
