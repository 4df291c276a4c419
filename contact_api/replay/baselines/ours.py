"""The day as the product runs it: what `contact-api simulate` plays, as cases."""

from collections.abc import Callable

from contact_api.replay.results.figures import Case
from contact_api.replay.scenario.scenario import Scenario
from contact_api.replay.simulation.run import cases_of


def ours(scenario: Scenario, *, arrived: Callable[[], None] = lambda: None) -> list[Case]:
    """What comes of everybody; `arrived` is called once for each as she seeks contact."""
    return cases_of(scenario, arrived=lambda _: arrived())
