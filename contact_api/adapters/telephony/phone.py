"""Read what somebody typed as a telephone number."""

import re
from dataclasses import dataclass
from typing import NoReturn

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

from contact_api.domain.core.errors import NotAPhoneNumber

TAKES_SMS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_SWEDISH = re.compile(r"\+46[1-9][0-9]{6,11}")  # E.164
LONGEST_INPUT = 40  # a generous E.164 number with spaces, brackets and "tel:"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in E.164, and whether it can take text messages."""

    e164: str
    can_take_sms: bool


def read_phone(text: str, *, region: str = "SE") -> Phone:
    """Read a telephone number that a person can be called back on.

    Units:  `region` (ISO 3166) is where a number without country code belongs.
    Errors: NotAPhoneNumber, saying what is wrong and never repeating what was typed.
    Source: libphonenumber's number plans; numbers that PTS reserves for fiction are valid there.
            Premium-rate numbers are refused because the region would pay for every call.
    """
    number = _parsed(text.strip().removeprefix("tel:"), region)
    if number.extension:
        raise NotAPhoneNumber("Give a number that can be dialled without an extension.")
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:  # which is what `is_valid_number` asks, too
        _say_why(phonenumbers.is_possible_number_with_reason(number))
    if kind == PhoneNumberType.PREMIUM_RATE:
        raise NotAPhoneNumber("A premium-rate number cannot be called back; give an ordinary number.")
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        can_take_sms=kind in TAKES_SMS,
    )


def masked(e164: str) -> str:
    """Show of a number only what lets two people agree which one is meant: its last two digits."""
    return f"…{e164[-2:]}"


def _parsed(text: str, region: str) -> PhoneNumber:
    if not text:
        raise NotAPhoneNumber("The telephone number is empty.")
    if len(text) > LONGEST_INPUT:
        raise NotAPhoneNumber("The text is too long for one telephone number.")
    if any(sign.isalpha() for sign in text):
        raise NotAPhoneNumber("A telephone number has no letters in it; give one number, without extension.")
    if _SWEDISH.fullmatch(text):  # nothing to find out; the number plan is asked all the same
        return PhoneNumber(country_code=46, national_number=int(text[3:]))
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as fault:
        kind = fault.error_type
    if kind == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
        raise NotAPhoneNumber("There is no such country code.")
    raise NotAPhoneNumber("The text does not look like a telephone number.")


def _say_why(reason: int) -> NoReturn:
    if reason == ValidationResult.TOO_SHORT:
        raise NotAPhoneNumber("The telephone number is too short; give it with its area code.")
    if reason == ValidationResult.TOO_LONG:
        raise NotAPhoneNumber("The telephone number is too long.")
    if reason == ValidationResult.INVALID_COUNTRY_CODE:
        raise NotAPhoneNumber("There is no such country code.")
    raise NotAPhoneNumber("No such telephone number is in use in the number plan.")
