"""What a catalogue says to citizens, staff and the medical lead, and how it sorts what they declare."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from contact_api.adapters.seeds.faults import Fault
from contact_api.adapters.seeds.people import read_staff
from contact_api.domain.core.access import Role
from contact_api.domain.core.links import link_opens
from contact_api.domain.triage.catalogue_document import read_catalogue
from contact_api.domain.triage.triage import Declared, explain, override, triage
from tests.http.world import SEEDS, V1, World, a_region, a_world, seek
from tests.in_force.stories import Document, Story, a_day_by
from tests.makers import a_contact, at
from tests.usecases.day import CALL_112, COLD, SAME_HOUR, VIOLENCE

CERTIFICATE = "R33"
DECLARED = (
    Declared(COLD),
    Declared(VIOLENCE),
    Declared(COLD, red_flags=frozenset({CALL_112})),
    Declared(COLD, red_flags=frozenset({SAME_HOUR})),
    Declared(CERTIFICATE, facts=frozenset({"new_problem"})),
)


def sorted_and_explained(document: Document) -> object:
    """How requests are sorted, and why, in sentences."""
    catalogue = read_catalogue(document)
    found = [triage(declared, catalogue) for declared in DECLARED]
    found.append(override(found[0], by_licensed=True, why="heard on the telephone", minutes=20))
    return found, [explain(one, catalogue, language) for one in found for language in ("sv", "en")]


def taken_in(document: Document) -> object:
    """What is kept of a request: who may take it, how urgent it is, and how its citizen may be told."""
    day = a_day_by(document)
    for name, declared in zip("abcde", DECLARED, strict=True):
        day.seek(name, declared.reason, facts=declared.facts, red_flags=declared.red_flags)
    kept = [day.contact(name) for name in "abcde"]
    versions = [day.promises(name)[-1].planning_version for name in "abcde"]
    return [(one.need, one.circumstances) for one in kept], versions


def by_key_of_the_menu(document: Document) -> object:
    catalogue = read_catalogue(document)
    return [catalogue.reason_of_digit(choice.digit).code for choice in catalogue.menu]


def staff_who_may_be_seeded(document: Document) -> object:
    """Only who has a licensed profession may be licensed."""
    faults: list[Fault] = []
    units = (SEEDS / "units.csv").read_text("utf-8")
    read_staff(SEEDS, faults, {line.split(",")[0] for line in units.splitlines()}, read_catalogue(document))
    return len(faults)


def told_by_the_api(document: Document) -> object:
    """The public catalogue in both languages, the open figures of a day, and who answers for the rules."""
    with _world(document) as world:
        catalogues = [_get(world, f"/catalogue?language={language}") for language in ("sv", "en")]
        seek(world, world.front_end())
        figures = _get(world, "/figures/open")
        rules = _get(world, "/rules", world.having(Role.MEDICAL_LEAD))
    answered_for = (
        [rules[name] for name in ("owner", "source", "note")],
        [one["source"] for one in rules["rules"]],
    )
    return catalogues, figures["lines"], figures["references"], answered_for


def opened_by_its_link(document: Document) -> object:
    """For how many days a link opens a case that has ended."""
    ended = replace(a_contact(), closed_at=at("10:00"))
    planning = read_catalogue(document).planning
    return [
        link_opens(ended, ended.link_serial, planning=planning, now=at("10:00") + timedelta(days=days))
        for days in range(20)
    ]


@contextmanager
def _world(document: Document) -> Iterator[World]:
    yield from a_world(region=replace(a_region(), catalogue=read_catalogue(document)))


def _get(world: World, path: str, headers: dict[str, str] | None = None) -> Any:
    answer = world.client.get(f"{V1}{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


ALL: tuple[Story, ...] = (
    sorted_and_explained,
    taken_in,
    by_key_of_the_menu,
    staff_who_may_be_seeded,
    told_by_the_api,
    opened_by_its_link,
)
