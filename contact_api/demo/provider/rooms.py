"""Conferences: who is in which, when they begin and end, and the news of it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from contact_api.demo.provider.records import CallRecord, Room, Sids, rfc2822
from contact_api.demo.provider.twiml import Joins

Tell = Callable[[CallRecord, str, Mapping[str, str]], None]
"""Hands over news about a room, by way of the call that made them: (call, address, form)."""


class Rooms:
    """All conferences of the account; a name is used anew once its room has ended."""

    def __init__(self, sids: Sids, tell: Tell) -> None:
        self._sids = sids
        self._tell = tell
        self.all: list[Room] = []

    def open_room(self, name: str) -> Room | None:
        """The room of that name that has not ended."""
        return next((room for room in self.all if room.name == name and not room.is_over), None)

    def join(self, call: CallRecord, joins: Joins, *, now: datetime) -> Room:
        room = self.open_room(joins.room)
        if room is None:  # the first to come says where the news of the room go
            room = Room(self._sids.new("CF"), joins.room, joins.status_url, joins.status_events)
            self.all.append(room)
        room.members[call.sid] = joins
        room.were_in.append(call.sid)
        call.room, call.contacts_to_lend = room, False
        if joins.begins and not room.has_begun:
            room.has_begun = True
            self._news(room, call, "start", "conference-start", now)
        self._news(room, call, "join", "participant-join", now)
        return room

    def leave(self, call: CallRecord, *, now: datetime) -> list[str]:
        """Take the call out of its room; the SIDs of the calls that are let go because the room ends with it."""
        room, call.room = call.room, None
        if room is None or call.sid not in room.members:
            return []
        joins = room.members.pop(call.sid)
        self._news(room, call, "leave", "participant-leave", now)
        if not joins.ends and room.members:
            return []
        room.is_over = True
        contacts_to_lend = list(room.members)
        room.members.clear()
        self._news(room, call, "end", "conference-end", now)
        return contacts_to_lend

    def _news(self, room: Room, call: CallRecord, event: str, word: str, now: datetime) -> None:
        if event not in room.status_events or not room.status_url:
            return
        room.news += 1
        form = {
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "StatusCallbackEvent": word,
            "SequenceNumber": str(room.news),
            "Timestamp": rfc2822(now) or "",
        }
        self._tell(call, room.status_url, form if event == "end" else form | {"CallSid": call.sid})
