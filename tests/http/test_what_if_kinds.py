"""Each kind of what-if change goes the whole way: JSON, the domain, what is shown, the replay's sentence."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

import contact_api.web
from contact_api.domain.core.access import Role
from contact_api.domain.core.values import Consent, StaffId, UnitId, Window
from contact_api.domain.replanning.remedies import RemedyKind
from contact_api.domain.replanning.what_if import CHANGES, Change
from contact_api.http.schemas.what_if import AnyChange
from contact_api.http.views.shortfall_views import change_view
from contact_api.replay.what_if import SENTENCES, read_change
from contact_api.texts import say
from tests.http.world import MORNING, V1, World
from tests.makers import at

KINDS = pytest.mark.parametrize("kind", list(CHANGES))
DAY = MORNING.date()
# A value for each field that a change can have, as the domain has it. Who adds a field adds one here.
VALUES: dict[str, Any] = {
    "unit_id": UnitId("mala"),
    "to_unit": UnitId("alidhem"),
    "staff_id": StaffId("a-1"),
    "staff": 2,
    "professions": ("nurse",),
    "languages": ("sv",),
    "consent": Consent.ANY_PROVIDER,
    "from_at": at("13:00", day=DAY),
    "window": Window(at("13:00", day=DAY), at("14:00", day=DAY)),
}
MORE_STAFF = "more staff always helps, and is not listed among the remedies"
LESS_STAFF = "it takes minutes away"
NO_REMEDY = {
    "lend_staff": MORE_STAFF,
    "add_staff": MORE_STAFF,
    "close_unit": LESS_STAFF,
    "staff_sick": LESS_STAFF,
}
NO_SENTENCE = {
    "share_work": "a scenario has it in centres.csv",
    "ask_consent": "a scenario has it in contacts.csv",
    "interpreter": "a scenario has the language that staff must speak in contacts.csv",
    "release_protected": "what is protected is found anew by every plan of the replay",
}
NOT_ON_THE_FORM = {
    "staff_sick": "the form has no list of staff",
    "ask_consent": "a remedy offers it, filled in",
    "interpreter": "a remedy offers it, filled in",
    "release_protected": "a remedy offers it, filled in",
}


def a_change(kind: str) -> Change:
    change = CHANGES[kind]
    named: dict[str, Any] = {field.name: VALUES[field.name] for field in fields(change)}
    return change(**named)


@KINDS
def test_what_is_shown_of_a_change_is_what_can_be_asked_about(kind: str) -> None:
    shown = change_view(a_change(kind)).model_dump(mode="json")

    assert TypeAdapter(AnyChange).validate_python(shown).model_dump(mode="json") == shown
    assert shown["kind"] == kind
    for field in fields(CHANGES[kind]):
        assert {"from_at", "to_at"} <= set(shown) if field.name == "window" else field.name in shown


@KINDS
def test_a_change_that_is_sent_is_tried_and_says_what_it_is_about(world: World, kind: str) -> None:
    sent = change_view(a_change(kind)).model_dump(mode="json")

    answer = world.client.post(
        f"{V1}/what-ifs", json={"changes": [sent]}, headers=world.having(Role.CONTROL_ROOM)
    )

    assert answer.status_code == 200, answer.text
    assert (answer.json()["moved_minutes"] > 0) is (kind != "ask_consent")


@KINDS
def test_a_change_is_a_remedy_with_a_sentence_or_it_is_said_why_not(kind: str) -> None:
    remedies = {remedy.value for remedy in RemedyKind}

    assert (kind in remedies) is not (kind in NO_REMEDY)
    if kind in remedies:
        said = dict.fromkeys(("unit", "who", "hours", "minutes", "contacts"), "…")
        assert "…" in say(f"remedy.{kind}", "sv", **said)
        assert "…" in say(f"remedy.{kind}", "en", **said)


@KINDS
def test_the_replay_has_a_sentence_for_a_change_or_it_is_said_why_not(kind: str) -> None:
    forms = {form.kind: form for form in SENTENCES.values()}

    assert (kind in forms) is not (kind in NO_SENTENCE)
    if kind in forms:
        assert "'norr'" in repr(read_change(_filled_in(forms[kind].text)))


def _filled_in(form: str) -> str:
    """A sentence of the form, without what may be left out."""
    values = {"n": "2", "profession": "nurse", "from": "10:00", "to": "12:00"}
    return re.sub(r"<(\w+)>", lambda found: values.get(found[1], "norr"), re.sub(r"\[.*?\]+", "", form))


@KINDS
def test_the_control_room_can_try_a_change_by_its_form_or_otherwise(kind: str) -> None:
    page = (Path(contact_api.web.__file__).parent / "templates" / "control_room.html").read_text("utf-8")
    offered = re.findall(r'"(\w+)"', re.findall(r"for kind in \((.*?)\)", page)[0])

    assert (kind in offered) is not (kind in NOT_ON_THE_FORM)
