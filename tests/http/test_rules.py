"""The rules in force."""

import json

from contact_api.domain.core.access import Role
from tests.http.world import SEEDS, V1, World


def test_the_medical_lead_reads_the_whole_document_in_force(world: World) -> None:
    rules = world.client.get(f"{V1}/rules", headers=world.having(Role.MEDICAL_LEAD)).json()

    in_the_file = json.loads((SEEDS / "catalogue.json").read_text("utf-8"))
    assert {name: rules[name] for name in ("version", "planning", "limits", "rules", "phrases")} == {
        name: in_the_file[name] for name in ("version", "planning", "limits", "rules", "phrases")
    }
    assert [reason["code"] for reason in rules["reasons"]] == [
        reason["code"] for reason in in_the_file["reasons"]
    ]
