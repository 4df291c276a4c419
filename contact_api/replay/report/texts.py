"""The texts and number formats of the report, by language."""

from collections.abc import Callable
from dataclasses import dataclass

from contact_api.texts import say

NO_BREAK = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"
LEAST_PERCENT = 0.1
DECIMAL_COMMA = {"sv"}


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """The texts and numbers of one language."""

    language: str

    def say(self, key: str, **values: str | int) -> str:
        """A text of the report."""
        return say(f"report.{key}", self.language, **values)

    def count(self, number: float, *, sign: bool = False) -> str:
        """A whole number, in groups of three."""
        return self._local(f"{number:{'+' if sign else ''}z,.0f}")

    def hours(self, minutes: float) -> str:
        """Minutes as staff hours."""
        return self._local(f"{minutes / 60:,.1f}")

    def share(self, share: float | None, *, sign: bool = False) -> str:
        """A share of 1 as percent; with a sign: a difference, as percentage points.

        Only none and all are shown as 0 and 100 percent, however little is missing.
        """
        if share is None:
            return NOTHING
        percent = share * 100
        if sign:
            return f"{self._local(f'{percent:+z.1f}')}{NO_BREAK}{self.say('points')}"
        if 0 < share < 1:
            percent = min(max(percent, LEAST_PERCENT), 100 - LEAST_PERCENT)
        number = self._local(f"{percent:.1f}")
        return f"{number}{NO_BREAK}%" if self.language in DECIMAL_COMMA else f"{number}%"

    def minutes(self, minutes: float | None, *, sign: bool = False) -> str:
        """A wait."""
        if minutes is None:
            return NOTHING
        return f"{self.count(minutes, sign=sign)}{NO_BREAK}min"

    def figure(self, name: str, *, sign: bool = False) -> Callable[[float | None], str]:
        """How a figure of the summary is shown."""
        if name == "contacts":
            return lambda value: NOTHING if value is None else self.count(value, sign=sign)
        if name.startswith("wait"):
            return lambda value: self.minutes(value, sign=sign)
        return lambda value: self.share(value, sign=sign)

    def _local(self, number: str) -> str:
        number = number.replace("-", MINUS)
        if self.language in DECIMAL_COMMA:
            return number.replace(",", NO_BREAK).replace(".", ",")
        return number
