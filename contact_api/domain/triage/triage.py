"""From what the citizen declared to who may take the contact and how soon. Free text is not an input.

Source: docs/rules.md, "Triage": rules are the medical lead's data; the software makes nothing less urgent.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from contact_api.domain.core.errors import NothingToChange, NotLicensed, ReasonMissing, UnknownReason
from contact_api.domain.core.values import Guarantee, Profession, Urgency
from contact_api.domain.triage.catalogue import ANY_REASON, Catalogue, Entry, RedFlagLevel, Rule


@dataclass(frozen=True, slots=True)
class Declared:
    """What the citizen, or staff for them, ticked: codes of the catalogue."""

    reason: str
    facts: frozenset[str] = frozenset()
    red_flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Triage:
    """How a request was sorted, with the rules that led there; after an override also how it was before.

    Units: `expected_minutes` is the conversation, documentation not included.
    """

    reason: str
    professions: tuple[Profession, ...]
    urgency: Urgency
    expected_minutes: int
    guarantee: Guarantee
    call_112: bool
    rule_ids: tuple[str, ...]
    catalogue_version: str
    red_flags: tuple[str, ...] = ()
    original: "Triage | None" = None
    why: str = ""

    @property
    def explanation(self) -> tuple[str, ...]:
        """The codes that decided: the reason, the affirmed red flags, the rules that applied."""
        return (self.reason, *self.red_flags, *self.rule_ids)


def triage(declared: Declared, catalogue: Catalogue) -> Triage:
    """Sort a request by the catalogue: the reason's own values, then every rule whose facts were declared.

    The most urgent wins and so do the most minutes; of professions and guarantee the first rule that names
    them decides. A red flag is heeded whatever the reason is. So nothing that is declared beside the reason
    can lower the urgency.
    Errors: UnknownReason for a reason, fact or red flag the catalogue does not have.
    """
    reason = catalogue.reason(declared.reason)
    _refuse_unknown("fact", declared.facts, catalogue.fact_codes)
    _refuse_unknown("red flag", declared.red_flags, catalogue.red_flags_by_code)
    rules = [rule for rule in catalogue.rules if _applies(rule, declared)]
    flags = [flag for flag in catalogue.red_flags if flag.code in declared.red_flags]
    urgencies = [_urgency_of(flag.level) for flag in flags] + [rule.then.urgency for rule in rules]
    return Triage(
        reason=reason.code,
        professions=next((r.then.professions for r in rules if r.then.professions), reason.professions),
        urgency=min([reason.urgency, *(urgency for urgency in urgencies if urgency)]),
        expected_minutes=max([reason.expected_minutes, *(r.then.expected_minutes or 0 for r in rules)]),
        guarantee=next((r.then.guarantee for r in rules if r.then.guarantee), reason.guarantee),
        call_112=any(flag.level is RedFlagLevel.CALL_112 for flag in flags),
        rule_ids=tuple(rule.id for rule in rules),
        catalogue_version=catalogue.version,
        red_flags=tuple(flag.code for flag in flags),
    )


def override(
    triaged: Triage,
    *,
    by_licensed: bool,
    why: str,
    urgency: Urgency | None = None,
    professions: tuple[Profession, ...] | None = None,
    minutes: int | None = None,
    guarantee: Guarantee | None = None,
) -> Triage:
    """What a licensed person sets instead; `original` is what the rules said, also after a second one.

    Errors: NotLicensed, ReasonMissing; NothingToChange when nothing is set.
    """
    if not by_licensed:
        raise NotLicensed
    if not why.strip():
        raise ReasonMissing
    if not (urgency or professions or minutes or guarantee):
        raise NothingToChange
    if guarantee is Guarantee.MISSING:
        raise NothingToChange("say which kind of guarantee it is, or that there is none")
    return replace(
        triaged,
        urgency=urgency or triaged.urgency,
        professions=professions or triaged.professions,
        expected_minutes=minutes or triaged.expected_minutes,
        guarantee=guarantee or triaged.guarantee,
        original=triaged.original or triaged,
        why=why.strip(),
    )


def explain(triaged: Triage, catalogue: Catalogue, language: str) -> str:
    """Why it was sorted this way, in sentences a citizen and an auditor understand.

    Takes the catalogue version the request was sorted by. The reason staff gave for an override is left out:
    it is written for colleagues and may say what the citizen's page must not show.
    """
    say = catalogue.phrases
    by_rules = triaged.original or triaged
    lines = [
        say.reason.in_language(language).format(reason=catalogue.reason(triaged.reason).in_language(language))
    ]
    for code in triaged.red_flags:
        flag = catalogue.red_flags_by_code[code].in_language(language)
        lines.append(say.red_flag.in_language(language).format(red_flag=flag))
    lines += [rule.in_language(language) for rule in catalogue.rules if rule.id in triaged.rule_ids]
    lines.append(_result(by_rules, catalogue, language))
    if triaged.original is not None:
        lines += [say.overridden.in_language(language), _result(triaged, catalogue, language)]
    return " ".join(lines)


def _result(triaged: Triage, catalogue: Catalogue, language: str) -> str:
    return catalogue.phrases.result.in_language(language).format(
        urgency=_named(catalogue.urgencies, [triaged.urgency], language),
        professions=_named(catalogue.professions, triaged.professions, language),
        minutes=triaged.expected_minutes,
        version=triaged.catalogue_version,
    )


def _named(entries: Iterable[Entry], codes: Iterable[str], language: str) -> str:
    named = {entry.code: entry for entry in entries}
    return ", ".join(named[code].in_language(language) if code in named else code for code in codes)


def _applies(rule: Rule, declared: Declared) -> bool:
    return rule.reason in (ANY_REASON, declared.reason) and rule.when <= declared.facts


def _urgency_of(level: RedFlagLevel) -> Urgency:
    return Urgency.U0 if level is RedFlagLevel.CALL_112 else Urgency.U1


def _refuse_unknown(what: str, declared: frozenset[str], known: Collection[str]) -> None:
    if not declared <= set(known):  # what was sent is not repeated: it may be anything
        raise UnknownReason(f"there is no such {what}; there are {', '.join(sorted(known))}")
