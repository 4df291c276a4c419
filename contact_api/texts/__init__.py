"""What citizens and staff read, in their language: `say("sms.receipt", "sv", start="09:00", …)`.

A catalogue per language, `sv.json` and so on: a flat list of keys and texts with named places such as
`{link}`, no plurals. To add a language, add its file with the same keys and places (`tests/texts` compares
them); Swedish is what a missing language or text falls back to. Any layer but the domain may read it.
"""

from pathlib import Path

from contact_api.texts.catalogue import NoSuchText, Texts
from contact_api.texts.segments import is_gsm_7, sms_segments

__all__ = [
    "NoSuchText",
    "Texts",
    "is_gsm_7",
    "languages",
    "say",
    "say_day",
    "say_moment",
    "say_since",
    "sms_segments",
    "spoken",
    "texts",
]

texts = Texts.load(Path(__file__).parent)
languages = texts.languages
say = texts.say
say_day = texts.say_day
say_moment = texts.say_moment
say_since = texts.say_since
spoken = texts.spoken
