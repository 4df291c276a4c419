"""Who looked at whom."""

from contact_api.domain.core.values import (
    PersonId,
    Window,
)
from contact_api.ports import (
    Access,
    Store,
)
from tests.adapters.store_contract.shelf import a_look
from tests.makers import (
    at,
)


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
