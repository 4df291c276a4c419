"""Writing a made-up day as a scenario folder. One text for one scenario: the same bytes on every machine."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from contact_api.replay.errors import ScenarioFault
from contact_api.replay.generate.centres import GeneratedCentre
from contact_api.replay.generate.contacts import GeneratedContact
from contact_api.replay.generate.roster import GeneratedShift, GeneratedStaffMember
from contact_api.replay.scenario.scenario import CENTRES, CONTACTS, SHIFTS, STAFF

SETTINGS = {
    "timezone": "Europe/Stockholm",
    "day_end": "17:00",
    "wrap_minutes": 2,
    "ring_minutes": 1,
    "max_attempts": 3,
    "retry_after_minutes": 30,
    "urgent_within_minutes": 60,
    "made_up": True,
}


def settings_text(name: str, days: Sequence[date]) -> str:
    settings = {"name": name, "days": [day.isoformat() for day in days], **SETTINGS}
    return json.dumps(settings, ensure_ascii=False, indent=1) + "\n"


def centres_text(centres: Iterable[GeneratedCentre]) -> str:
    return _csv(
        CENTRES,
        (
            (p.centre_id, p.name, p.municipality, p.lat, p.lon, p.provider, int(p.shares_work))
            for p in centres
        ),
    )


def staff_text(staff: Iterable[GeneratedStaffMember]) -> str:
    return _csv(
        STAFF, ((m.staff_id, m.centre_id, ";".join(m.professions), ";".join(m.languages)) for m in staff)
    )


def shifts_text(days: Iterable[tuple[date, Sequence[GeneratedShift]]]) -> str:
    return _csv(
        (*SHIFTS, "known_at"),
        (
            (
                shift.staff_id,
                _at(day, shift.start_minute * 60),
                _at(day, shift.end_minute * 60),
                _at(day, shift.known_minute * 60) if shift.known_minute is not None else "",
            )
            for day, shifts in days
            for shift in shifts
        ),
    )


def contacts_text(days: Iterable[tuple[date, Sequence[GeneratedContact]]]) -> str:
    return _csv(CONTACTS, (_contact(day, contact) for day, contacts in days for contact in contacts))


def _contact(day: date, contact: GeneratedContact) -> Sequence[object]:
    opens, closes = (_at(day, one) for one in contact.available) if contact.available else ("", "")
    return (
        *(
            contact.contact_id,
            _at(day, contact.arrived_second),
            contact.channel,
            contact.centre_id,
            contact.named_contact,
        ),
        *(";".join(contact.needs), "urgent" if contact.urgent else "today", contact.language),
        *(
            int(contact.overflow_ok),
            opens,
            closes,
            contact.expected_minutes,
            f"{contact.actual_minutes:.1f}",
            contact.answers_on_attempt,
        ),
    )


def _at(day: date, seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    return f"{day.isoformat()}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}"


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write_folder(folder: Path, texts: dict[str, str]) -> None:
    """Write the files of one scenario. Errors: ScenarioFault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise ScenarioFault(f"{folder}: cannot be written ({error.strerror or error})") from None
