"""Two people share a telephone, and somebody speaks for somebody: what is said of one binds nobody else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.http.test_known_by_number import BY_NUMBER, PHONE, entered, posted, worlds
from tests.http.world import ASTRID, BERTIL, V1, World, seek

NAMES = ("Amina Testsson", "Bilal Testsson", "Åsa Testdotter")


def shown(world: World, told: dict[str, Any]) -> dict[str, Any]:
    path = f"{V1}/desk/contact-requests/{told['contact_id']}"
    seen: dict[str, Any] = world.client.get(path, headers=world.staff()).json()
    return seen


def test_two_names_on_one_number_are_two_people_each_with_their_own_words(world: World) -> None:
    amina = entered(world, name="Amina Testsson", free_text="hosta")
    bilal = entered(world, name="Bilal Testsson", free_text="feber, barnet 4 år")
    again = entered(world, name=" bilal  TESTSSON", free_text="sämre")

    seen = [(one["name"], one["free_text"]) for one in (shown(world, amina), shown(world, bilal))]
    assert seen == [("Amina Testsson", "hosta"), (" bilal  TESTSSON", "feber, barnet 4 år\nsämre")]
    assert (again["contact_id"], again["times_sought"]) == (bilal["contact_id"], 2)


def test_who_rang_before_their_name_was_known_is_the_same_person_when_it_is(world: World) -> None:
    rang = posted(world)

    named = entered(world, name="Amina Testsson")
    other = entered(world, name="Bilal Testsson")

    assert (named["contact_id"], named["merged"]) == (rang["contact_id"], True)
    assert other["merged"] is False


@given(said=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from("abc")), min_size=1, max_size=8))
@examples(0.3)
def test_nobody_has_two_names_and_no_word_is_anothers(said: list[tuple[str, str]]) -> None:
    with worlds() as world:
        for name, word in said:
            entered(world, name=name, free_text=f"{word} av {name}")

        listed = {one["contact_id"]: one for one in (entered(world, name=name) for name, _ in said)}

        seen = [shown(world, one) for one in listed.values()]
        assert sorted(one["name"] for one in seen) == sorted({name for name, _ in said})
        for one in seen:
            assert all(line.endswith(f"av {one['name']}") for line in one["free_text"].split("\n"))


def test_a_family_of_six_on_one_number_are_six_contacts(world: World) -> None:
    family = [entered(world, name=f"Testsson {number}", phone=PHONE) for number in range(6)]

    assert len({one["contact_id"] for one in family}) == 6


@pytest.mark.parametrize("third_party", ["front end", "another citizen", "a front end on the number"])
def test_what_others_say_of_a_protected_identity_binds_that_case_alone(
    world: World, third_party: str
) -> None:
    says = {"protected_identity": True, "identity": BY_NUMBER}
    if third_party == "front end":
        told = seek(world, world.front_end(), **says, unit_id="mala")
    elif third_party == "another citizen":
        told = seek(world, world.citizen(BERTIL), on_behalf_of={"relation": "adult"}, **says)
    else:
        told = seek(world, world.front_end(), protected_identity=True)

    later = seek(world, world.citizen(ASTRID))

    assert told["merged"] is later["merged"] is False
    assert shown(world, later)["protected_identity"] is False


@pytest.mark.parametrize("who", ["citizen", "staff"])
def test_what_the_citizen_or_staff_say_of_it_holds_from_then_on(world: World, who: str) -> None:
    if who == "citizen":
        told = seek(world, world.citizen(ASTRID), protected_identity=True)
    else:
        told = entered(world, identity=BY_NUMBER, protected_identity=True)
    world.client.post(f"{V1}/contact-requests/{told['contact_id']}/cancellation", headers=world.citizen())

    assert shown(world, seek(world, world.citizen(ASTRID)))["protected_identity"] is True
