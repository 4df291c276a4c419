"""The control room: a sick call, what it breaks, and a change that is tried before anybody is told of it."""

from contact_api.demo.stack import ZONE
from tests.journeys.outside import Outside, a_request


def test_after_a_sick_call_the_shortfall_names_a_remedy_and_with_it_tried_is_gone(
    running_service: Outside,
) -> None:
    front_end, manager = running_service.front_end(), running_service.signed_in("asele-manager")
    after_lunch = running_service.stack.now().astimezone(ZONE).replace(hour=13, minute=0).isoformat()
    wish = a_request("asele", phone="+46701740650", available_from=after_lunch)
    assert front_end.post("/contact-requests", json=wish).json()["promise"]["backed"]

    for nurse in ("asele-01", "asele-02"):
        manager.post(f"/staff/{nurse}/sick-calls", json={}).raise_for_status()
    [shortfall] = manager.get("/shortfalls").json()["shortfalls"]  # before or after the next plan
    remedy = shortfall["remedies"][0]
    tried = manager.post("/what-ifs", json={"changes": [remedy["change"]]}).json()

    assert "ett samtal för lite" in shortfall["text_sv"]
    assert remedy["text_sv"].startswith("Om 1 av dem som väntar tackar ja till")
    short = ("minutes_short", "unpromised_minutes_short")
    assert sum(tried["before"][name] for name in short) == remedy["minutes"]
    assert sum(tried["after"][name] for name in short) == 0
    assert tried["after"]["would_break"] == 0
