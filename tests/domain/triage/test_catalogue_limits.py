"""What a catalogue may hold: no more than every answer can show, and only sentences that can be made."""

from collections.abc import Callable

import pytest

from contact_api.domain.core.errors import CatalogueFault
from contact_api.domain.triage.catalogue_document import read_catalogue
from tests.domain.triage.test_catalogue import Document, a_document

Change = Callable[[Document], object]


def reads(document: Document) -> list[str]:
    """The faults it is refused with."""
    try:
        read_catalogue(document)
    except CatalogueFault as refused:
        return refused.detail.splitlines()
    return []


def with_facts(document: Document, count: int) -> None:
    document["facts"] = [{"code": "worsened", "sv": "Sämre", "en": "Worse"}]
    document["facts"] += [{"code": f"f{number}", "sv": "s", "en": "e"} for number in range(count - 1)]


def with_rules(document: Document, *lengths: int) -> None:
    [rule] = document["rules"]
    document["rules"] = [
        rule | {"id": f"T{number}", "sv": "s" * length} for number, length in enumerate(lengths)
    ]


SHOWN: list[Change] = [
    lambda d: d["facts"][0].update(sv="s" * 500),
    lambda d: d["reasons"][0].update(en="e" * 500),
    lambda d: d["facts"].append({"code": "f" * 64, "sv": "s", "en": "e"}),
    lambda d: d.update(note="n" * 4000),
    lambda d: d.update(version="2026-1:b.2_c"),
    lambda d: with_facts(d, 1000),
    lambda d: with_rules(d, *[500] * 199),
    lambda d: d["phrases"]["result"].update(sv="{professions} {{så}} {minutes}"),
]
NOT_SHOWN: list[tuple[str, Change]] = [
    (
        "facts[0].sv: has 501 characters, answers show at most 500",
        lambda d: d["facts"][0].update(sv="s" * 501),
    ),
    ("note: has 4001 characters, answers show at most 4000", lambda d: d.update(note="n" * 4001)),
    ("owner: holds a character that cannot be stored (NUL)", lambda d: d.update(owner="a\x00b")),
    ("owner: has 501 characters, answers show at most 500", lambda d: d.update(owner="o" * 501)),
    (
        f"facts[1].code: {'f' * 65!r} is not 1 to 64 of A-Z, a-z, 0-9 and _.:- with a letter or digit first",
        lambda d: d["facts"].append({"code": "f" * 65, "sv": "s", "en": "e"}),
    ),
    (
        "facts[1].code: 'ont i halsen' is not 1 to 64 of A-Z, a-z, 0-9 and _.:- with a letter or digit first",
        lambda d: d["facts"].append({"code": "ont i halsen", "sv": "s", "en": "e"}),
    ),
    (
        "rules[0].id: 'T 1' is not 1 to 64 of A-Z, a-z, 0-9 and _.:- with a letter or digit first",
        lambda d: d["rules"][0].update(id="T 1"),
    ),
    ("facts: has 1001 entries, answers show at most 1000", lambda d: with_facts(d, 1001)),
    (
        "rules: with red flags 100042 characters in sv, an explanation has 100000",
        lambda d: with_rules(d, *[500] * 200),
    ),
    (
        "phrases.reason.sv: nothing fills {reson}; there are reason",
        lambda d: d["phrases"]["reason"].update(sv="Du sökte för {reson}."),
    ),
    (
        "phrases.overridden.en: nothing fills {who}; there are none",
        lambda d: d["phrases"]["overridden"].update(en="{who} found otherwise."),
    ),
    (
        "phrases.result.en: a brace is open or too many; write {{ for one that is meant",
        lambda d: d["phrases"]["result"].update(en="{minutes"),
    ),
]


@pytest.mark.parametrize("change", SHOWN)
def test_what_answers_can_show_is_let_in(change: Change) -> None:
    document = a_document()
    change(document)

    assert reads(document) == []


@pytest.mark.parametrize(("fault", "change"), NOT_SHOWN, ids=[fault[:40] for fault, _ in NOT_SHOWN])
def test_what_no_answer_could_show_is_refused_by_name(fault: str, change: Change) -> None:
    document = a_document()
    change(document)

    assert reads(document) == [fault]
