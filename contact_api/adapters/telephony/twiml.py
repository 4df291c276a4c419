"""What is said to a caller, as TwiML: slowly, one sentence at a time, in her language.

Source: www.twilio.com/docs/voice/twiml. A number is read digit by digit when its digits stand apart, and a time
as hours and minutes, since no document says how a Swedish voice reads "10:30". An answer always comes, also when no
key was pressed (`actionOnEmptyResult`); its address holds the number of the turn and nothing of the caller.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from twilio.twiml.voice_response import Gather, VoiceResponse

from contact_api.adapters.telephony.keyed import digits_apart
from contact_api.domain.core.values import Language
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import Text
from contact_api.domain.voice_menu.menu_prompts import Clock, Day, Digits, Keys, Prompt, Value
from contact_api.domain.voice_menu.menu_session import MenuSession
from contact_api.texts import Texts, texts

FEW_MINUTES = 10  # below it they are said with a nought
_RANGE = re.compile(r"(\d+)[–-](\d+)")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")


class TwimlVoice:
    """Turns prompts into TwiML whose answers come to `turns_url`; in the languages that have texts."""

    def __init__(self, turns_url: str, texts: Texts = texts) -> None:
        self._turns_url = turns_url
        self._texts = texts

    @property
    def languages(self) -> Sequence[Language]:
        """Those that can be spoken, the first spoken first."""
        return self._texts.languages

    def spoken(self, prompt: Prompt, menu_session: MenuSession, *, region: Region, now: datetime) -> str:
        """The answer to the provider: what is said, then the keys that are awaited, or the end of the call."""
        response = VoiceResponse()
        speaker = _gather(prompt.keys, f"{self._turns_url}/{menu_session.turn}") if prompt.keys else response
        for line in prompt.lines:
            language = line.language or menu_session.language
            words = {
                name: self._in_words(one, language, region.zone, now) for name, one in line.values.items()
            }
            self._say(speaker, line.key, language, words)
        if prompt.keys:
            response.append(speaker)
        else:
            response.hangup()
        return str(response)

    def said_to_anybody(self, prompt: Prompt) -> str:
        """The same to somebody of whom nothing is known, in every language; the call ends."""
        response = VoiceResponse()
        for language in self.languages:
            for line in prompt.lines:
                self._say(response, line.key, language, {})
        response.hangup()
        return str(response)

    def clock(self, moment: datetime, language: Language, zone: tzinfo) -> str:
        """A local time of day in words that any voice reads right: "klockan 9 noll 5", "klockan 10 och 30"."""
        local = moment.astimezone(zone)
        if local.minute == 0:
            return self._texts.say("voice.clock", language, hour=local.hour)
        key = "voice.clock.few_minutes" if local.minute < FEW_MINUTES else "voice.clock.minutes"
        return self._texts.say(key, language, hour=local.hour, minute=local.minute)

    def _say(
        self, speaker: VoiceResponse | Gather, key: str, language: Language, words: Mapping[str, str]
    ) -> None:
        locale = self._texts.say("voice.locale", language)
        for sentence in _SENTENCE_ENDS.split(self._texts.say(key, language, **words)):
            speaker.say(sentence, language=locale)  # type: ignore[no-untyped-call]

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


def _gather(keys: Keys, url: str) -> Gather:
    several = keys.most > 1
    return Gather(
        input="dtmf",
        action=url,
        method="POST",
        num_digits=keys.most,
        finish_on_key="#" if several else "",
        timeout=keys.seconds,
        action_on_empty_result=True,
    )
