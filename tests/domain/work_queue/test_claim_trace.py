"""What is stored of a pull says why it was this one's turn, and what cannot be so is found out."""

from collections.abc import Mapping
from typing import Any

import pytest

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import StaffId, UnitId, Urgency
from contact_api.domain.work_queue.claim_trace import lost_in, pull_contradictions, pull_facts
from contact_api.domain.work_queue.queue_order import entry_of, ranking
from tests.makers import a_contact, a_member, a_promised_contact, at

PLANNING = Planning()
NOW = at("09:00")


def pulled(*waiting: Contact, number: int = 0) -> dict[str, Any]:
    ranked = ranking(a_member(), map(entry_of, waiting), planning=PLANNING, now=NOW)
    return pull_facts(ranked, number, PLANNING.version)


def faults(facts: Mapping[str, Any]) -> list[str]:
    return pull_contradictions(facts, at=NOW, planning=PLANNING)


@pytest.mark.parametrize(
    ("second", "part"),
    [
        (a_promised_contact("c2"), "urgent"),
        (a_promised_contact("c2", urgency=Urgency.U1, due_at=at("09:20")), "at_risk"),
        (a_contact("c2", urgency=Urgency.U1, due_at=at("09:05")), "promised"),
        (a_promised_contact("c2", urgency=Urgency.U1, due_at=at("09:05"), unit_id="teg"), "distance"),
        (
            a_promised_contact(
                "c2", urgency=Urgency.U1, due_at=at("09:05"), named_contact=StaffId("backen-02")
            ),
            "named",
        ),
        (a_promised_contact("c2", urgency=Urgency.U1, due_at=at("09:06")), "due"),
        (
            a_promised_contact("c2", urgency=Urgency.U1, due_at=at("09:05"), sought_at=at("08:01")),
            "first_sought",
        ),
    ],
)
def test_the_runner_up_is_told_by_the_first_part_it_lost_in(second: Contact, part: str) -> None:
    first = a_promised_contact("c1", urgency=Urgency.U1, due_at=at("09:05"))

    facts = pulled(second, first)

    assert (lost_in(facts), facts["candidates"], faults(facts)) == (part, 2, [])


def test_a_warning_sign_for_112_is_told_as_what_decided() -> None:
    at_once = a_promised_contact("c1", urgency=Urgency.U0)

    facts = pulled(a_promised_contact("c2", urgency=Urgency.U1), at_once)

    assert (lost_in(facts), facts["place"]["at_once"], faults(facts)) == ("at_once", True, [])


def test_who_was_at_risk_elsewhere_while_somebody_of_the_own_unit_was_due_soon_is_told_so() -> None:
    own = a_promised_contact("own", due_at=at("09:30"))
    elsewhere = UnitId("teg")
    other = a_promised_contact(
        "other", due_at=at("09:05"), unit_id=elsewhere, promised_unit=elsewhere, lend_at=at("08:57")
    )

    facts = pulled(other, own)

    assert (facts["place"]["needed_at_own_unit"], facts["next"]["at_risk"], lost_in(facts)) == (
        True,
        False,
        "distance",
    )
    assert faults(facts) == []
    assert faults({**facts, "next": facts["next"] | {"needed_at_own_unit": False}}) != []


def test_who_was_urgent_too_but_left_to_the_own_unit_is_told_so() -> None:
    own = a_promised_contact("own", urgency=Urgency.U1, due_at=at("09:50"))
    others = a_promised_contact("other", urgency=Urgency.U1, sought_at=at("08:50"), unit_id=UnitId("teg"))

    facts = pulled(others, own)

    assert (facts["next"]["urgent"], facts["next"]["left_to_own_unit"]) == (True, True)
    assert (lost_in(facts), faults(facts)) == ("left_to_own_unit", [])


@pytest.mark.parametrize(
    "other",
    [{"urgent": False}, {"at_once": True}, {"distance": "own"}, {"due": at("09:10").isoformat()}],
    ids=lambda other: next(iter(other)),
)
def test_who_could_not_be_left_to_the_own_unit_is_found_out(other: Mapping[str, Any]) -> None:
    can_wait = a_promised_contact("own", due_at=at("09:50"))
    left = a_promised_contact("other", urgency=Urgency.U1, sought_at=at("08:50"), unit_id=UnitId("teg"))
    facts = pulled(left, can_wait)

    assert (lost_in(facts), faults(facts)) == ("distance", [])
    assert any("left to the own unit" in one for one in faults({**facts, "next": facts["next"] | other}))


def test_a_pull_from_before_these_parts_were_kept_still_holds_together() -> None:
    facts = pulled(a_promised_contact("c1"), a_promised_contact("c2", due_at=at("09:50")))
    older = {
        key: {
            part: told
            for part, told in one.items()
            if part not in ("at_once", "left_to_own_unit", "needed_at_own_unit")
        }
        if isinstance(one, dict)
        else one
        for key, one in facts.items()
    }

    assert (faults(older), lost_in(older)) == ([], lost_in(facts))


def test_who_was_alone_has_no_runner_up() -> None:
    facts = pulled(a_promised_contact())

    assert (facts["next"], lost_in(facts), faults(facts)) == (None, None, [])


def test_whom_colleagues_took_in_the_same_moment_is_counted() -> None:
    facts = pulled(a_promised_contact("c1"), a_promised_contact("c2"), number=1)

    assert (facts["taken_by_others"], facts["next"], faults(facts)) == (1, None, [])


@pytest.mark.parametrize(
    "changed",
    [
        {"planning": "1999-1"},
        {"candidates": 1},
        {"place": "next", "next": "place"},
    ],
)
def test_facts_that_were_tampered_with_are_found_out(changed: dict[str, Any]) -> None:
    facts = pulled(a_promised_contact("c1"), a_promised_contact("c2", urgency=Urgency.U1))
    swapped = {key: facts[one] if one in ("place", "next") else one for key, one in changed.items()}

    assert faults(facts) == []
    assert faults({**facts, **swapped}) != []


def test_a_time_that_was_not_nearly_out_is_found_out() -> None:
    facts = pulled(a_promised_contact())

    assert faults({**facts, "place": facts["place"] | {"at_risk": True}}) != []


def test_nothing_kept_of_a_pull_names_a_contact() -> None:
    facts = pulled(a_promised_contact("the-one"), a_promised_contact("the-other"))

    assert "the-o" not in str(facts)
