"""How much the service may text: which numbers, how often each, and how many in a day.

Anybody may ask for contact and name a number: a stranger's, again and again, or one that somebody earns on.
"""

from dataclasses import dataclass
from datetime import timedelta

from contact_api.domain.messages.notifications import NotSent


@dataclass(frozen=True, slots=True)
class TextLimits:
    """What the region allows. A day is a local day; alerts to staff have a ceiling of their own, by unit."""

    prefixes: tuple[str, ...] = (
        "+45",
        "+46",
        "+47",
        "+358",
    )  # with neighbours who live or work across a border
    per_number_per_day: int = 20
    per_day: int = 20_000
    alerts_per_span: int = 5  # to one unit's duty phone; then one digest follows when the span is over
    alerts_of_one_per_span: int = 2  # of them, those that one submitter's requests raise
    alert_span_minutes: int = 10

    @property
    def alert_span(self) -> timedelta:
        """In how long a time a duty phone is sent that many alerts."""
        return timedelta(minutes=self.alert_span_minutes)


@dataclass(frozen=True, slots=True)
class Texted:
    """Texts handed over today: to one number, and to all."""

    to_number: int
    to_all: int


def may_be_texted(number: str, limits: TextLimits) -> bool:
    """Whether a number (E.164) is of a country that is texted."""
    return number.startswith(limits.prefixes)


def held_back(number: str, texted: Texted, limits: TextLimits) -> NotSent | None:
    """Why one more text may not go to this number today; None when it may."""
    if not may_be_texted(number, limits):
        return NotSent.NOT_ALLOWED
    if texted.to_number >= limits.per_number_per_day:
        return NotSent.TOO_MANY
    return NotSent.ALL_SPENT if texted.to_all >= limits.per_day else None
