"""A made-up day of the whole country: the real regions, with made-up centres everywhere but in Västerbotten."""

from collections.abc import Iterator
from math import cos, pi, radians, sin, sqrt
from random import Random

from contact_api.replay.generate.centres import GeneratedCentre, RegionTemplate, centres_of, csv_rows
from contact_api.replay.generate.random_draws import apportion, lognormal_factor, seeded_random

CENTRES, STAFF, CONTACTS = 1_100, 2_500, 66_000
REAL_REGION = "vasterbotten"
USUAL_CONTACTS = 60.0  # a day, at a centre
PRIVATE_SHARE, PRIVATE_THAT_SHARE_WORK = 0.20, 0.5  # of the centres; of the private ones
CENTRES_IN_A_MUNICIPALITY = 6
KILOMETRES_PER_DEGREE = 111.2


def nation_regions(*, seed: int) -> Iterator[RegionTemplate]:
    """The 21 regions, one at a time; centres, staff and contacts are shared out after the population.

    Source: centres/regions.csv has the county codes and names of SCB's list of regions and their population on
    31 December 2024 in thousands (scb.se, population statistics); position and radius are rough.
    """
    regions = csv_rows("regions")
    people = [float(row["thousand_people"]) for row in regions]
    vasterbotten = centres_of(REAL_REGION)
    elsewhere = [
        one if row["region_id"] != REAL_REGION else 0.0 for row, one in zip(regions, people, strict=True)
    ]
    # one is apportioned to Västerbotten, which has its own
    centre_counts = apportion(CENTRES - len(vasterbotten) + 1, elsewhere)
    staff_counts, contact_counts = apportion(STAFF, people), apportion(CONTACTS, people)
    for row, count, staff, contacts in zip(regions, centre_counts, staff_counts, contact_counts, strict=True):
        key = row["region_id"]
        is_real = key == REAL_REGION
        centres = (
            vasterbotten if is_real else _made_up_centres(row, count, seeded_random(seed, key, "places"))
        )
        yield RegionTemplate(key, centres, staff, contacts)


def _made_up_centres(region: dict[str, str], count: int, rng: Random) -> tuple[GeneratedCentre, ...]:
    return tuple(_centre(region, number, rng) for number in range(1, count + 1))


def _centre(region: dict[str, str], number: int, rng: Random) -> GeneratedCentre:
    away, direction = float(region["radius_km"]) * sqrt(rng.random()), 2 * pi * rng.random()
    lat = float(region["lat"]) + away * cos(direction) / KILOMETRES_PER_DEGREE
    east = KILOMETRES_PER_DEGREE * cos(radians(float(region["lat"])))
    private = rng.random() < PRIVATE_SHARE
    return GeneratedCentre(
        centre_id=f"{region['region_id']}-{number:03d}",
        name=f"Påhittad vårdcentral {number}, {region['name']}",
        municipality=f"Påhittad kommun {(number - 1) // CENTRES_IN_A_MUNICIPALITY + 1}, {region['name']}",
        lat=round(lat, 3),
        lon=round(float(region["lon"]) + away * sin(direction) / east, 3),
        provider="private" if private else "region",
        shares_work=not private or rng.random() < PRIVATE_THAT_SHARE_WORK,
        weight=USUAL_CONTACTS * lognormal_factor(rng, spread=0.6),
    )
