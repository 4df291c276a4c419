"""The TwiML player hears what a caller hears, and finds what Twilio would not play."""

from collections.abc import Mapping

import pytest

from contact_api.demo.provider.twiml import (
    Asks,
    Ends,
    Joins,
    Pauses,
    Play,
    Player,
    Plays,
    Says,
    Scene,
    Texts,
    TwimlFault,
    keys_heard,
)

START = "https://api.example/voice/start"
CALL = {"CallSid": "CA1", "CallStatus": "ringing", "From": "+46701740605"}


class Service:
    """Answers addresses with documents, and remembers what it was asked."""

    def __init__(self, **documents: str) -> None:
        self._documents = documents
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, url: str, form: Mapping[str, str]) -> str:
        self.asked.append((url, dict(form)))
        return f"<Response>{self._documents[url.rpartition('/')[2]]}</Response>"


def heard(play: Play, *keys: str) -> list[Scene]:
    """All scenes of a call in which these keys are pressed, then nothing."""
    scenes: list[Scene] = []
    pressed, answer = iter(keys), None
    while True:
        try:
            scene = play.send(answer)
        except StopIteration:
            return scenes
        scenes.append(scene)
        answer = next(pressed, "") if isinstance(scene, Asks) else None


def played(document: str, *keys: str, **others: str) -> list[Scene]:
    return heard(Player(Service(start=document, **others)).play(START, CALL), *keys)


def test_what_is_said_is_heard_in_its_language_and_the_call_ends() -> None:
    scenes = played('<Say language="sv-SE">Hej   och\nhopp.</Say><Pause length="2"/><Play>beep.wav</Play>')

    assert scenes == [
        Says("Hej och hopp.", "sv-SE"),
        Pauses(2),
        Plays("https://api.example/voice/beep.wav"),
        Ends("end_of_document"),
    ]


def test_nothing_is_heard_after_a_hang_up() -> None:
    assert played("<Hangup/><Say>Hej</Say>") == [Ends("hung_up")]


def test_keys_are_posted_to_the_action_beside_the_current_address() -> None:
    service = Service(
        start='<Gather action="menu" numDigits="1"><Say>Tryck 1.</Say></Gather><Say>Ingen knapp.</Say>',
        menu="<Say>Tack.</Say>",
    )

    scenes = heard(Player(service).play(START, CALL), "1")

    assert scenes == [Says("Tryck 1."), Asks(5, 1, "#"), Says("Tack."), Ends("end_of_document")]
    assert service.asked[1] == (
        "https://api.example/voice/menu",
        CALL | {"CallStatus": "in-progress", "Digits": "1", "FinishedOnKey": "", "msg": "Gather End"},
    )


def test_silence_goes_on_with_the_next_verb() -> None:
    scenes = played('<Gather action="menu"/><Say>Ingen knapp.</Say>')

    assert scenes == [Asks(), Says("Ingen knapp."), Ends("end_of_document")]


def test_silence_is_posted_where_the_document_wants_it() -> None:
    service = Service(start='<Gather action="menu" actionOnEmptyResult="true"/>', menu="<Hangup/>")

    heard(Player(service).play(START, CALL))

    assert service.asked[1][1]["Digits"] == ""


def test_keys_of_one_question_are_not_told_again_at_the_next_address() -> None:
    service = Service(start='<Gather action="menu"/>', menu="<Redirect>last</Redirect>", last="<Hangup/>")

    heard(Player(service).play(START, CALL), "7")

    assert "Digits" in service.asked[1][1]
    assert "Digits" not in service.asked[2][1]


@pytest.mark.parametrize(
    ("asks", "typed", "digits", "ended_by"),
    [
        (Asks(), "0701740605#", "0701740605", "#"),
        (Asks(), "0701740605", "0701740605", ""),
        (Asks(most=1), "12", "1", ""),
        (Asks(), "#", "", "#"),
        (Asks(ends_with=""), "1#", "1#", ""),
        (Asks(ends_with="*"), "1*2", "1", "*"),
        (Asks(), "", "", ""),
    ],
)
def test_keys_end_by_their_number_or_by_a_key(asks: Asks, typed: str, digits: str, ended_by: str) -> None:
    assert keys_heard(asks, typed) == (digits, ended_by)


def test_a_telephone_has_no_letters() -> None:
    with pytest.raises(ValueError, match="keys"):
        keys_heard(Asks(), "1A")


def test_a_room_is_joined_as_the_document_says_and_left_for_the_next_verb() -> None:
    scenes = played(
        '<Dial><Conference endConferenceOnExit="true" waitUrl="" statusCallback="/room"'
        ' statusCallbackEvent="join leave">call-1</Conference></Dial><Say>Hej då.</Say>'
    )

    events = frozenset({"join", "leave"})
    room = Joins(
        "call-1", ends=True, wait_url="", status_url="https://api.example/room", status_events=events
    )
    assert scenes == [room, Says("Hej då."), Ends("end_of_document")]


def test_a_document_may_want_to_be_asked_when_the_room_lets_go() -> None:
    service = Service(start='<Dial action="after"><Conference>c</Conference></Dial>', after="<Hangup/>")

    assert heard(Player(service).play(START, CALL)) == [Joins("c"), Ends("hung_up")]
    assert service.asked[1][1]["DialCallStatus"] == "answered"


def test_a_text_message_is_answered_with_its_own_line_breaks() -> None:
    scenes = played(
        "<Message>Tack.\nVi ringer.</Message><Message to='+46701740606'><Body>Hej</Body></Message>"
    )

    assert scenes == [Texts("Tack.\nVi ringer."), Texts("Hej", "+46701740606"), Ends("end_of_document")]


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("<Record/>", "<Record> is not played"),
        ('<Dial record="record-from-answer"><Conference>c</Conference></Dial>', "<Dial> has no record"),
        ('<Dial><Conference record="record-from-start">c</Conference></Dial>', "would be recorded"),
        ('<Gather method="GET"/>', "GET"),
        ('<Gather input="speech"/>', "not everybody can speak"),
        ("<Gather><Hangup/></Gather>", "cannot have <Hangup>"),
        ('<Gather tiemout="3"/>', "has no tiemout"),
        ('<Gather timeout="soon"/>', "whole number"),
        ("<Say></Say>", "1 to 4096"),
        (f"<Say>{'a' * 4097}</Say>", "1 to 4096"),
        ("<Say>Hej <b>du</b></Say>", "cannot have b"),
        (f"<Message>{'a' * 1601}</Message>", "1 to 1600"),
        ("<Dial><Number>+46701740605</Number></Dial>", "exactly one <Conference>"),
        ("<Conference>c</Conference>", "in another verb only"),
        ("<Redirect>start</Redirect>", "documents in one call"),
        ("<Say>", "not XML"),
    ],
)
def test_what_twilio_would_not_play_is_found_out(document: str, fault: str) -> None:
    with pytest.raises(TwimlFault, match=fault):
        played(document)


def test_a_document_is_a_response() -> None:
    with pytest.raises(TwimlFault, match="a <Response>"):
        heard(Player(lambda _url, _form: "<Answer/>").play(START, CALL))
