"""Staff pull, hold, give back, pass on and sort anew; a warning sign is looked at by a human at once."""

from typing import Any
from uuid import uuid4

from tests.journeys.outside import Outside, a_request


def test_a_nurse_holds_a_contact_with_all_it_takes_and_nobody_else_gets_it(running_service: Outside) -> None:
    first, second = (running_service.signed_in(f"savar-0{number}") for number in (1, 2))
    wish = a_request("savar", reason="R13", phone="+46701740631", name="Bertil Testlund", free_text="Ont.")
    contact_id = running_service.signed_in("bertil").post("/contact-requests", json=wish).json()["contact_id"]

    claim = first.post("/work-queue/pulls").json()
    held = first.post(f"/work-queue/claims/{contact_id}/heartbeats", json=_lease(claim)).json()

    assert claim["contact"]["contact_id"] == contact_id
    for field, value in (("call_number", "+46701740631"), ("name", "Bertil Testlund"), ("free_text", "Ont.")):
        assert claim["contact"][field] == value
    assert held["lease_until"] > claim["lease_until"]
    assert first.post("/work-queue/pulls").json()["lease_number"] == claim["lease_number"]
    assert second.post("/work-queue/pulls").status_code == 204


def test_a_contact_given_back_keeps_its_promise_and_its_old_lease_is_worth_nothing(
    running_service: Outside,
) -> None:
    first, second = (running_service.signed_in(f"hornefors-0{number}") for number in (1, 2))
    wish = a_request("hornefors", reason="R13", phone="+46701740632")
    case = running_service.front_end().post("/contact-requests", json=wish).json()
    route = f"/work-queue/claims/{case['contact_id']}"

    claim = first.post("/work-queue/pulls").json()
    back = first.post(f"{route}/releases", json=_lease(claim)).json()
    again = second.post("/work-queue/pulls").json()
    stale = first.post(f"{route}/outcomes", json=_lease(claim) | {"outcome": "reached"})
    done = second.post(f"{route}/outcomes", json=_lease(again) | {"outcome": "reached", "result": "advice"})

    assert back["state"] == "waiting"
    assert again["lease_number"] == claim["lease_number"] + 1
    assert again["contact"]["window_from"] == case["promise"]["window_from"]
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:contact-routing:problem:lease-lost")
    assert done.json()["state"] == "reached"


def test_a_contact_passed_on_with_a_reason_reaches_the_other_profession(running_service: Outside) -> None:
    nurse, doctor = running_service.signed_in("heimdall-01"), running_service.signed_in("heimdall-06")
    wish = a_request("heimdall", reason="R13", phone="+46701740633")
    contact_id = running_service.front_end().post("/contact-requests", json=wish).json()["contact_id"]
    claim = nurse.post("/work-queue/pulls").json()
    onward = _lease(claim) | {"to_professions": ["doctor"]}
    route = f"/work-queue/claims/{contact_id}/transfers"

    unexplained = nurse.post(route, json=onward | {"why": " "})
    nurse.post(route, json=onward | {"why": "Behöver bedömas av läkare."})

    assert unexplained.status_code == 422
    assert nurse.post("/work-queue/pulls").status_code == 204
    history = nurse.get(f"/desk/contact-requests/{contact_id}/history").json()
    assert [one["kind"] for one in history["events"]][-1] == "contact.transferred"
    assert len(history["promises"]) == 2
    assert doctor.post("/work-queue/pulls").json()["contact"]["contact_id"] == contact_id


def test_only_licensed_staff_sort_anew_and_both_sortings_stand_in_the_history(
    running_service: Outside,
) -> None:
    nurse, secretary = running_service.signed_in("vannas-01"), running_service.signed_in("vannas-03")
    front_end = running_service.front_end()
    front_end.post("/contact-requests", json=a_request("vannas", reason="R13", phone="+46701740634"))
    claim = nurse.post("/work-queue/pulls").json()
    contact_id = claim["contact"]["contact_id"]

    changed = nurse.post(
        f"/work-queue/claims/{contact_id}/triage-overrides",
        json=_lease(claim) | {"why": "Kan vänta.", "urgency": "U2"},
    )
    history = nurse.get(f"/desk/contact-requests/{contact_id}/history").json()

    assert changed.status_code == 200
    override = next(one for one in history["events"] if one["kind"] == "triage.overridden")
    assert (override["facts"]["was"]["urgency"], override["facts"]["is"]["urgency"]) == ("U1", "U2")

    front_end.post("/contact-requests", json=a_request("vannas", reason="R31", phone="+46701740635"))
    paper = secretary.post("/work-queue/pulls").json()
    refused = secretary.post(
        f"/work-queue/claims/{paper['contact']['contact_id']}/triage-overrides",
        json=_lease(paper) | {"why": "Andfådd.", "urgency": "U1"},
    )
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:contact-routing:problem:not-licensed")


def test_a_warning_sign_says_112_and_a_human_takes_care_of_the_alert(running_service: Outside) -> None:
    nurse, colleague = (running_service.signed_in(f"alidhem-0{number}") for number in (1, 2))
    elsewhere = running_service.signed_in("dorotea-01")
    wish = a_request("alidhem", reason="R04", red_flags=["RF01"], phone="+46701740636")

    case = running_service.front_end().post("/contact-requests", json=wish).json()

    listed = nurse.get("/alerts", params={"limit": 100}).json()["items"]
    alerts = [one for one in listed if one["contact_id"] == case["contact_id"]]
    assert case["call_112"]["now"]
    assert [one["kind"] for one in alerts] == ["call_112"]
    assert elsewhere.get("/alerts").json()["items"] == []
    assert running_service.wait_until(lambda: running_service.texts_to("+46701740610"))

    route = f"/alerts/{alerts[0]['alert_id']}/acknowledgements"
    unknown = elsewhere.post(route)
    taken, late = nurse.post(route).json(), colleague.post(route).json()

    assert unknown.status_code == 404
    assert (taken["acknowledged_by"], late) == ("alidhem-01", taken | {"claim": None})
    assert case["contact_id"] not in [one["contact_id"] for one in nurse.get("/alerts").json()["items"]]


def test_a_contact_of_another_unit_does_not_exist(running_service: Outside) -> None:
    wish = a_request("vindeln", reason="R13", phone="+46701740637")
    somebodys = running_service.front_end().post("/contact-requests", json=wish).json()["contact_id"]
    running_service.signed_in("vindeln-01").post("/work-queue/pulls")
    stranger = running_service.signed_in("dorotea-02")

    refusals = [
        stranger.request(method, path.format(contact_id), json=body)
        for contact_id in (somebodys, uuid4())
        for method, path, body in (
            ("GET", "/desk/contact-requests/{}", None),
            ("GET", "/desk/contact-requests/{}/history", None),
            ("POST", "/work-queue/claims/{}/heartbeats", {"lease_number": 1}),
            ("POST", "/work-queue/claims/{}/outcomes", {"lease_number": 1, "outcome": "reached"}),
        )
    ]

    assert {(one.status_code, one.json()["detail"]) for one in refusals} == {
        (404, "There is no such contact request, or it is not yours to know of.")
    }


def _lease(claim: dict[str, Any]) -> dict[str, Any]:
    return {"lease_number": claim["lease_number"]}
