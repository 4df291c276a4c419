"""What was typed, as a reader sees it."""

import string

from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.core.typed_text import as_seen

UNSEEN_MARKS = "\u200b\u200e\u2060\ufeff"  # a space of no width, a direction, a joiner, a byte order mark


@given(st.text("".join(map(chr, range(128))), max_size=30), st.sampled_from(UNSEEN_MARKS), st.data())
def test_a_mark_that_nobody_sees_changes_nothing(typed: str, mark: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(typed)))

    assert as_seen(typed[:at] + mark + typed[at:]) == as_seen(typed)


@given(st.text(max_size=30))
def test_what_was_seen_is_seen_the_same_again(typed: str) -> None:
    assert as_seen(as_seen(typed)) == as_seen(typed)


@given(st.text(string.digits, min_size=1, max_size=12))
def test_digits_of_full_width_are_seen_as_plain_ones(digits: str) -> None:
    wide = digits.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})

    assert as_seen(wide) == digits
