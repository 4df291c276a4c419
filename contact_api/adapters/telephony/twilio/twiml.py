"""What Twilio is told to do with a text, a caller or a line of ours, as TwiML. Nothing is ever recorded.

Source: www.twilio.com/docs/voice/twiml. An answer always comes from a caller, also when no key was pressed
(`actionOnEmptyResult`), and never from a line of ours on which nobody presses one, as on answering machines.
"""

from collections.abc import Sequence

from twilio.twiml import TwiML
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, Say, VoiceResponse

from contact_api.domain.calls.calls import LineKind
from contact_api.domain.core.values import CallId
from contact_api.domain.voice_menu.menu_prompts import Keys
from contact_api.ports import Sentence

KEY_SECONDS = 10
TIMES_SAID = 2
ENDS_THE_CALL = frozenset(
    {LineKind.STAFF, LineKind.CITIZEN}
)  # when an interpreter leaves, the others talk on


def text_back(body: str | None) -> str:
    """Answer the sender with this text, or with nothing."""
    response = MessagingResponse()
    if body is not None:
        response.message(body)
    return str(response)


def speak(sentences: Sequence[Sentence], keys: Keys | None, *, answer_to: str) -> str:
    """Say the sentences, then await keys or end the call."""
    response = VoiceResponse()
    speaker = _awaiting(keys, answer_to) if keys else response
    _say(speaker, sentences)
    if keys:
        response.append(speaker)
    else:
        response.hangup()
    return str(response)


def ask_to_press(sentences: Sequence[Sentence], *, answer_to: str) -> str:
    """Say the sentences twice if need be and await one key; a line on which none is pressed is hung up."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=KEY_SECONDS,
        action=answer_to,
        method="POST",
        action_on_empty_result=False,
    )
    for _ in range(TIMES_SAID):
        _say(gather, sentences)
    response.append(gather)
    response.hangup()
    return str(response)


def connect(call_id: CallId, kind: LineKind, sentences: Sequence[Sentence]) -> str:
    """Say the sentences and let this line into the conference of the call."""
    response = VoiceResponse()
    _say(response, sentences)
    dial = Dial()
    dial.conference(
        call_id,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=kind in ENDS_THE_CALL,
        participant_label=kind.value,
        record="do-not-record",
        wait_url="",
    )
    response.append(dial)
    return str(response)


def hang_up() -> str:
    """End the line without a word."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def _say(verb: TwiML, sentences: Sequence[Sentence]) -> None:
    for one in sentences:
        verb.append(Say(one.text, language=one.locale))


def _awaiting(keys: Keys, answer_to: str) -> Gather:
    several = keys.most > 1
    return Gather(
        input="dtmf",
        action=answer_to,
        method="POST",
        num_digits=keys.most,
        finish_on_key="#" if several else "",
        timeout=keys.seconds,
        action_on_empty_result=True,
    )
