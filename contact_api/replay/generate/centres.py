"""Where a made-up day takes place: the centres, and how many contacts each of them usually has."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class GeneratedCentre:
    """A centre; `weight` is about how many contacts it has on an ordinary day."""

    centre_id: str
    name: str
    municipality: str
    lat: float
    lon: float
    provider: str
    shares_work: bool
    weight: float


@dataclass(frozen=True, slots=True)
class RegionTemplate:
    """A region to draw days for; `contacts` None: as many as the profile's load makes."""

    key: str  # seeds its random draws
    centres: Sequence[GeneratedCentre]
    staff: int
    contacts: int | None = None


def centres_of(name: str) -> tuple[GeneratedCentre, ...]:
    """The centres of a list that comes with the product."""
    return tuple(
        GeneratedCentre(
            centre_id=row["centre_id"],
            name=row["name"],
            municipality=row["municipality"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            provider=row["provider"],
            shares_work=row["shares_work"] == "1",
            weight=float(row["weight"]),
        )
        for row in csv_rows(name)
    )


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of a file beside this module."""
    text = (files(__package__) / "centres" / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
