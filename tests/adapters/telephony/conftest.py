"""What the tests of telephony share."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from tests.adapters.telephony.twilio_double import TwilioDouble, handler


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    double = TwilioDouble()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(double))
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield double
    double.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()
