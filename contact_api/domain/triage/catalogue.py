"""The catalogue a medical lead owns: reasons, red flags, declared facts and rules, as versioned data.

`catalogue_document.read_catalogue` makes one from JSON and checks that it does not contradict itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Final

from contact_api.domain.core.errors import UnknownReason
from contact_api.domain.core.parameters import Minutes, Parameter
from contact_api.domain.core.planning_parameters import Planning
from contact_api.domain.core.values import Guarantee, Profession, Urgency

ANY_REASON: Final = "*"


class RedFlagLevel(StrEnum):
    """What affirming a red flag shows; both alert a human."""

    CALL_112 = "call_112"
    SAME_HOUR = "same_hour"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages; who reads another is shown Swedish, as by the texts beside it.

    Source: språklagen (2009:600) 10 §, Swedish is the language of authorities.
    """

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The text a reader of `language` (BCP-47) is shown."""
        return self.en if language.lower().partition("-")[0] == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Entry(Text):
    """A text with a code: a group of reasons, an urgency label, a declared fact."""

    code: str


@dataclass(frozen=True, slots=True)
class Fact(Entry):
    """Something the citizen declares; administrative, never a measured or inferred symptom."""


@dataclass(frozen=True, slots=True)
class ProfessionEntry(Entry):
    """A profession, and whether its members may be licensed; only licensed staff may change how a contact is sorted."""

    licensed: bool


@dataclass(frozen=True, slots=True)
class RedFlag(Entry):
    """Fixed public information that leads to 112 or to a contact within the hour; never to less."""

    level: RedFlagLevel


@dataclass(frozen=True, slots=True)
class Reason(Entry):
    """Why somebody seeks contact. `professions`: first queue first, any of them may take it.

    Units: `expected_minutes` is the conversation, documentation (`planning.wrap_minutes`) not included.
    """

    professions: tuple[Profession, ...]
    urgency: Urgency
    expected_minutes: int
    guarantee: Guarantee
    group: str
    red_flags: tuple[str, ...] = ()
    safe_contact: bool = False  # no SMS and no voice mail unless the citizen asks for them


@dataclass(frozen=True, slots=True)
class MenuChoice(Text):
    """A key of the telephone menu and the reason it stands for; the same keys at every unit."""

    digit: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What a rule sets; what it leaves out stays as it was."""

    urgency: Urgency | None = None
    professions: tuple[Profession, ...] | None = None
    expected_minutes: int | None = None
    guarantee: Guarantee | None = None


@dataclass(frozen=True, slots=True)
class Rule(Text):
    """Applies to `reason` (or `*`) when every fact in `when` was declared; makes nothing less urgent."""

    id: str
    reason: str
    when: frozenset[str]
    then: RuleEffect
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that the law and the region set: for an assessment, after a red flag, and for what open figures show."""

    assessment_days: Annotated[
        int,
        Parameter("calendar days from the day contact was sought to an assessment", "days", least=1, most=90),
    ]
    red_flag_within: Annotated[
        timedelta, Minutes("how soon who affirmed a red flag that leads to 112 is called back")
    ]
    smallest_cell: Annotated[
        int, Parameter("the smallest count that open figures show", "contacts", least=1, most=1000)
    ]


class Measured(StrEnum):
    """Which of the figures a published one is to be read beside."""

    SAME_DAY = "same_day"
    ASSESSED_IN_TIME = "assessed_in_time"


class MeasuredIn(StrEnum):
    """Where it was measured."""

    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class ReferenceFigure:
    """A published figure that the service's own is shown beside, with who published it and when it was read."""

    figure: Measured
    area: MeasuredIn
    year: Annotated[int, Parameter("the year it is about", "year", least=2000, most=2099)]
    percent: Annotated[float, Parameter("the share", "percent", least=0, most=100)]
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences an explanation is put together from; `triage.explain` fills in the `{name}` places."""

    reason: Text
    red_flag: Text
    result: Text
    overridden: Text


CANNOT_CHOOSE = "0"  # the same key at every menu, our own and an exchange's


@dataclass(frozen=True)
class Catalogue:
    """One version of everything a contact request is sorted by."""

    version: str
    valid_from: date
    owner: str
    source: str
    note: str
    professions: tuple[ProfessionEntry, ...]
    urgencies: tuple[Entry, ...]
    groups: tuple[Entry, ...]
    red_flags: tuple[RedFlag, ...]
    facts: tuple[Fact, ...]
    reasons: tuple[Reason, ...]
    menu: tuple[MenuChoice, ...]
    rules: tuple[Rule, ...]
    planning: Planning
    limits: Limits
    phrases: Phrases
    reference_figures: tuple[ReferenceFigure, ...] = ()

    def reason(self, code: str) -> Reason:
        """The reason with this code. Errors: UnknownReason, which names the reasons there are."""
        if code not in self.reasons_by_code:
            raise UnknownReason(f"there is no such reason; there are {', '.join(self.reasons_by_code)}")
        return self.reasons_by_code[code]

    def reason_of_digit(self, digit: str) -> Reason:
        """The reason behind a key of the telephone menu; 0, "I cannot choose", is something else.

        Errors: UnknownReason.
        """
        found = next((choice.reason for choice in self.menu if choice.digit == digit), None)
        if found is None and digit == CANNOT_CHOOSE:
            found = self.something_else
        if found is None:
            keys = ", ".join(choice.digit for choice in self.menu)
            raise UnknownReason(f"the menu has no such choice; it has {keys}, and 0 for who cannot choose")
        return self.reasons_by_code[found]

    @property
    def something_else(self) -> str:
        """The reason of whoever is plainly called back: the menu ends with it."""
        return self.menu[-1].reason

    def is_licensed(self, profession: Profession) -> bool:
        """Whether the profession counts for the assessment within three days."""
        return any(entry.licensed for entry in self.professions if entry.code == profession)

    @cached_property
    def reasons_by_code(self) -> Mapping[str, Reason]:
        """Every reason, in the catalogue's order."""
        return {reason.code: reason for reason in self.reasons}

    @cached_property
    def red_flags_by_code(self) -> Mapping[str, RedFlag]:
        """Every red flag, in the catalogue's order."""
        return {flag.code: flag for flag in self.red_flags}

    @cached_property
    def fact_codes(self) -> frozenset[str]:
        """The facts that can be declared."""
        return frozenset(fact.code for fact in self.facts)
