"""Who names somebody's numbers is told nothing of their cases, and changes nothing of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.access import Role
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import ContactId
from contact_api.http.app import create_app
from tests.examples import examples
from tests.http.test_voice_menu import Caller, requests
from tests.http.world import ASTRID, V1, World, a_request, a_world, seek

PHONE, OTHER_PHONE = "+46701740605", "+46701740606"
SECRET = "Hemligt om Astrid."
BY_NUMBER = {"kind": "personal_number", "number": ASTRID}
VIOLENCE = "R40"
OF_THE_REQUEST = ("contact_id", "link", "promise", "alternatives")  # new each time, or what is free
PROVED = ("merged", "times_sought")  # told to the exchange, whose caller rings from the number
a_client = partial(create_app, requests_per_minute=1_000_000)


@contextmanager
def worlds() -> Iterator[World]:
    yield from a_world(a_client)


def nameless(world: World) -> dict[str, str]:
    """A citizen's sign-in that names nobody."""
    return world.bearer("somebody", Role.CITIZEN)


def entered(world: World, **but: Any) -> dict[str, Any]:
    answer = world.client.post(f"{V1}/desk/contact-requests", json=a_request(**but), headers=world.staff())
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def posted(world: World, **but: Any) -> dict[str, Any]:
    body = {"unit_id": "alidhem", "caller_number": PHONE, "menu_choice": "1"} | but
    world.clock.pass_time(seconds=1)
    answer = world.ring(body, f"msg-{world.clock.now:%H%M%S}")
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


Door = Callable[[World], dict[str, Any]]
PRIVATE: dict[str, Any] = {"free_text": SECRET, "red_flags": ["RF01"], "needs": {"mode": "text"}}
OPENED: dict[str, Door] = {
    "by their sign-in": lambda world: seek(world, world.citizen(), **PRIVATE),
    "of violence by their sign-in": lambda world: seek(world, world.citizen(), reason=VIOLENCE, **PRIVATE),
    "by staff": lambda world: entered(world, identity=BY_NUMBER, **PRIVATE),
    "by staff with a name": lambda world: entered(world, name="Astrid Testsson", **PRIVATE),
    "for a child": lambda world: seek(
        world, world.citizen(), identity=BY_NUMBER, on_behalf_of={"relation": "adult"}, **PRIVATE
    ),
    "by a front end": lambda world: seek(world, world.front_end(), **PRIVATE),
    "by the exchange": posted,
}
BY_WORD: dict[str, Door] = {
    "a sign-in that names nobody": lambda world: seek(world, nameless(world)),
    "a front end with the number": lambda world: seek(world, world.front_end()),
    "a front end with the number and a name": lambda world: seek(
        world, world.front_end(), name="Astrid Testsson"
    ),
    "a front end for somebody": lambda world: seek(
        world, world.front_end(), on_behalf_of={"relation": "adult", "caller_phone": PHONE}
    ),
    "a front end with the personal number": lambda world: seek(
        world, world.front_end(), identity=BY_NUMBER, phone=OTHER_PHONE
    ),
    "the exchange with the personal number": lambda world: posted(
        world, identity=BY_NUMBER, caller_number=OTHER_PHONE
    ),
}
MAY_FIND: dict[str, Door] = {
    "the exchange with the number": posted,
    "the exchange with both": lambda world: posted(world, identity=BY_NUMBER),
    "a front end with both": lambda world: seek(world, world.front_end(), identity=BY_NUMBER),
}


def kept(world: World) -> dict[ContactId, tuple[Contact, Details | None]]:
    """All cases as they stand, with what identifies whom they are of."""
    found = requests(world)
    with world.store.transaction() as tx:
        return {one.id: (one, tx.details(one.id)) for one in found}


def told_without(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}


@pytest.mark.long
@given(
    opened=st.lists(st.sampled_from(sorted(OPENED)), min_size=1, max_size=4),
    probe=st.sampled_from(sorted(BY_WORD)),
)
@examples(0.4)
def test_who_only_names_numbers_is_answered_as_if_nobody_had_sought_and_changes_nothing(
    opened: list[str], probe: str
) -> None:
    with worlds() as world, worlds() as empty:
        for door in opened:
            OPENED[door](world)
        before = kept(world)
        empty.clock.now = world.clock.now

        told, as_first = BY_WORD[probe](world), BY_WORD[probe](empty)

        assert told_without(told, *OF_THE_REQUEST) == told_without(as_first, *OF_THE_REQUEST)
        assert {name: one for name, one in kept(world).items() if name in before} == before
        assert told["contact_id"] not in before
        assert SECRET not in str(told)


@pytest.mark.long
@given(
    opened=st.lists(st.sampled_from(sorted(OPENED)), min_size=1, max_size=4),
    probe=st.sampled_from(sorted(MAY_FIND)),
)
@examples(0.4)
def test_who_may_find_a_case_without_a_sign_in_is_told_the_window_and_their_own_words(
    opened: list[str], probe: str
) -> None:
    with worlds() as world, worlds() as empty:
        for door in opened:
            OPENED[door](world)
        before = kept(world)
        empty.clock.now = world.clock.now

        told, as_first = MAY_FIND[probe](world), MAY_FIND[probe](empty)

        hidden = (*OF_THE_REQUEST, *PROVED)
        assert told_without(told, *hidden) == told_without(as_first, *hidden)
        assert (told["link"] is None) is told["merged"]
        for contact_id, (contact, details) in kept(world).items():
            _, was = before.get(contact_id, (contact, details))
            assert was is not None
            assert details is not None
            assert details.callback_number == was.callback_number
            if was.identity_value and not probe.endswith("both"):
                assert before.get(contact_id, (contact, was)) == (contact, details)


def test_a_sign_in_without_a_personal_number_comes_back_to_its_own_case(world: World) -> None:
    first = seek(world, nameless(world))

    again = seek(world, nameless(world), phone=OTHER_PHONE)
    other = seek(world, world.bearer("somebody-else", Role.CITIZEN), phone=OTHER_PHONE)

    assert (again["merged"], again["contact_id"]) == (True, first["contact_id"])
    assert (other["merged"], other["contact_id"] == first["contact_id"]) == (False, False)


def test_a_sign_in_without_a_personal_number_cannot_cancel_the_case_behind_a_number(world: World) -> None:
    case = posted(world)

    told = seek(world, nameless(world))
    link = {"Contact-Link": told["link"]["token"]}
    ended = world.client.post(f"{V1}/contact-requests/{case['contact_id']}/cancellation", headers=link)

    assert (told["merged"], ended.status_code) == (False, 404)


def test_a_front_end_neither_hears_the_earlier_reason_nor_replaces_the_number_to_call(world: World) -> None:
    case = seek(world, world.citizen(), reason=VIOLENCE)

    told = seek(world, world.front_end(), identity=BY_NUMBER, phone=OTHER_PHONE)

    assert told["merged"] is False
    assert "Våld" not in str(told)
    seen = world.client.get(f"{V1}/desk/contact-requests/{case['contact_id']}", headers=world.staff()).json()
    assert (seen["call_number"], seen["times_sought"]) == (PHONE, 1)


@pytest.mark.parametrize("rings_from", [OTHER_PHONE, "anonymous"])
def test_who_keys_in_anothers_number_at_the_menu_finds_nobodys_case(world: World, rings_from: str) -> None:
    caller = Caller(world, "CA1").dial()
    caller.press("1", "1", "")
    before = kept(world)

    stranger = Caller(world, "CA2", rings_from=rings_from).dial().press("1")
    keys = ("2",) if rings_from == OTHER_PHONE else ()
    stranger.press(*keys, "0701740605", "1", "")

    after = kept(world)
    assert len(after) == 2
    assert {name: one for name, one in after.items() if name in before} == before


def test_who_rings_again_and_keys_in_the_same_number_comes_back_to_their_case(world: World) -> None:
    for sid in ("CA1", "CA2"):
        Caller(world, sid, rings_from=OTHER_PHONE).dial().press("1", "2", "0701740605", "1", "")

    (case,) = requests(world)
    assert case.times_sought == 2
