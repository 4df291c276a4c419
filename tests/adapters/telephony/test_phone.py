"""Reading what somebody typed as a telephone number."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.telephony.phone import Phone, masked, read_caller_number, read_phone
from contact_api.domain.core.errors import NotAPhoneNumber

FICTION = [
    *(f"0701740{n}" for n in range(605, 700)),  # mobile
    *(f"0313900{n}" for n in range(600, 700)),  # Göteborg
    *(f"0406280{n}" for n in range(400, 500)),  # Malmö
    *(f"084650{n:04}" for n in range(400, 500)),  # Stockholm
    *(f"0980319{n}" for n in range(200, 300)),  # Kiruna
]


@pytest.mark.parametrize(
    "typed",
    [
        "+46701740605",
        "070-174 06 05",
        "0046 70 174 06 05",
        " (070) 1740605 ",
        "tel:+46-70-174-06-05",
        "+46 (0)70 174 06 05",
        "０７０１７４０６０５",
    ],
)
def test_a_number_is_read_however_it_is_written(typed: str) -> None:
    assert read_phone(typed) == Phone("+46701740605", can_take_sms=True)


def test_a_landline_can_be_called_and_takes_no_text_messages() -> None:
    assert read_phone("0980-319 200") == Phone("+46980319200", can_take_sms=False)


@pytest.mark.parametrize(
    ("typed", "takes_sms"),
    [
        ("+358 40 123 4567", True),
        ("+47 406 12 345", True),
        ("+1 201 555 0123", True),  # there, one cannot tell
        ("010-123 45 67", False),  # a company's exchange
        ("020-11 22 33", False),
        ("0740-123456", False),  # a pager
    ],
)
def test_numbers_of_other_countries_and_kinds_are_told_apart(typed: str, takes_sms: bool) -> None:
    assert read_phone(typed).can_take_sms is takes_sms


def test_a_number_without_country_code_belongs_to_the_region_given() -> None:
    assert read_phone("040 123 4567", region="FI").e164 == "+358401234567"


def test_numbers_reserved_for_fiction_are_numbers() -> None:
    assert {read_phone(number).e164 for number in FICTION} == {"+46" + number[1:] for number in FICTION}


@pytest.mark.parametrize(
    ("typed", "what_is_wrong"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("112", "too short"),
        ("1177", "too short"),
        ("0701", "too short"),
        ("070174", "No such"),
        ("0701740605123456", "too long"),
        ("1" * 300, "too long for one"),
        ("0719 123 456", "No such"),
        ("+999 123 456 789", "country code"),
        ("070-1740605 ring efter tio", "no letters"),
        ("070-1740605 ext 3", "no letters"),
        ("070-1740605#3", "extension"),
        ("070-1740605;070-1740606", "does not look like"),
        ("+", "does not look like"),
        ("0939-123 45 67", "premium"),
        ("+1 900 555 0123", "premium"),
    ],
)
def test_what_is_no_number_to_call_back_is_refused_with_what_is_wrong(typed: str, what_is_wrong: str) -> None:
    with pytest.raises(NotAPhoneNumber, match=what_is_wrong):
        read_phone(typed)


typed_texts = st.one_of(st.text(max_size=60), st.text("+0123456789 -()#", max_size=20))


@given(typed_texts)
def test_what_is_read_as_a_number_reads_the_same_again(typed: str) -> None:
    with suppress(NotAPhoneNumber):
        phone = read_phone(typed)

        assert read_phone(phone.e164) == phone


@pytest.mark.parametrize(
    "typed", ["0719 123 456", "+999 123 456 789", "070-1740605 ring efter tio", "070-1740605#3"]
)
def test_a_refusal_never_repeats_what_was_typed(typed: str) -> None:
    with pytest.raises(NotAPhoneNumber) as refused:
        read_phone(typed)

    assert not set(typed) & set("0123456789") & set(refused.value.detail)
    assert refused.value.__context__ is None


def test_a_masked_number_has_two_digits() -> None:
    assert masked("+46701740605") == "…05"


@pytest.mark.parametrize(
    "written",
    [
        "070\u2011174 06 05",
        "070\u2013174 06 05",
        "070\u00a0174\u00a006\u00a005",
        "\u202d0701740605\u202c",
        "\ufeff0701740605",
        " 0701740605",
        "TEL:+46701740605",
        "Tel: 0701740605",
        "tel:+46-70-174-06-05",
        "\uff10\uff17\uff10\uff11\uff17\uff14\uff10\uff16\uff10\uff15",
    ],
)
def test_what_a_reader_sees_as_a_number_is_read_as_one(written: str) -> None:
    assert read_phone(written).e164 == "+46701740605"


@pytest.mark.parametrize(
    "number", ["266696687", "+266696687", "00266696687", "8656696", "8656 696", "0000000000", "00"]
)
def test_what_networks_send_for_no_number_is_nobodys_number_at_any_door(number: str) -> None:
    with pytest.raises(NotAPhoneNumber):
        read_phone(number)
    assert read_caller_number(number) is None


@pytest.mark.parametrize(
    "caller",
    [
        "+46701740630",
        "0701740630",
        "070-174 06 30",
        "0046701740630",
        "+46(0)701740630",
        "tel:+46701740630",
        "TEL:+46-70-174-06-30",
        "sip:+46701740630@192.0.2.4",
        "SIPS:%2B46701740630@192.0.2.4:5061;transport=tls",
        "<sip:+46701740630@192.0.2.4>",
        "+46701740630;ext=2",
        "sip:+46701740630;ext=2@192.0.2.4",
    ],
)
def test_a_caller_is_one_and_the_same_however_an_exchange_writes_the_number(caller: str) -> None:
    assert read_caller_number(caller) == "+46701740630"


@pytest.mark.parametrize(
    "caller",
    [
        "",
        "anonymous",
        "sip:anonymous@192.0.2.4",
        "sip:anonymous@anonymous.invalid",
        "4,67E+10",
        "4.67E+10",
        "-",
        "sip:@x",
    ],
)
def test_who_cannot_be_told_from_others_is_nobody(caller: str) -> None:
    assert read_caller_number(caller) is None


@given(st.text(max_size=80))
def test_whatever_an_exchange_sends_for_a_caller_is_a_number_of_digits_or_nobody(sent: str) -> None:
    caller = read_caller_number(sent)

    assert caller is None or (caller.removeprefix("+").isdigit() and caller.strip("+0"))
