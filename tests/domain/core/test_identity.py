"""Reading identity numbers; personal and coordination numbers are the Swedish Tax Agency's test numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from personnummer import personnummer

from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.identity import (
    EARLIEST_BIRTH,
    NOBODY,
    IdentityKind,
    PersonIdentity,
    born_on,
    masked,
    read_identity,
)

TODAY = date(2026, 11, 22)
PERSONAL = IdentityKind.PERSONAL_NUMBER
COORDINATION = IdentityKind.COORDINATION_NUMBER
RESERVE = IdentityKind.NATIONAL_RESERVE_NUMBER
OTHER = IdentityKind.OTHER_RESERVE_NUMBER
TEST_NUMBERS = ["189001019802", "189001029819", "198004262385", "198108222384", "201701012393"]
TEST_COORDINATION_NUMBERS = ["191401682396", "197001782395"]


def refusal(kind: IdentityKind, text: str, system: str | None = None) -> str:
    with pytest.raises(NotAnIdentity) as refused:
        read_identity(kind, text, system, now=TODAY)
    return refused.value.detail


@pytest.mark.parametrize("number", TEST_NUMBERS)
def test_the_published_test_numbers_are_personal_numbers(number: str) -> None:
    assert read_identity(PERSONAL, number, now=TODAY).value == number


@pytest.mark.parametrize("number", TEST_COORDINATION_NUMBERS)
def test_the_published_test_numbers_are_coordination_numbers(number: str) -> None:
    assert read_identity(COORDINATION, number, now=TODAY).value == number


@pytest.mark.parametrize(
    "typed",
    [
        "198004262385",
        "19800426-2385",
        "800426-2385",
        "8004262385",
        " 19800426 2385 ",
        "800426\u20132385",
        "19800426\u00a02385",
    ],
)
def test_a_personal_number_is_stored_in_one_form_however_it_was_typed(typed: str) -> None:
    assert read_identity(PERSONAL, typed, now=TODAY).value == "198004262385"


def test_a_plus_sign_says_that_the_person_turns_a_hundred_or_more() -> None:
    assert read_identity(PERSONAL, "900101+9802", now=TODAY).value == "189001019802"
    assert read_identity(PERSONAL, "900101-9802", now=TODAY).value == "199001019802"


def test_a_plus_sign_is_right_from_the_first_day_of_the_year_one_turns_a_hundred() -> None:
    assert read_identity(PERSONAL, "170101+2393", now=date(2116, 12, 31)).value == "191701012393"
    assert read_identity(PERSONAL, "170101+2393", now=date(2117, 1, 1)).value == "201701012393"


def test_ten_digits_whose_birthday_is_still_to_come_this_year_belong_to_the_century_before() -> None:
    assert read_identity(COORDINATION, "701063-2391", now=date(2070, 10, 2)).value == "197010632391"
    assert read_identity(COORDINATION, "701063-2391", now=date(2070, 10, 3)).value == "207010632391"


@given(st.dates(EARLIEST_BIRTH, TODAY), st.integers(1, 999), st.booleans())
def test_the_check_digit_and_the_calendar_agree_with_the_personnummer_package(
    born: date, serial: int, coordination: bool
) -> None:
    day = born.day + (60 if coordination else 0)
    kind = COORDINATION if coordination else PERSONAL
    candidates = [f"{born:%Y%m}{day:02}{serial:03}{check}" for check in range(10)]

    right = [number for number in candidates if personnummer.valid(number)]  # type: ignore[no-untyped-call]

    assert [number for number in candidates if accepted(kind, number)] == right
    assert born_on(read_identity(kind, right[0], now=TODAY)) == born


def accepted(kind: IdentityKind, text: str) -> bool:
    try:
        read_identity(kind, text, now=TODAY)
    except NotAnIdentity:
        return False
    return True


@pytest.mark.parametrize("number", ["191500722390", "191500882392", "191503602391", "191500602394"])
def test_a_coordination_number_may_leave_month_and_day_of_birth_open(number: str) -> None:
    identity = read_identity(COORDINATION, number, now=TODAY)

    assert identity.value == number
    assert born_on(identity) is None


def test_a_coordination_number_with_both_parts_carries_a_day_of_birth() -> None:
    assert born_on(read_identity(COORDINATION, "191503882399", now=TODAY)) == date(1915, 3, 28)


@pytest.mark.parametrize("mark", ["\u202d{}\u202c", "{}\u200b", "\ufeff{}", "{}\u00a0"])
def test_marks_that_nobody_sees_are_not_part_of_a_number(mark: str) -> None:
    assert read_identity(PERSONAL, mark.format("198004262385"), now=TODAY).value == "198004262385"
    assert read_identity(PERSONAL, "19800426\u00ad2385", now=TODAY).value == "198004262385"


@given(st.sampled_from(TEST_NUMBERS), st.integers(0, 11), st.integers(1, 9))
def test_no_single_wrong_digit_after_the_century_gets_through(number: str, place: int, off: int) -> None:
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]

    assert place < 2 or not accepted(PERSONAL, wrong)


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        (PERSONAL, "", "twelve digits"),
        (PERSONAL, "19800426-238", "twelve digits"),
        (PERSONAL, "198004260006", "twelve digits"),  # serial 000 is never given out
        (PERSONAL, "19800426238x", "twelve digits"),
        (PERSONAL, "١٩٨٠٠٤٢٦٢٣٨٥", "twelve digits"),
        (PERSONAL, "198004262386", "check digit"),
        (PERSONAL, "197001782395", "coordination_number"),
        (PERSONAL, "198002302381", "calendar"),
        (PERSONAL, "800426+2385", "before 1890"),  # nobody alive can have it
        (PERSONAL, "179001019802", "before 1890"),
        (PERSONAL, "209001019802", "before 1890"),
        (COORDINATION, "191513722395", "calendar"),
        (PERSONAL, "191500122393", "calendar"),
        (PERSONAL, "202612012381", "future"),
        (COORDINATION, "198004262385", "personal_number"),
        (COORDINATION, "191401682397", "check digit"),
        (RESERVE, "22950606FI20", "letters"),
        (RESERVE, "22950606FH21", "check digit"),
        (RESERVE, "21950606FH21", "22-98"),
        (RESERVE, "00950606FH24", "20-99"),
        (RESERVE, "198004262385", "letters"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_never_repeats_the_number(
    kind: IdentityKind, typed: str, says: str
) -> None:
    detail = refusal(kind, typed)

    assert says in detail
    assert not typed or typed not in detail


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("22950606FH20", date(1995, 6, 6)),
        ("25780404KHD5", date(1978, 4, 4)),  # the sex is not known: a letter instead of a digit
        ("00342145BZ31", None),  # the day of birth is not known
        ("00749852BZK0", None),
    ],
)
def test_a_national_reserve_number_is_read_with_its_letters_and_its_coded_century(
    number: str, born: date | None
) -> None:
    identity = read_identity(RESERVE, f"{number[:8]}-{number[8:].lower()}", now=TODAY)

    assert identity.value == number
    assert born_on(identity) == born


@pytest.mark.parametrize(
    ("number", "year"), [("22050505AB26", 1905), ("23050505AB25", 2005), ("24950505AB24", 1895)]
)
def test_the_series_of_a_national_reserve_number_carries_the_century(number: str, year: int) -> None:
    right = next(
        number[:-1] + str(check) for check in range(10) if accepted(RESERVE, number[:-1] + str(check))
    )

    born = born_on(read_identity(RESERVE, right, now=TODAY))

    assert born is not None
    assert born.year == year


def test_a_reserve_number_of_an_unknown_domain_is_taken_as_it_is_with_its_system() -> None:
    identity = read_identity(OTHER, "99-2026 ab1", "1.2.752.97.3.1.3", now=TODAY)

    assert identity == PersonIdentity(OTHER, "99-2026AB1", "urn:oid:1.2.752.97.3.1.3")
    assert born_on(identity) is None


def test_the_same_reserve_number_in_two_domains_is_two_identities() -> None:
    here, there = (read_identity(OTHER, "992026", system, now=TODAY) for system in ("urn:a:1", "urn:b:1"))

    assert here != there


@pytest.mark.parametrize(
    ("number", "system", "says"),
    [
        ("992026", None, "system"),
        ("992026", "not a system", "system"),
        ("", "urn:example:reserve", "1-50"),
        ("9" * 51, "urn:example:reserve", "1-50"),
        ("198004262385", "1.2.752.129.2.1.3.1", "personal_number"),
        (
            "22950606FH21",
            "http://electronichealth.se/identifier/nationelltReservnummer",
            "national_reserve_number",
        ),
    ],
)
def test_a_reserve_number_without_its_own_domain_is_refused(
    number: str, system: str | None, says: str
) -> None:
    assert says in refusal(OTHER, number, system)


def test_a_known_kind_takes_its_system_as_oid_or_uri_and_stores_the_uri() -> None:
    uri = "http://electronichealth.se/identifier/personnummer"
    for system in (None, "", uri, "1.2.752.129.2.1.3.1", "urn:oid:1.2.752.129.2.1.3.1"):
        assert read_identity(PERSONAL, "198004262385", system, now=TODAY).system == uri

    assert "personal_number" in refusal(PERSONAL, "198004262385", "1.2.752.74.9.1")


def test_nobody_has_no_number() -> None:
    assert read_identity(IdentityKind.NONE, " ", now=TODAY) == NOBODY
    assert born_on(NOBODY) is None
    assert "no number" in refusal(IdentityKind.NONE, "198004262385")


def test_a_coordination_number_carries_the_day_of_birth_less_sixty() -> None:
    assert born_on(read_identity(COORDINATION, "197001782395", now=TODAY)) == date(1970, 1, 18)


def test_the_last_four_are_hidden_on_a_screen_and_the_whole_number_in_a_repr() -> None:
    identity = read_identity(PERSONAL, "198004262385", now=TODAY)
    other = read_identity(OTHER, "992026", "urn:example:reserve", now=TODAY)

    assert (masked(identity), masked(other), masked(NOBODY)) == ("19800426-****", "****", "")
    assert "2385" not in repr(identity)
    assert "19800426" not in repr(identity)


@given(st.text(max_size=20), st.sampled_from(IdentityKind), st.none() | st.text(max_size=30))
def test_any_text_is_refused_or_read_and_what_was_read_reads_as_itself(
    text: str, kind: IdentityKind, system: str | None
) -> None:
    try:
        identity = read_identity(kind, text, system, now=TODAY)
    except NotAnIdentity:
        return
    assert read_identity(kind, identity.value, identity.system or None, now=TODAY) == identity


def test_a_number_stays_readable_as_time_goes_by() -> None:
    stored = read_identity(PERSONAL, "201701012393", now=date(2017, 1, 1))

    assert read_identity(PERSONAL, stored.value, now=TODAY + timedelta(days=40_000)) == stored
