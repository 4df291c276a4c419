"""Bookings tell the three-day clock what was on offer, what was chosen, and who was met."""

from datetime import timedelta
from typing import Any

from contact_api.domain.assessment.offers import is_patients_choice, waits
from contact_api.domain.core.calendar import assessment_due
from contact_api.domain.core.values import AssessmentState, ContactId
from tests.http.booking_world import (
    HOUR,
    TOMORROW,
    of,
    plan,
    post,
    sought,
    times,
    wanted,
    world,  # noqa: F401
)
from tests.http.world import V1, ZONE, World

NINE = TOMORROW + HOUR
IN_NINE_DAYS = TOMORROW + timedelta(days=8)


def kept(world: World, contact: dict[str, Any]) -> Any:  # noqa: F811
    """The contact and what was offered for it."""
    with world.store.transaction() as tx:
        found = tx.contact(ContactId(contact["contact_id"]))
        assert found is not None
        return found, tx.assessment_offers(found.id)


def test_a_later_web_time_than_could_be_had_is_the_patients_wait(world: World) -> None:  # noqa: F811
    plan(world, "a-3", IN_NINE_DAYS, 1)
    contact = sought(world)
    times(world, contact)

    assert post(world, of(contact, "bookings"), {"time": wanted(IN_NINE_DAYS)}).status_code == 201

    found, offers = kept(world, contact)
    due_at = assessment_due(found.need.sought_at, ZONE, days=3)
    told = waits(offers, found.need.sought_at, due_at=due_at, zone=ZONE)
    assert (told.first_offered_days, told.chosen_days, told.chosen_by_patient) == (1, 9, True)


def test_what_the_unit_cancels_is_not_the_patients_wait(world: World) -> None:  # noqa: F811
    plan(world, "a-3", IN_NINE_DAYS, 1)
    contact = sought(world)
    times(world, contact)
    booked = post(world, of(contact, "bookings"), {"time": wanted(IN_NINE_DAYS)}).json()
    desk = f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings/{booked['booking_id']}"

    assert post(world, desk + "/cancellations", headers=world.staff()).status_code == 200

    found, offers = kept(world, contact)
    assert not is_patients_choice(offers, due_at=assessment_due(found.need.sought_at, ZONE, days=3))


def test_who_came_to_licensed_staff_was_assessed_and_who_did_not_was_not(world: World) -> None:  # noqa: F811
    contact = sought(world)
    booked = post(world, of(contact, "bookings"), {"time": wanted(NINE)}).json()
    path = f"{V1}/desk/contact-requests/{contact['contact_id']}/bookings/{booked['booking_id']}/attendance"
    assert kept(world, contact)[0].assessment is AssessmentState.AWAITED
    world.clock.now = NINE

    for came, state in ((True, AssessmentState.ASSESSED), (False, AssessmentState.AWAITED)) * 2:
        noted = world.client.put(path, json={"came": came}, headers=world.staff())
        assert noted.status_code == 200, noted.text
        assert kept(world, contact)[0].assessment is state
    world.client.put(path, json={"came": True}, headers=world.staff())
    assert world.client.delete(path, headers=world.staff()).status_code == 200
    assert kept(world, contact)[0].assessment is AssessmentState.AWAITED


def test_who_looks_for_later_times_only_could_have_had_the_first_all_the_same(world: World) -> None:  # noqa: F811
    plan(world, "a-3", IN_NINE_DAYS, 1)
    contact = sought(world)
    later = times(
        world, contact, **{"from": (TOMORROW + timedelta(days=6)).isoformat(), "to": "2026-12-05T00:00:00Z"}
    )
    assert later[0] == IN_NINE_DAYS.strftime("%Y-%m-%dT%H:%M:%SZ")

    assert post(world, of(contact, "bookings"), {"time": wanted(IN_NINE_DAYS)}).status_code == 201

    found, offers = kept(world, contact)
    due_at = assessment_due(found.need.sought_at, ZONE, days=3)
    told = waits(offers, found.need.sought_at, due_at=due_at, zone=ZONE)
    assert (told.first_offered_days, told.chosen_days, told.chosen_by_patient) == (1, 9, True)
