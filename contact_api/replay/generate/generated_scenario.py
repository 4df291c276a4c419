"""One region's made-up days, from a profile and a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from contact_api.replay.generate.centres import GeneratedCentre, RegionTemplate, centres_of
from contact_api.replay.generate.contacts import GeneratedContact, contact_count, draw_contacts, work_minutes
from contact_api.replay.generate.profiles import Profile
from contact_api.replay.generate.random_draws import seeded_random
from contact_api.replay.generate.roster import (
    GeneratedShift,
    GeneratedStaffMember,
    draw_shifts,
    draw_sick_calls,
    draw_staff,
)
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
class GeneratedScenario:
    """Everything that stands in a scenario folder."""

    name: str
    centres: Sequence[GeneratedCentre]
    staff: Sequence[GeneratedStaffMember]
    days: Sequence[tuple[date, Sequence[GeneratedShift], Sequence[GeneratedContact]]]

    @property
    def contacts(self) -> int:
        return sum(len(contacts) for _, _, contacts in self.days)

    @property
    def minutes(self) -> int:
        """Callback time on the rosters, sick calls not taken off."""
        return sum(shift.end_minute - shift.start_minute for _, shifts, _ in self.days for shift in shifts)

    @property
    def work(self) -> int:
        """Expected work in minutes."""
        return sum(work_minutes(contacts) for _, _, contacts in self.days)


def generate_scenario(
    profile: Profile, template: RegionTemplate, *, name: str, seed: int, days: int
) -> GeneratedScenario:
    """Draw the days; the same profile, seed and number of days give the same answer on every machine."""
    staff = draw_staff(template, profile, seeded_random(seed, template.key, "staff"))
    drawn: list[tuple[date, Sequence[GeneratedShift], Sequence[GeneratedContact]]] = []
    for number, day in enumerate(dates_of(profile, days)):
        on_duty, usual = (
            draw_shifts(staff, one, seeded_random(seed, template.key, "shifts", number))
            for one in (profile, profile.ordinary_hours())
        )
        ill = draw_sick_calls(staff, profile, seeded_random(seed, template.key, "sick", number))
        contacts = draw_contacts(
            template,
            staff,
            profile,
            seeded_random(seed, template.key, profile.name, number),
            count=template.contacts or contact_count(usual, profile),
            first_number=sum(len(earlier) for _, _, earlier in drawn),
        )
        drawn.append((day, on_duty + ill, contacts))
    return GeneratedScenario(name, template.centres, staff, drawn)


def region_template(profile: Profile, *, seed: int) -> RegionTemplate:
    """The region of a profile that has one; the number of staff varies a little with the seed."""
    staffing_factor = 0.96 + 0.08 * seeded_random(seed, profile.centres, "ground").random()
    return RegionTemplate(
        profile.centres, centres_of(profile.centres), round(profile.staff * staffing_factor)
    )


def dates_of(profile: Profile, days: int) -> list[date]:
    """The dates of so many days of the profile, without weekends."""
    found: list[date] = []
    day = profile.first_day
    while len(found) < days:
        if day.weekday() < SATURDAY:
            found.append(day)
        day += timedelta(days=profile.every_days)
    return found


def write_generated(folder: Path, generated: GeneratedScenario) -> None:
    """Write the scenario folder. Errors: ScenarioFault."""
    texts = {
        "scenario.json": settings_text(generated.name, [day for day, _, _ in generated.days]),
        "centres.csv": centres_text(generated.centres),
        "staff.csv": staff_text(generated.staff),
        "shifts.csv": shifts_text((day, shifts) for day, shifts, _ in generated.days),
        "contacts.csv": contacts_text((day, contacts) for day, _, contacts in generated.days),
    }
    write_folder(folder, texts)
