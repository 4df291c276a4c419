"""Queues of all sorts of contacts, drawn by chance: up to 200 that wait, are held or have ended."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, ContactState, StaffId, UnitId, Urgency, Window
from contact_api.domain.region.region import Region
from contact_api.domain.work_queue.work_queue import may_call
from tests.makers import a_contact, a_member, a_region, at

UNITS = [UnitId(name) for name in ("backen", "teg", "city")]
MEMBERS = [
    a_member("backen-01"),
    a_member("backen-02", languages=("en", "sv")),
    a_member("backen-doctor", professions=("doctor",)),
    a_member("teg-01"),
    a_member("teg-both", professions=("doctor", "nurse"), languages=("en", "sv")),
    a_member("city-01"),
]
CLOCKS = ("08:20", "08:40", "09:00", "09:25", "10:40")


@dataclass(frozen=True)
class Mix:
    """How likely each thing is in a queue, from never to always."""

    urgent: float
    named: float
    lent: float
    unpromised: float
    tried: float
    spread_minutes: int  # over how long they sought contact; 0: all at the same moment


shares = st.sampled_from((0.0, 0.1, 0.5, 0.9, 1.0))
mixes = st.builds(Mix, shares, shares, shares, shares, shares, st.sampled_from((0, 5, 40)))
queues = st.builds(
    lambda seed, size, mix: a_queue(Random(seed), size, mix),
    st.integers(0, 2**32),
    st.integers(1, 200),
    mixes,
)


def a_region_of_staff() -> Region:
    return a_region(staff={member.id: member for member in MEMBERS})


def a_queue(random: Random, size: int, mix: Mix) -> list[Contact]:
    """So many contacts, in no order."""
    return [_a_contact(random, f"c{number:03}", mix) for number in random.sample(range(size), size)]


def _a_contact(random: Random, name: str, mix: Mix) -> Contact:
    unit = random.choice(UNITS)
    sought = at("08:00") + timedelta(minutes=random.randint(0, mix.spread_minutes))
    start = sought + timedelta(minutes=5 * random.randrange(20))
    backed, tried = random.random() >= mix.unpromised, random.random() < mix.tried
    some_hours = random.random() < 0.2
    contact = a_contact(
        name,
        unit_id=unit,
        professions=random.choice((("nurse",), ("nurse",), ("doctor",), ("nurse", "doctor"))),
        language=random.choice(("sv", "sv", "sv", "en", "so")),
        urgency=random.choice((Urgency.U0, Urgency.U1)) if random.random() < mix.urgent else Urgency.U2,
        consent=random.choice(list(Consent)),
        sought_at=sought,
        available_from=sought + timedelta(minutes=20) if some_hours else None,
        available_to=start + timedelta(minutes=45) if some_hours else None,
        named_contact=random.choice(MEMBERS).id if random.random() < mix.named else None,
        window=Window(start, start + timedelta(minutes=30)) if backed else None,
        backed=backed,
        promised_unit=random.choice((unit, random.choice(UNITS)))
        if backed or random.random() < 0.1
        else None,
        attempts=random.randint(1, 2) if tried else 0,
        not_before=start if tried else None,
    )
    if random.random() < mix.lent:
        contact = replace(contact, lend_at=sought + timedelta(minutes=5 * random.randrange(12)))
    return replace(contact, **_where_it_stands(random))


def _where_it_stands(random: Random) -> dict[str, Any]:
    chance = random.random()
    if chance < 0.05:
        return {"state": ContactState.REACHED, "closed_at": at("08:30")}
    if chance < 0.1:
        until = random.choice((at("08:10"), at("08:50"), at("09:30")))
        return {"state": ContactState.CLAIMED, "claimed_by": StaffId("teg-other"), "lease_until": until}
    return {}


def those_who_fit(
    member: StaffMember, everybody: list[Contact], region: Region, *, now: datetime
) -> list[Contact]:
    """All who wait, may be called now and whom this staff member may take."""
    return [one for one in everybody if may_call(one, now=now) and region.may_take(member, one.need)]
