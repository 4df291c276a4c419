"""The rules in force."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import time

from contact_api.domain.core.access import Role
from contact_api.domain.core.limits import LONGEST_CODE, LONGEST_LINE, LONGEST_TEXT, MOST_CODES
from contact_api.domain.triage.catalogue_document import read_catalogue
from tests.http.world import SEEDS, V1, World, a_region, a_world


def test_the_medical_lead_reads_the_whole_document_in_force(world: World) -> None:
    rules = world.client.get(f"{V1}/rules", headers=world.having(Role.MEDICAL_LEAD)).json()

    in_the_file = json.loads((SEEDS / "catalogue.json").read_text("utf-8"))
    assert {name: rules[name] for name in ("version", "planning", "limits", "rules", "phrases")} == {
        name: in_the_file[name] for name in ("version", "planning", "limits", "rules", "phrases")
    }
    assert [reason["code"] for reason in rules["reasons"]] == [
        reason["code"] for reason in in_the_file["reasons"]
    ]


def test_a_catalogue_as_full_as_it_may_be_is_shown() -> None:
    document = json.loads((SEEDS / "catalogue.json").read_text("utf-8"))
    facts, reasons = document["facts"], document["reasons"]
    facts += [{"code": f"f{number:04}", "sv": "s", "en": "e"} for number in range(MOST_CODES - len(facts))]
    facts[-1].update(code="f" * LONGEST_CODE, sv="s" * LONGEST_LINE, en="e" * LONGEST_LINE)
    reasons[0].update(sv="s" * LONGEST_LINE)
    document.update(note="n" * LONGEST_TEXT, owner="o" * LONGEST_LINE)

    with contextmanager(a_world)(region=replace(a_region(), catalogue=read_catalogue(document))) as world:
        shown = world.client.get(f"{V1}/catalogue")
        rules = world.client.get(f"{V1}/rules", headers=world.having(Role.MEDICAL_LEAD))

    assert (shown.status_code, len(shown.json()["facts"])) == (200, MOST_CODES)
    assert (rules.status_code, len(rules.json()["note"])) == (200, LONGEST_TEXT)


def test_the_catalogue_says_until_when_people_are_called_back() -> None:
    for world in a_world(region=replace(a_region(), day_end=time(16, 45))):
        assert world.client.get(f"{V1}/catalogue").json()["called_until"] == "16:45"
