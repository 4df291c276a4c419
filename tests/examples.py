"""How many examples a law is tried on: one profile for all of them, so that CI looks harder everywhere."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

LOCALLY, IN_CI = 50, 150
PROFILE = "house"


def load_profile() -> None:
    """No clock judges a test. In CI the same commit gets the same verdict; elsewhere each run looks at new examples."""
    in_ci = os.environ.get("CI") == "true"
    settings.register_profile(
        PROFILE,
        max_examples=IN_CI if in_ci else LOCALLY,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=in_ci,
        print_blob=True,
    )
    settings.load_profile(PROFILE)


def many(share: float) -> int:
    """So many of the profile's examples, at least one."""
    return max(1, round(share * settings.get_profile(PROFILE).max_examples))


def examples(share: float, **more: Any) -> settings:
    """For a law whose example costs much, or which has much to get wrong."""
    return settings(max_examples=many(share), **more)
