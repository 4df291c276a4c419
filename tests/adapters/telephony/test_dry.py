"""The dry phone shows what would be sent."""

import json
import stat
import threading
from pathlib import Path

import pytest

from contact_api.adapters.telephony.dry import DryTextMessages
from contact_api.domain.messages.notifications import SendingFailedTemporarily, Sent

MOBILE = "+46701740605"
TEXT = "Vi ringer dig i dag mellan 09:10 och 10:00. å ä ö\nRing 112 vid fara för liv."


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_file_is_the_demos_phone(tmp_path: Path) -> None:
    path = tmp_path / "not yet" / "phone.jsonl"

    sent = DryTextMessages(path).send(MOBILE, TEXT, message_id="m-1")

    assert sent == Sent("dry-m-1")
    assert lines(path) == [{"provider_id": "dry-m-1", "message_id": "m-1", "to": MOBILE, "body": TEXT}]


def test_a_message_sent_twice_stands_there_twice_under_one_id(tmp_path: Path) -> None:
    sms = DryTextMessages(tmp_path / "phone.jsonl")

    assert sms.send(MOBILE, TEXT, message_id="m-1") == sms.send(MOBILE, TEXT, message_id="m-1")
    assert [line["provider_id"] for line in lines(tmp_path / "phone.jsonl")] == ["dry-m-1", "dry-m-1"]


def test_messages_of_several_workers_never_mix(tmp_path: Path) -> None:
    path = tmp_path / "phone.jsonl"

    def work(worker: int) -> None:
        sms = DryTextMessages(path)
        for n in range(50):
            sms.send(MOBILE, TEXT * 20, message_id=f"{worker}-{n}")

    workers = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert {line["message_id"] for line in lines(path)} == {f"{w}-{n}" for w in range(4) for n in range(50)}


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    DryTextMessages(tmp_path / "phone.jsonl").send(MOBILE, TEXT, message_id="m-1")

    assert stat.S_IMODE((tmp_path / "phone.jsonl").stat().st_mode) == 0o600


def test_what_is_shown_and_logged_has_two_digits_of_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[str] = []

    DryTextMessages(show=shown.append).send(MOBILE, TEXT, message_id="m-1")

    logged = "".join(capsys.readouterr())
    assert shown == [f"SMS …05: {TEXT}"]
    assert "message.shown" in logged
    assert "m-1" in logged
    assert MOBILE[3:] not in logged
    assert "09:10" not in logged


def test_a_file_that_cannot_be_written_fails_temporarily_and_names_no_path(tmp_path: Path) -> None:
    in_the_way = tmp_path / "phone"
    in_the_way.write_text("a file where a folder should be")

    with pytest.raises(SendingFailedTemporarily) as failed:
        DryTextMessages(in_the_way / "phone.jsonl").send(MOBILE, TEXT, message_id="m-1")

    assert str(tmp_path) not in failed.value.detail
    assert failed.value.__context__ is None
