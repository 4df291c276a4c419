"""Which language a page answers in when nobody chose one."""

from contact_api.texts import languages, spoken
from contact_api.texts.catalogue import FALLBACK

LONGEST = 20  # ranges of an Accept-Language that are looked at


def preferred(accept_language: str) -> str:
    """The first language of the header that we speak (RFC 9110, 12.5.4), or Swedish."""
    ranges = [_range(part) for part in accept_language.split(",")[:LONGEST]]
    for tag, weight in sorted(ranges, key=lambda entry: -entry[1]):
        if weight > 0 and tag.split("-")[0] in languages:
            return spoken(tag)
    return FALLBACK


def _range(part: str) -> tuple[str, float]:
    tag, _, parameter = part.partition(";")
    _, _, weight = parameter.partition("=")
    try:
        return tag.strip().lower(), float(weight) if weight else 1.0
    except ValueError:
        return tag.strip().lower(), 0.0
