"""What is said to a caller: slowly, one sentence at a time, in the caller's language.

A number is read digit by digit when its digits stand apart, and a time as hours and minutes, since no document says how
a Swedish voice reads "10:30". The address of the answer holds the number of the turn and nothing of the caller.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from contact_api.adapters.telephony.keyed import digits_apart
from contact_api.domain.core.values import Language
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_prompts import Clock, Day, Digits, Prompt, SpokenLine, Value
from contact_api.domain.voice_menu.menu_session import MenuSession
from contact_api.ports import InboundProvider, Sentence
from contact_api.texts import Texts, say, texts

FEW_MINUTES = 10  # below it they are said with a zero
_RANGE = re.compile(r"(\d+)[–-](\d+)")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")


class MenuVoice:
    """Has a provider speak prompts, whose answers come to `turns_url`; in the languages that have texts."""

    def __init__(self, provider: InboundProvider, turns_url: str, texts: Texts = texts) -> None:
        self._provider = provider
        self._turns_url = turns_url
        self._texts = texts

    @property
    def languages(self) -> Sequence[Language]:
        """Those that can be spoken, the first spoken first."""
        return self._texts.languages

    def spoken(self, prompt: Prompt, menu_session: MenuSession, *, region: Region, now: datetime) -> str:
        """The answer to the provider: what is said, then the keys that are awaited, or the end of the call."""
        sentences = [
            sentence
            for line in prompt.lines
            for sentence in self._sentences(line, line.language or menu_session.language, region.zone, now)
        ]
        return self._provider.speak(
            sentences, prompt.keys, answer_to=f"{self._turns_url}/{menu_session.turn}"
        )

    def said_to_anybody(self, prompt: Prompt) -> str:
        """The same to somebody of whom nothing is known, in every language; the call ends. Its texts have no values."""
        sentences = [
            sentence
            for language in self.languages
            for line in prompt.lines
            for sentence in self._apart(self._texts.say(line.key, language), language)
        ]
        return self._provider.speak(sentences, None, answer_to="")

    def clock(self, moment: datetime, language: Language, zone: tzinfo) -> str:
        """A local time of day in words that any voice reads right: "klockan 9 noll 5", "klockan 10 och 30"."""
        local = moment.astimezone(zone)
        if local.minute == 0:
            return self._texts.say("voice.clock", language, hour=local.hour)
        key = "voice.clock.few_minutes" if local.minute < FEW_MINUTES else "voice.clock.minutes"
        return self._texts.say(key, language, hour=local.hour, minute=local.minute)

    def _sentences(
        self, line: SpokenLine, language: Language, zone: tzinfo, now: datetime
    ) -> Iterator[Sentence]:
        words = {name: self._in_words(one, language, zone, now) for name, one in line.values.items()}
        return self._apart(self._texts.say(line.key, language, **words), language)

    def _apart(self, text: str, language: Language) -> Iterator[Sentence]:
        locale = self._texts.say("voice.locale", language)
        return (Sentence(one, locale) for one in _SENTENCE_ENDS.split(text))

    def _in_words(self, value: Value, language: Language, zone: tzinfo, now: datetime) -> str:
        if isinstance(value, Digits):
            return digits_apart(value.text)
        if isinstance(value, Clock):
            return self.clock(value.moment, language, zone)
        if isinstance(value, Day):
            today = now.astimezone(zone).date()
            return self._texts.say_day(value.moment.astimezone(zone).date(), language, today=today)
        written = value.in_language(language) if isinstance(value, Text) else value
        return _RANGE.sub(lambda found: self._range(found, language), written)

    def _range(self, found: re.Match[str], language: Language) -> str:
        return self._texts.say("voice.range", language, first=found[1], last=found[2])


def said_to_line(key: str, language: Language) -> list[Sentence]:
    """What is said to a line of ours, in one go."""
    return [Sentence(say(key, language), say("voice.locale", language))]
