"""One call from a terminal: hears, presses, hangs up; to the service it is a call like any other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from twilio.request_validator import RequestValidator

from contact_api.demo.provider.twiml import Asks, Ends, Player, Says, TwimlFault, keys_heard

VOICE = "/contact-routing/v1/telephony/twilio/voice"
WITHHELD = "withheld"
SWEDISH = "sv-SE"
TWILIO_WAITS = 15.0  # seconds for an answer


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Where the service is, and the account its webhooks are signed with."""

    api: str
    auth_token: str = field(repr=False)

    def post(self, url: str, form: Mapping[str, str]) -> str:
        """Ask the service as the provider does. Errors: TwimlFault when it does not answer, or refuses."""
        signature = RequestValidator(self.auth_token).compute_signature(url, dict(form))
        headers = {"X-Twilio-Signature": signature}
        try:
            answer = httpx.post(url, data=dict(form), headers=headers, timeout=TWILIO_WAITS, trust_env=False)
        except httpx.HTTPError as error:
            raise TwimlFault(
                f"nobody answers at {self.api} ({type(error).__name__}): is the demo up?"
            ) from error
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise TwimlFault(f"{url} answered {answer.status_code}")
        return answer.text


@dataclass(frozen=True, slots=True)
class Ear:
    """How the caller hears and answers. `read` gives keys, or raises EOFError: the caller hangs up."""

    say: Callable[[str], None]
    read: Callable[[str], str]


def ring(line: PhoneLine, ear: Ear, *, to: str, rings_from: str) -> None:
    """Play one call to its end, whoever hangs up. Errors: TwimlFault."""
    form = {
        "CallSid": f"CA{uuid4().hex}",
        "From": "anonymous" if rings_from == WITHHELD else rings_from,
        "To": to,
        "Direction": "inbound",
        "CallStatus": "ringing",
    }
    try:
        _listen(line, ear, form)
    except (EOFError, KeyboardInterrupt):
        ear.say("\n— You hung up.")
    line.post(f"{line.api}{VOICE}/ends", {**form, "CallStatus": "completed"})


def _listen(line: PhoneLine, ear: Ear, form: Mapping[str, str]) -> None:
    play = Player(line.post).play(f"{line.api}{VOICE}", form)
    pressed: str | None = None
    while True:
        try:
            scene = play.send(pressed)
        except StopIteration:
            return
        pressed = None
        if isinstance(scene, Says):
            ear.say(
                f"  {scene.text}" if scene.language in ("", SWEDISH) else f"  [{scene.language}] {scene.text}"
            )
        elif isinstance(scene, Asks):
            pressed = _pressed(scene, ear)
        elif isinstance(scene, Ends):
            ear.say("— The service hung up.")


def _pressed(asks: Asks, ear: Ear) -> str:
    """What the caller presses, asked again when a telephone has no such keys."""
    ends = f", {asks.ends_with} ends" if asks.ends_with and asks.most != 1 else ""
    while True:
        typed = ear.read(f"keys (Enter waits{ends}) > ").strip()
        try:
            keys_heard(asks, typed)
        except ValueError as fault:
            ear.say(f"  ({fault})")
        else:
            return typed
