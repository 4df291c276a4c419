"""The world of the API tests with times to book: a nurse's and a physiotherapist's at Ålidhem, a nurse's at Malå."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.domain.region.region import Region
from tests.http.world import V1, World, a_region, a_world, seek

TOMORROW = datetime(2026, 11, 24, 7, tzinfo=UTC)  # 08:00 in Umeå
BACK = "R11"  # back and neck: a physiotherapist's
HOUR = timedelta(hours=1)


def a_time_type(time_type_id: str = "physio", **but: Any) -> dict[str, Any]:
    """A visit of forty minutes to a physiotherapist at Ålidhem, unless said otherwise."""
    return {
        "id": time_type_id,
        "name": {"sv": "Besök hos fysioterapeut", "en": "Visit to a physiotherapist"},
        "professions": ["physiotherapist"],
        "duration_minutes": 40,
        "step_minutes": 20,
        "form": "place",
        "bookable_by": "all",
        "reasons": ["R11", "R12"],
        "most_notice_days": 14,
        "offered_at": [{"unit_id": "alidhem"}],
        **but,
    }


def a_document(*types: dict[str, Any], **but: Any) -> dict[str, Any]:
    """Time types as a region writes them."""
    return {
        "version": "1",
        "valid_from": date(2026, 1, 1).isoformat(),
        "source": "made up",
        "release_at": time(8).isoformat("minutes"),
        "hold_for_minutes": 5,
        "most_holds": 2,
        "types": list(types) or [a_time_type(), a_time_type("secret", bookable_by="care_staff")],
        **but,
    }


def booking_region(*types: dict[str, Any]) -> Region:
    region = a_region()
    physio = StaffMember(StaffId("a-3"), UnitId("alidhem"), ("physiotherapist",), ("sv", "en"))
    second = replace(physio, id=StaffId("a-4"))
    document = a_document(*types)
    staff = {**region.staff, physio.id: physio, second.id: second}
    return replace(region, staff=staff, time_types=read_time_types(document, region.catalogue, region.units))


def plan(
    world: World, staff_id: str, start: datetime, hours: float, kind: StaffTimeKind = StaffTimeKind.BOOKABLE
) -> StaffTime:
    """Let somebody have time of a kind."""
    with world.store.transaction() as tx:
        unit = tx.region().member(StaffId(staff_id)).unit_id
        time = StaffTime(StaffId(staff_id), unit, kind, start, start + hours * HOUR)
        tx.add_staff_time([time])
    return time


@pytest.fixture
def world() -> Iterator[World]:
    for made in a_world(region=booking_region()):
        plan(made, "a-3", TOMORROW, 3)
        yield made


def of(contact: dict[str, Any], *more: str) -> str:
    """The path of something of a contact request."""
    return "/".join([f"{V1}/contact-requests/{contact['contact_id']}", *more])


def sought(world: World, **but: Any) -> dict[str, Any]:
    """Somebody with a bad back."""
    return seek(world, world.citizen(), **{"reason": BACK, **but})


def times(world: World, contact: dict[str, Any], **query: Any) -> list[str]:
    """When times start that can be booked."""
    answer = world.client.get(of(contact, "bookable-times"), params=query, headers=world.citizen())
    assert answer.status_code == 200, answer.text
    return [one["starts_at"] for one in answer.json()["times"]]


def wanted(start: datetime, **but: Any) -> dict[str, Any]:
    return {"time_type_id": "physio", "unit_id": "alidhem", "starts_at": start.isoformat(), **but}


def post(world: World, path: str, body: Any = None, headers: Any = None) -> Any:
    return world.client.post(path, json=body, headers=headers or world.citizen())
