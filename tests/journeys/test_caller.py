"""A citizen rings and is led through the menu of the running service, as `contact-api phone` plays her."""

import re
from collections.abc import Callable, Sequence

import pytest

from contact_api.demo.phone.call import Ear, PhoneLine, ring
from contact_api.demo.phone.command import number_of, run
from contact_api.demo.processes import answers
from tests.journeys.outside import Outside

ASTRID = "198004262385"


def call(
    outside: Outside,
    unit: str,
    number: str,
    keys: Sequence[str],
    *,
    before_each: Callable[[], object] = lambda: None,
) -> list[str]:
    """What she hears; when the keys are used up she hangs up."""
    heard: list[str] = []
    given = iter(keys)

    def read(_prompt: str) -> str:
        before_each()
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    outside.personal |= {number, number.removeprefix("+46"), *(one for one in keys if len(one) > 5)}
    line = PhoneLine(outside.stack.places.api, outside.stack.places.provider_token)
    ring(line, Ear(heard.append, read), to=number_of(unit), rings_from=number)
    return [one.strip() for one in heard]


def requests_of(outside: Outside, unit: str) -> list[dict[str, object]]:
    return outside.rows(
        "select id, backed, times_sought, intake from contact_request where unit_id = %s and intake = 'voice'",
        unit,
    )


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


def test_who_hangs_up_after_her_number_was_read_out_is_called_back(running_service: Outside) -> None:
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


@pytest.mark.crash
def test_a_call_goes_on_when_the_service_is_killed_before_each_of_her_keys(mortal_service: Outside) -> None:
    programs = mortal_service.stack.programs
    health = f"{mortal_service.stack.places.api}/contact-routing/v1/health"

    def kill() -> None:
        programs.kill("api")
        assert mortal_service.wait_until(answers(health))

    heard = call(mortal_service, "mala", "+46701740674", ["1", "1", "", "1"], before_each=kill)

    assert heard[-1] == "— The service hung up."
    (request,) = requests_of(mortal_service, "mala")
    assert request["times_sought"] == 1
