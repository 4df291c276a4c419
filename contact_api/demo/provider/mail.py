"""How the provider's news reach our service: signed as Twilio signs, at once, never, twice, shuffled or late."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TypeAlias

import httpx
from twilio.request_validator import RequestValidator

from contact_api.demo.provider.phones import Callbacks
from contact_api.demo.provider.records import Callback
from contact_api.demo.provider.twiml import TwimlFault

Post: TypeAlias = Callable[[str, Mapping[str, str], Mapping[str, str]], tuple[int, str]]
"""Posts a form: (address, form, headers) → (status, body); OSError or httpx.HTTPError when nobody answers."""

TWILIO_WAITS = 15.0  # seconds for our answer


def post_by_http(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
    """Post over the network, by no proxy."""
    answer = httpx.post(url, data=dict(form), headers=dict(headers), timeout=TWILIO_WAITS, trust_env=False)
    return answer.status_code, answer.text


class Mail:
    """Signs and posts; keeps what is to be posted when."""

    def __init__(self, account_sid: str, token: str, post: Post) -> None:
        self._account_sid = account_sid
        self._validator = RequestValidator(token)
        self._post = post
        self.due: list[Callback] = []
        self._until_over: defaultdict[str, list[Callback]] = defaultdict(list)
        self._late: list[Callback] = []
        self.kept: list[Callback] = []  # what is never posted by itself
        self.posted: list[
            tuple[Callback, int]
        ] = []  # with the status it was answered with; 0: nobody answered

    def put(self, callback: Callback, how: Callbacks) -> None:
        """Take one piece of news in."""
        match how:
            case Callbacks.ALL:
                self.due.append(callback)
            case Callbacks.TWICE:
                self.due += [callback, callback]
            case Callbacks.SHUFFLED:
                self._until_over[callback.about].append(callback)
            case Callbacks.LATE:
                self._late.append(callback)
            case Callbacks.NONE:
                self.kept.append(callback)

    def note_over(self, about: str) -> None:
        """What waited for the end of this call is due, the last first."""
        self.due += reversed(self._until_over.pop(about, []))

    def release_late(self) -> None:
        """What waited until nothing else happens is due."""
        self.due += self._late
        self._late = []

    def post(self, callback: Callback) -> int:
        """Post one piece of news; the status of the answer, 0 when nobody answered."""
        try:
            status, _ = self._signed(callback.url, callback.form)
        except (OSError, httpx.HTTPError):
            status = 0
        self.posted.append((callback, status))
        return status

    def ask(self, url: str, form: Mapping[str, str]) -> str:
        """Ask what to do: the TwiML document. Errors: TwimlFault."""
        try:
            status, body = self._signed(url, form)
        except (OSError, httpx.HTTPError) as error:
            raise TwimlFault(f"nobody answers at {url} ({type(error).__name__})") from error
        if status not in (200, 201, 204):
            raise TwimlFault(f"{url} answered {status}")
        return body if body.strip() else "<Response/>"

    def _signed(self, url: str, form: Mapping[str, str]) -> tuple[int, str]:
        whole = {"AccountSid": self._account_sid, "ApiVersion": "2010-04-01", **form}
        signature = self._validator.compute_signature(url, whole)
        return self._post(url, whole, {"X-Twilio-Signature": str(signature)})
