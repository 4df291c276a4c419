"""Where the demo's telephone numbers, address and account are, and a caller's keys from the command line."""

import os
from pathlib import Path

import httpx

from contact_api.adapters.seeds.read import read_region
from contact_api.adapters.telephony.phone import read_phone
from contact_api.demo.phone.answering import Exchange, answer_calls
from contact_api.demo.phone.call import TWILIO_WAITS, WITHHELD, Ear, PhoneLine, ring
from contact_api.demo.places import CannotStart, default_folder
from contact_api.demo.provider.twiml import TwimlFault
from contact_api.domain.core.errors import NotAPhoneNumber
from contact_api.settings import Settings

USUAL_API = "http://127.0.0.1:8080"
TOKEN_FILE = "provider-token"  # noqa: S105 - the name of a file in the demo's folder
TOKEN_SETTING = "CONTACT_TWILIO__AUTH_TOKEN"  # noqa: S105 - the name of a setting


def run(*, unit: str, rings_from: str, keys: str | None, api: str | None, folder: Path | None) -> int:
    """Ring once; the exit status. Errors: CannotStart, in one line."""
    number = number_of(unit)
    line = PhoneLine((api or USUAL_API).rstrip("/"), token_in(folder or default_folder()))
    shown = "a number that is withheld" if rings_from == WITHHELD else rings_from
    _say(f"You ring {unit} ({number}) from {shown}. Ctrl-C hangs up.\n")
    try:
        ring(line, ear_of(keys), to=number, rings_from=rings_from)
    except TwimlFault as fault:
        raise CannotStart(f"the call broke off: {fault}") from fault
    return 0


def answer(number: str, *, telephones: str, keys: str | None) -> int:
    """Be the telephone with this number until Ctrl-C; the exit status. Errors: CannotStart, in one line."""
    try:
        own = read_phone(number).e164
    except NotAPhoneNumber as fault:
        raise CannotStart(f"{number}: {fault.detail}") from fault
    with httpx.Client(base_url=telephones, trust_env=False, timeout=TWILIO_WAITS) as http:
        _say(f"You are {own}. Press call on /desk with this number as yours. Ctrl-C ends.")
        try:
            answer_calls(Exchange(http), own, ear_of(keys))
        except KeyboardInterrupt:
            _say("")
    return 0


def number_of(unit: str) -> str:
    """The number citizens ring. Errors: CannotStart naming the units there are."""
    units = read_region(Settings.model_fields["seeds_folder"].default).units
    found: dict[str, str] = {one.unit.id: one.unit.phone for one in units if one.unit.phone}
    if unit not in found:
        raise CannotStart(f"there is no unit {unit!r} with a number; there are {', '.join(sorted(found))}")
    return found[unit]


def token_in(folder: Path) -> str:
    """The account's token: of the setting, or as the demo keeps it. Errors: CannotStart."""
    given = os.environ.get(TOKEN_SETTING)
    if given:
        return given
    file = folder / TOKEN_FILE
    if not file.exists():
        raise CannotStart(f"there is no {file}: start the demo first (make demo), or set {TOKEN_SETTING}.")
    return file.read_text()


def ear_of(keys: str | None) -> Ear:
    """Somebody at the keyboard, or one who presses what was given and then hangs up."""
    if keys is None:
        return Ear(_say, input)
    given = iter(keys.split(","))

    def read(prompt: str) -> str:
        try:
            pressed = next(given)
        except StopIteration:
            raise EOFError from None
        _say(f"{prompt}{pressed}")
        return pressed

    return Ear(_say, read)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is the telephone's voice
