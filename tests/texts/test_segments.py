"""How many text messages a text becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.texts.segments import GSM_7, GSM_7_ESCAPED, is_gsm_7, sms_segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("å" * 160, 1),
        ("å" * 161, 2),
        ("å" * 306, 2),
        ("å" * 307, 3),
        ("€" * 80, 1),  # two septets each
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # an escaped sign is not split: 152 + (2 + 151) + 1
        ("ï" * 70, 1),
        ("ï" * 71, 2),
        ("ï" * 134, 2),
        ("ï" * 135, 3),
        ("😀" * 35, 1),  # two UTF-16 units each
        ("😀" * 66, 2),  # a pair is not split: 33 to a segment
        ("😀" * 67, 3),
    ],
)
def test_a_text_is_cut_as_the_network_cuts_it(text: str, segments: int) -> None:
    assert sms_segments(text) == segments


def test_the_small_alphabet_has_its_signs_once_each() -> None:
    assert len(GSM_7) == 127  # 128 places, one of them the escape
    assert len(GSM_7_ESCAPED) == 10
    assert not GSM_7 & GSM_7_ESCAPED


@pytest.mark.parametrize(("text", "fits"), [("åäö ÅÄÖ é", True), ("á", False), ("–", False), ("“", False)])
def test_swedish_letters_fit_the_small_alphabet_and_typographers_signs_do_not(text: str, fits: bool) -> None:
    assert is_gsm_7(text) is fits


@given(st.text(), st.text())
def test_a_longer_text_never_takes_fewer_segments(text: str, more: str) -> None:
    assert sms_segments(text + more) >= sms_segments(text)
