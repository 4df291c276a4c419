"""What a case is once its person has sought contact again while it waits: nothing they said is lost.

Source: docs/rules.md, "The same case": one call answers both, at the first time; the more urgent reason decides.
"""

from collections.abc import Collection
from dataclasses import replace

from contact_api.domain.core.contact import Circumstances, Contact, Need, is_in_hours
from contact_api.domain.core.values import Guarantee, Language
from contact_api.domain.triage.triage import Triage

WITH_INTERPRETER: Language = "sv"  # what staff speak when somebody interprets


def sought_again(case: Contact, new: Contact, *, said: Collection[str]) -> Contact:
    """The case with what the citizen says now. The first time stands; nothing becomes less urgent or less protected.

    `new` is the case the request would be by itself; `said` names those of `language`, `interpreter`, `mode` and
    `consent` that were said, as the others are only assumed. How they can be reached is their newest word; hours count
    together, and only when any are named.
    """
    return _reached_as_said(_protected(_sorted(case, new), new), new, said)


def promise_fits(before: Contact, after: Contact, *, welcome: Collection[str]) -> bool:
    """Whether what was promised still fits what is needed now; `welcome` are the units the citizen accepts.

    A longer talk keeps its window: no place is lost for what was added.
    """
    old, need, window = before.need, after.need, after.window
    if not after.backed or window is None:
        return False
    if (need.urgency, need.professions, need.language) != (old.urgency, old.professions, old.language):
        return False
    if need.consent is not old.consent and after.promised_unit not in welcome:
        return False
    return _hours(need) == _hours(old) or is_in_hours(window, need)


def sorting_of(contact: Contact) -> Triage:
    """How a contact stands sorted; what the rules said before an override is among its events."""
    around = contact.circumstances
    return Triage(
        reason=around.reason,
        professions=contact.need.professions,
        urgency=contact.need.urgency,
        expected_minutes=around.expected_minutes,
        guarantee=around.guarantee,
        call_112=False,
        rule_ids=around.rule_ids,
        catalogue_version=around.catalogue_version,
        red_flags=around.red_flags,
    )


def _sorted(case: Contact, new: Contact) -> Contact:
    """The more urgent sorting of the two with the longer time; the other's reason stands beside it.

    On equal urgency the first stands, with its professions also where the other asks for others: staff may have
    passed it on, and whoever calls sees both reasons. A guarantee that either has is not lost.
    """
    first, second = case.circumstances, new.circumstances
    rises = new.need.urgency < case.need.urgency
    stands, other = (second, first) if rises else (first, second)
    is_same = first.reason == second.reason
    borrows = _says_less(stands.guarantee, other.guarantee) and (rises or not is_same)
    reasons = dict.fromkeys((*first.also_sought_for, first.reason, second.reason))
    around = replace(
        first,
        reason=stands.reason,
        catalogue_version=stands.catalogue_version,
        guarantee=other.guarantee if borrows else stands.guarantee,
        rule_ids=_both(stands.rule_ids, other.rule_ids) if is_same else stands.rule_ids,
        expected_minutes=max(first.expected_minutes, second.expected_minutes),
        also_sought_for=tuple(reason for reason in reasons if reason != stands.reason),
    )
    deciding = new.need if rises else case.need
    need = replace(
        case.need,
        urgency=deciding.urgency,
        professions=deciding.professions,
        minutes=max(case.need.minutes, new.need.minutes),
    )
    return replace(case, need=need, circumstances=around)


def _protected(case: Contact, new: Contact) -> Contact:
    """What the citizen declares is added; what protects them is never taken back."""
    first, second = case.circumstances, new.circumstances
    around = replace(
        first,
        facts=_both(first.facts, second.facts),
        red_flags=_both(first.red_flags, second.red_flags),
        protected_identity=first.protected_identity or second.protected_identity,
        safe_contact=first.safe_contact or second.safe_contact,
        sms_welcome=first.sms_welcome if second.sms_welcome is None else second.sms_welcome,
    )
    return replace(case, circumstances=around)


def _reached_as_said(case: Contact, new: Contact, said: Collection[str]) -> Contact:
    around, wish = case.circumstances, new.circumstances
    language = wish.citizen_language if "language" in said else around.citizen_language
    interpreter = _interpreter(around, wish, language, said)
    names_hours = any(_hours(new.need))
    hours = new.need if names_hours else case.need
    need = replace(
        case.need,
        language=WITH_INTERPRETER if interpreter else language,
        consent=new.need.consent if "consent" in said else case.need.consent,
        available_from=hours.available_from,
        available_to=hours.available_to,
    )
    around = replace(
        around,
        citizen_language=language,
        interpreter=interpreter,
        mode=wish.mode if "mode" in said else around.mode,
    )
    return replace(case, need=need, circumstances=around)


def _interpreter(before: Circumstances, wish: Circumstances, language: str, said: Collection[str]) -> bool:
    """One asked for once stays, as a form that is not ticked is no word; another language brings its own."""
    if language != before.citizen_language and "interpreter" in said:
        return wish.interpreter
    return before.interpreter or wish.interpreter


def _both(first: Collection[str], second: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))


def _hours(need: Need) -> tuple[object, object]:
    return need.available_from, need.available_to


def _says_less(guarantee: Guarantee, other: Guarantee) -> bool:
    """Whether another guarantee says more: any more than none, a known one more than one that nobody has said."""
    order = (Guarantee.NONE, Guarantee.MISSING)
    return guarantee in order and (other not in order or order.index(guarantee) < order.index(other))
