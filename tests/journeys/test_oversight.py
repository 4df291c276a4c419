"""Those who answer for the service: the control room, the unit manager, the auditor; and open figures."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

from contact_api.demo.stack import ZONE
from tests.journeys.outside import Outside, a_request


def test_after_a_sick_call_other_units_stand_in_and_who_loses_a_promise_is_told(
    running_service: Outside,
) -> None:
    front_end, control_room = running_service.front_end(), running_service.signed_in("control-room")
    stays, mobile_phone = "+46701740641", "+46701740642"
    after_lunch = running_service.stack.now().astimezone(ZONE).replace(hour=13, minute=0).isoformat()
    wish = a_request("mala", phone=stays, available_from=after_lunch)
    elsewhere_too = wish | {"phone": mobile_phone, "consent": "same_provider"}
    homebound, mobile = (
        front_end.post("/contact-requests", json=one).json() for one in (wish, elsewhere_too)
    )
    assert homebound["promise"]["backed"]
    assert mobile["promise"]["unit"]["id"] == "mala"

    calls = [control_room.post(f"/staff/{nurse}/sick-calls", json={}) for nurse in ("mala-01", "mala-02")]

    def promise_of(case: dict[str, Any]) -> dict[str, Any]:
        window = running_service.by_link(case["link"]["token"])
        return dict(window.get(f"/contact-requests/{case['contact_id']}").json()["promise"])

    assert {call.status_code for call in calls} == {201}
    assert running_service.wait_until(lambda: not promise_of(homebound)["backed"])
    assert running_service.wait_until(lambda: "hinner kanske inte" in running_service.last_text_to(stays))
    assert promise_of(mobile) == mobile["promise"]
    backed_by = running_service.rows(
        "select unit_id from reservation where contact_id = %s", mobile["contact_id"]
    )
    assert backed_by != [{"unit_id": "mala"}]
    assert len(backed_by) == 1
    short = control_room.get("/capacity").json()["unpromised"]
    assert next(line["contacts"] for line in short if line["unit"]["id"] == "mala") == 1


def test_the_auditor_sees_each_look_at_a_person(running_service: Outside) -> None:
    citizen, nurse = running_service.signed_in("dawit"), running_service.signed_in("nordmaling-01")
    auditor = running_service.signed_in("auditor")
    began = running_service.stack.now()
    wish = a_request("nordmaling", reason="R13", phone="+46701740643")
    contact_id = citizen.post("/contact-requests", json=wish).json()["contact_id"]
    claim = nurse.post("/work-queue/pulls").json()
    nurse.get(f"/desk/contact-requests/{contact_id}/history")
    outcome = {"lease_number": claim["lease_number"], "outcome": "reached", "result": "advice"}
    nurse.post(f"/work-queue/claims/{contact_id}/outcomes", json=outcome)
    citizen.get(f"/contact-requests/{contact_id}")

    search = {
        "identity": {"kind": "coordination_number", "number": "197001782395"},
        "from_at": began.isoformat(),
        "to_at": (running_service.stack.now() + timedelta(seconds=1)).isoformat(),
    }
    looks = auditor.post("/access-log/searches", json=search).json()["items"]
    found_again = auditor.post("/access-log/searches", json=search).json()["items"]

    assert [(look["role"], look["action"], look["unit_id"]) for look in reversed(looks)] == [
        ("staff", "pulled", "nordmaling"),
        ("staff", "read", "nordmaling"),
        ("staff", "changed", "nordmaling"),
        ("citizen", "read", None),
    ]
    assert {look["contact_id"] for look in looks} == {contact_id}
    assert looks[-1]["actor"].startswith("SE2321000222-TEST")
    assert looks[-1]["commission"].startswith("SE2321000222-TEST")
    assert (found_again[0]["role"], found_again[0]["action"]) == ("auditor", "listed")
    assert nurse.post("/access-log/searches", json=search).status_code == 403


def test_figures_come_as_json_and_as_csv_and_a_manager_sees_their_unit(running_service: Outside) -> None:
    running_service.front_end().post("/contact-requests", json=a_request("norsjo", phone="+46701740644"))
    control_room, manager = (running_service.signed_in(name) for name in ("control-room", "norsjo-manager"))
    by_unit = {"group-by": "unit"}

    region = control_room.get("/figures", params=by_unit).json()["lines"]
    table = control_room.get("/figures", params=by_unit, headers={"Accept": "text/csv"})
    own = manager.get("/figures", params=by_unit).json()["lines"]
    everybody = running_service.nobody().get("/figures/open", params=by_unit).json()

    norsjo = next(line for line in region if line["group"] == "norsjo")
    rows = list(csv.DictReader(StringIO(table.text)))
    assert table.headers["content-type"].startswith("text/csv")
    assert next(row for row in rows if row["group"] == "norsjo") == {
        name: "" if value is None else str(value) for name, value in norsjo.items()
    }
    assert own == [norsjo]
    assert norsjo["contacts"] == norsjo["promised"] == 1
    opened = next(line for line in everybody["lines"] if line["group"] == "norsjo")
    assert (opened["suppressed"], opened["contacts"]) == (True, None)
