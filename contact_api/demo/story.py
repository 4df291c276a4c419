"""A short morning, played through HTTP as three real clients would play it, and told as it goes."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx

from contact_api.adapters.identity.webhooks import sign
from contact_api.demo.places import CannotStart
from contact_api.demo.stack import Stack
from contact_api.demo.story_of_booking import book_move_cancel

UNIT = "alidhem"
NURSE = "alidhem-01"
ZONE = ZoneInfo("Europe/Stockholm")
SMS_WAIT_SECONDS = 15.0
CALL_WAIT_SECONDS = 60.0
NURSES_PHONE = "+46701740611"
TEXTS = 5  # of the story: three receipts, an alert, a missed call


class Story:
    """Plays the citizen, the telephone exchange and the nurse against the running service."""

    def __init__(self, stack: Stack, *, say: Callable[[str], None]) -> None:
        self._places = stack.places
        self._http = httpx.Client(
            base_url=f"{stack.places.api}/contact-routing/v1", timeout=20, trust_env=False
        )
        self._tend = stack.programs.tend
        self._say = say

    def tell(self) -> None:
        """Play it all. Errors: CannotStart when the service answers otherwise than it should."""
        self._say("\nA short morning at Ålidhem, through the public API\n")
        taken = self._a_citizen_writes()
        self._an_exchange_posts()
        self._a_red_flag()
        self._nobody_speaks_the_language()
        book_move_cancel(UNIT, self._call, self._as("dawit"), say=self._say)
        self._a_nurse_works()
        self._a_nurse_calls()
        self._the_citizen_looks(taken)
        self._texts_and_figures()

    def _a_citizen_writes(self) -> dict[str, Any]:
        token = self._token("astrid")
        body = {
            "unit_id": UNIT,
            "reason": "R01",
            "facts": [],
            "phone": "+46701740605",
            "name": "Astrid Testberg",
            "sms_welcome": True,
            "consent": "same_provider",
            "free_text": "Hosta sedan i måndags.",
        }
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        answer = self._call("POST", "/contact-requests", json=body, headers=headers)
        self._say("1  Astrid writes in the web form: a cough since Monday.")
        self._show(answer)
        again = self._call("POST", "/contact-requests", json=body, headers=headers)
        self._say(f"   The browser sends it twice: the same case, sought once ({again['times_sought']}).\n")
        return dict(answer)

    def _an_exchange_posts(self) -> None:
        body = json.dumps({"unit_id": UNIT, "caller_number": "+46701740606", "menu_choice": "1"}).encode()
        headers = sign([self._places.webhook_secret], f"msg_{uuid4().hex}", body, now=datetime.now(UTC))
        answer = self._call(
            "POST",
            "/telephony/callback-requests",
            content=body,
            headers={**headers, "Content-Type": "application/json"},
        )
        self._say(
            "2  The telephone exchange posts a caller: the number and the key that was pressed, signed."
        )
        self._show(answer)

    def _a_red_flag(self) -> None:
        body = {"unit_id": UNIT, "reason": "R04", "red_flags": ["RF01"], "phone": "+46701740607"}
        answer = self._call("POST", "/contact-requests", json=body, headers=self._as("bertil"))
        self._say("3  Bertil has a pain in his chest and says yes to a warning sign.")
        self._say(f"   First of all: {answer['call_112']['text']}")
        alerts = self._call("GET", "/alerts", headers=self._as(NURSE))
        self._say(f"   A human is alerted at once: {len(alerts['items'])} alert at the unit.\n")

    def _nobody_speaks_the_language(self) -> None:
        body = {
            "unit_id": "jorn",
            "reason": "R06",
            "language": "so",
            "phone": "+46701740608",
            "name": "Hodan",
            "identity": {"kind": "none"},
            "consent": "own_unit",
        }
        answer = self._call("POST", "/desk/contact-requests", json=body, headers=self._as("jorn-01"))
        self._say(
            "4  In Jörn a nurse enters a request for somebody who speaks Somali; nobody there does today."
        )
        self._show(answer)
        for other in answer["alternatives"]:
            self._say(f"     · {other['text']}")
        self._say("")

    def _a_nurse_works(self) -> None:
        self._say("6  A nurse pulls, not pushes: the best contact they may take now, one at a time.")
        claim = self._pull()
        self._say("   The nurse rings from their own telephone and says how it went.")
        self._record(claim, {"outcome": "reached", "result": "advice"})
        self._say("")

    def _a_nurse_calls(self) -> None:
        self._say(
            "7  With the next one the service rings: the nurse's own telephone first, then the citizen's."
        )
        claim = self._pull()
        number = claim["contact"]["call_number"]
        self._telephone("phones", number=number, answers="busy")
        over = self._call_through(claim)
        self._say(f"   {over['text']} (A rule says when it is tried again.)")
        claim = self._pull()
        self._telephone("phones", number=claim["contact"]["call_number"], hangs_up="after_joining")
        over = self._call_through(claim)
        self._say(f"   {over['text']}")
        self._record(claim, {"outcome": "reached", "result": "booked_visit"})
        self._say("")

    def _pull(self) -> dict[str, Any]:
        claim: dict[str, Any] = self._call("POST", "/work-queue/pulls", headers=self._as(NURSE))
        contact = claim["contact"]
        self._say(f"   Pulled: {contact['urgency']} {contact['reason']}, lease {claim['lease_number']}.")
        return claim

    def _record(self, claim: dict[str, Any], outcome: dict[str, str]) -> None:
        path = f"/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
        body = {"lease_number": claim["lease_number"], **outcome}
        after = self._call("POST", path, json=body, headers=self._as(NURSE))
        self._say(f"   {outcome['outcome']} → {after['state']}")

    def _call_through(self, claim: dict[str, Any]) -> dict[str, Any]:
        """Press call, and tell what is seen until it is over."""
        headers = self._as(NURSE)
        body = {"lease_number": claim["lease_number"], "staff_phone": NURSES_PHONE}
        path = f"/work-queue/claims/{claim['contact']['contact_id']}/calls"
        call: dict[str, Any] = self._call("POST", path, json=body, headers=headers)
        seen, until = "", time.monotonic() + CALL_WAIT_SECONDS
        while call["phase"] != "over":
            if call["text"] != seen:
                seen = call["text"]
                self._say(f"   … {seen}")
            if time.monotonic() > until:
                raise CannotStart(f"the story stopped: a call has been {call['phase']} for too long")
            self._tend()
            time.sleep(0.2)
            call = self._call("GET", f"/work-queue/calls/{call['call_id']}", headers=headers)
        return call

    def _telephone(self, what: str, **body: str) -> None:
        """Tell the provider's double how somebody behaves who is rung."""
        answer = httpx.post(f"{self._places.provider}/double/{what}", json=body, timeout=10, trust_env=False)
        answer.raise_for_status()

    def _the_citizen_looks(self, taken: dict[str, Any]) -> None:
        headers = {"Contact-Link": taken["link"]["token"]}
        mine = self._call("GET", f"/contact-requests/{taken['contact_id']}", headers=headers)
        self._say("8  Astrid opens the link in the text message.")
        self._say(f"   {mine['state_text']}. {mine['promise']['text']}")
        if mine["state"] == "waiting":  # unless somebody else in the demo was quicker than the story
            offered = self._call("GET", f"/contact-requests/{mine['contact_id']}/windows", headers=headers)
            self._say(f"   Other times to move to: {'; '.join(_clock(one) for one in offered['windows'])}")
        self._say("")

    def _texts_and_figures(self) -> None:
        self._say("9  The text messages (nothing of health is in them; nobody got them):")
        until = time.monotonic() + SMS_WAIT_SECONDS
        while len(self._texts()) < TEXTS and time.monotonic() < until:
            self._tend()
            time.sleep(0.1)
        for text in self._texts():
            self._say(f"   → {text['to'][:5]}…{text['to'][-2:]}  {text['body']}")
        figures = self._call("GET", "/figures", headers=self._as("control-room"))
        total = figures["lines"][0]
        self._say(
            f"\n10 The control room's figures so far: {total['contacts']} contacts, "
            f"{total['promised']} promised with staff time behind it, {total['same_day']} reached."
        )

    def _texts(self) -> list[dict[str, str]]:
        if not self._places.messages.exists():
            return []
        return [json.loads(line) for line in self._places.messages.read_text("utf-8").splitlines()]

    def _as(self, username: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token(username)}"}

    def _token(self, username: str) -> str:
        form = {"grant_type": "urn:demo:sign-in-as", "username": username}
        answer = httpx.post(f"{self._places.sign_in}/token", data=form, timeout=10, trust_env=False)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def _call(self, method: str, path: str, **more: Any) -> Any:
        answer = self._http.request(method, path, **more)
        if not answer.is_success:
            raise CannotStart(
                f"the story stopped at {method} {path}: {answer.status_code} {answer.text[:300]}"
            )
        return answer.json() if answer.content else None

    def _show(self, answer: dict[str, Any]) -> None:
        promise = answer["promise"]
        self._say(f"   {promise['text']} {promise['explanation']}")
        self._say(f"   Backed by staff time: {'yes' if promise['backed'] else 'no'}.\n")


def _clock(offer: dict[str, str]) -> str:
    start, end = (
        datetime.fromisoformat(offer[name]).astimezone(ZONE) for name in ("window_from", "window_to")
    )
    return f"{start:%a %H:%M}–{end:%H:%M} {offer['unit']['name']}"  # type: ignore[index]
