"""The judge made of Twilio's published description says no where Twilio would; the double's answers pass it."""

import pytest

from tests.adapters.telephony.conftest import Twilio
from tests.adapters.telephony.published import Fields, faults_of_answer, faults_of_request, operation
from tests.patience import caller

ACCOUNT = "AC" + "0" * 31 + "1"
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
TO_AND_FROM = [("To", "+46701740605"), ("From", "+46101740600")]


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ([*TO_AND_FROM, ("Tiemout", "20")], "Tiemout is unknown"),
        ([*TO_AND_FROM, ("Timeout", "soon")], "Timeout is no integer"),
        ([*TO_AND_FROM, ("Method", "PUT")], "Method is none of GET, POST"),
        ([*TO_AND_FROM, ("Url", "/here")], "Url is no uri"),
        ([("To", "0701740605"), TO_AND_FROM[1]], "To is no endpoint"),
        (TO_AND_FROM[:1], "From is missing"),
    ],
)
def test_a_request_that_twilio_does_not_describe_is_found_out(form: Fields, fault: str) -> None:
    assert faults_of_request("POST", CALLS, [], form) == [fault]


@pytest.mark.parametrize(
    ("method", "path", "fault"),
    [
        ("DELETE", CALLS, f"DELETE {CALLS} is not published"),
        ("GET", CALLS.replace("AC0", "XX0"), "AccountSid does not look as it should"),
    ],
)
def test_a_path_that_twilio_does_not_have_is_found_out(method: str, path: str, fault: str) -> None:
    assert faults_of_request(method, path, [], []) == [fault]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ([("Status", "ended")], "Status is none of"),
        ([("PageSize", "1001")], "PageSize is out of its range"),
        ([("StartTime>", "yesterday")], "StartTime> is no date-time"),
    ],
)
def test_a_question_that_twilio_does_not_describe_is_found_out(query: Fields, fault: str) -> None:
    (found,) = faults_of_request("GET", CALLS, query, [])

    assert found.startswith(fault)


def test_a_proper_request_is_let_through() -> None:
    form = [*TO_AND_FROM, ("Url", "https://api.example/x"), ("Timeout", "25"), ("Record", "false")]

    assert faults_of_request("POST", CALLS, [], form) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"status": "ended"}', "answer.status is none of"),
        (b'{"duration": 4}', "answer.duration is no string"),
        (b'{"colour": "red"}', "answer.colour is unknown"),
        (b"[]", "answer is no object"),
    ],
)
def test_an_answer_that_twilio_does_not_give_is_found_out(body: bytes, fault: str) -> None:
    (found,) = faults_of_answer("POST", CALLS, 201, body)

    assert found.startswith(fault)


def test_every_answer_of_the_double_has_all_the_fields_that_twilio_publishes(twilio: Twilio) -> None:
    """That they are of the right kind is judged in every test."""
    own = twilio.provider.subscription
    with caller(auth=(own.account_sid, own.auth_token), base_url=twilio.url) as twilios:
        order = {**dict(TO_AND_FROM), "Url": "https://api.example/x"}
        call = twilios.post(CALLS, data=order).json()
        again = twilios.get(f"{CALLS.removesuffix('.json')}/{call['sid']}.json").json()
        page = twilios.get(CALLS).json()
        messages = CALLS.replace("Calls", "Messages")
        text = twilios.post(messages, data={**dict(TO_AND_FROM), "Body": "Hej"}).json()
        same = twilios.get(f"{messages.removesuffix('.json')}/{text['sid']}.json").json()
        texts = twilios.get(messages).json()

    assert set(call) == set(again) == set(page["calls"][0]) == _published("POST", CALLS, "201")
    assert set(page) == _published("GET", CALLS, "200")
    assert set(text) == set(same) == set(texts["messages"][0]) == _published("POST", messages, "201")
    assert set(texts) == _published("GET", messages, "200")


def _published(method: str, path: str, status: str) -> set[str]:
    found = operation(method, path)
    assert found is not None
    return set(found[0]["responses"][status]["properties"])
