"""A day is counted while somebody of it is rung: the sums never hold what was before."""

from datetime import timedelta

from contact_api.bootstrap import Application
from contact_api.ports import Transaction
from contact_api.usecases.figures.figures_of_days import NOTED_BEFORE, count_day, days_to_count, note_days
from contact_api.usecases.promising.choose_window import cancel
from tests.adapters.sql.small_region import NINE, a_cell, a_moment_later, lay, look, seek

DAY = NINE.date()
NIGHT = NINE + timedelta(hours=20)


def test_a_contact_that_changes_while_its_day_is_counted_has_it_counted_once_more(
    app: Application, small_url: str
) -> None:
    lay(app, a_cell(9, 60))
    contact = seek(app).contact
    app.transact(lambda tx: note_days(tx, now=NIGHT - NOTED_BEFORE))

    def count(tx: Transaction) -> None:
        count_day(DAY, tx, now=NIGHT)

    a_moment_later(
        app,
        count,
        lambda: app.transact(lambda tx: cancel(contact.id, tx, now=NIGHT, actor="citizen")),
        small_url,
    )

    assert look(app, lambda tx: tx.kept_figures(DAY, DAY)) == []
    assert look(app, lambda tx: days_to_count(tx, now=NIGHT)) == [DAY]


def test_a_day_that_was_noted_just_now_is_not_counted_yet(app: Application) -> None:
    seek(app)

    app.transact(lambda tx: note_days(tx, now=NIGHT))

    assert look(app, lambda tx: days_to_count(tx, now=NIGHT)) == []
    assert look(app, lambda tx: days_to_count(tx, now=NIGHT + NOTED_BEFORE)) == [DAY]
