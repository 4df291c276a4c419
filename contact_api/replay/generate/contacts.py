"""Who seeks contact on a made-up day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from contact_api.replay.generate.centres import Ground
from contact_api.replay.generate.profiles import AFTER_LUNCH, Profile
from contact_api.replay.generate.random_draws import around, one_of
from contact_api.replay.generate.roster import Member, Shift

FIRST_QUARTER = 7 * 3600 + 30 * 60  # seconds after midnight
QUARTER = 15 * 60
DAY_END = 17 * 3600
LAST_WISH = 16 * 3600  # who comes later has no time to ask for

CHANNELS = {"phone": 0.685, "web": 0.21, "chat": 0.105}
NEEDS = {
    ("nurse",): 0.784,
    ("nurse", "doctor"): 0.072,
    ("physiotherapist", "nurse"): 0.070,
    ("psychologist", "nurse"): 0.048,
    ("midwife", "nurse"): 0.026,
}
ANSWERS = {1: 0.806, 2: 0.118, 3: 0.035, 0: 0.041}
URGENT, NAMED, OVERFLOW, WISHES_A_TIME = 0.112, 0.185, 0.763, 0.20  # urgent: any centre, any time
MINUTES = {True: (5, 7, 9), False: (4, 5, 6, 7, 8, 10, 12)}  # expected, by whether it is urgent
WISHED_FROM = (8, 10, 12, 14)  # o'clock
WISHED_HOURS = {2: 0.18, 3: 0.19, 4: 0.23, 9: 0.40}
SPREAD = 0.30  # of the real minutes around the expected, as the sd of a logarithm
SHORTEST = 1.0  # minutes
WRAP = 2  # minutes of documentation; calls that nobody answers weigh as little as those who never answer do
MEAN_MINUTES = 7.3  # of a conversation


@dataclass(frozen=True, slots=True)
class Caller:
    """One contact; times in seconds after midnight."""

    contact_id: str
    arrived: int
    channel: str
    centre_id: str
    named: str
    needs: tuple[str, ...]
    urgent: bool
    language: str
    overflow_ok: bool
    wished: tuple[int, int] | None
    expected: int
    actual: float
    answers: int


def callers_of(
    ground: Ground, staff: Sequence[Member], profile: Profile, rng: Random, *, count: int, before: int = 0
) -> list[Caller]:
    """A day's contacts in the order they come; their numbers follow those of the days `before`."""
    weights = [place.weight * around(rng, spread=profile.uneven_demand) for place in ground.places]
    listed = rng.choices([place.centre_id for place in ground.places], weights, k=count)
    at_centre: dict[str, list[Member]] = {place.centre_id: [] for place in ground.places}
    for member in staff:
        at_centre[member.centre_id].append(member)
    drawn = [
        _caller(f"c{number:05d}", arrived, at_centre[centre], profile, rng)
        for number, (centre, arrived) in enumerate(
            zip(listed, _arrivals(profile, count, rng), strict=True), start=before
        )
    ]
    return sorted(drawn, key=lambda caller: (caller.arrived, caller.contact_id))


def count_of(shifts: Sequence[Shift], profile: Profile) -> int:
    """How many contacts make the profile's load."""
    minutes = sum(shift.ends - shift.starts for shift in shifts)
    return round(profile.load * minutes / (MEAN_MINUTES + WRAP))


def _arrivals(profile: Profile, count: int, rng: Random) -> Iterator[int]:
    late = round(count * profile.surge)
    for quarters, how_many in ((profile.arrivals, count - late), (AFTER_LUNCH, late)):
        for quarter in rng.choices(range(len(quarters)), quarters, k=how_many):
            yield FIRST_QUARTER + quarter * QUARTER + int(rng.random() * QUARTER)


def _caller(contact_id: str, arrived: int, own: Sequence[Member], profile: Profile, rng: Random) -> Caller:
    needs = one_of(rng, NEEDS)
    urgent = rng.random() < URGENT
    expected = rng.choice(MINUTES[urgent])
    wishes = rng.random() < WISHES_A_TIME and not urgent and arrived < LAST_WISH
    return Caller(
        contact_id=contact_id,
        arrived=arrived,
        channel=one_of(rng, CHANNELS),
        centre_id=own[0].centre_id,
        named=_named(own, needs, rng) if rng.random() < NAMED else "",
        needs=needs,
        urgent=urgent,
        language=one_of(rng, profile.spoken),
        overflow_ok=urgent or rng.random() < OVERFLOW,
        wished=_wished(arrived, rng) if wishes else None,
        expected=expected,
        actual=max(SHORTEST, round(expected * around(rng, spread=SPREAD), 1)),
        answers=one_of(rng, ANSWERS),
    )


def _named(own: Sequence[Member], needs: Sequence[str], rng: Random) -> str:
    """Somebody of her own centre who can take what she needs."""
    return rng.choice([member.staff_id for member in own if set(member.professions) & set(needs)])


def _wished(arrived: int, rng: Random) -> tuple[int, int]:
    opens = max(arrived, rng.choice(WISHED_FROM) * 3600)
    return opens, min(opens + one_of(rng, WISHED_HOURS) * 3600, DAY_END)


def minutes_of(callers: Sequence[Caller]) -> int:
    """The expected work of the contacts in minutes, documentation included."""
    return sum(caller.expected + WRAP for caller in callers)
