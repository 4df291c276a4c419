"""Reads what our service orders through REST: calls and messages, as strictly as Twilio at least."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from contact_api.demo.provider.exchange import Exchange
from contact_api.demo.provider.records import CallRecord, MessageRecord
from contact_api.demo.provider.refusals import Refused
from contact_api.demo.provider.verbs import LONGEST_TEXT

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
DETECTIONS = frozenset({"", "Enable", "DetectMessageEnd"})
RING_SECONDS = range(1, 601)


def call_ordered(form: Mapping[str, str], events: Iterable[str], exchange: Exchange) -> CallRecord:
    """The call that was ordered; not yet among the others. Errors: Refused."""
    to, from_ = _numbers(form, no_to=21201, no_from=21213, bad_to=21217)
    if form.get("Record", "false") != "false":
        raise Refused(20001, "nothing is recorded here")
    if form.get("MachineDetection", "") not in DETECTIONS:
        raise Refused(20001, "MachineDetection")
    wanted = frozenset(events) or {"completed"}
    if not wanted <= EVENTS:
        raise Refused(20001, "StatusCallbackEvent")
    seconds = form.get("Timeout", "60")
    if not seconds.isdecimal() or int(seconds) not in RING_SECONDS:
        raise Refused(20001, "Timeout")
    phone = exchange.phone(to)
    if phone.refused_with is not None:
        raise Refused(phone.refused_with, to)
    return CallRecord(
        sid=exchange.sids.new("CA"),
        direction="outbound-api",
        to=to,
        from_=from_,
        url=_address(form.get("Url", ""), 21205),
        phone=phone,
        created_at=exchange.now,
        status_url=_address(form["StatusCallback"], 21609) if "StatusCallback" in form else "",
        status_events=frozenset(wanted),
        detects=bool(form.get("MachineDetection")),
        ring_seconds=int(seconds),
    )


def message_ordered(form: Mapping[str, str], exchange: Exchange) -> MessageRecord:
    """The message that was ordered; not yet among the others. Errors: Refused."""
    service = form.get("MessagingServiceSid")
    sender = {"From": exchange.subscription.number} if service else {}
    to, from_ = _numbers({**sender, **form}, no_to=21604, no_from=21603, bad_to=21211)
    body = form.get("Body", "")
    if not body:
        raise Refused(21602)
    if len(body) > LONGEST_TEXT:
        raise Refused(21617)
    phone = exchange.phone(to)
    if phone.refused_with is not None:
        raise Refused(phone.refused_with, to)
    return MessageRecord(
        sid=exchange.sids.new("SM"),
        direction="outbound-api",
        to=to,
        from_=from_,
        body=body,
        phone=phone,
        created_at=exchange.now,
        service_sid=service,
        status_url=_address(form["StatusCallback"], 21609) if "StatusCallback" in form else "",
        status="accepted" if service else "queued",
    )


def calls_wanted(query: Mapping[str, str], calls: Iterable[CallRecord]) -> list[CallRecord]:
    """The calls a list asks for, the last placed first. Errors: Refused."""
    found = [
        call
        for call in calls
        if query.get("To", call.to) == call.to
        and query.get("From", call.from_) == call.from_
        and query.get("Status", call.rest_status) == call.rest_status
        and _is_of_the_time(call.started_at, query, "StartTime")
    ]
    return found[::-1]


def messages_wanted(query: Mapping[str, str], messages: Iterable[MessageRecord]) -> list[MessageRecord]:
    """The messages a list asks for, the last first. Errors: Refused."""
    found = [
        message
        for message in messages
        if query.get("To", message.to) == message.to
        and query.get("From", message.from_) == message.from_
        and _is_of_the_time(message.sent_at, query, "DateSent")
    ]
    return found[::-1]


def _is_of_the_time(moment: datetime | None, query: Mapping[str, str], name: str) -> bool:
    """Whether it was then. A day alone means all of it; what has not begun has no time."""
    on, before, after = (query.get(name + sign) for sign in ("", "<", ">"))
    if not (on or before or after):
        return True
    if moment is None:
        return False
    if on and moment.date() != _moment(on).date():
        return False
    if before and moment > _moment(before) + (timedelta(days=1) if _is_day(before) else timedelta()):
        return False
    return not after or moment >= _moment(after)


def _is_day(text: str) -> bool:
    return "T" not in text


def _moment(text: str) -> datetime:
    try:
        if _is_day(text):
            return datetime.combine(date.fromisoformat(text), time.min, UTC)
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise Refused(20001, text) from error


def _numbers(form: Mapping[str, str], *, no_to: int, no_from: int, bad_to: int) -> tuple[str, str]:
    to, from_ = form.get("To", ""), form.get("From", "")
    if not to:
        raise Refused(no_to)
    if not from_:
        raise Refused(no_from)
    if not E164.fullmatch(to):
        raise Refused(bad_to, to)
    if not E164.fullmatch(from_) and no_from == 21213:  # noqa: PLR2004 - a text may have letters for a sender
        raise Refused(21212, from_)
    return to, from_


def _address(url: str, code: int) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Refused(code, url)
    return url
