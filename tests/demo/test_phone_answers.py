"""The staff member's telephone in a terminal (how it rings: tests/journeys/test_calls.py)."""

import pytest

from contact_api.demo.phone.answering import Exchange, answer_calls
from contact_api.demo.phone.call import Ear
from contact_api.demo.places import CannotStart
from tests.patience import caller


def test_without_the_demo_it_says_so_in_one_line() -> None:
    shown: list[str] = []
    with (
        caller(base_url="http://127.0.0.1:9") as http,
        pytest.raises(CannotStart, match="is the demo up") as refused,
    ):
        answer_calls(Exchange(http), "+46701740610", Ear(shown.append, lambda _prompt: "1"))

    assert "\n" not in str(refused.value)
    assert shown == []
