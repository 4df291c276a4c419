"""A citizen rings and is led through the menu of the running service, as `contact-api phone` plays one."""

import re

import pytest

from contact_api.demo.phone.command import run
from tests.journeys.outside import Outside
from tests.journeys.ringing import call, requests_of

ASTRID = "198004262385"


def test_a_call_becomes_a_promise_a_text_and_a_call_back(running_service: Outside) -> None:
    number = "+46701740671"

    heard = call(running_service, "bjurholm", number, ["1", "1", ASTRID, "1"])

    assert heard[-1] == "— The service hung up."
    promise = next(one for one in heard if one.startswith("Vi ringer dig i"))
    assert re.search(r"från klockan \d+.* till klockan \d+", promise)
    assert "Du får ett sms med samma besked." in heard
    assert running_service.wait_until(lambda: running_service.texts_to(number))
    (request,) = requests_of(running_service, "bjurholm")
    assert (request["backed"], request["times_sought"]) == (True, 1)
    nurse = running_service.signed_in("bjurholm-01")
    assert nurse.post("/work-queue/pulls").json()["contact"]["contact_id"] == request["id"]


def test_who_hangs_up_after_their_number_was_read_out_is_called_back(running_service: Outside) -> None:
    heard = call(running_service, "burea", "+46701740672", ["1"])

    assert heard[-1] == "— You hung up."
    (request,) = requests_of(running_service, "burea")
    events = running_service.rows("select kind from contact_event where contact_id = %s", request["id"])
    assert "caller.hung_up" in [one["kind"] for one in events]


def test_the_command_plays_a_call_from_the_terminal(
    running_service: Outside, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = running_service.stack.places
    monkeypatch.setenv("CONTACT_TWILIO__AUTH_TOKEN", places.provider_token)

    keys = "1,0701740673#,1,#"
    status = run(unit="storuman", rings_from="withheld", keys=keys, api=places.api, folder=None)

    told = capsys.readouterr().out
    assert status == 0
    assert "Ditt nummer är dolt för oss." in told
    assert "0 7 0, 1 7 4, 0 6, 7 3." in told
    assert len(requests_of(running_service, "storuman")) == 1
