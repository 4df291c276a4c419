"""Who seeks contact on a made-up day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from contact_api.replay.generate.centres import RegionTemplate
from contact_api.replay.generate.profiles import SURGE_ARRIVALS, Profile
from contact_api.replay.generate.random_draws import lognormal_factor, weighted_choice
from contact_api.replay.generate.roster import GeneratedShift, GeneratedStaffMember

FIRST_ARRIVAL = 7 * 3600 + 30 * 60  # seconds after midnight
QUARTER = 15 * 60
DAY_END = 17 * 3600
LAST_WISH = 16 * 3600  # who arrives later wishes for no hours

CHANNELS = {"phone": 0.685, "web": 0.21, "chat": 0.105}
NEEDS = {
    ("nurse",): 0.784,
    ("nurse", "doctor"): 0.072,
    ("physiotherapist", "nurse"): 0.070,
    ("psychologist", "nurse"): 0.048,
    ("midwife", "nurse"): 0.026,
}
ANSWERS_ON_ATTEMPT = {1: 0.806, 2: 0.118, 3: 0.035, 0: 0.041}
URGENT, NAMED_CONTACT, OVERFLOW, WISHES_FOR_HOURS = 0.112, 0.185, 0.763, 0.20  # urgent: any centre, any time
EXPECTED_MINUTES = {True: (5, 7, 9), False: (4, 5, 6, 7, 8, 10, 12)}  # by whether it is urgent
WISHED_FROM = (8, 10, 12, 14)  # o'clock
WISHED_HOURS = {2: 0.18, 3: 0.19, 4: 0.23, 9: 0.40}
MINUTES_SPREAD = 0.30  # of the actual minutes around the expected, as the sd of a logarithm
SHORTEST_MINUTES = 1.0
WRAP_MINUTES = 2  # documentation; the time of unanswered calls is about what those who never answer save
MEAN_MINUTES = 7.3  # of a conversation


@dataclass(frozen=True, slots=True)
class GeneratedContact:
    """One contact; times in seconds after midnight."""

    contact_id: str
    arrived_second: int
    channel: str
    centre_id: str
    named_contact: str
    needs: tuple[str, ...]
    urgent: bool
    language: str
    overflow_ok: bool
    available: tuple[int, int] | None
    expected_minutes: int
    actual_minutes: float
    answers_on_attempt: int


def draw_contacts(
    template: RegionTemplate,
    staff: Sequence[GeneratedStaffMember],
    profile: Profile,
    rng: Random,
    *,
    count: int,
    first_number: int = 0,
) -> list[GeneratedContact]:
    """A day's contacts in order of arrival; their numbers follow those of the days before."""
    weights = [
        centre.weight * lognormal_factor(rng, spread=profile.uneven_demand) for centre in template.centres
    ]
    listed = rng.choices([centre.centre_id for centre in template.centres], weights, k=count)
    at_centre: dict[str, list[GeneratedStaffMember]] = {centre.centre_id: [] for centre in template.centres}
    for member in staff:
        at_centre[member.centre_id].append(member)
    drawn = [
        _contact(f"c{number:05d}", arrived_second, at_centre[centre], profile, rng)
        for number, (centre, arrived_second) in enumerate(
            zip(listed, _arrivals(profile, count, rng), strict=True), start=first_number
        )
    ]
    return sorted(drawn, key=lambda contact: (contact.arrived_second, contact.contact_id))


def contact_count(shifts: Sequence[GeneratedShift], profile: Profile) -> int:
    """How many contacts make the profile's load."""
    minutes = sum(shift.end_minute - shift.start_minute for shift in shifts)
    return round(profile.load * minutes / (MEAN_MINUTES + WRAP_MINUTES))


def _arrivals(profile: Profile, count: int, rng: Random) -> Iterator[int]:
    late = round(count * profile.surge)
    for quarters, how_many in ((profile.arrivals, count - late), (SURGE_ARRIVALS, late)):
        for quarter in rng.choices(range(len(quarters)), quarters, k=how_many):
            yield FIRST_ARRIVAL + quarter * QUARTER + int(rng.random() * QUARTER)


def _contact(
    contact_id: str, arrived_second: int, own: Sequence[GeneratedStaffMember], profile: Profile, rng: Random
) -> GeneratedContact:
    needs = weighted_choice(rng, NEEDS)
    urgent = rng.random() < URGENT
    expected_minutes = rng.choice(EXPECTED_MINUTES[urgent])
    wishes = rng.random() < WISHES_FOR_HOURS and not urgent and arrived_second < LAST_WISH
    return GeneratedContact(
        contact_id=contact_id,
        arrived_second=arrived_second,
        channel=weighted_choice(rng, CHANNELS),
        centre_id=own[0].centre_id,
        named_contact=_named_contact(own, needs, rng) if rng.random() < NAMED_CONTACT else "",
        needs=needs,
        urgent=urgent,
        language=weighted_choice(rng, profile.citizen_languages),
        overflow_ok=urgent or rng.random() < OVERFLOW,
        available=_available_hours(arrived_second, rng) if wishes else None,
        expected_minutes=expected_minutes,
        actual_minutes=max(
            SHORTEST_MINUTES, round(expected_minutes * lognormal_factor(rng, spread=MINUTES_SPREAD), 1)
        ),
        answers_on_attempt=weighted_choice(rng, ANSWERS_ON_ATTEMPT),
    )


def _named_contact(own: Sequence[GeneratedStaffMember], needs: Sequence[str], rng: Random) -> str:
    """Somebody of the citizen's own centre who can take the contact."""
    return rng.choice([member.staff_id for member in own if set(member.professions) & set(needs)])


def _available_hours(arrived_second: int, rng: Random) -> tuple[int, int]:
    opens = max(arrived_second, rng.choice(WISHED_FROM) * 3600)
    return opens, min(opens + weighted_choice(rng, WISHED_HOURS) * 3600, DAY_END)


def work_minutes(contacts: Sequence[GeneratedContact]) -> int:
    """The expected work of the contacts in minutes, documentation included."""
    return sum(contact.expected_minutes + WRAP_MINUTES for contact in contacts)
