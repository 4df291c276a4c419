"""The staff member's own telephone, in a terminal: it rings when *call* is pressed on the page, and 1 answers it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from contact_api.demo.phone.call import Ear
from contact_api.demo.places import CannotStart

EVERY_SECONDS = 0.3
OVER = {"completed", "busy", "no-answer", "failed", "canceled"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """The double of the provider, which holds every telephone of the demo."""

    http: httpx.Client

    def lay_in_hand(self, number: str) -> None:
        """From now on somebody at a keyboard presses this telephone's keys. Errors: CannotStart."""
        self._ask("POST", "/double/phones", json={"number": number, "by_hand": True})

    def calls_to(self, number: str) -> list[dict[str, Any]]:
        """Every call to this number, the first first. Errors: CannotStart."""
        calls: list[dict[str, Any]] = self._ask("GET", "/double/calls").json()
        return [call for call in calls if call["to"] == number]

    def press(self, sid: str, keys: str) -> None:
        """Errors: CannotStart."""
        self._ask("POST", f"/double/calls/{sid}/keys", json={"keys": keys})

    def put_down(self, sid: str) -> None:
        """Errors: CannotStart."""
        self._ask("POST", f"/double/calls/{sid}/hang-ups")

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return self.http.request(method, path, **more).raise_for_status()
        except httpx.HTTPError as error:
            raise CannotStart(
                f"the demo's telephones do not answer at {self.http.base_url} ({type(error).__name__}): is the demo up?"
            ) from error


def answer_calls(
    exchange: Exchange, number: str, ear: Ear, *, until: Callable[[], bool] = lambda: False
) -> None:
    """Answer each call to this number as it comes, until Ctrl-C, or `until` says so between two calls."""
    exchange.lay_in_hand(number)
    before = {call["sid"] for call in exchange.calls_to(number)}
    while not until():
        new = [call for call in exchange.calls_to(number) if call["sid"] not in before]
        for call in new:
            before.add(call["sid"])
            ear.say("\n*** Your telephone rings. You answer. (Ctrl-C hangs up.)")
            _listen(exchange, call["sid"], number, ear)
        time.sleep(EVERY_SECONDS)


def _listen(exchange: Exchange, sid: str, number: str, ear: Ear) -> None:
    heard, asked = 0, 0
    try:
        while True:
            call = next(one for one in exchange.calls_to(number) if one["sid"] == sid)
            said = [scene for scene in call["heard"] if scene["kind"] == "says"]
            for scene in said[heard:]:
                ear.say(f"  {scene['text']}")
            heard = len(said)
            if call["status"] in OVER:
                ear.say("--- The call is over.")
                return
            if call["waits_for_keys"] and asked < heard:
                asked = heard
                exchange.press(sid, ear.read("keys (Enter waits) > ").strip())
            time.sleep(EVERY_SECONDS)
    except (KeyboardInterrupt, EOFError):
        exchange.put_down(sid)
        ear.say("\n--- You hung up.")
