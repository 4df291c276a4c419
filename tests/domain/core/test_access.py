"""`may`, as a table: every role and proof, every permission, every relation; and its laws for any caller."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.access import (
    GRANTS,
    Caller,
    Commission,
    Permission,
    Proof,
    Purpose,
    Relation,
    Role,
    allow,
    may,
    reach,
)
from contact_api.domain.core.errors import NotPermitted
from contact_api.domain.core.values import StaffId, UnitId

HERE = UnitId("backen")
AT_BACKEN = Commission("SE2321000222-TESTM0001", HERE, "rv", Purpose.CARE)

# Who · permission → the relations for which it is had. What is not here is denied.
ANYWHERE, OWN, UNIT = {Relation.REGION}, {Relation.OWN_CONTACT}, {Relation.OWN_UNIT}
AT_HAND = {Relation.OWN_UNIT, Relation.HELD}
TABLE: dict[tuple[Role | Proof, Permission], set[Relation]] = {
    (Proof.NONE, Permission.PUBLIC): ANYWHERE,
    (Proof.LINK, Permission.SEE_OWN_CONTACT): OWN,
    (Proof.LINK, Permission.SEE_EXPLANATIONS): OWN,
    (Proof.SIGNATURE, Permission.SIGNED_WEBHOOK): ANYWHERE,
    (Proof.PROVIDER_SIGNATURE, Permission.PROVIDER_WEBHOOK): ANYWHERE,
    (Proof.OWN_JOB, Permission.PLACE_CALLS): ANYWHERE,
    (Proof.OWN_JOB, Permission.SEND_TEXTS): ANYWHERE,
    (Proof.OWN_JOB, Permission.PLAN): ANYWHERE,
    (Role.CITIZEN, Permission.SEEK_CONTACT): ANYWHERE,
    (Role.CITIZEN, Permission.SEE_OWN_CONTACT): OWN,
    (Role.CITIZEN, Permission.SEE_EXPLANATIONS): OWN,
    (Role.MACHINE_CLIENT, Permission.SEEK_CONTACT): ANYWHERE,
    (Role.NATIONAL_PLATFORM, Permission.NATIONAL_BOOKING): ANYWHERE,
    (Role.STAFF, Permission.ENTER_CONTACT): {Relation.CARE_PROVIDER},
    (Role.STAFF, Permission.WORK_QUEUE): AT_HAND | {Relation.WELCOME_UNIT},
    (Role.STAFF, Permission.SEE_CONTACT): AT_HAND,
    (Role.STAFF, Permission.SEE_EXPLANATIONS): AT_HAND,
    (Role.STAFF, Permission.SEE_ALERTS): UNIT,
    (Role.STAFF, Permission.SEE_ASSESSMENTS_DUE): UNIT,
    (Role.UNIT_MANAGER, Permission.SEE_ASSESSMENTS_DUE): UNIT,
    (Role.CONTROL_ROOM, Permission.SEE_ASSESSMENTS_DUE): ANYWHERE,
    (Role.UNIT_MANAGER, Permission.CHANGE_SHIFTS): UNIT,
    (Role.UNIT_MANAGER, Permission.SEE_CAPACITY): UNIT,
    (Role.UNIT_MANAGER, Permission.SEE_ALERTS): UNIT,
    (Role.UNIT_MANAGER, Permission.SEE_FIGURES): UNIT,
    (Role.UNIT_MANAGER, Permission.SEE_CENTRAL_ACTS): UNIT,
    (Role.CONTROL_ROOM, Permission.SEE_CENTRAL_ACTS): ANYWHERE,
    (Role.AUDITOR, Permission.SEE_CENTRAL_ACTS): ANYWHERE,
    (Role.CONTROL_ROOM, Permission.CHANGE_SHIFTS): ANYWHERE,
    (Role.CONTROL_ROOM, Permission.SEE_CAPACITY): ANYWHERE,
    (Role.CONTROL_ROOM, Permission.SEE_FIGURES): ANYWHERE,
    (Role.CONTROL_ROOM, Permission.SEE_LEARNED_STATISTICS): ANYWHERE,
    (Role.CONTROL_ROOM, Permission.SEE_ALERTS): ANYWHERE,
    (Role.CONTROL_ROOM, Permission.STOP_CALLS): ANYWHERE,
    (Role.MEDICAL_LEAD, Permission.OWN_RULES): ANYWHERE,
    (Role.MEDICAL_LEAD, Permission.SEE_EXPLANATIONS): ANYWHERE,
    (Role.MEDICAL_LEAD, Permission.SEE_FIGURES): ANYWHERE,
    (Role.MEDICAL_LEAD, Permission.SEE_LEARNED_STATISTICS): ANYWHERE,
    (Role.MEDICAL_LEAD, Permission.SEE_CAPACITY): ANYWHERE,
    (Role.AUDITOR, Permission.SEE_ACCESS_LOG): ANYWHERE,
    (Role.AUDITOR, Permission.SEE_EXPLANATIONS): ANYWHERE,
    (Role.AUDITOR, Permission.SEE_FIGURES): ANYWHERE,
}
STANDINGS: list[Role | Proof] = [*Proof, *Role]
OF_A_COMMISSION = {Role.STAFF, Role.UNIT_MANAGER}
PURPOSES_OF_MANAGERS = {
    Permission.SEE_FIGURES: {Purpose.CARE, Purpose.ADMINISTRATION, Purpose.QUALITY, Purpose.STATISTICS}
}


def a_caller(standing: Role | Proof, commission: Commission | None = AT_BACKEN) -> Caller:
    """Somebody with nothing missing."""
    staff = StaffId("eva") if standing is Role.STAFF else None
    if isinstance(standing, Role):
        return Caller("eva", frozenset({standing}), staff_id=staff, commission=commission)
    return Caller("eva", frozenset(), proof=standing)


def expected(standing: Role | Proof, permission: Permission) -> set[Relation]:
    everybody = TABLE.get((Proof.NONE, permission), set())
    return TABLE.get((standing, permission), set()) | everybody


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("standing", STANDINGS)
def test_what_each_may_is_the_table_and_nothing_beside_it(
    standing: Role | Proof, permission: Permission
) -> None:
    caller = a_caller(standing)

    had = {relation for relation in Relation if may(caller, permission, (relation,))}

    assert had == expected(standing, permission)
    assert may(caller, permission) is bool(had)
    assert may(caller, permission, ()) is False


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", sorted(OF_A_COMMISSION))
def test_a_commission_is_for_its_purpose(role: Role, permission: Permission, purpose: Purpose) -> None:
    if role is Role.STAFF:
        enough = {Purpose.CARE}
    else:
        enough = PURPOSES_OF_MANAGERS.get(permission, {Purpose.CARE, Purpose.ADMINISTRATION})

    had = may(a_caller(role, replace(AT_BACKEN, purpose=purpose)), permission)

    assert had is (
        permission is Permission.PUBLIC or (bool(expected(role, permission)) and purpose in enough)
    )


@pytest.mark.parametrize(
    ("caller", "what"),
    [
        (a_caller(Role.CITIZEN), "this needs the permission work_queue$"),
        (a_caller(Role.STAFF, None), "names no commission"),
        (a_caller(Role.STAFF, replace(AT_BACKEN, purpose=Purpose.STATISTICS)), "for another purpose"),
        (replace(a_caller(Role.STAFF), staff_id=None), "the register of staff has nobody of your sign-in"),
    ],
)
def test_who_may_not_is_told_what_is_missing(caller: Caller, what: str) -> None:
    with pytest.raises(NotPermitted, match=what):
        allow(caller, Permission.WORK_QUEUE)


def test_no_role_both_works_with_persons_and_reads_the_log_of_who_looked_at_them() -> None:
    for granted in GRANTS.values():
        assert not {Permission.WORK_QUEUE, Permission.SEE_ACCESS_LOG} <= set(granted)


def test_the_region_is_for_those_who_answer_for_it_and_a_unit_for_its_own() -> None:
    assert reach(a_caller(Role.CONTROL_ROOM), Permission.SEE_ALERTS) is None
    assert reach(a_caller(Role.UNIT_MANAGER), Permission.SEE_ALERTS) == frozenset({HERE})
    assert reach(a_caller(Role.UNIT_MANAGER, None), Permission.SEE_ALERTS) == frozenset()
    assert reach(a_caller(Role.CITIZEN), Permission.SEE_ALERTS) == frozenset()


COMMISSIONS = st.builds(
    Commission, st.just("m"), st.sampled_from([HERE, UnitId("teg")]), st.just("rv"), st.sampled_from(Purpose)
)
CALLERS = st.builds(
    Caller,
    st.just("eva"),
    st.frozensets(st.sampled_from(Role)),
    proof=st.sampled_from(Proof),
    staff_id=st.sampled_from([None, StaffId("eva")]),
    commission=st.none() | COMMISSIONS,
)
RELATIONS = st.frozensets(st.sampled_from(Relation))


@given(CALLERS, st.sampled_from(Permission), RELATIONS)
def test_a_role_by_itself_lets_do_what_it_lets_do_among_others(
    caller: Caller, permission: Permission, relations: frozenset[Relation]
) -> None:
    alone = [replace(caller, roles=frozenset({role}), proof=Proof.NONE) for role in caller.roles]
    by_proof = replace(caller, roles=frozenset())

    together = may(caller, permission, relations)

    assert together is any(may(one, permission, relations) for one in [*alone, by_proof])


@given(CALLERS, st.sampled_from(Permission), RELATIONS)
def test_less_of_a_sign_in_never_lets_do_more(
    caller: Caller, permission: Permission, relations: frozenset[Relation]
) -> None:
    for less in (
        replace(caller, commission=None),
        replace(caller, staff_id=None),
        replace(caller, roles=frozenset()),
        replace(caller, proof=Proof.NONE),
    ):
        assert may(caller, permission, relations) or not may(less, permission, relations)


@given(CALLERS, RELATIONS)
def test_no_person_is_seen_at_a_unit_without_a_commission_in_care_and_a_place_in_the_register(
    caller: Caller, relations: frozenset[Relation]
) -> None:
    for permission in (Permission.SEE_CONTACT, Permission.WORK_QUEUE, Permission.ENTER_CONTACT):
        if may(caller, permission, relations):
            assert caller.commission is not None
            assert caller.commission.purpose is Purpose.CARE
            assert caller.staff_id is not None
            assert relations & (AT_HAND | {Relation.WELCOME_UNIT, Relation.CARE_PROVIDER})
