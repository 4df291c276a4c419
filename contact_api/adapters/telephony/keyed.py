"""Numbers as telephones give them: whom a call comes from, what was keyed in, and how a number is read out."""

import re
from collections.abc import Sequence

import phonenumbers
from phonenumbers import PhoneNumberType, ValidationResult

from contact_api.adapters.telephony.phone import is_stand_in, read_phone
from contact_api.domain.core.errors import NotAPhoneNumber
from contact_api.domain.voice_menu.menu_session import Number, NumberFault

SWEDISH = ("+46",)
HOME = "SE"
PAUSE = ", "
_E164 = re.compile(r"\+[1-9][0-9]{4,14}", re.ASCII)
_FAULTS = {
    ValidationResult.TOO_SHORT: NumberFault.TOO_SHORT,
    ValidationResult.TOO_LONG: NumberFault.TOO_LONG,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: NumberFault.TOO_SHORT,
}


def read_caller(sent: str, *, prefixes: Sequence[str] = SWEDISH) -> Number | NumberFault:
    """Whom a call comes from, as its provider says it. `prefixes` are those of numbers that may be called."""
    if not _E164.fullmatch(sent) or is_stand_in(sent):
        return NumberFault.WITHHELD
    return read_keyed(sent, prefixes=prefixes)


def read_keyed(digits: str, *, prefixes: Sequence[str] = SWEDISH) -> Number | NumberFault:
    """What somebody keyed in, as a number that can be called back, or why it cannot."""
    try:
        phone = read_phone(digits, region=HOME)
    except NotAPhoneNumber:
        return _fault(digits)
    if not phone.e164.startswith(tuple(prefixes)):
        return NumberFault.FOREIGN
    return Number(phone.e164, phone.can_take_sms)


def digits_apart(e164: str) -> str:
    """A number for a voice to read: each digit by itself, with a pause between the groups it is written in."""
    number = phonenumbers.parse(e164)
    home = number.country_code == phonenumbers.country_code_for_region(HOME)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    written = phonenumbers.format_number(number, form).replace("+", "00")
    return PAUSE.join(" ".join(group) for group in re.findall(r"[0-9]+", written))


def _fault(digits: str) -> NumberFault:
    try:
        number = phonenumbers.parse(digits, HOME)
    except phonenumbers.NumberParseException:
        return NumberFault.TOO_SHORT
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        return NumberFault.PREMIUM
    if number.country_code != phonenumbers.country_code_for_region(HOME):
        return NumberFault.FOREIGN
    reason = phonenumbers.is_possible_number_with_reason(number)
    return _FAULTS.get(reason, NumberFault.UNKNOWN)
