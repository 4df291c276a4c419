"""A promise follows from what was kept with it, and a record that was tampered with is found out."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given

from contact_api.domain.capacity.availability import Verdict
from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes
from contact_api.domain.core.contact import Need
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, Urgency
from contact_api.domain.promise.promise import Promise, Why, offers, promise, reasons_of_choice
from contact_api.domain.promise.promise_trace_document import document_of, read_reasons
from contact_api.domain.promise.trace_audit import contradictions
from tests.domain.strategies import days, moments, needs
from tests.makers import a_cell, a_member, a_need, a_window, at

PLANNING = Planning()
PROTECTED = ProtectedMinutes(today=6, urgent=2, own=4, own_only=3)
Told = dict[str, Any]


def a_day() -> list[Cell]:
    """A full half hour, one that is protected, then minutes at the own unit and at Teg."""
    return [
        a_cell("09:00", reserved_minutes=30),
        a_cell("09:30", reserved_minutes=18, protected=PROTECTED),
        a_cell("10:00"),
        a_cell("10:30"),
        a_cell("09:30", member=a_member("teg-01")),
    ]


def told(need: Need | None = None, day: list[Cell] | None = None, now: str = "08:00") -> Promise:
    return promise(need or a_need(), day if day is not None else a_day(), planning=PLANNING, now=at(now))


def by_document(answer: Promise, change: Callable[[Told], object] = lambda _: None) -> Promise:
    """As it comes back from where it is kept, with something changed there."""
    assert answer.reasons is not None
    document = json.loads(json.dumps(document_of(answer.reasons)))
    change(document)
    return replace(answer, reasons=read_reasons(document, answer.contact_id))


def faults(answer: Promise, planning: Planning = PLANNING) -> list[str]:
    return contradictions(answer, planning=planning)


def verdicts(answer: Promise) -> list[Verdict]:
    assert answer.reasons is not None
    return [verdict for _, verdict in answer.reasons.looks]


@given(needs(), days, moments)
def test_every_promise_follows_from_its_own_reasons_also_when_they_have_been_kept(
    need: Need, day: list[Cell], now: datetime
) -> None:
    welcome = [one for one in day if need.consent is not Consent.OWN_UNIT or one.pool.unit_id == need.unit_id]
    answer = promise(need, welcome, planning=PLANNING, now=now, day_ends_at=at("17:00"))

    assert faults(answer) == []
    assert faults(by_document(answer)) == []


def test_the_reasons_come_back_as_they_were_kept() -> None:
    answer = told(a_need(available_from=at("08:30"), available_to=at("16:00")))

    assert by_document(answer).reasons == answer.reasons


def test_what_ruled_each_half_hour_out_is_told() -> None:
    assert verdicts(told()) == [
        Verdict.FULL,
        Verdict.PROTECTED_FOR_URGENT,
        Verdict.AVAILABLE,
        Verdict.AVAILABLE,
    ]


@pytest.mark.parametrize(
    ("cell", "need", "verdict"),
    [
        (a_cell(protected=replace(PROTECTED, longest=9)), a_need(), Verdict.TOO_LONG_TODAY),
        (a_cell(protected=PROTECTED, reserved_minutes=12), a_need(), Verdict.PROTECTED_FOR_OWN_UNIT_ONLY),
        (
            a_cell(protected=PROTECTED, reserved_minutes=19),
            a_need(urgency=Urgency.U1),
            Verdict.PROTECTED_FOR_RETRIES,
        ),
        (a_cell(reserved_minutes=16), a_need(), Verdict.PROTECTED_FOR_URGENT),
        (a_cell(staff_minutes=0), a_need(), Verdict.NOBODY_ON_SHIFT),
        (a_cell(), a_need(available_to=at("08:40")), Verdict.OUTSIDE_AVAILABLE_HOURS),
        (a_cell(pool_ends_at=at("08:50")), a_need(), Verdict.TOO_LITTLE_LEFT),
        (a_cell("07:00"), a_need(), Verdict.PASSED),
    ],
)
def test_every_verdict_says_what_it_was(cell: Cell, need: Need, verdict: Verdict) -> None:
    answer = told(need, [cell])

    assert (verdicts(answer), answer.backed, faults(answer)) == ([verdict], False, [])


def test_cells_elsewhere_and_of_other_professions_are_counted() -> None:
    doctor = a_member("backen-02", professions=("doctor",))
    kept = a_cell(member=a_member("teg-01"), protected=PROTECTED, reserved_minutes=12)
    answer = told(day=[a_cell(reserved_minutes=30), a_cell(member=doctor), kept])

    assert answer.reasons is not None
    assert dict(answer.reasons.not_looked_at) == {Verdict.NOT_MASTERED: 1}
    assert dict(answer.reasons.elsewhere) == {Verdict.PROTECTED_FOR_OWN_PATIENTS: 1}


@pytest.mark.parametrize(
    ("need", "lost_in"),
    [(a_need(), "start"), (a_need(consent=Consent.OWN_UNIT, urgency=Urgency.U1), "start")],
)
def test_the_runner_up_is_told_by_what_it_lost_in(need: Need, lost_in: str) -> None:
    answer = told(need, [a_cell("10:00"), a_cell("10:30")])

    assert answer.reasons is not None
    assert answer.reasons.runner_up is not None
    assert answer.reasons.runner_up.window.start == at("10:30")
    assert answer.reasons.lost_in == lost_in


def test_between_two_other_units_it_is_told_which_had_more_time_to_spare() -> None:
    teg = [a_cell(clock, member=a_member("teg-01")) for clock in ("09:00", "10:00")]
    answer = told(day=[*teg, a_cell("09:00", member=a_member("vannas-01"))])

    assert answer.reasons is not None
    assert [one.spare for one in answer.reasons.ranked[:2]] == [4, 2]  # quarters of an hour
    assert (answer.unit_id, answer.reasons.lost_in, faults(by_document(answer))) == ("teg", "tie_spare", [])


def test_a_record_of_before_spare_time_was_asked_for_still_bears_its_promise_out() -> None:
    def without_spare(document: Told) -> None:
        for row in document["ranked"]:
            del row[-1]

    answer = told(day=[a_cell("09:00", member=a_member("teg-01"))])

    assert faults(by_document(answer, without_spare)) == []


def test_a_half_hour_that_was_filled_beyond_its_minutes_bears_its_promise_out() -> None:
    cell = a_cell("09:00", reserved_minutes=24, fill=1.15)

    answer = told(day=[replace(cell, protected=ProtectedMinutes())])

    assert answer.backed
    assert faults(by_document(answer)) == []
    assert by_document(answer).reasons == answer.reasons


def test_a_record_of_before_half_hours_were_filled_further_still_bears_its_promise_out() -> None:
    def without_fill(document: Told) -> None:
        for span in document["spans"]:
            del span[-1]

    assert faults(by_document(told(), without_fill)) == []


def test_a_window_the_citizen_picked_is_stored_with_what_stood_behind_it() -> None:
    offer = offers(a_need(), a_day(), planning=PLANNING, now=at("08:00"))[1]
    reasons = reasons_of_choice(offer, planning=PLANNING, now=at("08:00"))
    picked = replace(told(), window=offer.window, unit_id=offer.unit_id, why=Why.CHOSEN, reasons=reasons)

    assert faults(by_document(picked)) == []
    assert faults(replace(picked, window=a_window("12:00", "13:00"))) != []


def test_a_promise_without_reasons_is_no_proof() -> None:
    assert faults(replace(told(), reasons=None)) == ["nothing was stored with it"]


@pytest.mark.parametrize(
    ("tampered", "found"),
    [
        (lambda one: one["looks"][0].__setitem__(4, 0), "full, but by its numbers available"),
        (lambda one: one["looks"][2].__setitem__(4, 25), "was offered, but by its numbers it is"),
        (lambda one: one["looks"][1].__setitem__(6, "full"), "full, but by its numbers protected_for_urgent"),
        (lambda one: one["looks"][1].__setitem__(5, [0, 0, 0, 0, None]), "but by its numbers available"),
        (lambda one: one["ranked"].reverse(), "but comes before it"),
        (lambda one: one["ranked"].pop(0), "comes before the runner-up"),
        (lambda one: one["ranked"].clear(), "what was stored says"),
        (lambda one: one["ranked"][0].__setitem__(1, 3600), "gives the window"),
        (lambda one: one["ranked"][0].__setitem__(3, True), "another rank"),
        (lambda one: one["elsewhere"].clear(), "cells seen"),
        (lambda one: one["not_looked_at"].__setitem__("later", 7), "cells seen, but"),
        (lambda one: one["need"].__setitem__("minutes", 5), "but by its numbers"),
        (lambda one: one["need"].__setitem__("consent", "own_unit"), "has not agreed to"),
        (lambda one: one["need"].__setitem__("language", "so"), "but by its numbers not_mastered"),
        (lambda one: one.__setitem__("now", 60), "made at"),
        (lambda one: one.__setitem__("planning", "1999-1"), "planning versions differ"),
    ],
)
def test_a_record_that_was_tampered_with_is_found_out(tampered: Callable[[Told], Any], found: str) -> None:
    assert found in "\n".join(faults(by_document(told(), tampered)))


@pytest.mark.parametrize(
    "changed",
    [
        {"window": a_window("09:00", "10:00")},
        {"unit_id": "teg"},
        {"why": Why.OTHER_UNIT},
        {"backed": False},
        {"cells_seen": 99},
        {"cells_available": 9},
        {"made_at": at("08:01")},
    ],
)
def test_a_promise_that_was_tampered_with_is_found_out(changed: dict[str, Any]) -> None:
    assert faults(replace(told(), **changed)) != []


def test_a_no_that_was_a_yes_is_found_out() -> None:
    said_no = told(day=[a_cell(reserved_minutes=30)])

    assert faults(said_no) == []
    assert faults(replace(said_no, why=Why.CLOSED)) != []
    assert faults(by_document(said_no, lambda one: one["looks"][0].__setitem__(4, 10))) != []


def test_other_figures_than_those_it_was_made_by_do_not_bear_it_out() -> None:
    answer = told(day=[a_cell(reserved_minutes=10)])

    assert faults(answer) == []
    assert "gives the window" in "\n".join(faults(answer, replace(PLANNING, window=45 * MINUTE)))
