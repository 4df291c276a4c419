"""Read what somebody typed as a telephone number."""

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

from contact_api.domain.core.errors import NotAPhoneNumber
from contact_api.domain.core.limits import LONGEST_PHONE
from contact_api.domain.core.typed_text import as_seen

TAKES_SMS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_SWEDISH = re.compile(r"\+46[1-9][0-9]{6,11}")  # E.164
# What networks send in place of a withheld number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on the keys
# of a telephone, and noughts. Source: Twilio's help pages on inbound caller id.
STANDS_FOR_NONE = frozenset({"266696687", "7378742833", "2562533", "8656696", "86282452253"})
_INTERNATIONAL = re.compile(r"^(?:\+|00)")
_URI = re.compile(r"<?(?:sips?|tel):(?P<user>[^@;?>]*)", re.IGNORECASE)
_PLAIN = re.compile(r"\+?[0-9(][0-9 ()/.-]*", re.ASCII)
SCHEME = "tel:"


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
    seen = _without_scheme(text)
    number = _parsed(seen, region)
    if number.extension:
        raise NotAPhoneNumber("Give a number that can be dialled without an extension.")
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:  # which is what `is_valid_number` asks, too
        _say_why(phonenumbers.is_possible_number_with_reason(number))
    if kind == PhoneNumberType.PREMIUM_RATE:
        raise NotAPhoneNumber("A premium-rate number cannot be called back; give an ordinary number.")
    is_e164 = _SWEDISH.fullmatch(seen)
    e164 = seen if is_e164 else phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Phone(e164, can_take_sms=kind in TAKES_SMS)


def read_caller_number(text: str) -> str | None:
    """Whom a network says a call comes from: E.164, or digits that only the exchange knows. None is nobody.

    Of a URI the host and the parameters are left out. What is withheld, a stand-in for it, or unreadable is nobody:
    else all of them would be one and the same person who rings again.
    """
    uri = _URI.match(text.strip())
    said = unquote(uri["user"]) if uri else text.partition(";")[0]
    try:
        return read_phone(said).e164
    except NotAPhoneNumber:
        seen = _without_scheme(said)
    digits = "".join(sign for sign in seen if sign.isdigit())
    known_inside = _PLAIN.fullmatch(seen) and digits.strip("0") and not is_stand_in(seen)
    return digits if known_inside else None


def is_stand_in(number: str) -> bool:
    """Whether it is what networks send when they send no number, however it is written."""
    digits = "".join(filter(str.isdigit, _INTERNATIONAL.sub("", number)))
    return digits in STANDS_FOR_NONE or (bool(digits) and not digits.strip("0"))


def masked(e164: str) -> str:
    """Show of a number only what lets two people agree which one is meant: its last two digits."""
    return f"…{e164[-2:]}"


def _without_scheme(text: str) -> str:
    seen = as_seen(text)
    return seen[len(SCHEME) :].strip() if seen[: len(SCHEME)].casefold() == SCHEME else seen


def _parsed(text: str, region: str) -> PhoneNumber:
    if not text:
        raise NotAPhoneNumber("The telephone number is empty.")
    if len(text) > LONGEST_PHONE:
        raise NotAPhoneNumber("The text is too long for one telephone number.")
    if is_stand_in(text):
        raise NotAPhoneNumber("That is what stands for a withheld number; give a number that can be called.")
    if any(map(str.isalpha, text)):
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
