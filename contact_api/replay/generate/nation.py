"""A made-up day of the whole country: the real regions, with made-up centres everywhere but in Västerbotten."""

from collections.abc import Iterator
from math import cos, pi, radians, sin, sqrt
from random import Random

from contact_api.replay.generate.centres import GeneratedCentre, Ground, places_of, table
from contact_api.replay.generate.random_draws import around, lots, shared_out

CENTRES, STAFF, CONTACTS = 1_100, 2_500, 66_000
REAL = "vasterbotten"
USUAL = 60.0  # contacts a day at a centre
PRIVATE, PRIVATE_SHARES = 0.20, 0.5  # of the centres; of the private ones
A_MUNICIPALITY = 6  # centres
KILOMETRES_PER_DEGREE = 111.2


def regions_of(*, seed: int) -> Iterator[Ground]:
    """The 21 regions, one at a time; centres, staff and contacts are shared out after the population.

    Source: places/regions.csv has the county codes and names of SCB's list of regions and their population on
    31 December 2024 in thousands (scb.se, population statistics); position and radius are rough.
    """
    regions = table("regions")
    people = [float(row["thousand_people"]) for row in regions]
    known = places_of(REAL)
    elsewhere = [one if row["region_id"] != REAL else 0.0 for row, one in zip(regions, people, strict=True)]
    centres = shared_out(CENTRES - len(known) + 1, elsewhere)  # the one is Västerbotten's, who has its own
    staff, contacts = shared_out(STAFF, people), shared_out(CONTACTS, people)
    for row, of_centres, of_staff, of_contacts in zip(regions, centres, staff, contacts, strict=True):
        key = row["region_id"]
        places = known if key == REAL else _made_up(row, of_centres, lots(seed, key, "places"))
        yield Ground(key, places, of_staff, of_contacts)


def _made_up(region: dict[str, str], count: int, rng: Random) -> tuple[GeneratedCentre, ...]:
    return tuple(_place(region, number, rng) for number in range(1, count + 1))


def _place(region: dict[str, str], number: int, rng: Random) -> GeneratedCentre:
    away, direction = float(region["radius_km"]) * sqrt(rng.random()), 2 * pi * rng.random()
    lat = float(region["lat"]) + away * cos(direction) / KILOMETRES_PER_DEGREE
    east = KILOMETRES_PER_DEGREE * cos(radians(float(region["lat"])))
    private = rng.random() < PRIVATE
    return GeneratedCentre(
        centre_id=f"{region['region_id']}-{number:03d}",
        name=f"Påhittad vårdcentral {number}, {region['name']}",
        municipality=f"Påhittad kommun {(number - 1) // A_MUNICIPALITY + 1}, {region['name']}",
        lat=round(lat, 3),
        lon=round(float(region["lon"]) + away * sin(direction) / east, 3),
        provider="private" if private else "region",
        shares_work=not private or rng.random() < PRIVATE_SHARES,
        weight=USUAL * around(rng, spread=0.6),
    )
