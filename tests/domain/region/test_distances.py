"""How far it is between units."""

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.values import UnitId
from contact_api.domain.region.distances import distances, kilometres, middle_of, place_of
from tests.makers import a_unit

UMEA, SKELLEFTEA = (63.8258, 20.2630), (64.7507, 20.9528)
places = st.tuples(st.floats(-89, 89), st.floats(-179, 179))


def test_it_is_a_hundred_and_eight_kilometres_from_umea_to_skelleftea() -> None:
    assert round(kilometres(UMEA, SKELLEFTEA)) == 108


@given(places, places)
def test_the_way_there_is_as_long_as_the_way_back_and_no_way_at_all_is_nought(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert kilometres(one, other) == kilometres(other, one) >= 0
    assert kilometres(one, one) == 0


def test_a_unit_of_which_it_is_not_known_where_it_lies_has_no_distance() -> None:
    here, lost = a_unit("backen", lat=UMEA[0], lon=UMEA[1]), a_unit("teg")

    assert place_of(lost) is None
    assert distances([here, lost], UMEA) == {UnitId("backen"): 0.0}
    assert distances([here, lost], None) == {}
    assert middle_of([here, lost]) == UMEA
    assert middle_of([lost]) is None
