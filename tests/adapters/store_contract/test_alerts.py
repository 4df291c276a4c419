"""What humans are asked to look at once."""

from contact_api.domain.core.values import (
    UnitId,
)
from contact_api.ports import (
    Store,
)
from tests.adapters.store_contract.shelf import HERE, add, an_alert
from tests.makers import (
    a_contact,
    at,
)


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
