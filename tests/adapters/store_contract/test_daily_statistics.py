"""What a closed day shows, and what it taught."""

from datetime import date, timedelta

import pytest

from contact_api.domain.core.calendar import day_span
from contact_api.domain.core.values import Channel, Outcome, UnitId, Urgency
from contact_api.domain.forecast.daily_statistics import Arrival, AttemptSample, DailyStatistics
from contact_api.domain.forecast.learned_statistics import DAYS, HANDLING, LearnedStatistics, Work
from contact_api.ports import Contested, Store, Transaction
from tests.adapters.store_contract.shelf import add, an_attempt
from tests.makers import DAY, UNIT, ZONE, a_contact, at

SPAN = day_span(DAY, ZONE)
LEARNED = DailyStatistics(
    DAY, LearnedStatistics({(DAYS, "3"): (1, 40, 5), (HANDLING, "nurse", "today"): (30, -120, 9000)})
)


def test_everybody_who_sought_contact_that_day_counts_however_it_ended(store: Store) -> None:
    add(
        store,
        a_contact("c1", sought_at=SPAN.start, minutes=7),
        a_contact("c2", sought_at=at("16:45"), urgency=Urgency.U1, unit_id=UnitId("teg")),
        a_contact("yesterday", sought_at=SPAN.start - timedelta(seconds=1)),
        a_contact("tomorrow", sought_at=SPAN.end),
    )

    with store.transaction() as tx:
        found = sorted(tx.sought_on(SPAN), key=lambda one: one.half_hour)

    assert found == [
        Arrival(UNIT.id, half_hour=0, urgent=False, professions=("nurse",), minutes=7),
        Arrival(UnitId("teg"), half_hour=33, urgent=True, professions=("nurse",), minutes=10),
    ]


def test_a_need_found_to_be_another_shows_itself_as_it_is_now(store: Store) -> None:
    add(store, a_contact("c1", minutes=7))
    with store.transaction() as tx:
        before = tx.sought_on(SPAN)

    with store.transaction() as tx:
        tx.save_contact(a_contact("c1", minutes=12))
        after = tx.sought_on(SPAN)

    assert [one.minutes for one in before] == [7]
    assert [one.minutes for one in after] == [12]


def test_an_attempt_counts_on_the_day_it_ended_unless_nobody_can_learn_from_it(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"), a_contact("old", sought_at=at("08:00") - timedelta(days=40)))
    reached = {"outcome": Outcome.REACHED, "ended_at": at("10:12")}
    with store.transaction() as tx:
        tx.add_attempt(an_attempt("c1", 1))
        tx.add_attempt(an_attempt("c1", 2, **reached))
        tx.add_attempt(an_attempt("c2", 1, outcome=Outcome.WRONG_NUMBER))
        tx.add_attempt(an_attempt("c2", 2, outcome=Outcome.DECLINED))
        tx.add_attempt(an_attempt("c2", 3, ended_at=SPAN.end))
        tx.add_attempt(an_attempt("old", 1))

    with store.transaction() as tx:
        found = sorted(tx.tried_on(SPAN), key=lambda one: one.number)

    work = Work("nurse", urgent=False, reason="advice")
    assert found == [
        AttemptSample(work, Channel.WEB, 1, hour=9, answered=False, planned_minutes=10, actual_minutes=1),
        AttemptSample(work, Channel.WEB, 2, hour=10, answered=True, planned_minutes=10, actual_minutes=12),
    ]


def test_a_day_is_learned_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_daily_statistics(LEARNED, now=at("02:00"))
    with pytest.raises(Contested), store.transaction() as tx:
        tx.add_daily_statistics(DailyStatistics(DAY, LearnedStatistics()), now=at("03:00"))

    assert learned(store) == {DAY: at("02:00")}


def test_what_was_learned_of_a_day_is_taken_out_again(store: Store) -> None:
    with store.transaction() as tx:
        tx.add_daily_statistics(LEARNED, now=at("02:00"))
        tx.add_daily_statistics(DailyStatistics(date(2025, 11, 4), LearnedStatistics()), now=at("02:00"))

    with store.transaction() as tx:
        tx.drop_daily_statistics(DAY)

    assert list(learned(store)) == [date(2025, 11, 4)]


def test_statistics_that_were_not_committed_teach_nothing(store: Store) -> None:
    def begin(tx: Transaction) -> None:
        tx.add_daily_statistics(LEARNED, now=at("02:00"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        begin(tx)

    assert learned(store) == {}
    with store.transaction() as tx:
        assert tx.region().learned == LearnedStatistics()


def learned(store: Store) -> dict[date, object]:
    with store.transaction() as tx:
        return dict(tx.learned_days())
