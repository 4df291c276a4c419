"""The kinds of days that can be made up. A profile is data: what differs from an ordinary day, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

# How many contacts arrive in each quarter of an hour from 07:30 to 16:15 on an ordinary day of a region of 37 centres.
ORDINARY_ARRIVALS = (
    *(50, 20, 125, 125, 132, 135, 110, 98, 95, 92, 72, 69, 67, 70, 50, 47, 46, 44),
    *(42, 39, 38, 35, 55, 53, 50, 50, 40, 40, 40, 40, 38, 35, 34, 33, 42),
)
MONDAY_FACTORS = (2.4, 2.2, 1.4, 1.35, 1.3, 1.25, 1.1, 1.05)  # a Monday's first quarters, times the ordinary
MONDAY_ARRIVALS = tuple(
    usual * (MONDAY_FACTORS[quarter] if quarter < len(MONDAY_FACTORS) else 1.0)
    for quarter, usual in enumerate(ORDINARY_ARRIVALS)
)
ORDINARY_LOAD = (
    0.853  # each centre alone then reaches about 66.5 % the same day, as Region Västerbotten did in 2025
)
SURGE_ARRIVALS = (0,) * 22 + (100, 110, 110, 110, 105, 105, 100, 90, 80, 60)  # quarters from 13:00 to 15:30
STAFF_LANGUAGES = {"en": 0.83, "ar": 0.11, "fi": 0.07, "se": 0.04}  # besides Swedish; shares of the staff
CITIZEN_LANGUAGES = {
    "sv": 0.952,
    "en": 0.035,
    "ar": 0.006,
    "fi": 0.005,
    "se": 0.002,
}  # shares of those who seek contact


@dataclass(frozen=True, slots=True)
class Pattern:
    """When somebody makes callbacks on a day, in hours after midnight, and how common that is."""

    spans: tuple[tuple[float, float], ...]
    weight: float


WHOLE_DAY = (
    Pattern(((9, 11.5), (14, 16.5)), 18),
    Pattern(((8, 12), (13, 16.5)), 14),
    Pattern(((10, 12), (13, 17)), 13),
    Pattern(((8, 10.5), (13, 15)), 5),
)
HALF_DAY = (Pattern(((8, 12),), 13), Pattern(((13, 17),), 11))
LONGER_DAY = Pattern(((8, 12), (13, 16.5)), 0)  # instead of half a day


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of day.

    Units: `staff` people; `load` is the contacts' expected work, documentation included, as a share of the
    callback time on the rosters; `longer_hours`, `sick`, `surge` and the languages are shares.
    """

    name: str
    description: str
    centres: str = "vasterbotten"
    first_day: date = date(2025, 11, 5)  # a Wednesday, far from holidays and from the change of clocks
    every_days: int = 1  # weekends are left out
    staff: int = 74
    load: float = ORDINARY_LOAD
    arrivals: Sequence[float] = ORDINARY_ARRIVALS
    longer_hours: float = 0.0  # of those with half a day of callbacks: how many take the whole
    sick: tuple[float, float] = (0.0, 0.0)  # least and most, of the staff
    surge: float = 0.0  # of the day's contacts: how many come in a wave after lunch
    uneven_staff: float = 0.15  # spread of the staffing around the need, as the sd of a logarithm
    uneven_demand: float = 0.15  # the same, of the day's contacts around the usual
    staff_languages: Mapping[str, float] = field(default_factory=lambda: STAFF_LANGUAGES)
    citizen_languages: Mapping[str, float] = field(default_factory=lambda: CITIZEN_LANGUAGES)

    def ordinary_hours(self) -> "Profile":
        """The same kind of day with nobody staying longer: what the load is measured against."""
        return replace(self, longer_hours=0.0)


_ALL = (
    Profile("calibrated", "an ordinary day"),
    Profile(
        "monday",
        "thirty percent more contacts, most of them early; some make callbacks for longer",
        first_day=date(2025, 11, 3),
        every_days=7,
        load=1.3 * ORDINARY_LOAD,
        arrivals=MONDAY_ARRIVALS,
        longer_hours=0.5,
    ),
    Profile("tight", "as much work as the staff can do", load=1.056),
    Profile("overload", "far more work than the staff can do", load=1.336),
    Profile("sick", "one to two of ten call in sick in the morning", load=0.876, sick=(0.10, 0.20)),
    Profile("late-surge", "a second wave after lunch, without notice", load=0.858, surge=0.20),
    Profile(
        "sparse",
        "small centres far apart, few languages",
        centres="inland",
        staff=27,
        staff_languages={"en": 0.70, "se": 0.10, "fi": 0.06},
        citizen_languages={"sv": 0.97, "en": 0.02, "se": 0.005, "fi": 0.005},
    ),
    Profile("national", "every region of the country", centres="national"),
)
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in _ALL}
