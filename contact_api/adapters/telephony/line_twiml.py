"""What a line of ours is told, as TwiML: press a key, come into the room, hang up. Nothing is ever recorded."""

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Dial, Gather, Say, VoiceResponse

from contact_api.domain.calls.calls import LineKind
from contact_api.texts import say, spoken

VOICES = {"sv": "sv-SE", "en": "en-GB"}
KEY_SECONDS = 10
JOIN_KEY = "1"
ENDS_THE_ROOM = frozenset(
    {LineKind.STAFF, LineKind.CITIZEN}
)  # when an interpreter leaves, the others may talk on


def ask_to_press(key: str, language: str, *, then: str) -> str:
    """Say the text twice if need be and await the key; whoever is silent, as answering machines are, is hung up.

    `key`: of the text; `then`: where the provider posts what was pressed.
    """
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=KEY_SECONDS,
        action=then,
        method="POST",
        action_on_empty_result=False,
    )
    for _ in range(2):
        _say(gather, key, language)
    response.append(gather)
    response.hangup()
    return str(response.to_xml())


def come_in(room: str, kind: LineKind, key: str, language: str) -> str:
    """Say the text and let this line into the room of the call."""
    response = VoiceResponse()
    _say(response, key, language)
    dial = Dial()
    dial.conference(
        room,
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=kind in ENDS_THE_ROOM,
        participant_label=kind.value,
        record="do-not-record",
        wait_url="",
    )
    response.append(dial)
    return str(response.to_xml())


def hang_up() -> str:
    """End the line without a word."""
    response = VoiceResponse()
    response.hangup()
    return str(response.to_xml())


def _say(verb: TwiML, key: str, language: str) -> None:
    verb.append(Say(say(key, language), language=VOICES.get(spoken(language), VOICES["sv"])))
