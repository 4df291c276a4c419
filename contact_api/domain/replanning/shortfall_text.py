"""A shortage and its remedies, as sentences the control room can act on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import UnitId
from contact_api.domain.feasibility.minimum_cut import Shortage
from contact_api.domain.replanning.remedies import Remedy

MAIN_LANGUAGE = "sv"  # everybody on the staff is taken to speak it: naming it would say nothing
IN_WORDS = range(1, 13)

Say = Callable[..., str]  # `contact_api.texts.say`


def sentence(
    shortage: Shortage, language: str, *, say: Say, units: Mapping[UnitId, Unit], zone: tzinfo
) -> str:
    """Who is short, when and by how much: "Nurses with Arabic, 10–12: three conversations short."

    The unit is named when these contacts accept one only.
    """
    who = staff_in_words(shortage.professions, shortage.languages, language, say=say)
    if len(shortage.units) == 1:
        who = say("shortage.at_unit", language, who=who, unit=units[shortage.units[0]].name)
    count = shortage.conversations_short
    number = say(f"number.{count}", language) if count in IN_WORDS else str(count)
    hours = _hours(shortage.start, shortage.end, zone)
    text = say(
        "shortage.one" if count == 1 else "shortage.more", language, who=who, hours=hours, count=number
    )
    return _begun(text)


def remedy_sentence(
    remedy: Remedy, language: str, *, say: Say, units: Mapping[UnitId, Unit], zone: tzinfo
) -> str:
    """What could be done and what it would give."""
    text = say(
        f"remedy.{remedy.kind}",
        language,
        unit=units[remedy.unit_id].name if remedy.unit_id else "",
        who=staff_in_words(remedy.professions, remedy.languages, language, say=say),
        hours=_hours(remedy.start, remedy.end, zone),
        minutes=remedy.minutes,
        contacts=len(remedy.contacts),
    )
    return _begun(text)


def staff_in_words(professions: Sequence[str], languages: Sequence[str], language: str, *, say: Say) -> str:
    """Whoever has one of the professions and one of the languages, in words: "nurses with Arabic"."""
    names = [_name(f"profession.{one}.several", one, language, say=say) for one in professions]
    who = _either(names, language, say=say)
    if MAIN_LANGUAGE in languages or not languages:
        return who
    spoken = [_name(f"language.{one}", one, language, say=say) for one in languages]
    return say("shortage.with_language", language, who=who, spoken=_either(spoken, language, say=say))


def _name(key: str, code: str, language: str, *, say: Say) -> str:
    """The catalogue's word; a region's own code is said as it is written."""
    try:
        return say(key, language)
    except LookupError:
        return code.replace("_", " ")


def _either(names: Sequence[str], language: str, *, say: Say) -> str:
    *before, last = names
    return say("shortage.either", language, before=", ".join(before), last=last) if before else last


def _hours(start: datetime, end: datetime, zone: tzinfo) -> str:
    """ "10–12" on the full hours, "10:30–12:00" otherwise."""
    here = [moment.astimezone(zone) for moment in (start, end)]
    form = "%H:%M" if any(moment.minute for moment in here) else "%H"
    return "–".join(moment.strftime(form) for moment in here)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
