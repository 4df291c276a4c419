"""The part of the story in which a time is booked beside the call, moved and cancelled."""

from collections.abc import Callable, Mapping
from typing import Any

KIND = {"time_type_id": "physiotherapist-visit"}


def book_move_cancel(
    unit: str, call: Callable[..., Any], who: Mapping[str, str], *, say: Callable[[str], None]
) -> None:
    """Play a citizen with a bad back; `call` asks the API, `who` are the headers of the one who asks."""
    body = {"unit_id": unit, "reason": "R11", "phone": "+46701740609", "sms_welcome": False}
    case = call("POST", "/contact-requests", json=body, headers=who)
    say("5  Dawit has a bad back. Beside the call, times with a physiotherapist can be booked.")
    say(f"   {case['promise']['text']}")
    path = f"/contact-requests/{case['contact_id']}"
    asked = f"{path}/bookable-times?time-type-id=physiotherapist-visit&limit=100"
    times = call("GET", asked, headers=who)["times"]
    first, later = (
        {"unit_id": one["unit"]["id"], "starts_at": one["starts_at"]} for one in (times[-1], times[-2])
    )
    say(f"   {len(times)} times in the next two weeks; the first is {times[0]['text']}.")
    hold = call("POST", f"{path}/booking-holds", json=first | KIND, headers=who)
    say(f"   Held for some minutes: {hold['text']}. Nobody else is offered it.")
    booked = call("POST", f"{path}/bookings", json={"hold_id": hold["booking_id"]}, headers=who)
    mine = call("GET", path, headers=who)
    say(f"   Booked; nobody calls any more. {mine['state_text']}")
    this = f"{path}/bookings/{booked['booking_id']}"
    moved = call("POST", f"{this}/moves", json=later, headers=who)
    say(f"   Moved to {moved['text']}: the new time is taken before the old one is let go.")
    call("POST", f"{this}/cancellations", headers=who)
    mine = call("GET", path, headers=who)
    say(f"   Cancelled while the rules allow it. {mine['state_text']}\n")
