"""How a contact and a unit stand to staff on a commission, and what that never lets them do."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Assignment, StaffMember, Unit
from contact_api.domain.core.access import (
    Caller,
    Commission,
    Permission,
    Purpose,
    Relation,
    Role,
    may,
    reach,
)
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Consent, StaffId, UnitId
from contact_api.domain.region.region import Region
from contact_api.domain.region.relations import as_registered, relations_to_contact, relations_to_unit
from tests.makers import a_contact, a_need, a_region

BACKEN, TEG, KLINIKEN = UnitId("backen"), UnitId("teg"), UnitId("kliniken")
UNITS = [
    Unit(BACKEN, "Backen", "rv"),
    Unit(TEG, "Teg", "rv"),
    Unit(KLINIKEN, "Kliniken", "private", private=True),
]
ALSO_AT_TEG = (Assignment(TEG, "SE2321000222-TESTTEG"),)
STAFF = [
    *(StaffMember(StaffId(f"{unit.id}-{n}"), unit.id, ("nurse",), ("sv",)) for unit in UNITS for n in "12"),
    StaffMember(StaffId("kliniken-3"), KLINIKEN, ("nurse",), ("sv",), assignments=ALSO_AT_TEG),
]
PROVIDER_OF = {unit.id: unit.provider_id for unit in UNITS}
SEEING = (Permission.SEE_CONTACT, Permission.WORK_QUEUE, Permission.SEE_EXPLANATIONS)


def the_region() -> Region:
    return replace(a_region(), units={one.id: one for one in UNITS}, staff={one.id: one for one in STAFF})


def a_nurse(unit_id: UnitId, staff_id: str | None = None, provider: str | None = None) -> Caller:
    """On a commission in care at the unit, whatever the register says."""
    commission = Commission("m", unit_id, provider or PROVIDER_OF[unit_id], Purpose.CARE)
    staff = StaffId(staff_id or f"{unit_id}-1")
    return Caller(staff, frozenset({Role.STAFF}), staff_id=staff, commission=commission)


def at_backen(consent: Consent = Consent.OWN_UNIT, **but: Any) -> Contact:
    return replace(a_contact(), need=a_need(unit_id=BACKEN, consent=consent), **but)


OWN = {Relation.OWN_UNIT, Relation.WELCOME_UNIT, Relation.CARE_PROVIDER}


@pytest.mark.parametrize(
    ("caller", "contact", "relations"),
    [
        (a_nurse(BACKEN), at_backen(), OWN),
        (a_nurse(TEG), at_backen(), {Relation.CARE_PROVIDER}),
        (
            a_nurse(TEG),
            at_backen(consent=Consent.SAME_PROVIDER),
            {Relation.CARE_PROVIDER, Relation.WELCOME_UNIT},
        ),
        (a_nurse(KLINIKEN), at_backen(consent=Consent.SAME_PROVIDER), set()),
        (a_nurse(KLINIKEN), at_backen(consent=Consent.ANY_PROVIDER), {Relation.WELCOME_UNIT}),
        (
            a_nurse(KLINIKEN),
            at_backen(consent=Consent.ANY_PROVIDER, promised_unit=KLINIKEN),
            {Relation.WELCOME_UNIT, Relation.OWN_UNIT},
        ),
        (a_nurse(KLINIKEN), at_backen(called_by=StaffId("kliniken-1")), set()),
        (a_nurse(KLINIKEN), at_backen(claimed_by=StaffId("kliniken-1")), {Relation.HELD}),
        (a_nurse(TEG), at_backen(called_by=StaffId("teg-1")), {Relation.CARE_PROVIDER, Relation.HELD}),
        (a_nurse(TEG, "backen-1"), at_backen(claimed_by=StaffId("backen-1")), set()),
        (a_nurse(BACKEN, "gone-1"), at_backen(), set()),
        (replace(a_nurse(BACKEN), commission=None), at_backen(), set()),
    ],
)
def test_what_a_contact_is_to_staff(caller: Caller, contact: Contact, relations: set[Relation]) -> None:
    assert relations_to_contact(caller, contact, the_region()) == relations | {Relation.REGION}


def test_who_left_the_register_or_moved_since_they_signed_in_has_no_unit_any_more() -> None:
    region = the_region()
    moved = replace(STAFF[0], unit_id=KLINIKEN)
    for staff in ({}, {moved.id: moved}):
        now = replace(region, staff=staff)
        assert relations_to_unit(a_nurse(BACKEN), BACKEN, now) == {Relation.REGION}
        assert relations_to_contact(a_nurse(BACKEN), at_backen(), now) == {Relation.REGION}


units, staff_ids = st.sampled_from([unit.id for unit in UNITS]), st.sampled_from([one.id for one in STAFF])
contacts = st.builds(
    lambda unit, consent, promised, claimed, called: replace(
        a_contact(),
        need=a_need(unit_id=unit, consent=consent),
        promised_unit=promised,
        claimed_by=claimed,
        called_by=called,
    ),
    units,
    st.sampled_from(Consent),
    st.none() | units,
    st.none() | staff_ids,
    st.none() | staff_ids,
)


@given(contacts, units, st.sampled_from(SEEING))
def test_another_care_provider_sees_nobody_who_has_not_said_yes(
    contact: Contact, unit_id: UnitId, permission: Permission
) -> None:
    caller = a_nurse(unit_id)
    if PROVIDER_OF[unit_id] == PROVIDER_OF[contact.need.unit_id]:
        return

    seen = may(caller, permission, relations_to_contact(caller, contact, the_region()))

    promised_or_held = contact.promised_unit == unit_id or contact.claimed_by == caller.staff_id
    assert not seen or contact.need.consent is Consent.ANY_PROVIDER or promised_or_held


@given(contacts, units, staff_ids, st.sampled_from(SEEING))
def test_a_commission_elsewhere_than_the_register_says_shows_nobody(
    contact: Contact, unit_id: UnitId, staff_id: StaffId, permission: Permission
) -> None:
    caller = a_nurse(unit_id, staff_id)
    at_home = unit_id in the_region().staff[staff_id].units

    seen = may(caller, permission, relations_to_contact(caller, contact, the_region()))

    assert at_home or not seen


@given(contacts, staff_ids)
def test_who_signs_in_as_the_register_has_them_may_what_the_register_lets_them(
    contact: Contact, staff_id: StaffId
) -> None:
    region = the_region()
    for registered, unit_id in zip(
        as_registered(staff_id, region), region.staff[staff_id].units, strict=True
    ):
        signed_in = a_nurse(unit_id, staff_id)
        assert relations_to_contact(registered, contact, region) == relations_to_contact(
            signed_in, contact, region
        )
        assert reach(registered, Permission.WORK_QUEUE) == reach(signed_in, Permission.WORK_QUEUE)
