"""Numbers as telephones give them."""

import pytest

from contact_api.adapters.telephony.keyed import digits_apart, read_caller, read_keyed
from contact_api.domain.voice_menu.menu_session import Number, NumberFault


@pytest.mark.parametrize("keyed", ["0701740605", "0046701740605", "+46701740605"])
def test_a_mobile_number_is_read_however_it_was_keyed(keyed: str) -> None:
    assert read_keyed(keyed) == Number("+46701740605", takes_sms=True)


def test_a_landline_takes_no_text_messages() -> None:
    assert read_keyed("0980319200") == Number("+46980319200", takes_sms=False)


@pytest.mark.parametrize(
    ("keyed", "fault"),
    [
        ("", NumberFault.TOO_SHORT),
        ("5", NumberFault.TOO_SHORT),
        ("112", NumberFault.TOO_SHORT),
        ("07017406051234567", NumberFault.TOO_LONG),
        ("0999999999", NumberFault.UNKNOWN),
        ("09001234567", NumberFault.PREMIUM),
        ("0939123456", NumberFault.PREMIUM),
        ("004740612345", NumberFault.FOREIGN),
        ("00479999", NumberFault.FOREIGN),
    ],
)
def test_what_is_wrong_with_a_number_is_known(keyed: str, fault: NumberFault) -> None:
    assert read_keyed(keyed) is fault


def test_which_countries_may_be_called_is_the_regions_choice() -> None:
    assert read_keyed("004740612345", prefixes=("+46", "+47")) == Number("+4740612345", takes_sms=True)


@pytest.mark.parametrize(
    "sent",
    ["", "anonymous", "Restricted", "client:anna", "sip:anna@example.se", "+0"],
)
def test_a_call_that_shows_no_number_is_withheld(sent: str) -> None:
    assert read_caller(sent) is NumberFault.WITHHELD


@pytest.mark.parametrize(
    "sent", ["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+0000000"]
)
def test_what_stands_for_no_number_is_a_withheld_one(sent: str) -> None:
    assert read_caller(sent) is NumberFault.WITHHELD


def test_a_call_from_abroad_is_told_from_a_withheld_number() -> None:
    assert read_caller("+4740612345") is NumberFault.FOREIGN
    assert read_caller("+46701740605") == Number("+46701740605", takes_sms=True)


@pytest.mark.parametrize(
    ("number", "read_out"),
    [
        ("+46701740605", "0 7 0, 1 7 4, 0 6, 0 5"),
        ("+46846500401", "0 8, 4 6 5, 0 0 4, 0 1"),
        ("+4740612345", "0 0 4 7, 4 0, 6 1, 2 3, 4 5"),
    ],
)
def test_a_number_is_read_out_digit_by_digit(number: str, read_out: str) -> None:
    assert digits_apart(number) == read_out
