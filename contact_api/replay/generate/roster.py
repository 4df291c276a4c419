"""Who works on a made-up day: staff, when they make callbacks, and who calls in sick."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from contact_api.replay.generate.centres import GeneratedCentre, RegionTemplate
from contact_api.replay.generate.profiles import HALF_DAY, LONGER_DAY, WHOLE_DAY, Pattern, Profile
from contact_api.replay.generate.random_draws import apportion, lognormal_factor, weighted_choice

PROFESSIONS = {
    ("nurse",): 0.87,
    ("nurse", "psychologist"): 0.05,
    ("physiotherapist",): 0.05,
    ("doctor",): 0.03,
}
SICK_CALLS_FROM, SICK_CALLS_TO = 7 * 60 + 30, 11 * 60  # minutes after midnight


@dataclass(frozen=True, slots=True)
class GeneratedStaffMember:
    """Somebody who makes callbacks."""

    staff_id: str
    centre_id: str
    professions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GeneratedShift:
    """Callback time in minutes after midnight; one that ends when it starts is a sick call."""

    staff_id: str
    start_minute: int
    end_minute: int
    known_minute: int | None = None


def draw_staff(template: RegionTemplate, profile: Profile, rng: Random) -> list[GeneratedStaffMember]:
    """The staff of the centres: about as many as their contacts need, at least one each, unevenly."""
    wanted = [
        centre.weight * lognormal_factor(rng, spread=profile.uneven_staff) for centre in template.centres
    ]
    return [
        _member(centre, number, profile, rng)
        for centre, count in zip(template.centres, apportion(template.staff, wanted), strict=True)
        for number in range(1, count + 1)
    ]


def _member(centre: GeneratedCentre, number: int, profile: Profile, rng: Random) -> GeneratedStaffMember:
    professions = weighted_choice(rng, PROFESSIONS)
    languages = [language for language, share in profile.staff_languages.items() if rng.random() < share]
    return GeneratedStaffMember(
        staff_id=f"{centre.centre_id}-{number:02d}",
        centre_id=centre.centre_id,
        professions=("nurse",) if number == 1 else professions,  # no centre is without a nurse
        languages=("sv", *languages),
    )


def draw_shifts(staff: Sequence[GeneratedStaffMember], profile: Profile, rng: Random) -> list[GeneratedShift]:
    """The callback time of a day."""
    return [
        GeneratedShift(member.staff_id, round(start * 60), round(end * 60))
        for member in staff
        for start, end in _pattern(rng, profile).spans
    ]


def _pattern(rng: Random, profile: Profile) -> Pattern:
    drawn = weighted_choice(rng, {pattern: pattern.weight for pattern in (*WHOLE_DAY, *HALF_DAY)})
    longer = rng.random() < profile.longer_hours
    return LONGER_DAY if drawn in HALF_DAY and longer else drawn


def draw_sick_calls(
    staff: Sequence[GeneratedStaffMember], profile: Profile, rng: Random
) -> list[GeneratedShift]:
    """Who calls in sick on a day, and when. The first nurse of each centre comes: no centre is left empty, since
    those who accept no other centre could then be helped by nobody.
    """
    least, most = profile.sick
    count = round(len(staff) * (least + (most - least) * rng.random()))
    others = [after.staff_id for before, after in pairwise(staff) if before.centre_id == after.centre_id]
    ill = sorted(rng.sample(others, min(count, len(others))))
    moments = [rng.randint(SICK_CALLS_FROM, SICK_CALLS_TO) for _ in ill]
    return [GeneratedShift(who, moment, moment, moment) for who, moment in zip(ill, moments, strict=True)]
