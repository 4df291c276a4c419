"""What would help against a shortage, counted exactly, and the sentences that say so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from contact_api.domain.core.values import Consent, ContactId, UnitId, Window
from contact_api.domain.feasibility.feasibility import Plan, feasible
from contact_api.domain.feasibility.grid import BoundedCell, Demand
from contact_api.domain.feasibility.minimum_cut import Cut, Shortage
from contact_api.domain.replanning.remedies import Remedy, RemedyKind, remedies
from contact_api.domain.replanning.shortfall_text import remedy_sentence, sentence
from contact_api.domain.replanning.what_if import (
    AskConsent,
    Change,
    Interpreter,
    ReleaseProtected,
    ShareWork,
)
from contact_api.texts import say
from tests.domain.feasibility.days import UNITS, a_bounded_cell, a_demand, crowds, grids
from tests.makers import ZONE, a_member, at

ARABIC = a_member(languages=("ar", "sv"))
ALONE = {"consent": Consent.OWN_UNIT}


def the_shortage(crowd: Sequence[Demand], grid: Sequence[BoundedCell]) -> Shortage:
    answer = feasible(crowd, grid, UNITS)
    assert isinstance(answer, Cut)
    (one,) = answer.shortages
    return one


def remedied(
    crowd: Sequence[Demand], grid: Sequence[BoundedCell], *more: BoundedCell
) -> list[tuple[RemedyKind, str | None, int]]:
    """With `more` spare cells in the region than those the shortage was found on."""
    found = remedies(the_shortage(crowd, grid), [*grid, *more], UNITS)
    return [(one.kind, one.unit_id, one.minutes) for one in found]


def at_unit(name: str, **but: Any) -> BoundedCell:
    return a_bounded_cell(member=a_member(f"{name}-01"), today=24, total=24, **but)


def test_a_unit_that_keeps_its_staff_to_itself_could_share() -> None:
    crowd = [a_demand(minutes=40)]

    assert remedied(crowd, [a_bounded_cell(today=24, total=24)], at_unit("teg")) == [
        (RemedyKind.SHARE_WORK, "teg", 16)
    ]


def test_citizens_could_accept_a_unit_that_shares_with_them() -> None:
    crowd = [a_demand(minutes=30, consent=Consent.SAME_PROVIDER)]

    assert remedied(crowd, [a_bounded_cell(today=24, total=24)], at_unit("city")) == [
        (RemedyKind.ASK_CONSENT, "city", 6)
    ]


def test_an_interpreter_could_give_the_language_to_those_who_have_the_time() -> None:
    crowd = [a_demand(minutes=30, language="ar", **ALONE)]
    arabic = a_bounded_cell(member=ARABIC, today=24, total=24)

    assert remedied(crowd, [arabic, a_bounded_cell(today=24, total=24)]) == [
        (RemedyKind.INTERPRETER, "backen", 6)
    ]


def test_what_is_protected_for_those_still_to_come_could_be_released() -> None:
    assert remedied([a_demand(minutes=40)], [a_bounded_cell(today=24, total=28)]) == [
        (RemedyKind.RELEASE_PROTECTED, None, 4)
    ]


def test_minutes_that_are_reserved_or_at_other_hours_help_nobody() -> None:
    full, later = at_unit("teg", reserved_minutes=24), at_unit("ersboda", start="12:00")

    assert remedied([a_demand(minutes=40, **ALONE)], [a_bounded_cell(today=24, total=24)], full, later) == []


@pytest.mark.parametrize("only_touching", ["08:30", "10:00"])
def test_minutes_that_only_touch_the_window_help_nobody(only_touching: str) -> None:
    crowd = [a_demand(minutes=40, consent=Consent.SAME_PROVIDER)]

    assert remedied(crowd, [a_bounded_cell(today=24, total=24)], at_unit("city", start=only_touching)) == []


def test_what_helps_most_is_named_first() -> None:
    crowd = [a_demand(minutes=60, **ALONE)]
    little, much = at_unit("ersboda", reserved_minutes=20), at_unit("city")

    found = remedied(crowd, [a_bounded_cell(today=24, total=24)], little, much)

    assert found == [(RemedyKind.ASK_CONSENT, "city", 24), (RemedyKind.ASK_CONSENT, "ersboda", 4)]


def test_a_unit_helps_by_no_more_than_can_be_passed_on_to_those_who_lack_it() -> None:
    """Only `a` can make way for `c`, with ten minutes, however much `b` could get elsewhere."""
    nine, half_past = a_bounded_cell("09:00", today=10, total=10), a_bounded_cell("09:30", today=50, total=50)
    a = a_demand("a", "09:00", "10:00", minutes=10, **ALONE)
    b = a_demand("b", "09:30", "10:00", minutes=50, consent=Consent.SAME_PROVIDER)
    c = a_demand("c", "09:00", "09:30", minutes=30, **ALONE)
    spare = a_bounded_cell("09:30", member=a_member("city-01"), today=50, total=50)

    found = remedies(the_shortage([a, b, c], [nine, half_past]), [nine, half_past, spare], UNITS)

    assert [(one.minutes, one.contacts) for one in found] == [(10, ("a", "b"))]


@given(crowds, grids)
def test_with_the_minutes_a_remedy_promises_so_many_fewer_are_short(
    crowd: list[Demand], grid: list[BoundedCell]
) -> None:
    """Sharing is tried in earnest: the unit shares, and the whole question is asked again."""
    answer = feasible(crowd, grid, UNITS)
    for short in answer.shortages if isinstance(answer, Cut) else ():
        for one in remedies(short, grid, UNITS):
            assert 0 < one.minutes <= short.minutes_short
            if one.kind is RemedyKind.SHARE_WORK and one.unit_id:
                sharing = {**UNITS, one.unit_id: replace(UNITS[one.unit_id], shares_work=True)}
                again = feasible(short.demands, grid, sharing)
                still = 0 if isinstance(again, Plan) else again.minutes_short
                assert short.minutes_short - still == one.minutes


SHORT = the_shortage(
    [a_demand(name, "10:00", "12:00", minutes=10, language="ar") for name in ("c1", "c2", "c3", "c4")],
    [a_bounded_cell("10:00", today=4, member=ARABIC), a_bounded_cell("11:30", today=6, member=ARABIC)],
)


@pytest.mark.parametrize(
    ("but", "sv", "en"),
    [
        (
            {},
            "Sjuksköterskor med arabiska, 10–12: tre samtal för lite.",
            "Nurses with Arabic, 10–12: three conversations short.",
        ),
        (
            {"minutes_short": 10, "languages": ("ar", "sv"), "units": ("backen",)},
            "Sjuksköterskor på Backen, 10–12: ett samtal för lite.",
            "Nurses at Backen, 10–12: one conversation short.",
        ),
        (
            {"minutes_short": 130, "professions": ("doctor", "foot_carer", "nurse"), "start": at("10:30")},
            "Läkare, foot carer eller sjuksköterskor med arabiska, 10:30–12:00: 13 samtal för lite.",
            "Doctors, foot carer or nurses with Arabic, 10:30–12:00: 13 conversations short.",
        ),
    ],
)
def test_a_shortage_is_said_in_a_sentence_one_can_act_on(but: dict[str, object], sv: str, en: str) -> None:
    short = replace(SHORT, **but)  # type: ignore[arg-type]

    assert [sentence(short, language, say=say, units=UNITS, zone=ZONE) for language in ("sv", "en")] == [
        sv,
        en,
    ]


HOURS = Window(at("10:00"), at("12:00"))
TEG = UNITS[UnitId("teg")].id


@pytest.mark.parametrize(
    ("change", "sv"),
    [
        (ShareWork(TEG), "Om Teg delar sitt arbete ger sjuksköterskor där 20 minuter, 10–12."),
        (
            AskConsent(Consent.SAME_PROVIDER),
            "Om 2 av dem som väntar tackar ja till Teg ger sjuksköterskor där 20 minuter, 10–12.",
        ),
        (Interpreter(TEG, ("ar",), HOURS), "Med tolk ger Teg 20 minuter, 10–12."),
        (
            ReleaseProtected(HOURS),
            "Om det som hålls för dem som ännu inte hört av sig släpps blir det 20 minuter, 10–12.",
        ),
    ],
    ids=lambda one: getattr(one, "kind", None),
)
def test_what_would_help_is_said_too(change: Change, sv: str) -> None:
    remedy = Remedy(
        change,
        None if change.kind == ReleaseProtected.kind else TEG,
        ("nurse",),
        ("sv",),
        HOURS.start,
        HOURS.end,
        minutes=20,
        contacts=(ContactId("c1"), ContactId("c2")),
    )

    assert remedy_sentence(remedy, "sv", say=say, units=UNITS, zone=ZONE) == sv
    assert remedy_sentence(remedy, "en", say=say, units=UNITS, zone=ZONE).endswith("20 minutes, 10–12.")
