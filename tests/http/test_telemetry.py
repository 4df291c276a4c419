"""Nothing of a request leaves for a collector of traces because of what a platform sets: addresses carry ids."""

from typing import Any

import pytest
from opentelemetry import trace

from tests.http.world import V1, a_world


class Collecting(trace.TracerProvider):
    """A provider of tracers as a platform's agent sets one for the whole process."""

    def __init__(self) -> None:
        self.asked_for: list[str] = []

    def get_tracer(self, instrumenting_module_name: str, *_: Any, **__: Any) -> trace.Tracer:
        self.asked_for.append(instrumenting_module_name)
        return trace.NoOpTracer()


def test_no_request_is_traced_though_the_platform_has_a_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    collecting = Collecting()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: collecting)

    for world in a_world():
        assert world.client.get(f"{V1}/units").status_code == 200

    assert collecting.asked_for == []
