"""What figures are counted from."""

from contact_api.domain.core.values import (
    Channel,
    ContactId,
    ContactState,
    Intake,
    Outcome,
    Urgency,
    Window,
)
from contact_api.domain.figures.figures import FigureRow
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import add, an_attempt
from tests.makers import (
    UNIT,
    a_contact,
    a_promise,
    a_promised_contact,
    a_window,
    at,
)


def test_figure_rows_are_one_for_each_contact_sought_in_the_span(store: Store) -> None:
    add(store, a_promised_contact("c1"), a_contact("c2", sought_at=at("12:00")))
    with store.transaction() as tx:
        tx.add_promise(a_promise("c1"))
        tx.add_promise(a_promise("c1", window=a_window("10:00", "11:00")))
        tx.add_attempt(an_attempt("c1", 1))
        tx.add_attempt(an_attempt("c1", 2, outcome=Outcome.REACHED))

    with store.transaction() as tx:
        found = tx.figure_rows(Window(at("08:00"), at("12:00")))

    assert found == [
        FigureRow(
            contact_id=ContactId("c1"),
            unit_id=UNIT.id,
            channel=Channel.WEB,
            intake=Intake.WEB_FORM,
            urgency=Urgency.U2,
            state=ContactState.WAITING,
            sought_at=at("08:00"),
            times_sought=1,
            first_backed=True,
            first_window=a_window(),
            promises=2,
            attempts=((at("09:00"), False), (at("10:00"), True)),
        )
    ]
