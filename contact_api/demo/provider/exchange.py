"""The state of the provider: its calls, rooms and news, and what each change of a call brings with it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contact_api.demo.provider.mail import Mail, Post
from contact_api.demo.provider.phones import Phone
from contact_api.demo.provider.records import Callback, CallRecord, Sids, rfc2822
from contact_api.demo.provider.rooms import Rooms


@dataclass(frozen=True, slots=True)
class Subscription:
    """Our account at the provider, and what is set for its number there."""

    account_sid: str = "AC" + "0" * 31 + "1"
    auth_token: str = field(default="made-up-token", repr=False)
    number: str = "+46101740600"  # ours, where people ring and text us
    voice_url: str = ""  # asked when somebody rings us
    voice_ends_url: str = ""  # told when such a call is over
    sms_url: str = ""  # asked when somebody texts us


class Exchange:
    """Everything that is known, under one lock. No network call is made while it is held."""

    def __init__(self, subscription: Subscription, *, post: Post, now: datetime) -> None:
        self.subscription = subscription
        self.now = now
        self.lock = threading.RLock()
        self.sids = Sids(now)
        self.phones: dict[str, Phone] = {}
        self.calls: dict[str, CallRecord] = {}
        self.mail = Mail(subscription.account_sid, subscription.auth_token, post)
        self.rooms = Rooms(self.sids, self._tell_of_room)

    def phone(self, number: str) -> Phone:
        """The telephone of that number; by default a person who answers, presses 1 and talks."""
        return self.phones.get(number, Phone())

    def finish(self, call: CallRecord, status: str) -> None:
        """End a call in this way, with its room's consequences and its last news."""
        with self.lock:
            call.ended_at = self.now
            self.leave_room(call)
            self.tell(call, status)
            self.mail.note_over(call.sid)

    def put_down(self, call: CallRecord) -> None:
        """End a call as the person at its telephone does; where none rings yet nothing can be done."""
        with self.lock:
            if call.status == "in-progress":
                self.finish(call, "completed")
            elif call.status == "ringing":  # the person declines ours, or gives up their own
                self.finish(call, "busy" if call.direction == "outbound-api" else "no-answer")

    def end(self, call: CallRecord) -> None:
        """End a call as our service asks for it; what has not been answered is cancelled."""
        with self.lock:
            if not call.is_over:
                self.finish(call, "completed" if call.status == "in-progress" else "canceled")

    def leave_room(self, call: CallRecord) -> None:
        """Take the call out of its room; who is let go with it goes on in its own document."""
        for sid in self.rooms.leave(call, now=self.now):
            self.calls[sid].room, self.calls[sid].contacts_to_lend = None, True

    def tell(self, call: CallRecord, status: str) -> None:
        """Note the call's new status, and tell our service if it wanted to know."""
        call.status, call.updated_at = status, self.now
        event = {"in-progress": "answered"}.get(status, "completed" if call.is_over else status)
        if not call.status_url or event not in call.status_events:
            return
        form = self.form(call) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.news),
            "Timestamp": rfc2822(self.now) or "",
        }
        if call.is_over:
            form |= {"CallDuration": str(call.seconds()), "Duration": str(-(-call.seconds() // 60))}
        call.news += 1
        self.mail.put(Callback(call.sid, call.status_url, form), call.phone.callbacks)

    def form(self, call: CallRecord) -> dict[str, str]:
        """What the provider says of a call whenever it asks or tells."""
        form = {
            "CallSid": call.sid,
            "CallStatus": call.status,
            "Direction": call.direction,
            "From": call.from_,
            "To": call.to,
            "Caller": call.from_,
            "Called": call.to,
        }
        return form | ({"AnsweredBy": call.answered_by} if call.answered_by else {})

    def _tell_of_room(self, call: CallRecord, url: str, form: Mapping[str, str]) -> None:
        self.mail.put(Callback(call.sid, url, form), call.phone.callbacks)
