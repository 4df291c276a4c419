"""Reads for those who answer for the service."""

from contact_api.domain.core.values import (
    Channel,
    ContactId,
    ContactState,
    Intake,
    Outcome,
    PersonId,
    UnitId,
    Urgency,
    Window,
)
from contact_api.domain.figures.figures import FigureRow
from contact_api.ports import (
    Access,
    Store,
)
from tests.adapters.store_contract.shelf import HERE, a_look, add, an_alert, an_attempt
from tests.makers import (
    UNIT,
    a_contact,
    a_promise,
    a_promised_contact,
    a_window,
    at,
)


def test_the_queue_of_a_unit_is_what_turned_to_it_or_was_promised_there_soonest_first(store: Store) -> None:
    add(
        store,
        a_contact("turned here", due_at=at("12:00")),
        a_contact("promised here", unit_id=UnitId("teg"), promised_unit=UNIT.id, due_at=at("11:00")),
        a_contact("elsewhere", unit_id=UnitId("teg")),
        a_contact("ended", state=ContactState.REACHED),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.queue_of(HERE, limit=9, offset=0)] == ["promised here", "turned here"]
        assert [one.id for one in tx.queue_of(HERE, limit=1, offset=1)] == ["turned here"]


def test_a_persons_contacts_are_hers_alone_the_newest_first(store: Store) -> None:
    anna = PersonId("anna")
    add(
        store,
        a_contact("c1", person_id=anna, sought_at=at("08:00")),
        a_contact("c2", person_id=anna, sought_at=at("09:00"), state=ContactState.CANCELLED),
        a_contact("c3"),
    )

    with store.transaction() as tx:
        assert [one.id for one in tx.contacts_of(anna)] == ["c2", "c1"]


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


def test_the_access_log_is_searched_by_person_actor_and_time_the_newest_first(store: Store) -> None:
    looks = [a_look("nurse", "09:00"), a_look("nurse", "10:00", "bo"), a_look("doctor", "11:00")]
    with store.transaction() as tx:
        for look in looks:
            tx.add_access(look)

    def found(
        person: str | None = None, actor: str | None = None, limit: int = 9, offset: int = 0
    ) -> list[Access]:
        with store.transaction() as tx:
            return tx.access_log(
                person_id=PersonId(person) if person else None,
                actor=actor,
                span=Window(at("09:00"), at("11:30")),
                limit=limit,
                offset=offset,
            )

    assert found() == looks[::-1]
    assert found(person="anna") == [looks[2], looks[0]]
    assert found(actor="nurse") == [looks[1], looks[0]]
    assert found(limit=1, offset=1) == [looks[1]]


def test_an_alert_stays_open_until_somebody_has_seen_it(store: Store) -> None:
    add(store, a_contact("c1"), a_contact("c2"))
    with store.transaction() as tx:
        tx.add_alert(an_alert("c1"))
        tx.add_alert(an_alert("c2", unit_id=UnitId("teg"), raised_at=at("09:00")))

    with store.transaction() as tx:
        held = tx.hold_alert("c1-1")
        assert held == an_alert("c1")
        tx.save_alert(an_alert("c1", acknowledged_at=at("08:05"), acknowledged_by="anna"))

    with store.transaction() as tx:
        assert [one.id for one in tx.alerts(units=None, open_only=True)] == ["c2-1"]
        assert [one.id for one in tx.alerts(units=HERE, open_only=False)] == ["c1-1"]
        assert tx.alerts(units=[UnitId("teg")], open_only=True) == [
            an_alert("c2", unit_id=UnitId("teg"), raised_at=at("09:00"))
        ]
