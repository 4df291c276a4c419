"""What was done for a unit or the whole region, and who did it."""

from contact_api.domain.core.values import UnitId
from contact_api.ports import ActKind, Store
from tests.adapters.store_contract.shelf import an_act
from tests.makers import UNIT, at


def test_acts_are_kept_whole_and_listed_by_unit_the_newest_first(store: Store) -> None:
    shift = an_act(from_at=at("09:00"), to_at=at("12:00"))
    stop = an_act("ove", kind=ActKind.CALLS_STOPPED, unit_id=None, subject_id=None, why="Fel nummer.")
    late, elsewhere = an_act("eva", at=at("09:00")), an_act(unit_id=UnitId("teg"), at=at("07:00"))
    with store.transaction() as tx:
        for act in (shift, late, stop, elsewhere):
            tx.add_act(act)

    with store.transaction() as tx:
        assert tx.acts(units=None, limit=9) == [late, stop, shift, elsewhere]
        assert tx.acts(units=None, limit=2, offset=1) == [stop, shift]
        assert tx.acts(units=[UNIT.id], limit=9) == [late, shift]
        assert tx.acts(units=[], limit=9) == []
