"""One region's made-up days, from a profile and a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from contact_api.replay.generate.centres import GeneratedCentre, Ground, places_of
from contact_api.replay.generate.contacts import Caller, callers_of, count_of, minutes_of
from contact_api.replay.generate.profiles import Profile
from contact_api.replay.generate.random_draws import lots
from contact_api.replay.generate.roster import Member, Shift, shifts_of, sick_calls, staff_of
from contact_api.replay.generate.scenario_files import (
    centres_text,
    contacts_text,
    settings_text,
    shifts_text,
    staff_text,
    write_folder,
)

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class RegionDays:
    """Everything that stands in a scenario folder."""

    name: str
    places: Sequence[GeneratedCentre]
    staff: Sequence[Member]
    days: Sequence[tuple[date, Sequence[Shift], Sequence[Caller]]]

    @property
    def contacts(self) -> int:
        return sum(len(callers) for _, _, callers in self.days)

    @property
    def minutes(self) -> int:
        """Callback time on the rosters, sick calls not taken off."""
        return sum(shift.ends - shift.starts for _, shifts, _ in self.days for shift in shifts)

    @property
    def work(self) -> int:
        """Expected work in minutes."""
        return sum(minutes_of(callers) for _, _, callers in self.days)


def region_days(profile: Profile, ground: Ground, *, name: str, seed: int, days: int) -> RegionDays:
    """Draw the days; the same profile, seed and number of days give the same answer on every machine."""
    staff = staff_of(ground, profile, lots(seed, ground.key, "staff"))
    drawn: list[tuple[date, Sequence[Shift], Sequence[Caller]]] = []
    for number, day in enumerate(dates_of(profile, days)):
        on_duty, usual = (
            shifts_of(staff, one, lots(seed, ground.key, "shifts", number))
            for one in (profile, profile.ordinary_hours())
        )
        ill = sick_calls(staff, profile, lots(seed, ground.key, "sick", number))
        callers = callers_of(
            ground,
            staff,
            profile,
            lots(seed, ground.key, profile.name, number),
            count=ground.contacts or count_of(usual, profile),
            before=sum(len(earlier) for _, _, earlier in drawn),
        )
        drawn.append((day, on_duty + ill, callers))
    return RegionDays(name, ground.places, staff, drawn)


def ground_of(profile: Profile, *, seed: int) -> Ground:
    """The region of a profile that has one; the number of staff varies a little with the seed."""
    few_or_many = 0.96 + 0.08 * lots(seed, profile.places, "ground").random()
    return Ground(profile.places, places_of(profile.places), round(profile.staff * few_or_many))


def dates_of(profile: Profile, days: int) -> list[date]:
    """The dates of so many days of the profile, without weekends."""
    found: list[date] = []
    day = profile.first_day
    while len(found) < days:
        if day.weekday() < SATURDAY:
            found.append(day)
        day += timedelta(days=profile.every_days)
    return found


def write_region(folder: Path, made: RegionDays) -> None:
    """Write the scenario folder. Errors: ScenarioFault."""
    texts = {
        "scenario.json": settings_text(made.name, [day for day, _, _ in made.days]),
        "centres.csv": centres_text(made.places),
        "staff.csv": staff_text(made.staff),
        "shifts.csv": shifts_text((day, shifts) for day, shifts, _ in made.days),
        "contacts.csv": contacts_text((day, callers) for day, _, callers in made.days),
    }
    write_folder(folder, texts)
