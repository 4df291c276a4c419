"""Citizens call at a fixed rate and are led through the menu: how long the provider waits for each answer."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from benchmarks.environment import BenchEnvironment
from benchmarks.http_client import Connection, Reply
from benchmarks.http_requests import MOBILES, ROOT
from benchmarks.load_generator import Send, TimedReplies, scheduled_loop
from benchmarks.report import verdict
from contact_api.demo.databases import connected

CALLS_PER_SECOND = 20
CONNECTIONS = 64
WORST_P99 = 150.0  # milliseconds
THINKING_TIME = 1.0  # seconds between an answer and the next key
TOKEN = "made-up-for-the-benchmark"
PRESSED = ("1", "1", "", "1")  # a cold, this number, no personal number, that time suits
WEBHOOKS = len(PRESSED) + 2  # and the first, and the end
VOICE = f"{ROOT}/telephony/twilio/voice"


@dataclass
class VoiceCalls:
    """What was measured of the calls."""

    calls: int
    timed: TimedReplies
    statuses: Counter[int]
    faults: list[str] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        """Every answer soon enough, and none but good ones."""
        return set(self.statuses) <= {200, 204} and self.timed.milliseconds(99) <= WORST_P99


class Caller:
    """One caller; each webhook waits for the answer to the one before, as the provider does."""

    def __init__(self, number: int, phones: list[str], public_url: str) -> None:
        self._form = {
            "CallSid": f"CA{number:032}",
            "From": MOBILES[number // len(phones) % len(MOBILES)],
            "To": phones[number % len(phones)],
            "CallStatus": "in-progress",
        }
        self._public_url = public_url
        self._answered = [asyncio.Event() for _ in range(WEBHOOKS)]
        self.last = b""

    def webhook(self, step: int) -> Send:
        """The first, a turn, or the end."""

        async def send(connection: Connection) -> Reply:
            if step:
                await self._answered[step - 1].wait()
            reply = await connection.send(self._request(step))
            self._answered[step].set()
            if step == len(PRESSED):
                self.last = reply.body
            return reply

        return send

    def _request(self, step: int) -> bytes:
        if step == 0:
            return self._signed(VOICE, {})
        if step > len(PRESSED):
            return self._signed(f"{VOICE}/ends", {"CallStatus": "completed"})
        return self._signed(f"{VOICE}/turns/{step}", {"Digits": PRESSED[step - 1]})

    def _signed(self, path: str, more: dict[str, str]) -> bytes:
        form = self._form | more
        signature = RequestValidator(TOKEN).compute_signature(self._public_url + path, form)
        content = urlencode(form).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(content)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: {signature}\r\n\r\n"
        )
        return head.encode() + content


async def measure_voice(environment: BenchEnvironment, seconds: int) -> VoiceCalls:
    """On a database of its own, with worker and scheduler beside the API, as in production."""
    environment.begin_part("voice")
    url = environment.database("bench_voice")
    account = {
        "CONTACT_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "CONTACT_TWILIO__AUTH_TOKEN": TOKEN,
        "CONTACT_TWILIO__FROM_NUMBER": "+46101740600",
    }
    port = environment.start_product(url, processes=1, **account)
    environment.start_workers(url)
    phones = _phones(url, environment.units)
    public_url = f"http://127.0.0.1:{port}"
    warm = [Caller(10**6 + number, phones, public_url) for number in range(20)]
    await scheduled_loop(port, _plan(warm), CONNECTIONS)
    callers = [Caller(number, phones, public_url) for number in range(CALLS_PER_SECOND * seconds)]
    timed = await scheduled_loop(port, _plan(callers), CONNECTIONS)
    return VoiceCalls(
        len(callers),
        timed,
        Counter(reply.status for reply in timed.replies),
        _faults(url, callers, len(warm)),
    )


def voice_line(voice: VoiceCalls) -> str:
    """The calls at a fixed rate, in a line."""
    timed = voice.timed
    statuses = ", ".join(f"{number} × {status}" for status, number in sorted(voice.statuses.items()))
    p50, p99 = (f"p{percentile} {timed.milliseconds(percentile):.0f} ms" for percentile in (50, 99))
    return (
        f"voice: {voice.calls} calls, {CALLS_PER_SECOND} started per second, {len(timed.replies)} webhooks "
        f"in {timed.seconds:.0f} s ({statuses}), {p50}, {p99}, longest {max(timed.took) * 1000:.0f} ms; "
        f"target p99 ≤ {WORST_P99:.0f} ms without an error  {verdict(is_met=voice.is_met)}"
    )


def _plan(callers: list[Caller]) -> list[tuple[float, Send]]:
    """Each call begins at a time of its own, and each key is pressed a second after the prompt."""
    return sorted(
        (
            (number / CALLS_PER_SECOND + step * THINKING_TIME, caller.webhook(step))
            for number, caller in enumerate(callers)
            for step in range(WEBHOOKS)
        ),
        key=lambda planned: planned[0],
    )


def _phones(url: str, units: list[str]) -> list[str]:
    with connected(url) as connection:
        rows = connection.execute(
            "SELECT phone FROM unit WHERE phone <> '' AND id = ANY(%s) ORDER BY id", [units]
        ).fetchall()
    return [phone for (phone,) in rows]


def _faults(url: str, callers: list[Caller], before: int) -> list[str]:
    """Every call is one request with a promise, and every caller heard it to its end."""
    with connected(url) as connection:
        row = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE backed), sum(times_sought) FROM contact_request"
        ).fetchone()
    wanted = len(callers) + before
    faults = (
        [] if row == (wanted, wanted, wanted) else [f"{row} requests, promised, sought; not {wanted} each"]
    )
    without_time = sum(b"<Hangup" not in caller.last or b"klockan" not in caller.last for caller in callers)
    return faults + ([f"{without_time} callers heard no time"] if without_time else [])
