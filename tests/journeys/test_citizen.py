"""A citizen seeks contact on the web, is promised a time, moves it, cancels; another is never reached."""

from datetime import datetime, timedelta
from uuid import uuid4

from tests.journeys.outside import Outside, a_request

HOUR = timedelta(minutes=60)


def test_a_citizen_is_promised_a_time_moves_it_by_the_link_and_cancels(running_service: Outside) -> None:
    phone = "+46701740611"
    wish = a_request(
        "mariehem", phone=phone, name="Astrid Testberg", sms_welcome=True, free_text="Hostar mest om natten."
    )

    taken = running_service.signed_in("astrid").post("/contact-requests", json=wish)

    case = taken.json()
    promise = case["promise"]
    assert taken.status_code == 201
    assert next(iter(case)) == "call_112"
    assert promise["backed"]
    assert promise["unit"]["id"] == "mariehem"
    assert timedelta() < _at(promise["window_to"]) - _at(promise["window_from"]) <= HOUR
    assert _at(promise["window_to"]).date() == _at(case["sought_at"]).date()
    assert running_service.wait_until(lambda: running_service.texts_to(phone))
    assert case["link"]["url"] in running_service.texts_to(phone)[0]

    window = running_service.by_link(case["link"]["token"])
    offers = window.get(f"/contact-requests/{case['contact_id']}/windows").json()["windows"]
    later = offers[-1]
    choice = {"window_from": later["window_from"], "unit_id": later["unit"]["id"]}
    moved = window.put(f"/contact-requests/{case['contact_id']}/promise", json=choice).json()

    assert moved["promise"]["window_from"] == later["window_from"] > promise["window_from"]
    assert moved["promise"]["why"] == "chosen"
    assert moved["sought_at"] == case["sought_at"]
    assert running_service.wait_until(lambda: len(running_service.texts_to(phone)) == 2)

    first, again = (window.post(f"/contact-requests/{case['contact_id']}/cancellation") for _ in range(2))
    too_late = window.put(f"/contact-requests/{case['contact_id']}/promise", json=choice)

    assert (first.json()["state"], again.json()) == ("cancelled", first.json())
    assert (too_late.status_code, too_late.json()["type"]) == (409, _problem("contact-is-closed"))
    assert _minutes_reserved_for(running_service, case["contact_id"]) == 0
    assert running_service.wait_until(lambda: len(running_service.texts_to(phone)) == 3)


def test_the_same_request_sent_again_with_its_key_is_one_request(running_service: Outside) -> None:
    front_end = running_service.front_end()
    key = {"Idempotency-Key": str(uuid4())}
    wish = a_request("teg", phone="+46701740612")

    first = front_end.post("/contact-requests", json=wish, headers=key)
    again = front_end.post("/contact-requests", json=wish, headers=key)
    other = front_end.post("/contact-requests", json=wish | {"reason": "R02"}, headers=key)

    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["type"]) == (422, _problem("idempotency-key-reused"))
    assert first.json()["times_sought"] == 1


def test_what_a_citizen_may_not_know_of_does_not_exist(running_service: Outside) -> None:
    case = running_service.signed_in("astrid").post("/contact-requests", json=a_request("boleang")).json()
    cilla = running_service.signed_in("cilla")

    looks = [
        cilla.get(f"/contact-requests/{case['contact_id']}"),
        cilla.post(f"/contact-requests/{case['contact_id']}/cancellation"),
        cilla.get(f"/contact-requests/{uuid4()}"),
    ]

    assert [look.status_code for look in looks] == [404, 404, 404]
    assert len({look.json()["detail"] for look in looks}) == 1


def test_who_does_not_answer_three_times_by_rule_opens_the_case_again(running_service: Outside) -> None:
    phone = "+46701740613"
    nurse = running_service.signed_in("ersboda-01")
    wish = a_request("ersboda", reason="R13", phone=phone)
    case = running_service.front_end().post("/contact-requests", json=wish).json()

    for attempt in (1, 2, 3):
        claim = nurse.post("/work-queue/pulls").json()
        ended_after = running_service.stack.now()
        outcome = {"lease_number": claim["lease_number"], "outcome": "no_answer"}
        after = nurse.post(f"/work-queue/claims/{case['contact_id']}/outcomes", json=outcome).json()
        assert claim["contact"]["contact_id"] == case["contact_id"]
        assert after["attempts"] == attempt
        if attempt < 3:
            assert after["state"] == "waiting"
            assert _at(after["next_try_at"]) >= ended_after + timedelta(minutes=30)
            assert nurse.post("/work-queue/pulls").status_code == 204
            assert running_service.wait_until(
                lambda: "fick inget svar" in running_service.last_text_to(phone)
            )
            running_service.stack.move_clock(_at(after["next_try_at"]) - ended_after)

    citizen_client = running_service.by_link(case["link"]["token"])
    assert citizen_client.get(f"/contact-requests/{case['contact_id']}").json()["state"] == "not_reached"
    assert running_service.wait_until(lambda: "utan att få svar" in running_service.last_text_to(phone))
    assert case["link"]["url"] in running_service.last_text_to(phone)

    again = citizen_client.post(f"/contact-requests/{case['contact_id']}/reopening").json()

    assert (again["state"], again["sought_at"], again["times_sought"]) == ("waiting", case["sought_at"], 2)
    assert again["promise"]["made_at"] > case["promise"]["made_at"]
    assert nurse.post("/work-queue/pulls").json()["contact"]["contact_id"] == case["contact_id"]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _problem(code: str) -> str:
    return f"urn:contact-routing:problem:{code}"


def _minutes_reserved_for(outside: Outside, contact_id: str) -> int:
    found = outside.rows("select minutes from reservation where contact_id = %s", contact_id)
    return sum(row["minutes"] for row in found)
