"""What the tests of telephony share: Twilio's double over loopback, judged by Twilio's own description."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.provider.provider import Provider
from contact_api.demo.provider.rest import Asked
from contact_api.demo.provider.server import Double, served
from tests.adapters.telephony.published import Judged


@dataclass(frozen=True)
class Twilio:
    """The double of one test, and where it is reached."""

    double: Double
    url: str

    @property
    def provider(self) -> Provider:
        return self.double.provider

    @property
    def asked(self) -> deque[Asked]:
        """What the SDK sent."""
        return self.double.asked


class _Switch:
    """One server for all tests; each has an application of its own behind it."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def _loopback() -> Iterator[tuple[_Switch, str]]:
    switch = _Switch()
    with served(switch) as url:
        yield switch, url


@pytest.fixture
def twilio(_loopback: tuple[_Switch, str]) -> Iterator[Twilio]:
    switch, url = _loopback
    double = Double(Provider(Subscription()))
    judged = Judged(double.app, is_left_alone=lambda: bool(double.instead))
    switch.app = Starlette(routes=[Mount("/sms-gateway", app=judged), Mount("/", app=judged)])
    yield Twilio(double, url)
    double.closing.set()
    assert judged.faults == []
