"""A catalogue of texts per language, loaded once."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from string import Formatter

FALLBACK = "sv"


class NoSuchText(LookupError):
    """There is no such text, or a value for one of its places is missing: a fault in our own code."""


class Texts:
    """Texts by language and key. Values are put in as they are: who shows them as HTML escapes the result."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues
        self.languages: tuple[str, ...] = (FALLBACK, *sorted(set(catalogues) - {FALLBACK}))

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        """Read every `<language>.json` of the folder."""
        return cls({file.stem: json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))})

    def spoken(self, language: str) -> str:
        """Return the language we answer in when somebody asks for `language` (BCP-47, in any case)."""
        if language in self._catalogues:
            return language
        asked = language.lower().split("-")[0]
        return asked if asked in self._catalogues else FALLBACK

    def say(self, key: str, language: str, /, **values: str | int) -> str:
        """Say the text in that language, or in Swedish where we do not speak it.

        Units:  times of day as local "HH:MM", made by the caller; days by `say_day`. A value for which
                the text has no place is left out.
        Errors: NoSuchText.
        """
        template = self._catalogues[self.spoken(language)].get(key) or self._catalogues[FALLBACK].get(key)
        if template is None:
            raise NoSuchText(key)
        try:
            return template.format_map(values)
        except KeyError as place:
            raise NoSuchText(f"{key} needs {place}") from None

    def say_day(self, day: date, language: str, /, *, today: date) -> str:
        """Say a day so that it fits into a sentence: "i dag", "i morgon", "måndag 3 mars"."""
        if day == today:
            return self.say("day.today", language)
        if day == today + timedelta(days=1):
            return self.say("day.tomorrow", language)
        return self.say("day.dated", language, **self._dated(day, language))

    def say_since(self, moment: datetime, language: str, /, *, today: date) -> str:
        """Say a local moment so that it fits behind "since": "kl. 08:15" today, else "måndag 3 mars kl. 08:15"."""
        time = f"{moment:%H:%M}"
        if moment.date() == today:
            return self.say("since.today", language, time=time)
        return self.say("since.dated", language, time=time, **self._dated(moment.date(), language))

    def say_moment(self, moment: datetime, language: str, /) -> str:
        """Say a local moment by its date, true on whatever day it is read: "måndag 3 mars kl. 08:15".

        Of an hour that comes twice it says which.
        """
        twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
        key = f"moment.{'second' if moment.fold else 'first'}" if twice else "moment"
        return self.say(key, language, time=f"{moment:%H:%M}", **self._dated(moment.date(), language))

    def _dated(self, day: date, language: str) -> dict[str, str | int]:
        weekday = self.say(f"day.weekday.{day.isoweekday()}", language)
        month = self.say(f"day.month.{day.month}", language)
        return {"weekday": weekday, "day": day.day, "month": month}

    def keys(self, language: str) -> frozenset[str]:
        """Every key that the language's own catalogue has."""
        return frozenset(self._catalogues[language])

    def template(self, key: str, language: str) -> str:
        """The text of the language's own catalogue, with its places open."""
        return self._catalogues[language][key]

    def places(self, key: str, language: str) -> frozenset[str]:
        """The named places of a text."""
        return frozenset(_names(self.template(key, language)))


def _names(template: str) -> Iterable[str]:
    return (name for _, name, _, _ in Formatter().parse(template) if name is not None)
