"""An optional part that cannot be read is left out and said; it never costs anybody the call."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import ContactId
from tests.examples import examples
from tests.http.test_back_fill import fill_json
from tests.http.test_known_by_number import worlds
from tests.http.test_voice_menu import Caller, the_request
from tests.http.world import ASTRID, World

CALL_BACK: dict[str, Any] = {"unit_id": "alidhem", "caller_number": "0701740607", "menu_choice": "1"}
MIS_KEYED = ASTRID[:-1] + "6"
OWN_TELEPHONE = "0701740607"  # in ten digits a coordination number of somebody born in 2007
anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=60)
    | st.fixed_dictionaries(
        {}, optional={"kind": st.text(max_size=20), "number": st.text(max_size=60), "extra": st.integers()}
    )
)


def identity_kept(world: World, contact_id: str) -> str | None:
    with world.store.transaction() as tx:
        details = tx.details(ContactId(contact_id))
    assert details is not None
    return details.identity_value


@pytest.mark.long
@given(
    st.fixed_dictionaries(
        {}, optional={"identity": anything, "language": anything, "call_reference": anything}
    )
)
@examples(0.6)
def test_whatever_an_exchange_sends_beside_number_and_key_the_caller_is_called_back(
    more: dict[str, Any],
) -> None:
    with worlds() as world:
        answer = world.ring(CALL_BACK | more)

        assert answer.status_code == 201, answer.text
        told = answer.json()
        assert {one["field"] for one in told["left_out"]} <= set(more)
        assert told["promise"]["backed"] is True
        with world.store.transaction() as tx:
            (taken,) = (
                one for one in tx.history(ContactId(told["contact_id"])) if one.kind == "contact.taken_in"
            )
        assert taken.facts.get("left_out", []) == [one["field"] for one in told["left_out"]]


def test_a_mis_keyed_personal_number_is_left_out_and_said(world: World) -> None:
    answer = world.ring(CALL_BACK | {"identity": {"kind": "personal_number", "number": MIS_KEYED}})

    told = answer.json()
    assert (answer.status_code, identity_kept(world, told["contact_id"])) == (201, None)
    assert told["left_out"] == [
        {"field": "identity", "what": "the check digit of the personal number does not fit"}
    ]


@pytest.mark.parametrize("keyed", [OWN_TELEPHONE, "070-174 06 07"])
def test_the_callers_own_telephone_number_is_nobodys_coordination_number(world: World, keyed: str) -> None:
    told = world.ring(CALL_BACK | {"identity": {"kind": "coordination_number", "number": keyed}}).json()

    assert identity_kept(world, told["contact_id"]) is None
    assert [one["field"] for one in told["left_out"]] == ["identity"]


@pytest.mark.parametrize(
    ("rings_from", "keys"),
    [
        ("+46701740607", ("1", "1", OWN_TELEPHONE)),  # the number they ring from
        ("+46980319200", ("1", "2", OWN_TELEPHONE, "1", OWN_TELEPHONE)),  # the number they are called back on
        ("+46980319200", ("1", "1", OWN_TELEPHONE)),  # another one that they have
    ],
)
def test_a_telephone_number_keyed_at_the_question_for_the_personal_number_is_asked_about_again(
    world: World, rings_from: str, keys: tuple[str, ...]
) -> None:
    caller = Caller(world, rings_from=rings_from).dial().press(*keys)

    assert caller.heard[0] == "Det personnumret stämmer inte."
    caller.press("")
    assert identity_kept(world, the_request(world).id) is None


def test_a_personal_number_of_ten_digits_that_could_be_a_telephone_is_understood(world: World) -> None:
    caller = Caller(world, rings_from="+46980319200").dial().press("1", "1", "0701122392")

    assert "stämmer inte" not in caller.said
    assert identity_kept(world, the_request(world).id) == "200701122392"


def test_who_mis_keys_three_times_is_taken_in_and_told_that_the_number_was_left_out(world: World) -> None:
    caller = Caller(world).dial().press("1", "1", MIS_KEYED, MIS_KEYED, MIS_KEYED)

    assert caller.heard[0].startswith("Det personnumret kunde vi inte läsa, så vi tar emot dig utan det.")
    assert the_request(world).backed is True


def test_a_row_of_a_list_whose_language_nobody_can_read_is_taken_in_and_says_so(world: World) -> None:
    row = {
        "event_id": "evt-1",
        "kind": "call_back_request",
        "at": world.clock.now.isoformat(),
        "unit_id": "alidhem",
        "caller_number": "0701740607",
        "menu_choice": "1",
        "language": "Svenska!",
    }

    (line,) = fill_json(world, row)["lines"]

    assert (line["became"], line["field"]) == ("taken_in", "language")
    assert the_request(world).circumstances.citizen_language == "sv"
