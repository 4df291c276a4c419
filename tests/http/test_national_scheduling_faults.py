"""What the national contract's door refuses: a fault with a clear text each time, and nothing is told or written."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.bootstrap import Application
from contact_api.domain.core.access import Role
from contact_api.http.schemas.national_scheduling import SOAP, Operation
from tests.http.booking_world import TOMORROW, of, post, sought, wanted
from tests.http.national_messages import (
    DOOR,
    MALA,
    UNIT,
    a_make,
    an_envelope,
    ask,
    make,
    of_booking,
    schedule,
    scheduling_world,
    search,
    timeslot,
    update,
)
from tests.http.world import ASTRID, BERTIL, CILLA, World, seek

BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body>&b;</s:Body></s:Envelope>'
)
OUTSIDE = (
    '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f'<s:Envelope xmlns:s="{SOAP}"><s:Body>&a;</s:Body></s:Envelope>'
)
A_SLOT = timeslot(TOMORROW)


@pytest.fixture
def world() -> Iterator[World]:
    yield from scheduling_world()


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    yield from scheduling_world()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", "no XML"),
        (b"\xff\xfe\x00", "no XML"),
        ("<a>", "no XML"),
        ('<?xml version="1.0" encoding="utf-7"?><a/>', "no XML"),
        ("{}", "no XML"),
        (BOMB, "neither is read"),
        (OUTSIDE, "neither is read"),
        ("<a/>", "no SOAP 1.1 envelope"),
        ('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"/>', "no SOAP 1.1 envelope"),
        (f'<s:Envelope xmlns:s="{SOAP}"/>', "one operation"),
        (f'<s:Envelope xmlns:s="{SOAP}"><s:Body><a/><b/></s:Body></s:Envelope>', "one operation"),
        (an_envelope("DropBookings", ""), "not known"),
        (an_envelope(Operation.MAKE, A_SLOT, to=None), "no LogicalAddress"),
        (an_envelope(Operation.MAKE, A_SLOT, to=""), "no LogicalAddress"),
        (an_envelope(Operation.MAKE, A_SLOT, to="SE2321000222-ELSEWHERE"), "No unit"),
        (an_envelope(Operation.MAKE, A_SLOT, to=MALA), "another unit"),
        (an_envelope(Operation.MAKE, A_SLOT), "healthcare_facility_med is missing"),
        (an_envelope(Operation.MAKE, ""), "requestedTimeslot is missing"),
        (an_envelope(Operation.MAKE, A_SLOT + A_SLOT), "stands there 2 times"),
        (a_make(timeslot(TOMORROW, subject="198004262384")), "12 digits"),
        (a_make(timeslot(TOMORROW, subject="19800426T385")), "12 digits"),
        (a_make(timeslot(TOMORROW, subject="")), "12 digits"),
        (a_make(timeslot(TOMORROW, 0)), "later than startTimeInclusive"),
        (a_make(timeslot(TOMORROW, startTimeInclusive="in the morning")), "is no time"),
        (a_make(timeslot(TOMORROW, startTimeInclusive="0001-01-01T00:00:00+14:00")), "is no time"),
        (a_make(timeslot(TOMORROW, performer="x" * 201)), "longer than 200"),
        (a_make(A_SLOT, actor="1"), "actorId must be"),
        (an_envelope(Operation.UPDATE, A_SLOT), "bookingId is missing"),
        (an_envelope(Operation.CANCEL, f"<healthcare_facility>{UNIT}</healthcare_facility>"), "bookingId is"),
        (an_envelope(Operation.SCHEDULE, f"<healthcare_facility>{UNIT}</healthcare_facility>"), "subject_of"),
    ],
)
def test_a_message_that_cannot_be_read_is_a_fault_that_says_why(
    world: World, sent: str | bytes, why: str
) -> None:
    answer = ask(world, sent)

    assert answer.status == 500
    assert answer.one("faultcode") == "soap:Client"
    assert why in answer.fault
    assert not re.search(r"\b\d{12}\b|passwd|Traceback", answer.fault)
    assert schedule(world).said("bookingId") == []


@pytest.mark.parametrize(
    ("first", "last"), [("2026-13-01", "2026-12-01"), ("2026-12-02", "2026-12-01"), ("x", "y")]
)
def test_days_that_are_none_are_a_fault(world: World, first: str, last: str) -> None:
    assert "Date" in search(world, Operation.DATES, first, last).fault


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_sent_is_answered_with_a_fault(shared_world: World, sent: bytes) -> None:
    answer = ask(shared_world, sent)

    assert (answer.status, answer.one("faultcode")) == (500, "soap:Client")


@given(st.integers(0, 2_000), st.sampled_from("<>&\"'\x00/=! x"))
def test_a_message_with_one_sign_changed_is_answered(shared_world: World, place: int, sign: str) -> None:
    whole = an_envelope(Operation.SCHEDULE, f"<healthcare_facility>{UNIT}</healthcare_facility>")
    place %= len(whole)

    answer = ask(shared_world, whole[:place] + sign + whole[place + 1 :])

    assert "faultstring" in {one.tag for one in answer.content.iter()}
    assert "noted" not in answer.fault


def test_what_is_not_said_to_be_xml_is_not_read(world: World) -> None:
    headers = world.having(Role.NATIONAL_PLATFORM)

    answer = world.client.post(DOOR, json={}, headers=headers)

    assert (answer.status_code, "text/xml" in answer.text) == (415, True)


def test_too_much_is_not_read(world: World) -> None:
    headers = world.having(Role.NATIONAL_PLATFORM) | {"Content-Type": "text/xml"}

    answer = world.client.post(DOOR, content=b"<a>" * 30_000, headers=headers)

    assert answer.status_code == 413


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.NATIONAL_PLATFORM])
def test_nobody_else_gets_in(world: World, role: Role) -> None:
    refused = schedule(world, headers=world.bearer(role.value, role, unit_id="alidhem", staff_id="a-1"))

    assert (refused.status, "national_booking" in refused.fault) == (403, True)


def test_without_a_token_nobody_gets_in(world: World) -> None:
    refused = schedule(world, headers={})

    assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert "Sign in" in refused.fault


def test_the_platform_gets_in_nowhere_else(world: World) -> None:
    contact = sought(world)
    platform = world.having(Role.NATIONAL_PLATFORM)

    for answer in (
        world.client.get(of(contact), headers=platform),
        world.client.get(of(contact, "bookings"), headers=platform),
        post(world, of(contact, "bookings"), {"time": wanted(TOMORROW)}, platform),
    ):
        assert answer.status_code == 403


def test_a_fault_of_ours_says_nothing_of_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret 4711")

    monkeypatch.setattr(Application, "transact", broken)

    answer = schedule(world)

    assert (answer.status, answer.one("faultcode")) == (500, "soap:Server")
    assert "noted" in answer.fault
    assert "4711" not in answer.fault


def test_who_is_not_known_has_nothing_booked(world: World) -> None:
    answer = schedule(world, CILLA)

    assert (answer.status, answer.said("timeslotDetail")) == (200, [])


def test_who_is_protected_books_themselves_and_nobody_does_it_for_them(world: World) -> None:
    seek(world, world.citizen(), reason="R01", protected_identity=True)

    by_another = make(world, actor=BERTIL)
    by_themselves = make(world, actor=ASTRID)
    booking_id = by_themselves.one("bookingId")

    assert (by_another.code, by_themselves.code) == ("ACTION_CREATE_NOT_ALLOWED", "CONFIRMED")
    assert schedule(world, actor=BERTIL).said("bookingId") == []
    assert "BOOKING_UNKNOWN" in of_booking(world, Operation.DETAILS, booking_id, actor=BERTIL).fault
    assert of_booking(world, Operation.CANCEL, booking_id, actor=BERTIL).code == "BOOKING_UNKNOWN"
    assert schedule(world, actor=ASTRID).said("bookingId") == [booking_id]
    assert of_booking(world, Operation.CANCEL, booking_id, actor=ASTRID).code == "CONFIRMED"


def test_who_acts_for_another_is_noted_so(world: World) -> None:
    booking_id = make(world, subject=CILLA, actor=ASTRID).one("bookingId")
    of_booking(world, Operation.DETAILS, booking_id, actor=ASTRID)

    looks = [look for look in world.looks() if look.purpose == "national booking by another"]

    assert [look.action for look in looks] == ["changed", "read"]


def test_no_log_line_carries_a_number(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    booking_id = make(world).one("bookingId")
    update(world, booking_id, TOMORROW + timedelta(hours=1))
    schedule(world)
    make(world, subject="198004262384")

    logged = capsys.readouterr()

    assert not re.search(r"19800426|4262385|740605", logged.out + logged.err)
