"""How long tests wait for what must come: one figure for all of them, which only a fault uses up."""

from collections.abc import Callable
from typing import Any

import httpx

from contact_api.demo.places import until

PATIENCE_SECONDS = 120.0  # most of what is waited for comes within one; a machine may be ten times slower


def eventually(condition: Callable[[], object]) -> bool:
    """Whether it came about while anybody would still wait for it."""
    return until(lambda: bool(condition()), seconds=PATIENCE_SECONDS)


def caller(**how: Any) -> httpx.Client:
    """A client on the loopback that waits for slow answers."""
    return httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS, **how)
