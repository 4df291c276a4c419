"""A provider of calls and texts that exists nowhere: JSON in, JSON out, and signatures that age."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from contact_api.domain.calls.calls import LineEnding, LineKind, LineNews, LineState
from contact_api.domain.core.values import CallId
from contact_api.domain.messages.notifications import DeliveryState
from contact_api.domain.voice_menu.menu_prompts import Keys
from contact_api.ports import DeliveryNews, ReceivedCall, ReceivedText, Sentence, WebhookRequest

OLDEST = timedelta(minutes=5)


class MadeUpProvider:
    """One adapter, of which the routes know nothing."""

    name = "made-up"
    media_type = "application/json"

    def __init__(self, key: str) -> None:
        self._key = key

    def sign(self, url: str, body: bytes, *, at: datetime) -> dict[str, str]:
        """The headers of its posts."""
        signed = f"{url} {int(at.timestamp())} ".encode() + body
        mac = hmac.new(self._key.encode(), signed, hashlib.sha256).hexdigest()
        return {"made-up-time": str(int(at.timestamp())), "made-up-mac": mac}

    def verified(self, request: WebhookRequest, *, now: datetime) -> "MadeUpWebhook | None":
        sent_at = request.headers.get("made-up-time", "0")
        at = datetime.fromtimestamp(int(sent_at), now.tzinfo)
        if abs(now - at) > OLDEST:
            return None
        mac = self.sign(request.url, request.body, at=at)["made-up-mac"]
        if not hmac.compare_digest(mac, request.headers.get("made-up-mac", "")):
            return None
        return MadeUpWebhook(json.loads(request.body))

    def text_back(self, body: str | None) -> str:
        return json.dumps({"text": body})

    def speak(self, sentences: Sequence[Sentence], keys: Keys | None, *, answer_to: str) -> str:
        awaited = {"most": keys.most, "post_to": answer_to} if keys else None
        return json.dumps({"say": _texts(sentences), "await": awaited}, ensure_ascii=False)

    def ask_to_press(self, sentences: Sequence[Sentence], *, answer_to: str) -> str:
        return self.speak(sentences, Keys(), answer_to=answer_to)

    def connect(self, call_id: CallId, kind: LineKind, sentences: Sequence[Sentence]) -> str:
        return json.dumps({"say": _texts(sentences), "room": call_id, "as": kind}, ensure_ascii=False)

    def hang_up(self) -> str:
        return json.dumps({"say": [], "await": None})


class MadeUpWebhook:
    """What it posted."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said

    def text(self) -> ReceivedText | None:
        said = self._said
        return ReceivedText(said["id"], said["sender"], said["receiver"], said["words"])

    def text_status(self) -> DeliveryNews | None:
        return DeliveryNews(self._said["id"], DeliveryState(self._said["state"]))

    def call(self) -> ReceivedCall:
        return ReceivedCall(self._said["id"], self._said.get("caller", ""), self._said.get("called", ""))

    def keys(self) -> str:
        return str(self._said.get("keys", ""))

    def line_id(self) -> str:
        return str(self._said["id"])

    def line_news(self, *, now: datetime) -> LineNews | None:
        if "state" not in self._said:
            return None
        ending = self._said.get("ending")
        return LineNews(
            self.line_id(), LineState(self._said["state"]), now, LineEnding(ending) if ending else None
        )


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    return [one.text for one in sentences]
