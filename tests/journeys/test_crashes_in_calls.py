"""Parts are killed in the middle of calls: a call goes on, none is lost and nobody is rung twice."""

from collections.abc import Iterator

import pytest

from contact_api.demo.processes import answers
from tests.journeys.nurse import Nurse, Telephones
from tests.journeys.outside import Outside
from tests.journeys.ringing import call, requests_of
from tests.journeys.storm import kill_worker

pytestmark = pytest.mark.crash


def test_a_call_goes_on_when_the_service_is_killed_before_each_key(mortal_service: Outside) -> None:
    programs = mortal_service.stack.programs
    health = f"{mortal_service.stack.places.api}/contact-routing/v1/health"

    def kill() -> None:
        programs.kill("api")
        assert mortal_service.wait_until(answers(health))

    heard = call(mortal_service, "mala", "+46701740674", ["1", "1", "", "1"], before_each=kill)

    assert heard[-1] == "— The service hung up."
    (request,) = requests_of(mortal_service, "mala")
    assert request["times_sought"] == 1


@pytest.fixture
def mortals_nurse(mortal_service: Outside) -> Iterator[Nurse]:
    telephones = Telephones(mortal_service.stack)
    found = Nurse(mortal_service, telephones, "obbola", "obbola-01")
    yield found
    found.ends_it()
    telephones.close()


@pytest.mark.parametrize("moment", ["asked", "ringing_citizen", "talking"])
def test_a_worker_that_is_killed_loses_no_call_and_doubles_none(mortals_nurse: Nurse, moment: str) -> None:
    nurse, telephones = mortals_nurse, mortals_nurse.telephones
    call = nurse.presses_call()
    if moment != "asked":
        nurse.waits_for(call, moment)

    kill_worker(nurse.outside.stack)
    nurse.waits_for(call, "talking")  # at the latest when a line that was perhaps placed is looked for
    rung = {number: len(telephones.calls_to(number)) for number in (nurse.own, nurse.citizens)}
    telephones.put_down(telephones.calls_to(nurse.citizens)[0])
    over = nurse.waits_for(call, "over")

    assert over["came_to"] == "talked"
    assert rung == {nurse.own: 1, nurse.citizens: 1}
