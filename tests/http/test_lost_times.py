"""Booked times that nobody is there for: listed, told once, given to others, freed, and back again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.values import ContactId, StaffId
from tests.http.booking_texts import Phones
from tests.http.booking_world import (
    HOUR,
    TOMORROW,
    a_time_type,
    booking_region,
    of,
    plan,
    post,
    wanted,
)
from tests.http.world import ASTRID, BERTIL, CILLA, V1, a_world, seek

NINE = TOMORROW + HOUR
PEOPLE = {ASTRID: "+46701740605", BERTIL: "+46701740606", CILLA: None}
DESK = f"{V1}/desk/bookings"


@pytest.fixture
def phones() -> Any:
    """Oskar can be booked from eight to eleven tomorrow; what is booked can be changed until a day before."""
    kind = a_time_type(change_until={"minutes": 24 * 60})
    for made in a_world(region=booking_region(kind)):
        plan(made, "a-3", TOMORROW, 3)
        yield Phones(made)


def book(phones: Phones, start: Any, who: str = ASTRID, **but: Any) -> str:
    """Somebody booked, was told, and the path of the booking."""
    headers = phones.world.citizen(who)
    contact = seek(phones.world, headers, **{"reason": "R11", "phone": PEOPLE[who], **but})
    answer = post(phones.world, of(contact, "bookings"), {"time": wanted(start)}, headers)
    assert answer.status_code == 201, answer.text
    phones.deliver()
    return of(contact, "bookings", answer.json()["booking_id"])


def falls_ill(phones: Phones) -> StaffTime:
    """Oskar is away tomorrow."""
    return plan(phones.world, "a-3", TOMORROW - HOUR, 12, StaffTimeKind.ABSENCE)


def is_well(phones: Phones, absence: StaffTime) -> None:
    with phones.world.store.transaction() as tx:
        tx.drop_staff_time([absence])


def desk(path: str) -> str:
    return path.replace("/contact-requests/", "/desk/contact-requests/")


def id_of(path: str) -> str:
    return path.rpartition("/")[2]


def lost(phones: Phones, headers: Any = None, **query: Any) -> list[dict[str, Any]]:
    answer = phones.world.client.get(
        f"{DESK}/without-time", params=query, headers=headers or phones.world.staff()
    )
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def unreached(phones: Phones) -> list[dict[str, Any]]:
    answer = phones.world.client.get(f"{DESK}/unreached", headers=phones.world.staff())
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def tell(phones: Phones, *paths: str) -> list[str]:
    body = {"booking_ids": [id_of(path) for path in paths]}
    answer = post(phones.world, f"{DESK}/loss-notices", body, phones.world.staff())
    assert answer.status_code == 200, answer.text
    told: list[str] = answer.json()["told_now"]
    return told


def test_a_sick_call_shows_at_once_whose_time_is_lost_the_soonest_first(phones: Phones) -> None:
    late, soon = book(phones, NINE), book(phones, TOMORROW, BERTIL)
    assert lost(phones) == []
    falls_ill(phones)
    plan(phones.world, "a-4", TOMORROW, 1)

    first, second = lost(phones)

    assert [one["booking"]["booking_id"] for one in (first, second)] == [id_of(soon), id_of(late)]
    assert [one["told"] for one in (first, second)] == ["not_told", "not_told"]
    assert [one["staff_id"] for one in first["reassign_to"]] == ["a-4"]
    assert second["reassign_to"] == []
    assert [one["starts_at"] for one in second["next_times"]] == [
        "2026-11-24T07:00:00Z",
        "2026-11-24T07:20:00Z",
    ]
    assert [len(lost(phones, limit=1, offset=n)) for n in (0, 1, 2)] == [1, 1, 0]
    assert {look.purpose for look in phones.world.looks()[-2:]} == {"bookings without staff time"}
    assert lost(phones, phones.world.staff("m-1", "mala")) == []


def test_each_is_told_once_the_soonest_first_and_what_is_known_is_a_state_of_its_own(phones: Phones) -> None:
    late, soon = book(phones, NINE), book(phones, TOMORROW, BERTIL)
    falls_ill(phones)

    assert tell(phones, late, soon) == [id_of(soon), id_of(late)]
    assert [one["told"] for one in lost(phones)] == ["on_its_way", "on_its_way"]
    bodies = phones.deliver()
    assert tell(phones, late, soon) == phones.deliver() == []

    assert [to for to, _ in phones.sent[-2:]] == [PEOPLE[BERTIL], PEOPLE[ASTRID]]
    assert bodies[0].startswith(
        "Den bokade tiden tisdag 24 november kl. 08:00, Ålidhems hälsocentral kan inte bli av."
    )
    assert "Välj en ny tid: http" in bodies[0]
    told = lost(phones)
    assert [one["told"] for one in told] == ["told", "told"]
    assert told[0]["told_at"] == "2026-11-23T08:15:00Z"


def test_who_was_told_may_still_choose_another_time_and_is_reminded_of_that_one_only(phones: Phones) -> None:
    plan(phones.world, "a-4", TOMORROW + timedelta(days=2), 2)
    path = book(phones, NINE)
    phones.world.clock.now = NINE - timedelta(hours=20)
    elsewhen = {"unit_id": "alidhem", "starts_at": (TOMORROW + timedelta(days=2)).isoformat()}
    assert post(phones.world, path + "/moves", elsewhen).status_code == 409, "too late, by the rule"
    falls_ill(phones)
    tell(phones, path)
    phones.deliver()

    assert phones.remind() == [], "nobody is there for it"
    moved = post(phones.world, path + "/moves", elsewhen)

    assert moved.status_code == 200, moved.text
    assert [body.split(":")[0] for body in phones.deliver()] == ["Ny tid"]
    assert lost(phones) == []


def test_a_time_that_comes_back_is_no_longer_lost_and_who_was_not_told_never_is(phones: Phones) -> None:
    path = book(phones, NINE)
    absence = falls_ill(phones)
    assert len(lost(phones)) == 1
    tell(phones, path)
    is_well(phones, absence)

    assert phones.deliver() == [], "the text that waited is no longer true"
    assert lost(phones) == []
    refused = post(phones.world, desk(path) + "/reaffirmations", None, phones.world.staff())
    assert refused.status_code == 200
    assert phones.deliver() == []


def test_who_was_told_that_it_is_lost_is_told_that_it_stands_when_staff_decide(phones: Phones) -> None:
    path = book(phones, NINE)
    absence = falls_ill(phones)
    tell(phones, path)
    phones.deliver()
    early = post(phones.world, desk(path) + "/reaffirmations", None, phones.world.staff())
    assert early.status_code == 409, "nobody is there yet"
    is_well(phones, absence)

    (listed,) = lost(phones)
    assert (listed["time_is_back"], listed["told"]) == (True, "told")
    assert phones.deliver() == []
    for _ in range(2):
        post(phones.world, desk(path) + "/reaffirmations", None, phones.world.staff())
    told = phones.deliver()

    assert len(told) == 1
    assert "gäller trots allt" in told[0]
    assert lost(phones) == []


@pytest.mark.parametrize(
    ("named", "told_before", "words"),
    [(False, False, []), (True, False, ["med någon annan"]), (False, True, ["gäller trots allt"])],
)
def test_the_same_time_with_somebody_else_is_told_only_where_it_is_noticed(
    phones: Phones, named: bool, told_before: bool, words: list[str]
) -> None:
    path = book(phones, NINE)
    if named:
        _name_contact(phones, path, "a-3")
    falls_ill(phones)
    if told_before:
        tell(phones, path)
        phones.deliver()
    plan(phones.world, "a-4", TOMORROW, 3)

    answer = post(phones.world, desk(path) + "/reassignments", {}, phones.world.staff())

    assert answer.status_code == 200, answer.text
    assert (answer.json()["staff_id"], answer.json()["times_moved"]) == ("a-4", 0)
    told = phones.deliver()
    assert [word in body for word, body in zip(words, told, strict=True)] == [True] * len(words)
    assert lost(phones) == []
    again = post(phones.world, desk(path) + "/reassignments", {"staff_id": "a-3"}, phones.world.staff())
    assert again.json()["type"].rpartition(":")[2] == "time-not-offered"


def test_asking_for_another_time_frees_it_withdraws_the_file_and_ends_the_reminder_in_one_step(
    phones: Phones,
) -> None:
    plan(phones.world, "a-4", TOMORROW + timedelta(days=2), 2)
    path = book(phones, NINE + timedelta(days=2) - HOUR)
    contact = path.split("/bookings/")[0]

    answers = [
        post(phones.world, desk(path) + "/rebooking-requests", None, phones.world.staff()) for _ in range(2)
    ]
    told = phones.deliver()

    assert {answer.json()["state"] for answer in answers} == {"cancelled"}
    assert [("kan inte bli av" in body, "Välj en ny tid: http" in body) for body in told] == [(True, True)]
    file = phones.world.client.get(path + "/calendar", headers=phones.world.citizen()).text
    assert ("METHOD:CANCEL" in file, "SEQUENCE:1" in file) == (True, True)
    again = post(phones.world, contact + "/bookings", {"time": wanted(TOMORROW + timedelta(days=2))})
    assert again.status_code == 201, "the old time is free for whoever chooses it"
    phones.deliver()
    phones.world.clock.now = TOMORROW + timedelta(days=1, hours=2)
    assert [body.count("Påminnelse") for body in phones.remind()] == [1], "of the new one only"


def test_who_knows_of_the_loss_is_not_told_again_when_the_time_is_freed(phones: Phones) -> None:
    path = book(phones, NINE)
    falls_ill(phones)
    tell(phones, path)
    phones.deliver()

    answer = post(phones.world, desk(path) + "/rebooking-requests", None, phones.world.staff())

    assert answer.json()["state"] == "cancelled"
    assert (phones.deliver(), lost(phones)) == ([], [])


def test_whoever_no_text_reaches_stands_on_the_list_of_people_to_be_rung(phones: Phones) -> None:
    """A mobile, a landline, and no number: two are rung, and the second run sends nothing."""
    paths = [
        book(phones, TOMORROW),
        book(phones, NINE, BERTIL, phone="+468123456"),
        book(phones, NINE + HOUR, CILLA, phone="+46701740607"),
    ]
    phones.dead.add("+46701740607")
    for path in paths:
        cancelled = post(phones.world, desk(path) + "/cancellations", None, phones.world.staff())
        assert cancelled.status_code == 200, cancelled.text

    assert len(phones.deliver()) == 1
    assert phones.deliver() == []
    to_ring = unreached(phones)

    assert [one["booking"]["booking_id"] for one in to_ring] == [id_of(path) for path in paths[1:]]
    assert [(one["kind"], one["why_not"]) for one in to_ring] == [
        ("booking_cancelled", "not_mobile"),
        ("booking_cancelled", None),
    ]
    for _ in range(2):
        assert post(phones.world, desk(paths[1]) + "/told", None, phones.world.staff()).status_code == 200
    assert [one["booking"]["booking_id"] for one in unreached(phones)] == [id_of(paths[2])]
    phones.world.clock.now = NINE + 2 * HOUR
    assert unreached(phones) == [], "what is over is nobody's news"


def test_who_is_rung_about_a_lost_time_knows_of_it(phones: Phones) -> None:
    path = book(phones, NINE, BERTIL, phone="+468123456")
    falls_ill(phones)
    tell(phones, path)
    phones.deliver()
    assert [one["told"] for one in lost(phones)] == ["unreached"]
    assert tell(phones, path) == []

    post(phones.world, desk(path) + "/told", None, phones.world.staff())

    assert [one["told"] for one in lost(phones)] == ["told"]
    assert unreached(phones) == []


def test_what_a_citizen_did_by_themselves_is_nothing_to_ring_about(phones: Phones) -> None:
    path = book(phones, NINE + HOUR, BERTIL, phone="+468123456")

    post(phones.world, path + "/cancellations", None, phones.world.citizen(BERTIL))
    phones.deliver()

    assert unreached(phones) == []


def test_nobody_acts_on_bookings_of_another_unit(phones: Phones) -> None:
    path = book(phones, NINE)
    falls_ill(phones)
    stranger = phones.world.staff("m-1", "mala")
    body = {"booking_ids": [id_of(path)]}

    told = post(phones.world, f"{DESK}/loss-notices", body, stranger)
    acts = [
        post(phones.world, f"{desk(path)}/{act}", {} if act == "reassignments" else None, stranger)
        for act in ("reassignments", "rebooking-requests", "reaffirmations", "told")
    ]

    assert [answer.status_code for answer in (told, *acts)] == [404] * 5
    assert phones.deliver() == []


def test_the_history_tells_each_step(phones: Phones) -> None:
    path = book(phones, NINE)
    falls_ill(phones)
    tell(phones, path)
    phones.deliver()
    plan(phones.world, "a-4", TOMORROW, 3)
    post(phones.world, desk(path) + "/reassignments", {}, phones.world.staff())
    post(phones.world, desk(path) + "/rebooking-requests", None, phones.world.staff())

    contact_id = ContactId(path.split("/")[-3])
    with phones.world.store.transaction() as tx:
        kinds = [one.kind for one in tx.history(contact_id) if one.kind.startswith("booking.")]
    assert kinds == ["booking.made", "booking.told_lost", "booking.reassigned", "booking.asked_to_rebook"]
    url = f"{V1}/desk/contact-requests/{contact_id}/history"
    events = phones.world.client.get(url, headers=phones.world.staff()).json()["events"]
    assert [one["text"] for one in events if one["kind"].startswith("booking.")] == [
        "Tid bokad: tisdag 24 november kl. 09:00.",
        "Besked lämnat om att ingen är på plats tisdag 24 november kl. 09:00.",
        "Samma tid hos a-4 i stället för a-3.",
        "Tiden tisdag 24 november kl. 09:00 togs tillbaka, och personen ombads välja en ny.",
    ]


def _name_contact(phones: Phones, path: str, staff_id: str) -> None:
    with phones.world.store.transaction() as tx:
        contact = tx.contact(ContactId(path.split("/")[-3]))
        assert contact is not None
        tx.save_contact(replace(contact, need=replace(contact.need, named_contact=StaffId(staff_id))))
