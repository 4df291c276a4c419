"""The rules a result must obey, read from the files alone and independently of the product's code."""

import csv
import json
import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

SLACK = timedelta(seconds=1)
Row = dict[str, str]
Span = tuple[datetime, datetime, datetime | None]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Played:
    """A scenario and what came of it."""

    scenario: Path
    result: Path

    def rows(self, name: str) -> dict[str, Row]:
        key = {"centres": "centre_id", "staff": "staff_id", "contacts": "contact_id"}[name]
        return {row[key]: row for row in rows_of(self.scenario / f"{name}.csv")}

    @property
    def promises(self) -> list[Row]:
        return rows_of(self.result / "promises.csv")

    @property
    def attempts(self) -> list[Row]:
        return rows_of(self.result / "attempts.csv")


def before(played: Played, cut: str) -> tuple[list[Row], list[Row]]:
    return (
        [row for row in played.promises if row["promised_at"] < cut],
        [row for row in played.attempts if row["started_at"] < cut],
    )


def cut_short(scenario: Path, into: Path, cut: str) -> Path:
    """The scenario as it would be known at that time: later arrivals and later news taken out."""
    into.mkdir(parents=True)
    for path in scenario.iterdir():
        shutil.copyfile(path, into / path.name)
    contacts, shifts = rows_of(into / "contacts.csv"), rows_of(into / "shifts.csv")
    write_rows(into / "contacts.csv", [row for row in contacts if row["arrived_at"] < cut])
    write_rows(into / "shifts.csv", [row for row in shifts if not row["known_at"] or row["known_at"] < cut])
    return into


def faults(played: Played) -> list[str]:
    """Every rule of the format that the result breaks."""
    return [
        *_faults_of_promises(played),
        *_faults_of_fit(played),
        *_faults_of_shifts(played),
        *_faults_of_order(played),
    ]


def _faults_of_promises(played: Played) -> list[str]:
    contacts, centres, found = played.rows("contacts"), played.rows("centres"), []
    first: dict[str, datetime] = {}
    for row in played.promises:
        made = moment(row["promised_at"])
        first.setdefault(row["contact_id"], made)
        if row["backed"] == "1":
            begin, end = moment(row["window_from"]), moment(row["window_to"])
            if not made <= begin < end <= begin + timedelta(minutes=60) or row["centre_id"] not in centres:
                found.append(f"{row['contact_id']}: a backed promise that cannot be one")
    for contact_id, contact in contacts.items():
        if first.get(contact_id) != moment(contact["arrived_at"]):
            found.append(f"{contact_id}: no promise at its arrival")
    return found


def _faults_of_fit(played: Played) -> list[str]:
    contacts, staff, centres, found = (
        *(played.rows(name) for name in ("contacts", "staff", "centres")),
        [],
    )
    for row in played.attempts:
        contact, person = contacts[row["contact_id"]], staff[row["staff_id"]]
        skilled = set(contact["needs"].split(";")) & set(person["professions"].split(";"))
        speaks = contact["language"] in person["languages"].split(";")
        at_own_unit = person["centre_id"] == contact["listed_centre"]
        welcome = contact["overflow_ok"] == "1" and centres[person["centre_id"]]["shares_work"] == "1"
        if not skilled or not speaks or not (at_own_unit or welcome):
            found.append(f"{row['contact_id']}: {row['staff_id']} may not take it")
        start = moment(row["started_at"])
        opens, closes = maybe_moment(contact["available_from"]), maybe_moment(contact["available_to"])
        too_soon = start < max(moment(contact["arrived_at"]), opens or start)
        if too_soon or (closes is not None and start > closes):
            found.append(f"{row['contact_id']}: attempted outside the available hours")
    return found


def _faults_of_shifts(played: Played) -> list[str]:
    spans, found = _spans(played.scenario), []
    busy: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in played.attempts:
        start, end = moment(row["started_at"]), moment(row["ended_at"])
        busy[row["staff_id"]].append((start, end))
        if not any(
            begin <= start < stop and (known is None or known <= start)
            for begin, stop, known in spans[row["staff_id"]]
        ):
            found.append(f"{row['contact_id']}: {row['staff_id']} is not on shift at {start}")
    for staff_id, calls in busy.items():
        calls.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(calls)):
            found.append(f"{staff_id}: in two attempts at once")
    return found


def _spans(scenario: Path) -> dict[str, list[Span]]:
    """When each staff member works, sick leave taken away, and from when on it was known."""
    spans: dict[str, list[Span]] = defaultdict(list)
    sick: list[tuple[str, datetime]] = []
    for row in rows_of(scenario / "shifts.csv"):
        start, end, known = (
            moment(row["starts_at"]),
            moment(row["ends_at"]),
            maybe_moment(row.get("known_at")),
        )
        if start == end:
            sick.append((row["staff_id"], known or start))
        else:
            spans[row["staff_id"]].append((start, end, known))
    for staff_id, since in sick:
        spans[staff_id] = [
            (start, min(end, since) if start.date() == since.date() else end, known)
            for start, end, known in spans[staff_id]
        ]
    return spans


def _faults_of_order(played: Played) -> list[str]:
    rules = json.loads((played.scenario / "scenario.json").read_text(encoding="utf-8"))
    contacts, found = played.rows("contacts"), []
    tries: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(played.attempts, key=lambda row: row["started_at"]):
        tries[row["contact_id"]].append(row)
    for contact_id, made in tries.items():
        if len(made) > rules["max_attempts"]:
            found.append(f"{contact_id}: tried {len(made)} times")
        for number, row in enumerate(made, start=1):
            found += _faults_of_attempt(row, number, contacts[contact_id], rules)
        for before, after in pairwise(made):
            waited = moment(after["started_at"]) - moment(before["ended_at"])
            if before["outcome"] == "reached" or waited < timedelta(minutes=rules["retry_after_minutes"]):
                found.append(f"{contact_id}: tried again after {waited}")
    return found


def _faults_of_attempt(row: Row, number: int, contact: Row, rules: dict[str, float]) -> list[str]:
    answers = int(contact["answers_on_attempt"])
    reached = answers != 0 and number >= answers
    talk = float(contact["actual_minutes"]) + rules["wrap_minutes"]
    lasts = moment(row["ended_at"]) - moment(row["started_at"])
    found = []
    if int(row["attempt"]) != number or (row["outcome"] == "reached") != reached:
        found.append(f"{row['contact_id']}: attempt {number} says {row['outcome']}")
    if abs(lasts - timedelta(minutes=talk if reached else rules["ring_minutes"])) > SLACK:
        found.append(f"{row['contact_id']}: attempt {number} lasts {lasts}")
    return found
