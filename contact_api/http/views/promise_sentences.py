"""What is said of a promise: only what is true of the state in which it is said (tests/http/test_sentences.py)."""

from datetime import datetime

from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactState, Mode, UnitId, Window
from contact_api.domain.promise.promise import Promise, Why
from contact_api.domain.region.region import Region
from contact_api.texts import say, say_day, say_since


def standing_sentence(contact: Contact, promise: Promise, region: Region, *, now: datetime) -> str:
    """Where an open contact stands, by the promise that was given last."""
    language = contact.circumstances.citizen_language
    if contact.state is ContactState.CLAIMED:
        return say("state.claimed", language)
    if contact.attempts:
        return _retry_sentence(contact, region, now=now)
    if promise.window is not None:
        return window_sentence(contact, promise.window, region, now=now)
    is_of_today = region.today(promise.made_at) == region.today(now)
    since = say_since(contact.need.sought_at.astimezone(region.zone), language, today=region.today(now))
    return say("promise.none" if is_of_today else "promise.none.since", language, since=since)


def window_sentence(contact: Contact, window: Window, region: Region, *, now: datetime) -> str:
    """When somebody will call, by a window that is promised or could be."""
    language = contact.circumstances.citizen_language
    key = _window_key(contact, window, now=now)
    day = say_day(region.today(window.start), language, today=region.today(now))
    return say(key, language, day=day, start=_clock(window.start, region), end=_clock(window.end, region))


def explanation(promise: Promise, own_unit: UnitId, region: Region, language: str) -> str:
    """What decided the answer at the moment it was given."""
    key = f"promise.why.{promise.why.value}"
    if promise.why is Why.CLOSED and not _is_closed(own_unit, region, at=promise.made_at):
        key = "promise.why.closed.nobody_left"
    return say(key, language, unit=region.unit(promise.unit_id or own_unit).name)


def _retry_sentence(contact: Contact, region: Region, *, now: datetime) -> str:
    language, next_at = contact.circumstances.citizen_language, contact.callable_from
    if next_at is None or next_at <= now:
        return say("promise.retry.soon", language)
    day = say_day(region.today(next_at), language, today=region.today(now))
    return say("promise.retry", language, day=day, next_at=_clock(next_at, region))


def _window_key(contact: Contact, window: Window, *, now: datetime) -> str:
    """The urgent are called by whoever is free next, also before the window that was found for them."""
    if now >= window.end:
        return "promise.late"
    if contact.circumstances.mode is not Mode.CALL:
        return "promise.made.no_call"
    waits_for_it = contact.need.urgency.is_urgent and not contact.attempts and window.start > now
    return "promise.made.urgent" if waits_for_it else "promise.made"


def _is_closed(unit_id: UnitId, region: Region, *, at: datetime) -> bool:
    """Whether the unit's hours of that day are over, or it has none that day."""
    hours = region.opens_and_closes(unit_id, region.today(at))
    return bool(region.hours) and (hours is None or at >= hours.end)


def _clock(moment: datetime, region: Region) -> str:
    return f"{moment.astimezone(region.zone):%H:%M}"
