"""Who may do what, and know of what."""

from typing import Any

import pytest

from contact_api.domain.core.access import Caller, Permission, Role, allow, may_know_of
from contact_api.domain.core.errors import NotPermitted
from contact_api.domain.core.values import ContactId, UnitId

HERE, ELSEWHERE = UnitId("backen"), UnitId("teg")


def a_caller(*roles: Role, **but: Any) -> Caller:
    return Caller("eva", frozenset(roles), **({"unit_id": HERE} | but))


def test_what_is_public_needs_no_role() -> None:
    allow(a_caller(), Permission.PUBLIC)


@pytest.mark.parametrize("permission", [one for one in Permission if one is not Permission.PUBLIC])
def test_nobody_without_a_role_may_do_anything_else(permission: Permission) -> None:
    with pytest.raises(NotPermitted, match=permission.value):
        allow(a_caller(), permission)


def test_roles_add_up() -> None:
    both = a_caller(Role.STAFF, Role.UNIT_MANAGER)

    allow(both, Permission.WORK_QUEUE)
    allow(both, Permission.CHANGE_SHIFTS)


def test_who_came_by_a_link_sees_their_own_contact_and_may_do_nothing_more() -> None:
    linked = a_caller(linked_contact=ContactId("c1"))

    assert linked.permissions == {Permission.SEE_OWN_CONTACT, Permission.SEE_EXPLANATIONS}


def test_no_role_both_works_with_persons_and_reads_the_log_of_who_looked_at_them() -> None:
    for role in Role:
        permissions = a_caller(role).permissions
        assert not {Permission.WORK_QUEUE, Permission.SEE_ACCESS_LOG} <= permissions


@pytest.mark.parametrize(
    ("role", "unit", "knows"),
    [
        (Role.STAFF, HERE, True),
        (Role.STAFF, ELSEWHERE, False),
        (Role.UNIT_MANAGER, ELSEWHERE, False),
        (Role.CONTROL_ROOM, ELSEWHERE, True),
        (Role.AUDITOR, ELSEWHERE, True),
    ],
)
def test_a_commission_covers_its_unit_and_the_region_is_known_to_those_who_answer_for_it(
    role: Role, unit: UnitId, knows: bool
) -> None:
    assert may_know_of(a_caller(role), unit) is knows
