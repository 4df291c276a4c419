"""Who asks for the same minutes at the same moment. Real threads on real PostgreSQL."""

from datetime import datetime, timedelta
from functools import partial

from contact_api.bootstrap import Application
from contact_api.domain.capacity.capacity import Shift
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.errors import WindowNotOffered
from contact_api.domain.core.minute_limits import LimitedBy, limit_key
from contact_api.domain.core.parameters import MINUTE
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Consent, StaffId
from contact_api.domain.promise.promise import Why
from contact_api.ports import Answer, KeyUsed, Transaction
from contact_api.usecases.intake.take_in import take_in
from contact_api.usecases.promising.choose_window import choose_window
from contact_api.usecases.staff_time.change_shifts import add_shift
from tests.adapters.sql.small_region import (
    ALPHA,
    BETA,
    MINUTES,
    NINE,
    NURSES,
    a_cell,
    a_request,
    asked,
    at_once,
    lay,
    look,
    right,
    seek,
    unbalanced,
)

NOON, THREE = NINE + timedelta(hours=3), NINE + timedelta(hours=6)


def test_sixteen_at_once_get_the_windows_that_are_free_and_not_one_more(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60))  # 80 % of 60 minutes: six conversations of eight

    answers = right(at_once(*[partial(seek, app)] * 16))

    assert sum(taken.promise.backed for taken in answers) == 6
    assert {taken.promise.why for taken in answers if not taken.promise.backed} == {Why.NO_CAPACITY}
    assert asked(small_url, "select reserved_minutes, filled_to from capacity_cell") == [(48, 48)]
    assert unbalanced(small_url) == []


def test_many_at_once_fill_the_day_from_its_start_without_a_gap(app: Application, small_url: str) -> None:
    lay(app, a_cell(12, 30), a_cell(12.5, 30), a_cell(13, 30, unit=BETA))  # three conversations each

    answers = right(
        at_once(*[lambda: seek(app, a_request(consent=Consent.SAME_PROVIDER)) for _ in range(12)])
    )

    assert sum(taken.promise.backed for taken in answers) == 9
    assert asked(small_url, "select reserved_minutes from capacity_cell") == [(24,)] * 3
    assert unbalanced(small_url) == []


def test_of_two_citizens_one_gets_the_last_minutes(app: Application, small_url: str) -> None:
    for hour in (12, 12.5, 13, 13.5, 14):
        lay(app, a_cell(hour, MINUTES + 2))  # 80 % are eight minutes

        first, second = right(at_once(partial(seek, app), partial(seek, app)))

        assert {first.promise.backed, second.promise.backed} == {True, False}
        lay(app, a_cell(hour, 0))
    assert unbalanced(small_url) == []


def test_who_seeks_contact_eight_times_at_once_has_one_case_and_every_time_counts(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60))

    answers = right(at_once(*[lambda: seek(app, a_request("ada")) for _ in range(8)]))

    assert {taken.contact.id for taken in answers} == {answers[0].contact.id}
    assert sorted(taken.merged for taken in answers) == [False] + [True] * 7
    assert asked(small_url, "select times_sought, state from contact_request") == [(8, "waiting")]
    assert asked(small_url, "select count(*) from reservation") == [(1,)]
    assert unbalanced(small_url) == []


def test_of_two_who_choose_the_last_minutes_of_an_hour_one_keeps_the_window_they_had(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60), a_cell(15, MINUTES + 2))
    had = [seek(app).contact for _ in range(2)]

    answers = at_once(*[partial(_choose, app, contact, THREE) for contact in had])

    lost = next(n for n, answer in enumerate(answers) if isinstance(answer, WindowNotOffered))
    won = answers[1 - lost]
    assert isinstance(won, Contact)
    assert won.window is not None
    assert won.window.start == THREE
    assert look(app, lambda tx: tx.contact(had[lost].id)) == had[lost]
    assert asked(small_url, "select reserved_minutes from capacity_cell order by start_at") == [(8,), (8,)]
    assert unbalanced(small_url) == []


def test_two_who_change_places_do_not_stand_in_each_others_way(app: Application, small_url: str) -> None:
    lay(app, a_cell(12, 60), a_cell(15, 60))
    first, second = (seek(app).contact for _ in range(2))
    _choose(app, second, THREE)

    moved = right(at_once(partial(_choose, app, first, THREE), partial(_choose, app, second, NOON)))

    assert [one.window.start for one in moved if one.window] == [THREE, NOON]
    assert unbalanced(small_url) == []


def test_eight_shifts_that_are_added_at_once_all_count(app: Application, small_url: str) -> None:
    shifts = [Shift(StaffId(nurse), NOON, NOON + timedelta(minutes=30)) for nurse in NURSES]

    right(at_once(*[partial(app.transact, partial(_add, shift)) for shift in shifts]))

    assert asked(small_url, "select staff_minutes from capacity_cell") == [(8 * 30,)]


def test_the_same_idempotency_key_from_eight_threads_stands_once(app: Application, small_url: str) -> None:
    def answer(number: int, tx: Transaction) -> int:
        tx.add_answer(Answer("client", "key", "POST /x", "hash", 201, str(number), NINE))
        return number

    answers = at_once(*[lambda number=number: app.transact(partial(answer, number)) for number in range(8)])

    assert sum(isinstance(one, KeyUsed) for one in answers) == 7
    winner = next(one for one in answers if isinstance(one, int))
    assert asked(small_url, "select body from answer") == [(str(winner),)]


def test_minutes_that_were_cut_after_they_were_seen_are_not_promised(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(12, 60))
    request, seen = a_request(), []

    def overtaken_by_a_sick_call(tx: Transaction) -> None:
        seen.append(take_in(request, tx, now=NINE).promise)
        if len(seen) == 1:
            lay(app, a_cell(12, 0))

    app.transact(overtaken_by_a_sick_call)

    assert [one.backed for one in seen] == [True, False]
    assert asked(small_url, "select reserved_minutes from capacity_cell") == [(0,)]


def _add(shift: Shift, tx: Transaction) -> None:
    add_shift(shift, tx, now=NINE)


def _choose(app: Application, contact: Contact, start: datetime) -> Contact:
    return app.transact(lambda tx: choose_window(contact.id, start, ALPHA, tx, now=NINE, actor="citizen"))[0]


def test_one_submitter_who_asks_sixteen_times_at_once_holds_no_more_than_the_limit(
    app: Application, small_url: str
) -> None:
    lay(app, *[a_cell(12 + half / 2, 120) for half in range(6)])
    key = limit_key(LimitedBy.SIGN_IN, "one")

    answers = right(at_once(*[lambda: seek(app, a_request(limited_as=key))] * 32))

    most = Planning().sign_in_limit // MINUTE
    assert sum(taken.promise.backed for taken in answers) == most // MINUTES
    assert asked(small_url, "select sum(minutes)::int from reservation") == [(most // MINUTES * MINUTES,)]
    assert len(asked(small_url, "select 1 from alert where kind = 'over_limit'")) >= 1
    assert unbalanced(small_url) == []
