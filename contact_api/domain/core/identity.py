"""Identity numbers of people in Swedish health care: what one is, when it can be true, when its bearer was born.

Sources: personal number: folkbokföringslag (1991:481) 18 §; coordination number: 18 a § (day + 60; a month of 00 or a
day of 60 is not known); national reserve number (NRID): Inera, "Nationellt reservID, specifikation 1.0"; systems: HL7
Sweden's base profiles 1.1.0 and Inera's list of OIDs.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.limits import LONGEST_IDENTITY_NUMBER, LONGEST_IDENTITY_SYSTEM
from contact_api.domain.core.typed_text import as_seen


class IdentityKind(StrEnum):
    """What kind of number a person is known by."""

    PERSONAL_NUMBER = "personal_number"  # personnummer
    COORDINATION_NUMBER = "coordination_number"  # samordningsnummer
    NATIONAL_RESERVE_NUMBER = "national_reserve_number"  # nationellt reservnummer, NRID
    OTHER_RESERVE_NUMBER = "other_reserve_number"  # a region's own: taken as it is, with its system
    NONE = "none"  # nobody knows, or nobody needs to


SYSTEM: dict[IdentityKind, str] = {
    IdentityKind.PERSONAL_NUMBER: "http://electronichealth.se/identifier/personnummer",
    IdentityKind.COORDINATION_NUMBER: "http://electronichealth.se/identifier/samordningsnummer",
    IdentityKind.NATIONAL_RESERVE_NUMBER: "http://electronichealth.se/identifier/nationelltReservnummer",
}
OID: dict[IdentityKind, str] = {
    IdentityKind.PERSONAL_NUMBER: "1.2.752.129.2.1.3.1",
    IdentityKind.COORDINATION_NUMBER: "1.2.752.129.2.1.3.3",
    IdentityKind.NATIONAL_RESERVE_NUMBER: "1.2.752.74.9.1",
}
COORDINATION_DAYS = 60
EARLIEST_BIRTH = date(
    1890, 1, 1
)  # nobody older lives; the test numbers that Skatteverket publishes begin here

_DIGITS = re.compile(r"(\d{2})?(\d{2})(\d{2})(\d{2})([-+]?)(\d{3})(\d)", re.ASCII)
_LETTERS = "A-HJ-NPR-UX-Z"  # no I O Q V W
_RESERVE = re.compile(
    rf"(?:00\d\d[2-9]\d[45]\d|(?:2[2-9]|[3-8]\d|9[0-8])\d{{6}})[{_LETTERS}]{{2}}[{_LETTERS}\d]\d", re.ASCII
)
_OID = re.compile(r"(?:urn:oid:)?([0-2](?:\.(?:0|[1-9]\d*))+)", re.ASCII)
_SYSTEM = re.compile(r"[!-~]{3,200}")


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """A number together with the system that makes it unique; its repr leaves the number out."""

    kind: IdentityKind
    value: str = field(repr=False)
    system: str


NOBODY = PersonIdentity(IdentityKind.NONE, "", "")


def read_identity(kind: IdentityKind, text: str, system: str | None = None, *, now: date) -> PersonIdentity:
    """Read what was typed or sent as the identity it claims to be, in its one stored form.

    Ten digits get their century: with `-` or nothing the latest that is not in the future; with `+`, used
    from the year one turns 100, the one before. Stored are twelve characters without a separator.
    Errors: NotAnIdentity says what is wrong and what was expected; it never repeats the number.
    """
    typed = "".join(as_seen(text).split())
    if kind is IdentityKind.NONE:
        return _nobody(typed)
    if kind is IdentityKind.OTHER_RESERVE_NUMBER:
        return _other_reserve_number(typed, system)
    reserve = kind is IdentityKind.NATIONAL_RESERVE_NUMBER
    value = _reserve_number(typed) if reserve else _twelve_digits(kind, typed, now)
    return _can_be(PersonIdentity(kind, value, _known_system(kind, system)), now)


def born_on(identity: PersonIdentity) -> date | None:
    """The day of birth that the number carries, or None where it carries none."""
    carried = _carried(identity)
    return None if carried is None or _lacks_a_part(identity) else date(*carried)


def masked(identity: PersonIdentity) -> str:
    """The number as it may stand on a screen that need not show it whole: the last four are hidden."""
    if identity.kind is IdentityKind.NONE:
        return ""
    return f"{identity.value[:8]}-****" if identity.kind in OID else "****"


def _carried(identity: PersonIdentity) -> tuple[int, int, int] | None:
    """Year, month and day that the number carries, None where it carries none; the first for a part not known."""
    if identity.kind not in OID:
        return None
    year, month, day = (int(identity.value[part]) for part in (slice(0, 4), slice(4, 6), slice(6, 8)))
    if identity.kind is IdentityKind.COORDINATION_NUMBER:
        return year, month or 1, day - COORDINATION_DAYS or 1
    if identity.kind is IdentityKind.NATIONAL_RESERVE_NUMBER:
        if identity.value.startswith("00"):  # the day of birth is not known
            return None
        year = _birth_century(year // 100) * 100 + year % 100
    return year, month, day


def _lacks_a_part(identity: PersonIdentity) -> bool:
    of_month, of_day = identity.value[4:6], identity.value[6:8]
    unknown = of_month == "00" or of_day == str(COORDINATION_DAYS)
    return identity.kind is IdentityKind.COORDINATION_NUMBER and unknown


def _other_reserve_number(text: str, system: str | None) -> PersonIdentity:
    domain = _named_system(system)
    known = next((kind for kind in OID if domain in _names_of(kind)), None)
    if known is not None:
        raise NotAnIdentity(f"that system is the one of {known.value}; send the number as that kind")
    value = text.upper()  # of some letters that is more than one
    if not 1 <= len(value) <= LONGEST_IDENTITY_NUMBER or not value.isprintable():
        raise NotAnIdentity(
            f"a reserve number has 1-{LONGEST_IDENTITY_NUMBER} printable characters, in capital letters"
        )
    return PersonIdentity(IdentityKind.OTHER_RESERVE_NUMBER, value, domain)


def _nobody(text: str) -> PersonIdentity:
    if text:
        raise NotAnIdentity("a person of kind none has no number; leave the number out or send its kind")
    return NOBODY


def _reserve_number(text: str) -> str:
    value = text.upper().replace("-", "")
    if not _RESERVE.fullmatch(value):
        raise NotAnIdentity(
            "a national reserve number has twelve characters: a series (22-98) and the day of birth, or 00"
            " and a running number (month 20-99, day 40-59), then two letters (not I, O, Q, V, W), a digit or"
            " such a letter, and a check digit"
        )
    if _check_digit(value[:-1]) != int(value[-1]):
        raise NotAnIdentity("the check digit of the national reserve number does not fit")
    return value


def _twelve_digits(kind: IdentityKind, text: str, now: date) -> str:
    what = kind.value.replace("_", " ")
    parts = _DIGITS.fullmatch(text)
    if parts is None or parts[6] == "000":
        raise NotAnIdentity(f"a {what} has twelve digits (YYYYMMDDNNNC), or ten (YYMMDD-NNNC)")
    century, year, month, day, sign, serial, check = parts.groups()
    if _check_digit(f"{year}{month}{day}{serial}") != int(check):
        raise NotAnIdentity(f"the check digit of the {what} does not fit")
    if (int(day) >= COORDINATION_DAYS) is not (kind is IdentityKind.COORDINATION_NUMBER):
        raise NotAnIdentity(
            f"the day in a {what} is {'' if kind is IdentityKind.COORDINATION_NUMBER else 'not '}60 or above;"
            " send the number as the other of personal_number and coordination_number"
        )
    century = century or _century_of(int(year), (int(month), int(day) % COORDINATION_DAYS), sign, now)
    return f"{century}{year}{month}{day}{serial}{check}"


def _century_of(year: int, birthday: tuple[int, int], sign: str, now: date) -> str:
    if sign == "+":
        latest = now.year - 100
        return str((latest - (latest - year) % 100) // 100)
    full_year = now.year - (now.year - year) % 100
    still_to_come = (full_year, *birthday) > (now.year, now.month, now.day)
    return str(full_year // 100 - still_to_come)


def _can_be(identity: PersonIdentity, now: date) -> PersonIdentity:
    carried = _carried(identity)
    try:
        born = date(*carried) if carried else None
    except ValueError as error:
        raise NotAnIdentity("the number carries a day of birth that is not in the calendar") from error
    if born is not None and not EARLIEST_BIRTH <= born <= now:
        raise NotAnIdentity(
            f"the number carries a day of birth before {EARLIEST_BIRTH.year} or in the future"
        )
    return identity


def _birth_century(series: int) -> int:
    """The century behind a national reserve number's series: 22, 25, 28 … are 19; 23, 26, 29 … are 20."""
    return {0: 18, 1: 19, 2: 20}[series % 3]


def _check_digit(characters: str) -> int:
    """Luhn's check digit; a letter counts as its ASCII number, as specified for national reserve numbers."""
    total = 0
    for place, character in enumerate(reversed(characters)):
        number = int(character) if character.isdigit() else ord(character)
        total += sum(int(digit) for digit in str(number * 2 if place % 2 == 0 else number))
    return -total % 10


def _known_system(kind: IdentityKind, system: str | None) -> str:
    if system and _named_system(system) not in _names_of(kind):
        raise NotAnIdentity(f"that system is not the one of {kind.value}; leave it out")
    return SYSTEM[kind]


def _names_of(kind: IdentityKind) -> frozenset[str]:
    return frozenset({SYSTEM[kind], f"urn:oid:{OID[kind]}"})


def _named_system(system: str | None) -> str:
    named = (system or "").strip()
    oid = _OID.fullmatch(named)
    whole = f"urn:oid:{oid[1]}" if oid else named
    if not _SYSTEM.fullmatch(named) or len(whole) > LONGEST_IDENTITY_SYSTEM:
        raise NotAnIdentity(
            "send the system that issued the number: a URI of at most 200 characters, urn:oid: included"
        )
    return whole
