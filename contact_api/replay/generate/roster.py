"""Who works on a made-up day: staff, when they make callbacks, and who calls in sick."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from contact_api.replay.generate.centres import GeneratedCentre, Ground
from contact_api.replay.generate.profiles import HALF_DAY, LONGER_DAY, WHOLE_DAY, Pattern, Profile
from contact_api.replay.generate.random_draws import around, one_of, shared_out

PROFESSIONS = {
    ("nurse",): 0.87,
    ("nurse", "psychologist"): 0.05,
    ("physiotherapist",): 0.05,
    ("doctor",): 0.03,
}
SICK_CALLS_FROM, SICK_CALLS_TO = 7 * 60 + 30, 11 * 60  # minutes after midnight


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who makes callbacks."""

    staff_id: str
    centre_id: str
    professions: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """Callback time in minutes after midnight; one that ends when it starts is a sick call."""

    staff_id: str
    starts: int
    ends: int
    known: int | None = None


def staff_of(ground: Ground, profile: Profile, rng: Random) -> list[Member]:
    """The staff of the centres: about as many as the need asks for, at least one each, unevenly."""
    wanted = [place.weight * around(rng, spread=profile.uneven_staff) for place in ground.places]
    return [
        _member(place, number, profile, rng)
        for place, count in zip(ground.places, shared_out(ground.staff, wanted), strict=True)
        for number in range(1, count + 1)
    ]


def _member(place: GeneratedCentre, number: int, profile: Profile, rng: Random) -> Member:
    professions = one_of(rng, PROFESSIONS)
    languages = [language for language, share in profile.speaks.items() if rng.random() < share]
    return Member(
        staff_id=f"{place.centre_id}-{number:02d}",
        centre_id=place.centre_id,
        professions=("nurse",) if number == 1 else professions,  # no centre is without a nurse
        languages=("sv", *languages),
    )


def shifts_of(staff: Sequence[Member], profile: Profile, rng: Random) -> list[Shift]:
    """The callback time of a day."""
    return [
        Shift(member.staff_id, round(start * 60), round(end * 60))
        for member in staff
        for start, end in _pattern(rng, profile).spans
    ]


def _pattern(rng: Random, profile: Profile) -> Pattern:
    drawn = one_of(rng, {pattern: pattern.weight for pattern in (*WHOLE_DAY, *HALF_DAY)})
    longer = rng.random() < profile.longer_hours
    return LONGER_DAY if drawn in HALF_DAY and longer else drawn


def sick_calls(staff: Sequence[Member], profile: Profile, rng: Random) -> list[Shift]:
    """Who calls in sick on a day, and when. The first nurse of each centre comes: no centre is left empty, since
    those who accept no other centre could then be helped by nobody.
    """
    least, most = profile.sick
    count = round(len(staff) * (least + (most - least) * rng.random()))
    others = [after.staff_id for before, after in pairwise(staff) if before.centre_id == after.centre_id]
    ill = sorted(rng.sample(others, min(count, len(others))))
    moments = [rng.randint(SICK_CALLS_FROM, SICK_CALLS_TO) for _ in ill]
    return [Shift(who, moment, moment, moment) for who, moment in zip(ill, moments, strict=True)]
