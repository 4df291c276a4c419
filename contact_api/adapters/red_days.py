"""Days on which centres are closed: Swedish public holidays and the eves that are holidays in fact."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=8)
def _of_year(year: int) -> frozenset[date]:
    # Without "de_facto" midsummer's, Christmas and New Year's eves are missing.
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_red(day: date) -> bool:
    """Whether it is a red day or an eve on which nothing is open; ordinary Sundays are left to opening hours."""
    return day in _of_year(day.year)
