"""A nurse who has the service call citizens, and the telephones of both at the provider's double."""

from itertools import count
from typing import Any

import httpx

from contact_api.demo.stack import Stack
from tests.journeys.outside import Outside, a_request
from tests.patience import caller

UNIT, NURSE = "moro-backe", "moro-backe-01"
NUMBERS = (f"+467017406{number}" for number in count(14))
Called = dict[str, Any]


class Telephones:
    """The provider's telephones, told what to do."""

    def __init__(self, stack: Stack) -> None:
        self.http = caller(base_url=stack.places.provider)

    def script(self, number: str, **how: Any) -> None:
        self.http.post("/double/phones", json={"number": number, **how}).raise_for_status()

    def calls_to(self, number: str) -> list[Called]:
        return [call for call in self.http.get("/double/calls").json() if call["to"] == number]

    def put_down(self, call: Called) -> None:
        self.http.post(f"/double/calls/{call['sid']}/hang-ups").raise_for_status()

    def close(self) -> None:
        self.http.close()


class Nurse:
    """At a desk, with a telephone of their own."""

    def __init__(
        self, outside: Outside, telephones: Telephones, unit: str = UNIT, nurse: str = NURSE
    ) -> None:
        self.outside, self.telephones, self._unit = outside, telephones, unit
        self.http = outside.signed_in(nurse)
        self.own, self.citizens = next(NUMBERS), next(NUMBERS)

    def presses_call(self, **citizen: Any) -> dict[str, Any]:
        self.telephones.script(self.citizens, **citizen)
        wish = a_request(self._unit, phone=self.citizens, identity={"kind": "none"}, sms_welcome=True)
        self.outside.front_end().post("/contact-requests", json=wish).raise_for_status()
        assert self.pulls()["contact"]["call_number"] == self.citizens
        return self.asks_again()

    def pulls(self) -> dict[str, Any]:
        claim: dict[str, Any] = self.http.post("/work-queue/pulls").raise_for_status().json()
        self.claim = claim
        return claim

    def asks_again(self) -> dict[str, Any]:
        answer = self.http.post(
            f"/work-queue/claims/{self.claim['contact']['contact_id']}/calls",
            json={"lease_number": self.claim["lease_number"], "staff_phone": self.own},
        )
        call: dict[str, Any] = answer.raise_for_status().json()
        return call

    def sees(self, call: dict[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = self.http.get(f"/work-queue/calls/{call['call_id']}").json()
        return seen

    def waits_for(self, call: dict[str, Any], phase: str) -> dict[str, Any]:
        assert self.outside.wait_until(lambda: self.sees(call)["phase"] == phase), self.sees(call)
        return self.sees(call)

    def rooms(self) -> list[str | None]:
        """Where the staff's telephone and the citizen's are."""
        both = [self.telephones.calls_to(number)[0] for number in (self.own, self.citizens)]
        return [one["room"] for one in both]

    def ends_it(self) -> None:
        """Whatever is still held."""
        current = self.http.get("/work-queue/claims/current")
        if current.status_code == httpx.codes.OK:
            claim = current.json()
            self.http.post(
                f"/work-queue/claims/{claim['contact']['contact_id']}/outcomes",
                json={"lease_number": claim["lease_number"], "outcome": "declined"},
            ).raise_for_status()

    def state(self) -> dict[str, Any]:
        (row,) = self.outside.rows(
            "select state, attempts, claimed_by from contact_request where id = %s",
            self.claim["contact"]["contact_id"],
        )
        return row
