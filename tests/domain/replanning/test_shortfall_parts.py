"""What is missing by unit and by hour adds up to what is missing in all."""

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.replanning.shortfall_parts import shared_out

asked = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.integers(8, 16)), st.integers(1, 60), max_size=12
)


@given(st.integers(0, 2000), asked)
def test_what_is_shared_out_adds_up_to_the_last_minute(
    minutes: int, asked: dict[tuple[str, int], int]
) -> None:
    parts = shared_out(minutes, asked)

    assert sum(parts.values()) == (minutes if asked else 0)
    whole = sum(asked.values())
    assert all(abs(parts[key] - minutes * one / whole) < 1 for key, one in asked.items())


def test_the_largest_rest_is_rounded_up() -> None:
    assert shared_out(10, {("a",): 2, ("b",): 1}) == {("a",): 7, ("b",): 3}
