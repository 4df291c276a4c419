"""Reading a catalogue: what it holds, and what it may not say against itself."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from contact_api.domain.core.errors import CatalogueFault, UnknownReason
from contact_api.domain.core.parameters import MINUTE, DocumentField, document_fields
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Guarantee, Urgency
from contact_api.domain.triage.catalogue import Catalogue, RedFlagLevel, Text
from contact_api.domain.triage.catalogue_document import document_of, read_catalogue

Document = dict[str, Any]
Spoil = Callable[[Document], object]

URGENCIES = [{"code": level.value, "sv": f"nivå {level}", "en": f"level {level}"} for level in Urgency]
SMALL = json.dumps(
    {
        "version": "2026-1",
        "valid_from": "2026-01-01",
        "owner": "medical lead",
        "source": "made up",
        "note": "for tests",
        "professions": [
            {"code": "nurse", "sv": "sjuksköterska", "en": "nurse", "licensed": True},
            {"code": "medical_secretary", "sv": "sekreterare", "en": "secretary", "licensed": False},
        ],
        "urgencies": URGENCIES,
        "groups": [{"code": "other", "sv": "Annat", "en": "Other"}],
        "red_flags": [
            {"code": "RF01", "sv": "Ont i bröstet", "en": "Chest pain", "level": "call_112"},
            {"code": "RF02", "sv": "Djupt sår", "en": "Deep wound", "level": "same_hour"},
        ],
        "facts": [{"code": "worsened", "sv": "Sämre", "en": "Worse"}],
        "reasons": [
            {
                "code": "R01",
                "sv": "Recept",
                "en": "Prescription",
                "professions": ["medical_secretary"],
                "urgency": "U5",
                "expected_minutes": 4,
                "guarantee": "none",
                "group": "other",
                "red_flags": ["RF01"],
            }
        ],
        "menu": [{"digit": "5", "sv": "Recept", "en": "Prescription", "reason": "R01"}],
        "rules": [
            {
                "id": "T01",
                "reason": "R01",
                "when": ["worsened"],
                "then": {"urgency": "U2", "professions": ["nurse"], "guarantee": "worsened"},
                "sv": "Sämre: samma dag.",
                "en": "Worse: the same day.",
                "source": "made up",
            }
        ],
        "planning": {"version": "7", "wrap_minutes": 3},
        "limits": {"assessment_days": 3, "red_flag_within_minutes": 10, "smallest_cell": 20},
        "phrases": {
            "reason": {"sv": "Du angav: {reason}.", "en": "You stated: {reason}."},
            "red_flag": {"sv": "{red_flag}", "en": "{red_flag}"},
            "result": {"sv": "{urgency}, {professions}", "en": "{urgency}, {professions}"},
            "overridden": {"sv": "Ändrat.", "en": "Changed."},
        },
    }
)


def a_document() -> Document:
    document: Document = json.loads(SMALL)
    return document


def faults_of(spoil: Spoil) -> list[str]:
    document = a_document()
    spoil(document)
    with pytest.raises(CatalogueFault) as refused:
        read_catalogue(document)
    return refused.value.detail.splitlines()


def test_a_catalogue_is_read_with_its_own_types() -> None:
    catalogue = read_catalogue(a_document())

    assert catalogue.valid_from == date(2026, 1, 1)
    assert catalogue.reason("R01").guarantee is Guarantee.NONE
    assert catalogue.red_flags[0].level is RedFlagLevel.CALL_112
    assert catalogue.rules[0].when == frozenset({"worsened"})
    assert catalogue.rules[0].then.expected_minutes is None


def test_planning_figures_that_are_left_out_keep_their_defaults() -> None:
    assert read_catalogue(a_document()).planning == Planning(version="7", wrap=3 * MINUTE)


FIGURES = [field for field in document_fields(Planning) if field.parameter]


def planning_with(**figures: float) -> Planning:
    document = a_document()
    document["planning"] = {"share_today": 0.1, "share_urgent": 1.0} | figures
    return read_catalogue(document).planning


@pytest.mark.parametrize("field", FIGURES, ids=lambda field: field.json_name)
def test_a_planning_figure_is_read_to_both_ends_of_its_range_and_no_further(field: DocumentField) -> None:
    assert field.parameter is not None
    least, most = max(field.parameter.least, 0.1 if field.kind is float else 1), field.parameter.most

    read = [getattr(planning_with(**{field.json_name: number}), field.name) for number in (least, most)]

    unit = MINUTE if field.kind is timedelta else 1
    assert read == [least * unit, most * unit]
    with pytest.raises(CatalogueFault, match=f"planning.{field.json_name}: .* must lie between"):
        planning_with(**{field.json_name: most + 1})


def test_an_unknown_reason_is_answered_with_those_there_are_and_not_with_what_was_sent() -> None:
    with pytest.raises(UnknownReason) as refused:
        read_catalogue(a_document()).reason("my sister Eva")

    assert "R01" in refused.value.detail
    assert "Eva" not in refused.value.detail


def test_a_key_of_the_telephone_menu_leads_to_its_reason() -> None:
    assert read_catalogue(a_document()).reason_of_digit("5").code == "R01"


def test_the_key_of_who_cannot_choose_leads_to_the_last_of_the_menu() -> None:
    assert read_catalogue(a_document()).reason_of_digit("0").code == "R01"


def test_a_key_without_a_choice_is_refused_with_the_keys_there_are() -> None:
    with pytest.raises(UnknownReason, match="it has 5"):
        read_catalogue(a_document()).reason_of_digit("8")


def test_only_professions_marked_so_are_licensed() -> None:
    catalogue = read_catalogue(a_document())

    assert catalogue.is_licensed("nurse")
    assert not catalogue.is_licensed("medical_secretary")
    assert not catalogue.is_licensed("plumber")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("sv", "Ja"),
        ("sv-SE", "Ja"),
        ("en", "Yes"),
        ("en-GB", "Yes"),
        ("EN", "Yes"),
        ("swl", "Ja"),
        ("ar", "Ja"),
    ],
)
def test_everybody_but_readers_of_english_is_shown_swedish(language: str, shown: str) -> None:
    assert Text(sv="Ja", en="Yes").in_language(language) == shown


CONTRADICTIONS: list[tuple[str, Spoil]] = [
    (
        "rules[0].then.urgency: 'U9' is not one of U0, U1, U2, U3, U4, U5, U6",
        lambda d: d["rules"][0]["then"].update(urgency="U9"),
    ),
    ("rules[0].reason: there is no reason 'R99'", lambda d: d["rules"][0].update(reason="R99")),
    ("rules[0].when: there is no fact 'better'", lambda d: d["rules"][0].update(when=["better"])),
    (
        "rules[0].when: is empty, the rule would change the reason itself",
        lambda d: d["rules"][0].update(when=[]),
    ),
    (
        "rules[0].then.professions: there is no profession 'plumber'",
        lambda d: d["rules"][0]["then"].update(professions=["plumber"]),
    ),
    (
        "rules[0].then.guarantee: only licensed staff may take the guarantee away",
        lambda d: d["rules"][0]["then"].update(guarantee="none"),
    ),
    (
        "rules[0].then.guarantee: a rule says which it is; leave it out",
        lambda d: d["rules"][0]["then"].update(guarantee="missing"),
    ),
    (
        "rules[0].then.urgency: 'U0' is set by a red flag or by licensed staff, never by the catalogue",
        lambda d: d["rules"][0]["then"].update(urgency="U0"),
    ),
    (
        "rules[0].then.professions: is empty, nobody could take the contact",
        lambda d: d["rules"][0]["then"].update(professions=[]),
    ),
    (
        "reasons[0].professions: is empty, nobody could take the contact",
        lambda d: d["reasons"][0].update(professions=[]),
    ),
    (
        "reasons[0].professions: there is no profession 'plumber'",
        lambda d: d["reasons"][0].update(professions=["plumber"]),
    ),
    (
        "reasons[0].red_flags: there is no red flag 'RF77'",
        lambda d: d["reasons"][0].update(red_flags=["RF77"]),
    ),
    ("reasons[0].group: there is no group 'pets'", lambda d: d["reasons"][0].update(group="pets")),
    (
        "reasons[0].expected_minutes: 0 is not a whole number above 0",
        lambda d: d["reasons"][0].update(expected_minutes=0),
    ),
    (
        "reasons[0].expected_minutes: 4.5 is not a whole number above 0",
        lambda d: d["reasons"][0].update(expected_minutes=4.5),
    ),
    ("reasons[0].sv: '' is not a text", lambda d: d["reasons"][0].update(sv="")),
    ("reasons[1].code: 'R01' stands there twice", lambda d: d["reasons"].append(d["reasons"][0])),
    ("menu[0].reason: there is no reason 'R99'", lambda d: d["menu"][0].update(reason="R99")),
    ("menu[0].digit: '55' is not a key of a telephone", lambda d: d["menu"][0].update(digit="55")),
    ("menu[1].digit: '5' stands there twice", lambda d: d["menu"].append(d["menu"][0])),
    (
        "professions[0].licensed: 'yes' is not true or false",
        lambda d: d["professions"][0].update(licensed="yes"),
    ),
    (
        "red_flags[0].level: 'high' is not one of call_112, same_hour",
        lambda d: d["red_flags"][0].update(level="high"),
    ),
    ("urgencies: no text for U6", lambda d: d["urgencies"].pop()),
    ("valid_from: 'soon' is not a date (YYYY-MM-DD)", lambda d: d.update(valid_from="soon")),
    ("version: is missing", lambda d: d.pop("version")),
    ("colour: is no field of this document", lambda d: d.update(colour="red")),
    ("facts: is not a list", lambda d: d.update(facts="worsened")),
    ("limits: is not an object", lambda d: d.update(limits=3)),
    (
        "planning.window_minutes: 90 must lie between 1 and 60",
        lambda d: d["planning"].update(window_minutes=90),
    ),
    ("planning.max_attempts: 1 must lie between 2 and 20", lambda d: d["planning"].update(max_attempts=1)),
    (
        "planning.share_today: is above share_urgent, the urgent would be promised less",
        lambda d: d["planning"].update(share_today=0.99),
    ),
    (
        "planning.morning_fill: 1.6 must lie between 1 and 1.5",
        lambda d: d["planning"].update(morning_fill=1.6),
    ),
    (
        "planning.morning_until_hour: 25 must lie between 1 and 24",
        lambda d: d["planning"].update(morning_until_hour=25),
    ),
    (
        "planning.quiet_from_hour: 25 must lie between 1 and 24",
        lambda d: d["planning"].update(quiet_from_hour=25),
    ),
]


@pytest.mark.parametrize(("fault", "spoil"), CONTRADICTIONS, ids=[fault for fault, _ in CONTRADICTIONS])
def test_a_fault_is_named_with_its_path(fault: str, spoil: Spoil) -> None:
    assert faults_of(spoil) == [fault]


def test_several_faults_are_named_at_once() -> None:
    def spoil(document: Document) -> None:
        document["valid_from"] = 2026
        document["rules"][0]["then"]["urgency"] = "U9"

    assert len(faults_of(spoil)) == 2


@pytest.mark.parametrize("document", [None, [], "R01", 3])
def test_what_is_no_object_is_no_catalogue(document: object) -> None:
    with pytest.raises(CatalogueFault, match="document: is not an object"):
        read_catalogue(document)


def test_a_catalogue_written_down_again_is_read_as_the_same() -> None:
    first: Catalogue = read_catalogue(a_document())
    written = json.dumps(document_of(first))

    assert read_catalogue(json.loads(written)) == first
    assert json.loads(written)["planning"]["wrap_minutes"] == 3


def test_reading_the_same_document_twice_gives_equal_catalogues() -> None:
    first: Catalogue = read_catalogue(a_document())

    assert first == read_catalogue(a_document())
