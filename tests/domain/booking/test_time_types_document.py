"""Time types are read from their document with every fault named, all of them at once."""

from copy import deepcopy
from typing import Any

import pytest

from contact_api.domain.booking.time_types import NO_TIME_TYPES, WaitingOrder, WaitingRule
from contact_api.domain.booking.time_types_document import read_time_types
from contact_api.domain.core.errors import TimeTypesFault
from contact_api.domain.core.values import UnitId
from tests.stores import SEEDED, VISIT

DOCUMENT: dict[str, Any] = {
    "version": "1",
    "valid_from": "2025-01-01",
    "source": "made up",
    "release_at": "08:00",
    "hold_for_minutes": 5,
    "most_holds": 2,
    "types": [VISIT],
}


def faults(**of_type: Any) -> list[str]:
    """What is said of a document whose one type is changed so; None leaves a field out."""
    document = deepcopy(DOCUMENT)
    document["types"][0].update({name: value for name, value in of_type.items() if value is not None})
    for name in (name for name, value in of_type.items() if value is None):
        document["types"][0].pop(name)
    with pytest.raises(TimeTypesFault) as fault:
        read_time_types(document, SEEDED, {UnitId("backen")})
    return str(fault.value).splitlines()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"form": "letter"}, "types[0].form:"),
        ({"bookable_by": None}, "types[0].bookable_by: is missing"),
        ({"colour": "red"}, "types[0].colour: is no field of this document"),
        ({"duration_minutes": 4}, "types[0].duration_minutes:"),
        ({"step_minutes": 25}, "types[0].step_minutes: 25 is not one of"),
        ({"professions": []}, "types[0].professions: names none"),
        ({"professions": ["wizard"]}, "types[0].professions: 'wizard' is no profession of the catalogue"),
        ({"reasons": []}, "types[0].reasons: names none"),
        ({"reasons": ["R999"]}, "types[0].reasons: 'R999' is no reason of the catalogue"),
        ({"ages": {"least": 80, "most": 12}}, "types[0].ages: the least is above the most"),
        ({"offered_at": [{"unit_id": "nowhere"}]}, "types[0].offered_at: there is no unit 'nowhere'"),
        ({"offered_at": [{"unit_id": "backen"}] * 2}, "types[0].offered_at: names the unit 'backen' twice"),
        ({"id": "a visit"}, "types[0].id: 'a visit' is no code"),
        ({"one_per": "decade"}, "types[0].one_per:"),
        ({"least_notice": {"days": 0}}, "types[0].least_notice.days:"),
    ],
)
def test_each_fault_is_named_with_its_place(change: dict[str, Any], says: str) -> None:
    assert any(one.startswith(says) for one in faults(**change)), faults(**change)


def test_all_faults_of_a_document_are_named_at_once() -> None:
    found = faults(professions=["wizard"], reasons=["R999"], offered_at=[{"unit_id": "nowhere"}])

    assert len(found) == 3


def test_the_rule_of_the_waiting_list_is_data_with_an_order_that_is_known() -> None:
    asked_first = {
        "order": ["asked"],
        "answer_within_minutes": 60,
        "most_unanswered": 1,
        "due_within_days": 7,
    }
    read = read_time_types({**DOCUMENT, "waiting_list": asked_first})
    assert read.waiting_list.order == (WaitingOrder.ASKED,)
    assert read_time_types(DOCUMENT).waiting_list == NO_TIME_TYPES.waiting_list == WaitingRule()

    with pytest.raises(TimeTypesFault, match=r"waiting_list\.order\[0\]"):
        read_time_types({**DOCUMENT, "waiting_list": {**asked_first, "order": ["by_name"]}})


def test_what_who_only_books_is_taken_in_for_is_a_reason_of_the_catalogue() -> None:
    assert read_time_types({**DOCUMENT, "booking_reason": "R34"}, SEEDED).booking_reason == "R34"
    assert read_time_types(DOCUMENT, SEEDED).booking_reason is None

    with pytest.raises(TimeTypesFault, match="booking_reason: 'R999' is no reason of the catalogue"):
        read_time_types({**DOCUMENT, "booking_reason": "R999"}, SEEDED)
