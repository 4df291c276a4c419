"""One submitter never holds a unit's day: above the limit a request is taken in, and waits in line."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.availability import promisable
from contact_api.domain.core.access import Role
from contact_api.domain.core.minute_limits import LimitedBy, is_sender
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import ContactId, UnitId
from contact_api.http.app import create_app
from contact_api.usecases.planning.plan_day import plan_day
from contact_api.usecases.promising.minute_limits import keys_with_share
from tests.examples import examples
from tests.http.test_known_by_number import nameless
from tests.http.world import BERTIL, V1, World, a_region, a_world, seek, the_catalogue

FEW = {"sign_in_limit": 30 * MINUTE, "line_limit": 40 * MINUTE, "named_number_limit": 20 * MINUTE}
LIMIT_OF = {
    LimitedBy.SIGN_IN: "sign_in_limit",
    LimitedBy.LINE: "line_limit",
    LimitedBy.NAMED_NUMBER: "named_number_limit",
}
RESERVE = {"kind": "other_reserve_number", "system": "https://region.example"}
NUMBERS = [f"+467017406{number:02}" for number in range(5, 35)]


@contextmanager
def a_world_with(**limits: Any) -> Iterator[World]:
    catalogue = the_catalogue()
    limited = replace(catalogue, planning=replace(catalogue.planning, **limits))
    unhurried = partial(create_app, requests_per_minute=1_000_000)
    yield from a_world(unhurried, region=replace(a_region(), catalogue=limited))


def held(world: World) -> Counter[str]:
    """The minutes that are reserved, by whose they are."""
    sums: Counter[str] = Counter()
    with world.store.transaction() as tx:
        for contact_id, kept in tx.reservations().items():
            contact = tx.contact(contact_id)
            assert contact is not None
            sums[contact.limited_as or "nobody"] += kept.minutes
    return sums


def for_somebody(world: World, number: str, **but: Any) -> dict[str, Any]:
    return seek(world, world.citizen(), phone=number, on_behalf_of={"relation": "adult"}, **but)


def open_alerts(world: World) -> list[dict[str, Any]]:
    answer = world.client.get(f"{V1}/alerts?limit=100", headers=world.having(Role.CONTROL_ROOM))
    found: list[dict[str, Any]] = answer.json()["items"]
    return [one for one in found if one["kind"] == "over_limit"]


def test_eighty_requests_of_one_sign_in_leave_the_day_to_others_and_the_control_room_sees_it(
    world: World,
) -> None:
    told = [for_somebody(world, f"+467017406{number:02}") for number in range(5, 85)]

    backed = [one for one in told if one["promise"]["backed"]]
    most = Planning().sign_in_limit // MINUTE
    assert sum(held(world).values()) <= most
    assert (len(told), len(backed)) == (80, most // 8)
    assert {one["promise"]["why"] for one in told[len(backed) :]} == {"too_many"}
    assert told[-1]["alternatives"] == []  # no yes would bring a time
    assert seek(world, world.citizen(BERTIL))["promise"]["backed"] is True
    (alert,) = open_alerts(world)
    assert alert["times_raised"] == 80 - len(backed)


def test_who_is_above_the_limit_cannot_choose_a_window_and_may_when_others_were_reached(world: World) -> None:
    told = [for_somebody(world, number) for number in NUMBERS[:16]]
    path = f"{V1}/contact-requests/{told[-1]['contact_id']}"
    link = {"Contact-Link": told[-1]["link"]["token"]}
    assert told[-1]["promise"]["backed"] is False

    offered = world.client.get(f"{path}/windows", headers=link).json()["windows"]
    wanted = {"window_from": told[0]["promise"]["window_from"], "unit_id": "alidhem"}
    refused = world.client.put(f"{path}/promise", json=wanted, headers=link)
    for one in told[:2]:
        theirs = {"Contact-Link": one["link"]["token"]}
        world.client.post(f"{V1}/contact-requests/{one['contact_id']}/cancellation", headers=theirs)

    assert (offered, refused.status_code) == ([], 409)
    assert world.client.get(f"{path}/windows", headers=link).json()["windows"] != []


def test_a_family_of_six_is_promised_a_time_each_whichever_door_they_use(world: World) -> None:
    home = NUMBERS[0]
    told = [for_somebody(world, home, name=f"Testsson {number}") for number in range(6)]
    told += [
        seek(world, world.front_end(), phone=NUMBERS[1], name=f"Testsson {number}") for number in range(6)
    ]
    told += [
        world.ring(
            {"unit_id": "alidhem", "caller_number": home, "menu_choice": "1"}
            | {"identity": RESERVE | {"number": f"T{number}"}},
            f"msg-{number}",
        ).json()
        for number in range(6)
    ]

    assert all(one["promise"]["backed"] for one in told)
    assert open_alerts(world) == []


def test_a_care_homes_line_is_promised_a_time_for_each_of_its_residents(world: World) -> None:
    line = {"unit_id": "alidhem", "caller_number": "+46980319200", "menu_choice": "1"}

    told = [
        world.ring(line | {"identity": RESERVE | {"number": f"BOENDE{number}"}}, f"msg-{number}").json()
        for number in range(25)
    ]

    assert all(one["promise"]["backed"] and not one["merged"] for one in told)
    assert open_alerts(world) == []


def test_numbers_that_somebody_names_use_up_nothing_of_whose_they_are(world: World) -> None:
    for _ in range(20):
        seek(world, world.front_end(), phone=NUMBERS[0])

    mine = seek(world, world.citizen(BERTIL), phone=NUMBERS[0])
    rang = world.ring({"unit_id": "alidhem", "caller_number": NUMBERS[0], "menu_choice": "1"}).json()

    assert mine["promise"]["backed"] is True
    assert rang["promise"]["backed"] is True


def test_staff_enter_as_many_as_they_are_asked_to(world: World) -> None:
    for number in range(20):
        body = {"unit_id": "alidhem", "reason": "R01", "phone": NUMBERS[0], "name": f"Boende {number}"}
        answer = world.client.post(f"{V1}/desk/contact-requests", json=body, headers=world.staff())
        assert answer.json()["promise"]["backed"] is True


reasons = st.sampled_from(["R01", "R03", "R05", "R40"])
deeds = st.lists(
    st.tuples(st.just("for somebody"), st.sampled_from(NUMBERS), reasons)
    | st.tuples(st.just("again"), st.sampled_from(NUMBERS), reasons)
    | st.tuples(st.just("nameless"), st.sampled_from(NUMBERS), reasons)
    | st.tuples(st.just("front end"), st.sampled_from(NUMBERS[:3]), reasons)
    | st.tuples(st.just("exchange"), st.sampled_from(NUMBERS[:2]), st.sampled_from("12345"))
    | st.tuples(
        st.sampled_from(["cancels", "chooses", "is planned", "is pulled", "time goes by"]),
        st.integers(0, 30),
        st.none(),
    ),
    min_size=5,
    max_size=40,
)


class Submitters:
    """Everybody's requests at one small region, by whatever door."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.told: list[dict[str, Any]] = []
        self.numbers = count(1)

    def shares(self) -> dict[tuple[str, UnitId], tuple[int, int, float]]:
        """What each submitter and sender holds of today at a unit, how many requests that are, and the most."""
        now = self.world.clock.now
        found: dict[tuple[str, UnitId], tuple[int, int, float]] = {}
        with self.world.store.transaction() as tx:
            region = tx.region()
            planning, left = region.planning, region.left_of_today(now)
            for unit in region.units:
                cells = {
                    cell.key: promisable(cell, planning=planning, now=now) for cell in tx.cells([unit], left)
                }
                for contact_id, kept in tx.reservations().items():
                    contact = tx.contact(contact_id)
                    assert contact is not None
                    for key in keys_with_share(contact) if kept.cell_key in cells else ():
                        share = planning.sender_share if is_sender(key) else planning.submitter_share
                        minutes, requests, _ = found.get((key, unit), (0, 0, 0.0))
                        found[key, unit] = (
                            minutes + kept.minutes,
                            requests + 1,
                            share * sum(cells.values()),
                        )
        return found

    def do(self, deed: str, which: Any, reason: Any) -> None:
        world = self.world
        if deed == "for somebody":
            self.told.append(for_somebody(world, which, reason=reason))
        elif deed in ("again", "nameless"):
            who = world.citizen() if deed == "again" else nameless(world)
            self.told.append(seek(world, who, phone=which, reason=reason))
        elif deed == "front end":
            self.told.append(seek(world, world.front_end(), phone=which, reason=reason))
        elif deed == "exchange":
            self._rings(which, reason)
        else:
            self._goes_on(deed, which)

    def _goes_on(self, deed: str, which: int) -> None:
        world = self.world
        if deed == "is planned":
            plan_day(world.app.transact, now=world.clock.now)
        elif deed == "time goes by":
            world.clock.pass_time(minutes=which)
        elif deed == "is pulled":
            self._is_pulled(which)
        elif self.told:
            self._changes(deed, self.told[which % len(self.told)])

    def _rings(self, number: str, key: str) -> None:
        serial = next(self.numbers)
        identity = {"identity": RESERVE | {"number": f"T{serial}"}}
        body = {"unit_id": "alidhem", "caller_number": number, "menu_choice": key} | identity
        answer = self.world.ring(body, f"msg-{serial}")
        assert answer.status_code == 201, answer.text
        self.told.append(answer.json())

    def _is_pulled(self, which: int) -> None:
        claim = self.world.client.post(f"{V1}/work-queue/pulls", headers=self.world.staff())
        if claim.status_code == 200 and which % 2:
            path = f"{V1}/work-queue/claims/{claim.json()['contact']['contact_id']}/outcomes"
            said = {"lease_number": claim.json()["lease_number"], "outcome": "no_answer"}
            self.world.client.post(path, json=said, headers=self.world.staff())

    def _changes(self, deed: str, one: dict[str, Any]) -> None:
        path = f"{V1}/contact-requests/{one['contact_id']}"
        link = {"Contact-Link": one["link"]["token"]} if one["link"] else self.world.citizen()
        if deed == "cancels":
            self.world.client.post(f"{path}/cancellation", headers=link)
            return
        offered = self.world.client.get(f"{path}/windows", headers=link)
        for window in offered.json().get("windows", ())[:1]:
            chosen = {"window_from": window["window_from"], "unit_id": window["unit"]["id"]}
            self.world.client.put(f"{path}/promise", json=chosen, headers=link)


@pytest.mark.long
@given(deeds)
@examples(0.6)
def test_no_submitter_ever_holds_more_minutes_than_the_limit_and_none_is_refused(
    done: list[tuple[str, Any, Any]],
) -> None:
    with a_world_with(**FEW) as world:
        submitters = Submitters(world)
        for deed in done:
            submitters.do(*deed)

            for key, minutes in held(world).items():
                by = LimitedBy(key.partition(":")[0])
                assert minutes * MINUTE <= FEW[LIMIT_OF[by]], (deed, key)

        with world.store.transaction() as tx:
            assert all(tx.contact(ContactId(one["contact_id"])) for one in submitters.told)


@pytest.mark.long
@given(deeds, st.sampled_from([0.2, 0.5]), st.sampled_from([0.3, 0.9]))
@examples(0.6)
def test_nobody_takes_more_of_what_is_left_of_a_units_day_than_their_share(
    done: list[tuple[str, Any, Any]], submitter: float, sender: float
) -> None:
    with a_world_with(submitter_share=submitter, sender_share=sender) as world:
        submitters = Submitters(world)
        for deed in done:
            before = submitters.shares()
            submitters.do(*deed)

            for place, (minutes, requests, most) in submitters.shares().items():
                held_before, _, most_before = before.get(place, (0, 0, 0.0))
                grew = minutes > held_before
                assert not grew or requests == 1 or minutes <= max(most, most_before), (deed, place)


@pytest.mark.parametrize(("figure", "most"), [("sign_in_limit", 30), ("named_number_limit", 20)])
def test_the_limits_are_figures_of_the_region(figure: str, most: int) -> None:
    with a_world_with(**FEW) as world:
        for number in range(10):
            if figure == "sign_in_limit":
                for_somebody(world, NUMBERS[number])
            else:
                seek(world, world.front_end())

        assert sum(held(world).values()) == most // 8 * 8
