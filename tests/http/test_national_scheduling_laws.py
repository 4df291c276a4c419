"""For any sequence of messages: what is confirmed, and nothing else, is told by the contract and by our own REST."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.http.schemas.national_scheduling import Operation
from tests.http.booking_world import TOMORROW
from tests.http.national_messages import make, of_booking, schedule, scheduling_world, update
from tests.http.test_national_scheduling import own_bookings
from tests.http.world import ASTRID, BERTIL, World

pytestmark = pytest.mark.long
Stands = dict[str, tuple[str, datetime]]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([Operation.MAKE, Operation.UPDATE, Operation.CANCEL]),
        st.sampled_from([ASTRID, BERTIL]),
        st.integers(0, 8),
    ),
    max_size=6,
)


@given(STEPS)
def test_what_is_confirmed_and_nothing_else_is_told(steps: list[tuple[Operation, str, int]]) -> None:
    for world in scheduling_world():
        stands: Stands = {}
        for operation, who, place in steps:
            go_on(world, stands, operation, who, TOMORROW + timedelta(minutes=20 * place))

        for who in (ASTRID, BERTIL):
            expected = {one: start for one, (whose, start) in stands.items() if whose == who}
            assert told_there(world, who) == told_here(world, who) == expected
        taken = sorted(start for _, start in stands.values())
        assert all(later - sooner >= timedelta(minutes=40) for sooner, later in pairwise(taken))


def go_on(world: World, stands: Stands, operation: Operation, who: str, start: datetime) -> None:
    """One message; `stands` becomes what must be told after it."""
    first = next((one for one, (whose, _) in stands.items() if whose == who), None)
    if operation is Operation.MAKE:
        answer = make(world, start, subject=who)
        if answer.code == "CONFIRMED":
            stands[answer.one("bookingId")] = (who, start)
    elif first and operation is Operation.UPDATE:
        if update(world, first, start, subject=who).code == "CONFIRMED":
            stands[first] = (who, start)
    elif first and of_booking(world, Operation.CANCEL, first).code == "CONFIRMED":
        del stands[first]


def told_there(world: World, who: str) -> dict[str, datetime]:
    told = schedule(world, who)
    starts = [datetime.fromisoformat(one) for one in told.said("startTimeInclusive")]
    found = dict(zip(told.said("bookingId"), starts, strict=True))
    for booking_id, start in found.items():
        details = of_booking(world, Operation.DETAILS, booking_id)
        assert datetime.fromisoformat(details.one("startTimeInclusive")) == start
    return found


def told_here(world: World, who: str) -> dict[str, datetime]:
    booked = [one for one in own_bookings(world, who) if one["state"] == "booked"]
    return {one["booking_id"]: datetime.fromisoformat(one["starts_at"]) for one in booked}
