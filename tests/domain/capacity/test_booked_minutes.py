"""What is booked of staff time gives no minutes: neither to cells nor to who looks for somebody idle."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Shift, cells_of, minutes_in_cells
from contact_api.domain.capacity.staff_time import booked_of, unbooked_of
from contact_api.domain.core.values import StaffId, Window
from tests.makers import MEMBER, a_member, at

STAFF = {one.id: one for one in (MEMBER, a_member("backen-02"))}
MINUTE = timedelta(minutes=1)
minutes = st.integers(0, 240)


def spans_of(names: list[str], most: int) -> st.SearchStrategy[list[tuple[str, int, int]]]:
    return st.lists(st.tuples(st.sampled_from(names), minutes, st.integers(5, 60)), max_size=most)


def apart(rows: list[tuple[str, int, int]]) -> list[tuple[StaffId, Window]]:
    """The rows as spans of which no two of a person overlap."""
    until: dict[str, int] = {}
    found = []
    for name, start, length in sorted(rows, key=lambda row: row[1]):
        begins = max(start, until.get(name, 0))
        until[name] = begins + length
        found.append(
            (StaffId(name), Window(at("08:00") + begins * MINUTE, at("08:00") + until[name] * MINUTE))
        )
    return found


@given(spans_of([*STAFF], 6), spans_of([*STAFF], 6))
def test_what_is_booked_and_what_is_not_are_together_all_there_is(
    work: list[tuple[str, int, int]], taken: list[tuple[str, int, int]]
) -> None:
    shifts = [Shift(name, span.start, span.end) for name, span in apart(work)]
    busy = apart(taken)
    booked, unbooked = booked_of(shifts, busy), unbooked_of(shifts, busy)

    every, parts = (
        minutes_in_cells(shifts, STAFF),
        [minutes_in_cells(one, STAFF) for one in (booked, unbooked)],
    )
    assert {place: sum(part.get(place, 0) for part in parts) for place in every} == every
    laid = cells_of(shifts, STAFF, booked=booked)
    assert {one.key: one.staff_minutes for one in laid if one.staff_minutes} == parts[1]
