"""Small days made by hand or at random, written as scenario folders."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.replay.result_checks import Row, write_rows

DAY = "2025-11-05"


def at(clock: str) -> str:
    return f"{DAY}T{clock}:00"


def centre(name: str, *, shares: str = "1") -> Row:
    place = {"lat": "63.8", "lon": "20.3", "municipality": "Umeå", "provider": "region"}
    return {"centre_id": name, "name": name.title(), **place, "shares_work": shares}


def member(name: str, at_centre: str, professions: str = "nurse", languages: str = "sv") -> Row:
    return {"staff_id": name, "centre_id": at_centre, "professions": professions, "languages": languages}


def shift(name: str, start: str, end: str, known: str = "") -> Row:
    known_at = at(known) if known else ""
    return {"staff_id": name, "starts_at": at(start), "ends_at": at(end), "known_at": known_at}


def sick(name: str, since: str) -> Row:
    return shift(name, since, since, since)


def contact(name: str, arrived: str, listed: str, **but: str) -> Row:
    """A citizen who answers at once, stays with their centre and talks for six minutes."""
    usual = {
        "channel": "phone",
        "listed_centre": listed,
        "fixed_staff": "",
        "needs": "nurse",
        "urgency": "today",
        "language": "sv",
        "overflow_ok": "0",
        "available_from": "",
        "available_to": "",
        "expected_minutes": "6",
        "actual_minutes": "6",
        "answers_on_attempt": "1",
    }
    return {"contact_id": name, "arrived_at": at(arrived), **(usual | but)}


@dataclass
class SmallDay:
    """A scenario before it is written."""

    centres: list[Row]
    staff: list[Row]
    shifts: list[Row]
    contacts: list[Row]
    rules: dict[str, object] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("centres", "staff", "shifts", "contacts"):
            write_rows(folder / f"{name}.csv", getattr(self, name))
        usual = {
            "name": folder.name,
            "timezone": "Europe/Stockholm",
            "days": [DAY],
            "day_end": "17:00",
            "wrap_minutes": 2,
            "ring_minutes": 1,
            "max_attempts": 3,
            "retry_after_minutes": 30,
            "urgent_within_minutes": 60,
        }
        (folder / "scenario.json").write_text(json.dumps(usual | self.rules), "utf-8")
        return folder


def one_nurse(*contacts: Row, start: str = "08:00", end: str = "12:00") -> SmallDay:
    return SmallDay(
        [centre("norr")], [member("norr-01", "norr")], [shift("norr-01", start, end)], list(contacts)
    )


def a_random_day(seed: int, *, contacts: int = 120) -> SmallDay:
    """Four centres, eight staff, a sick call and a late shift; about as much work as there is time."""
    rng = random.Random(seed)
    centres = [
        centre(name, shares="0" if name == "privat" else "1") for name in ("norr", "söder", "öst", "privat")
    ]
    staff, shifts = [], []
    for row in centres:
        for number in (1, 2):
            name = f"{row['centre_id']}-{number:02}"
            kind = rng.choice(["nurse", "nurse", "nurse;psychologist", "physiotherapist"])
            staff.append(
                member(name, row["centre_id"], kind if number == 2 else "nurse", rng.choice(["sv", "sv;en"]))
            )
            start = rng.choice(["08:00", "09:00", "13:00"])
            shifts.append(shift(name, start, rng.choice(["10:15", "11:30"]) if start < "10" else "14:30"))
    shifts += [sick("söder-01", "09:20"), shift("norr-02", "15:00", "16:30", known="10:00")]
    found = [_random_contact(number, rng, staff) for number in range(contacts)]
    return SmallDay(centres, staff, shifts, sorted(found, key=lambda row: row["arrived_at"]))


def _random_contact(number: int, rng: random.Random, staff: list[Row]) -> Row:
    minutes = rng.choice([4, 6, 8, 12])
    arrived = f"{rng.choice([7, 8, 8, 8, 9, 9, 10, 11, 13, 14]):02}:{rng.randrange(60):02}"
    later = at("13:00") if rng.random() < 0.15 else ""
    return contact(
        f"c{number:03}",
        arrived,
        rng.choice(["norr", "söder", "öst", "privat"]),
        fixed_staff=rng.choice(staff)["staff_id"] if rng.random() < 0.3 else "",
        needs=rng.choice(["nurse", "nurse", "nurse", "psychologist;nurse", "physiotherapist"]),
        urgency="urgent" if rng.random() < 0.1 else "today",
        language="en" if rng.random() < 0.1 else "sv",
        overflow_ok="1" if rng.random() < 0.7 else "0",
        available_from=later if later > at(arrived) else "",
        available_to=at("16:00") if later > at(arrived) else "",
        expected_minutes=str(minutes),
        actual_minutes=str(round(minutes * rng.uniform(0.5, 2.0), 1)),
        answers_on_attempt=str(rng.choice([1, 1, 1, 1, 2, 3, 0])),
    )
