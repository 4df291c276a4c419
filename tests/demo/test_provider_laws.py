"""Whatever people do at their telephones, the double keeps to Twilio's order of things."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from contact_api.adapters.telephony.twilio.calls import EVENTS
from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.provider.orders import call_ordered
from contact_api.demo.provider.phones import Answers, Callbacks, HangsUp, Phone
from contact_api.demo.provider.provider import Provider
from contact_api.demo.provider.records import CallRecord

FOLLOWS = {
    "initiated": {"ringing", "canceled"},
    "ringing": {"in-progress", "busy", "no-answer", "failed", "canceled"},
    "in-progress": {"completed"},
}
DOCUMENT = (
    '<Response><Gather numDigits="1" action="/room"><Say>1</Say></Gather></Response>',
    '<Response><Dial><Conference endConferenceOnExit="{}">c</Conference></Dial></Response>',
)
NUMBERS = ["+46701740605", "+46701740606", "+46701740607"]  # PTS: reserved for fiction

phones = st.builds(
    Phone,
    answers=st.sampled_from(Answers),
    keys=st.sampled_from([(), ("1",), ("#",)]),
    hangs_up=st.sampled_from(HangsUp),
    by_hand=st.booleans(),
    callbacks=st.sampled_from([Callbacks.ALL, Callbacks.TWICE, Callbacks.SHUFFLED, Callbacks.LATE]),
)
acts = st.tuples(st.sampled_from(["step", "end", "put_down", "press"]), st.integers(0, 2))


def answering(ends: str) -> tuple[Provider, list[Mapping[str, str]]]:
    told: list[Mapping[str, str]] = []

    def post(url: str, form: Mapping[str, str], _headers: Mapping[str, str]) -> tuple[int, str]:
        if url.endswith("/statuses"):
            told.append(dict(form))
            return 204, ""
        return 200, DOCUMENT[url.endswith("/room")].format(ends)

    return Provider(Subscription(), post=post), told


def ordered(provider: Provider, number: str) -> CallRecord:
    form = {"To": number, "From": NUMBERS[0], "Url": "http://x/line", "StatusCallback": "http://x/statuses"}
    call = call_ordered(form, EVENTS, provider.exchange)
    provider.exchange.calls[call.sid] = call
    return call


def happen(provider: Provider, act: str, call: CallRecord) -> None:
    match act:
        case "step":
            provider.step()
        case "end":
            provider.exchange.end(call)
        case "put_down":
            provider.put_down(call.sid)
        case "press":
            provider.press(call.sid, "1")


@given(
    st.lists(phones, min_size=3, max_size=3), st.lists(acts, max_size=12), st.sampled_from(["true", "false"])
)
def test_calls_and_rooms_keep_their_order_whatever_people_do(
    scripts: list[Phone], happens: list[tuple[str, int]], ends: str
) -> None:
    provider, told = answering(ends)
    for number, phone in zip(NUMBERS, scripts, strict=True):
        provider.script(number, phone)
    calls = [ordered(provider, number) for number in NUMBERS]

    for act, which in happens:
        happen(provider, act, calls[which])
    provider.run()

    for call in calls:
        news = {int(one["SequenceNumber"]): one["CallStatus"] for one in told if one["CallSid"] == call.sid}
        assert sorted(news) == list(range(len(news)))
        assert all(word in FOLLOWS[before] for before, word in pairwise(news[n] for n in sorted(news)))
        assert call.is_over or call.waits_for_keys or call.room is not None
        assert not (call.is_over and call.room)
        assert call.fault == ""
    for room in provider.exchange.rooms.all:
        assert room.is_over is not bool(room.members)
        assert all(not provider.exchange.calls[sid].is_over for sid in room.members)
