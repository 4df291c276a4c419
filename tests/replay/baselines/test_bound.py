"""What could be reached with the whole day known: never less than what any run reaches."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from contact_api.domain.core.values import ContactId, StaffId
from contact_api.replay.baselines.bound import bound_of, nearer_bound_of
from contact_api.replay.baselines.day_state import DayState
from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.baselines.queue_orders import same_day_by_order
from contact_api.replay.baselines.status_quo import status_quo
from contact_api.replay.baselines.working_time import first_start, working_spans
from contact_api.replay.results.figures import summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Scenario, read_scenario
from contact_api.replay.simulation.run import run_scenario
from tests.replay.baselines.small_days import (
    SmallDay,
    a_random_day,
    at,
    centre,
    contact,
    member,
    one_nurse,
    shift,
    sick,
)


def test_a_nurse_with_ten_minutes_has_two_conversations_of_eight(tmp_path: Path) -> None:
    three = [contact(f"c{number}", "08:00", "norr") for number in range(3)]
    day = one_nurse(*three, end="08:10")

    bound = bound_of(read_scenario(day.write(tmp_path)))

    assert (bound.contacts, bound.same_day, bound.own_centre) == (3, 2 / 3, 1.0)


def test_without_running_over_the_nurse_has_one(tmp_path: Path) -> None:
    three = [contact(f"c{number}", "08:00", "norr") for number in range(3)]
    scenario = read_scenario(one_nurse(*three, end="08:10").write(tmp_path))

    assert bound_of(scenario, overrun=False).same_day == 1 / 3


def test_the_nearer_bound_cannot_pick_the_calls_that_turn_out_brief(tmp_path: Path) -> None:
    brief_and_long = [
        contact(f"c{number}", "08:00", "norr", actual_minutes=minutes)
        for number, minutes in enumerate(("2", "2", "10", "10"))
    ]
    scenario = read_scenario(one_nurse(*brief_and_long, end="08:16").write(tmp_path))

    assert bound_of(scenario, overrun=False).same_day == 2 / 4
    assert nearer_bound_of(scenario).same_day == 2 / 4
    shorter = read_scenario(one_nurse(*brief_and_long, end="08:08").write(tmp_path))
    assert bound_of(shorter, overrun=False).same_day == 2 / 4
    assert nearer_bound_of(shorter).same_day == 1 / 4


def test_in_the_nearer_bound_no_call_outlasts_a_shift(tmp_path: Path) -> None:
    two = [contact(f"c{number}", "08:00", "norr") for number in range(2)]
    scenario = read_scenario(one_nurse(*two, end="08:15").write(tmp_path))

    assert (bound_of(scenario).same_day, nearer_bound_of(scenario).same_day) == (1.0, 1 / 2)


@pytest.mark.parametrize(
    "hopeless",
    [
        contact("late", "12:00", "norr"),
        contact("other-hours", "08:00", "norr", available_from=at("12:30"), available_to=at("13:00")),
        contact("needs-a-doctor", "08:00", "norr", needs="doctor"),
        contact("speaks-sami", "08:00", "norr", language="se"),
        contact("answers-too-late", "11:30", "norr", answers_on_attempt="2"),
        contact("never-answers", "11:00", "norr", answers_on_attempt="0"),
    ],
    ids=lambda row: row["contact_id"],
)
def test_a_contact_that_nobody_could_reach_in_time_is_not_counted(
    tmp_path: Path, hopeless: dict[str, str]
) -> None:
    day = one_nurse(contact("easy", "08:00", "norr"), hopeless)

    assert bound_of(read_scenario(day.write(tmp_path))).same_day == 1 / 2


def test_minutes_lost_to_a_sick_call_serve_nobody(tmp_path: Path) -> None:
    day = one_nurse(contact("before", "08:00", "norr"), contact("after", "09:00", "norr"))
    day.shifts.append(sick("norr-01", "09:00"))

    assert bound_of(read_scenario(day.write(tmp_path))).same_day == 1 / 2


def test_the_named_contact_counts_where_they_are_on_shift_in_time(tmp_path: Path) -> None:
    day = SmallDay(
        [centre("norr"), centre("söder")],
        [member("norr-01", "norr"), member("söder-01", "söder")],
        [shift("norr-01", "08:00", "10:00"), shift("söder-01", "08:00", "09:00")],
        [
            contact("in-time", "08:00", "norr", fixed_staff="söder-01", overflow_ok="1"),
            contact("too-late", "09:30", "norr", fixed_staff="söder-01", overflow_ok="1"),
        ],
    )

    bound = bound_of(read_scenario(day.write(tmp_path)))

    assert bound.own_contact == pytest.approx(1 / 2)
    assert bound.own_centre == 1.0


def test_the_worst_centre_is_the_one_whose_citizens_nobody_else_may_take(tmp_path: Path) -> None:
    alone = [contact(f"n{number:02}", "08:00", "norr") for number in range(20)]
    shared = [contact(f"s{number:02}", "08:00", "söder", overflow_ok="1") for number in range(20)]
    day = SmallDay(
        [centre("norr"), centre("söder")],
        [member("norr-01", "norr"), member("söder-01", "söder")],
        [shift("norr-01", "08:00", "09:00"), shift("söder-01", "08:00", "12:00")],
        alone + shared,
    )

    bound = bound_of(read_scenario(day.write(tmp_path)))

    assert bound.same_day == 28 / 40  # 60 minutes hold seven and a half, and one runs over
    assert bound.worst_centre == pytest.approx(8.5 / 20)


def test_the_urgent_can_be_called_in_time_only_if_somebody_is_on_shift(tmp_path: Path) -> None:
    day = one_nurse(
        contact("early", "06:50", "norr", urgency="urgent"),
        contact("in-time", "07:10", "norr", urgency="urgent"),
    )

    assert bound_of(read_scenario(day.write(tmp_path))).urgent_on_time == 1 / 2


def test_a_day_without_contacts_has_no_bound(tmp_path: Path) -> None:
    scenario = read_scenario(one_nurse(contact("c1", "08:00", "norr")).write(tmp_path))

    bound = bound_of(replace(scenario, citizens=()))

    assert (bound.contacts, bound.same_day, bound.own_centre, bound.worst_centre) == (0, None, None, None)


@pytest.mark.parametrize("seed", range(6))
def test_no_way_to_run_a_day_serves_more_than_the_bound(tmp_path: Path, seed: int) -> None:
    scenario = read_scenario(a_random_day(seed, contacts=90 + 30 * (seed % 3)).write(tmp_path))
    region = region_of(scenario)

    bound = bound_of(scenario)

    assert bound.same_day is not None
    assert bound.urgent_on_time is not None
    for run in (status_quo, first_come, run_scenario):
        reached = summary_of(run(scenario), region)
        assert reached.same_day is not None
        assert reached.urgent_on_time is not None
        assert reached.same_day <= bound.same_day < 1
        assert reached.urgent_on_time <= bound.urgent_on_time
    for share in same_day_by_order(scenario).values():
        assert share is not None
        assert share <= bound.same_day


def test_the_bound_is_the_same_every_time(tmp_path: Path) -> None:
    scenario = read_scenario(a_random_day(7).write(tmp_path))

    assert bound_of(scenario) == bound_of(scenario)


@pytest.mark.parametrize("seed", range(40))
def test_no_order_of_calls_however_lucky_exceeds_the_bound(tmp_path: Path, seed: int) -> None:
    scenario = read_scenario(_tiny(random.Random(seed)).write(tmp_path))

    bound = bound_of(scenario)
    runs = set(_all_runs(scenario))

    most = max(run.served for run in runs)
    assert bound.same_day is not None
    assert most <= bound.same_day * bound.contacts + 1e-9
    assert bound.same_day * bound.contacts <= most + 1  # and it is not far above
    as_many = [run for run in runs if run.served >= round(bound.same_day * bound.contacts)]
    for run in as_many:
        assert run.own_centre <= (bound.own_centre or 0) + 1e-9
        assert run.own_contact is None or run.own_contact <= (bound.own_contact or 0) + 1e-6


# every order of calls there is


@dataclass(frozen=True)
class Reached:
    """What came of one order of calls."""

    served: int
    own_centre: float
    own_contact: float | None


def _tiny(chance: random.Random) -> SmallDay:
    """Four contacts and two nurses at two centres, with less time than it would take."""
    contacts = [
        contact(
            f"c{number}",
            chance.choice(["08:00", "08:04", "08:10", "08:20"]),
            chance.choice(["norr", "söder"]),
            fixed_staff=chance.choice(["", "norr-01", "söder-01"]),
            overflow_ok=chance.choice(["0", "1"]),
            available_to=chance.choice(["", "", at("08:12")]) if number else "",
            actual_minutes=str(chance.choice([3, 5, 9])),
            answers_on_attempt=str(chance.choice([1, 1, 1, 2, 0])),
        )
        for number in range(4)
    ]
    for row in contacts:
        if row["available_to"] and row["available_to"] < row["arrived_at"]:
            row["available_to"] = ""
    shifts = [shift("norr-01", "08:00", "08:10"), shift("söder-01", "08:05", "08:20")]
    if chance.random() < 0.5:
        shifts.append(shift("norr-01", "08:30", "08:35"))
    rules: dict[str, object] = {"max_attempts": 2, "retry_after_minutes": 10}
    staff = [member("norr-01", "norr"), member("söder-01", "söder")]
    return SmallDay([centre("norr"), centre("söder")], staff, shifts, contacts, rules)


def _all_runs(scenario: Scenario) -> Iterator[Reached]:
    """What comes of every order in which attempts could be made, each as early as it can be."""
    day, spans = DayState(scenario), working_spans(scenario)
    ready = {one.contact_id: one.callable_from for one in scenario.citizens}
    free = dict.fromkeys(spans, min(ready.values()))

    def continued(
        ready: dict[ContactId, datetime],
        free: dict[StaffId, datetime],
        made: tuple[tuple[ContactId, StaffId], ...],
    ) -> Iterator[Reached]:
        yield _reached(scenario, made)
        for contact_id, opens in ready.items():
            citizen = day.citizens[contact_id]
            number = 1 + sum(one == contact_id for one, _ in made)
            answers = citizen.answers(number)
            talk = timedelta(minutes=citizen.actual_minutes) + scenario.wrap
            for staff_id in day.fitting(citizen) & free.keys():
                start = first_start(spans[staff_id], max(opens, free[staff_id]))
                if start is None or start > scenario.callable_until(citizen):
                    continue
                ends = start + (talk if answers else scenario.ring)
                later = {one: when for one, when in ready.items() if one != contact_id}
                if not answers and number < scenario.planning.max_attempts:
                    later[contact_id] = ends + scenario.planning.retry_after
                yield from continued(later, free | {staff_id: ends}, (*made, (contact_id, staff_id)))

    yield from continued(ready, free, ())


def _reached(scenario: Scenario, made: tuple[tuple[ContactId, StaffId], ...]) -> Reached:
    tries: dict[ContactId, list[StaffId]] = {}
    for contact_id, staff_id in made:
        tries.setdefault(contact_id, []).append(staff_id)
    served = [
        (one, tries[one.contact_id][-1])
        for one in scenario.citizens
        if one.contact_id in tries
        and (
            one.answers(len(tries[one.contact_id]))
            or len(tries[one.contact_id]) >= scenario.planning.max_attempts
        )
    ]
    own = sum(scenario.staff[by].unit_id == one.unit_id for one, by in served)
    named = [by == one.named_contact for one, by in served if one.named_contact]
    return Reached(
        len(served), own / len(served) if served else 0.0, sum(named) / len(named) if named else None
    )
