"""Reads the verbs of TwiML, more strictly than Twilio: what it does not know is a fault.

Source: Twilio's TwiML for Programmable Voice (www.twilio.com/docs/voice/twiml).
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from contact_api.demo.provider.scenes import (
    Asks,
    Ends,
    Joins,
    Pauses,
    Play,
    Plays,
    Says,
    Texts,
    TwimlFault,
    keys_heard,
)

LONGEST_SAY = 4096  # characters
LONGEST_TEXT = 1600
LONGEST_NAME = 128  # of a room

SSML = {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
ATTRIBUTES: Mapping[str, set[str]] = {
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": {
        *("action", "method", "timeout", "numDigits", "finishOnKey", "input", "actionOnEmptyResult"),
        *("bargeIn", "language", "hints"),
    },
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
    "Dial": {"action", "method", "timeLimit", "hangupOnStar", "callerId", "answerOnBridge"},
    "Conference": {
        *("startConferenceOnEnter", "endConferenceOnExit", "waitUrl", "waitMethod", "beep", "muted"),
        *("maxParticipants", "participantLabel", "region", "jitterBufferSize", "record"),
        *("statusCallback", "statusCallbackEvent", "statusCallbackMethod"),
    },
    "Message": {"to", "from", "action", "method", "statusCallback"},
}


class Elsewhere(Exception):
    """The rest of the document is left for another one."""

    def __init__(self, url: str, form: Mapping[str, str]) -> None:
        super().__init__(url)
        self.url = url
        self.form = form


class Over(Exception):
    """The call has been hung up from this side."""


def document(text: str) -> list[Element]:
    """The verbs of a document, each checked. Errors: TwimlFault."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - our own service's answer, in the demo and the tests
    except ElementTree.ParseError as error:
        raise TwimlFault(f"the document is not XML: {error}") from error
    if root.tag != "Response":
        raise TwimlFault(f"a document is a <Response>, not a <{root.tag}>")
    for verb in root:
        _check(verb)
    return list(root)


def _check(verb: Element) -> None:
    known = ATTRIBUTES.get(verb.tag)
    if known is None:
        raise TwimlFault(f"<{verb.tag}> is not played here")
    if unknown := set(verb.attrib) - known:
        raise TwimlFault(f"<{verb.tag}> has no {', '.join(sorted(unknown))}")
    methods = {verb.get(name, "POST") for name in ("method", "waitMethod", "statusCallbackMethod")}
    if methods != {"POST"}:
        raise TwimlFault(f"<{verb.tag}> asks with GET, which writes numbers into addresses")


def play_verb(verb: Element, url: str) -> Play:
    """The scenes of one verb. Errors: TwimlFault; Elsewhere and Over for where it leads."""
    match verb.tag:
        case "Say" | "Play" | "Pause":
            yield from _sound(verb, url)
        case "Gather":
            yield from _gather(verb, url)
        case "Redirect":
            raise Elsewhere(urljoin(url, _words(verb)), {})
        case "Dial":
            yield from _dial(verb, url)
        case "Message":
            yield _message(verb)
        case "Hangup" | "Reject":
            yield Ends("hung_up" if verb.tag == "Hangup" else "rejected")
            raise Over
        case _:
            raise TwimlFault(f"<{verb.tag}> stands in another verb only")


def _sound(verb: Element, url: str) -> Iterator[Says | Plays | Pauses]:
    match verb.tag:
        case "Say":
            if unknown := {part.tag for part in verb.iter()} - SSML - {"Say"}:
                raise TwimlFault(f"<Say> cannot have {', '.join(sorted(unknown))} in it")
            text = _words(verb)
            if not 0 < len(text) <= LONGEST_SAY:
                raise TwimlFault(f"<Say> reads 1 to {LONGEST_SAY} characters, not {len(text)}")
            yield from [Says(text, verb.get("language", ""))] * max(_number(verb, "loop", 1), 1)
        case "Play":
            yield Plays(urljoin(url, _words(verb)))
        case "Pause":
            yield Pauses(_number(verb, "length", 1))


def _gather(verb: Element, url: str) -> Play:
    for part in verb:
        _check(part)
        if part.tag not in ("Say", "Play", "Pause"):
            raise TwimlFault(f"<Gather> cannot have <{part.tag}> in it")
        yield from _sound(part, url)
    most = _number(verb, "numDigits", 0)
    asks = Asks(_number(verb, "timeout", 5), most or None, verb.get("finishOnKey", "#"))
    if "dtmf" not in verb.get("input", "dtmf").split():
        raise TwimlFault("<Gather> must take keys: not everybody can speak")
    typed = yield asks
    digits, ended_by = keys_heard(asks, typed or "")
    if digits or verb.get("actionOnEmptyResult", "false") == "true":
        heard = {"Digits": digits, "FinishedOnKey": ended_by, "msg": "Gather End"}
        raise Elsewhere(urljoin(url, verb.get("action", "")), heard)


def _dial(verb: Element, url: str) -> Play:
    rooms = list(verb)
    if [room.tag for room in rooms] != ["Conference"]:
        raise TwimlFault("<Dial> is played with exactly one <Conference>")
    room = rooms[0]
    _check(room)
    if room.get("record", "do-not-record") != "do-not-record":
        raise TwimlFault("a <Conference> would be recorded")
    name = _words(room)
    if not 0 < len(name) <= LONGEST_NAME:
        raise TwimlFault(f"a <Conference> has a name of 1 to {LONGEST_NAME} characters")
    wait, status = room.get("waitUrl"), room.get("statusCallback")
    yield Joins(
        name,
        begins=room.get("startConferenceOnEnter", "true") == "true",
        ends=room.get("endConferenceOnExit", "false") == "true",
        is_muted=room.get("muted", "false") == "true",
        wait_url=urljoin(url, wait) if wait else wait,
        status_url=urljoin(url, status) if status else "",
        status_events=frozenset(room.get("statusCallbackEvent", "").split()),
    )
    if "action" in verb.attrib:
        raise Elsewhere(urljoin(url, verb.attrib["action"]), {"DialCallStatus": "answered"})


def _message(verb: Element) -> Texts:
    bodies = list(verb.iter("Body")) or [verb]
    body = "".join("".join(one.itertext()) for one in bodies).strip()
    if not 0 < len(body) <= LONGEST_TEXT:
        raise TwimlFault(f"a <Message> has 1 to {LONGEST_TEXT} characters, not {len(body)}")
    return Texts(body, verb.get("to", ""))


def _words(verb: Element) -> str:
    return " ".join("".join(verb.itertext()).split())


def _number(verb: Element, name: str, default: int) -> int:
    given = verb.get(name)
    if given is None or given == "auto":
        return default
    if not given.isdecimal():
        raise TwimlFault(f"{name} of <{verb.tag}> is a whole number, not {given!r}")
    return int(given)
