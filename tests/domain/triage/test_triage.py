"""Sorting a request: rules only ever make it more urgent, and every decision can be explained."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.errors import NothingToChange, NotLicensed, ReasonMissing, UnknownReason
from contact_api.domain.core.values import Guarantee, Urgency
from contact_api.domain.triage.catalogue import Catalogue
from contact_api.domain.triage.catalogue_document import read_catalogue
from contact_api.domain.triage.merge_duplicate import sought_again
from contact_api.domain.triage.triage import Declared, Triage, explain, override, triage
from tests.makers import a_contact

SEEDS = Path(__file__).parents[3] / "seeds" / "vasterbotten" / "catalogue.json"
CATALOGUE: Catalogue = read_catalogue(json.loads(SEEDS.read_text(encoding="utf-8")))
DIABETES, PRESCRIPTION, CERTIFICATE, INJURY = "R26", "R31", "R33", "R13"
CHEST_PAIN, DEEP_WOUND = "RF01", "RF23"

reasons = st.sampled_from([reason.code for reason in CATALOGUE.reasons])
facts = st.frozensets(st.sampled_from(sorted(CATALOGUE.fact_codes)))
red_flags = st.frozensets(st.sampled_from(sorted(CATALOGUE.red_flags_by_code)))
declared = st.builds(Declared, reasons, facts, red_flags)


def sorted_as(reason: str, *declared_facts: str, flags: frozenset[str] = frozenset()) -> Triage:
    return triage(Declared(reason, frozenset(declared_facts), flags), CATALOGUE)


def test_a_reason_alone_gives_what_the_catalogue_says_of_it() -> None:
    diabetes = sorted_as(DIABETES)

    assert diabetes.professions == ("district_nurse", "nurse")
    assert (diabetes.urgency, diabetes.expected_minutes) == (Urgency.U2, 9)
    assert diabetes.guarantee is Guarantee.NONE
    assert diabetes.rule_ids == ()
    assert diabetes.catalogue_version == CATALOGUE.version


def test_a_worsened_problem_falls_under_the_guarantee() -> None:
    assert sorted_as(DIABETES, "worsened").guarantee is Guarantee.WORSENED


def test_a_rule_says_that_it_applied() -> None:
    assert sorted_as(PRESCRIPTION, "medicine_runs_out_today").rule_ids == ("T04",)


def test_a_prescription_that_runs_out_today_goes_to_a_nurse_the_same_day() -> None:
    prescription = sorted_as(PRESCRIPTION, "medicine_runs_out_today")

    assert prescription.professions[0] == "nurse"
    assert prescription.urgency is Urgency.U2


def test_a_rule_needs_all_its_facts_and_its_own_reason() -> None:
    assert sorted_as(DIABETES, "medicine_runs_out_today").rule_ids == ()


def test_of_several_rules_the_most_minutes_count() -> None:
    assert sorted_as(CERTIFICATE, "new_problem", "interpreter").expected_minutes == 15


def test_an_affirmed_red_flag_that_means_112_goes_before_everything() -> None:
    chest_pain = sorted_as(PRESCRIPTION, flags=frozenset({CHEST_PAIN}))

    assert chest_pain.call_112
    assert chest_pain.urgency is Urgency.U0


def test_a_red_flag_of_the_same_hour_is_acute_without_112() -> None:
    wound = sorted_as(PRESCRIPTION, flags=frozenset({DEEP_WOUND}))

    assert not wound.call_112
    assert wound.urgency is Urgency.U1


def test_violence_in_a_close_relationship_asks_for_safe_contact() -> None:
    assert CATALOGUE.reason("R40").safe_contact


@pytest.mark.parametrize(
    "unknown",
    [Declared("R99"), Declared("R01", frozenset({"x"})), Declared("R01", frozenset(), frozenset({"RF99"}))],
)
def test_a_code_the_catalogue_does_not_have_is_refused_rather_than_overlooked(unknown: Declared) -> None:
    with pytest.raises(UnknownReason, match="there is no such"):
        triage(unknown, CATALOGUE)


@given(declared, facts, red_flags)
def test_declaring_more_never_makes_anything_less_urgent_or_shorter(
    said: Declared, more_facts: frozenset[str], more_flags: frozenset[str]
) -> None:
    more = Declared(said.reason, said.facts | more_facts, said.red_flags | more_flags)

    before, after = triage(said, CATALOGUE), triage(more, CATALOGUE)

    assert after.urgency <= before.urgency
    assert after.expected_minutes >= before.expected_minutes
    assert after.call_112 or not before.call_112


@given(declared)
def test_the_rules_never_take_the_guarantee_away(said: Declared) -> None:
    by_reason = CATALOGUE.reason(said.reason).guarantee

    assert triage(said, CATALOGUE).guarantee is not Guarantee.NONE or by_reason is Guarantee.NONE


@given(declared)
def test_somebody_can_always_take_it_and_112_means_u0(said: Declared) -> None:
    sorted_request = triage(said, CATALOGUE)

    assert sorted_request.professions
    assert sorted_request.call_112 == (sorted_request.urgency is Urgency.U0)


@given(reasons, st.permutations(sorted(CATALOGUE.fact_codes)))
def test_the_order_in_which_facts_are_declared_does_not_matter(reason: str, order: list[str]) -> None:
    assert sorted_as(reason, *order) == sorted_as(reason, *sorted(order))


@given(declared, st.sampled_from(["sv", "en", "ar"]))
def test_every_decision_can_be_explained(said: Declared, language: str) -> None:
    sorted_request = triage(said, CATALOGUE)

    explained = explain(sorted_request, CATALOGUE, language)

    assert CATALOGUE.reason(said.reason).in_language(language) in explained
    assert CATALOGUE.version in explained
    assert "{" not in explained
    for rule in CATALOGUE.rules:
        if rule.id in sorted_request.rule_ids:
            assert rule.in_language(language) in explained


def test_licensed_staff_change_it_and_what_the_rules_said_is_kept() -> None:
    by_rules = sorted_as(INJURY)

    changed = override(by_rules, by_licensed=True, why="a scratch", urgency=Urgency.U3, minutes=4)

    assert (changed.urgency, changed.expected_minutes, changed.why) == (Urgency.U3, 4, "a scratch")
    assert changed.professions == by_rules.professions
    assert changed.original == by_rules


def test_a_second_override_still_keeps_what_the_rules_said() -> None:
    by_rules = sorted_as(INJURY)
    once = override(by_rules, by_licensed=True, why="a scratch", urgency=Urgency.U3)

    twice = override(once, by_licensed=True, why="it got worse", guarantee=Guarantee.WORSENED)

    assert twice.original == by_rules
    assert (twice.urgency, twice.guarantee) == (Urgency.U3, Guarantee.WORSENED)


def test_without_a_licence_nothing_is_changed() -> None:
    with pytest.raises(NotLicensed):
        override(sorted_as(INJURY), by_licensed=False, why="busy", urgency=Urgency.U5)


@pytest.mark.parametrize("why", ["", "  "])
def test_a_change_without_a_reason_is_refused(why: str) -> None:
    with pytest.raises(ReasonMissing):
        override(sorted_as(INJURY), by_licensed=True, why=why, urgency=Urgency.U3)


def test_an_override_is_explained_without_what_staff_wrote_about_it() -> None:
    changed = override(sorted_as(INJURY), by_licensed=True, why="Eva called twice", urgency=Urgency.U3)

    explained = explain(changed, CATALOGUE, "en")

    assert "Licensed staff have changed it. Therefore: assessment within three days" in explained
    assert "Eva" not in explained


def test_what_a_reason_does_not_say_is_missing_until_licensed_staff_say_it() -> None:
    document = json.loads(SEEDS.read_text(encoding="utf-8"))
    document["reasons"][0]["guarantee"] = "missing"
    unsaid = triage(Declared(document["reasons"][0]["code"]), read_catalogue(document))

    said = override(unsaid, by_licensed=True, why="new since Monday", guarantee=Guarantee.NEW)

    assert (unsaid.guarantee, said.guarantee) == (Guarantee.MISSING, Guarantee.NEW)
    with pytest.raises(NothingToChange):
        override(said, by_licensed=True, why="x", guarantee=Guarantee.MISSING)


@pytest.mark.parametrize(
    ("first", "second", "right"),
    [
        (Guarantee.NONE, Guarantee.MISSING, Guarantee.MISSING),
        (Guarantee.MISSING, Guarantee.NONE, Guarantee.MISSING),
        (Guarantee.MISSING, Guarantee.WORSENED, Guarantee.WORSENED),
        (Guarantee.NEW, Guarantee.MISSING, Guarantee.NEW),
    ],
)
def test_of_two_reasons_the_guarantee_that_says_more_stands(
    first: Guarantee, second: Guarantee, right: Guarantee
) -> None:
    case, new = (
        replace(one, circumstances=replace(one.circumstances, reason=reason, guarantee=guarantee))
        for one, reason, guarantee in ((a_contact(), "advice", first), (a_contact(), "acute", second))
    )

    assert sought_again(case, new, said=()).circumstances.guarantee is right
