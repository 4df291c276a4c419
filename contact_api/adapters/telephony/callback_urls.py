"""Where a provider of calls and texts reaches us. Only ids of ours and numbers of turns stand in the addresses."""

from dataclasses import dataclass

from contact_api.domain.calls.calls import LineKind
from contact_api.domain.core.values import CallId

ROOT = "/contact-routing/v1/telephony"


@dataclass(frozen=True, slots=True)
class CallbackUrls:
    """The addresses of one provider, by its name; `http/routes` answers them."""

    public_url: str
    provider: str

    @property
    def text_statuses(self) -> str:
        """What became of a text; "{message_id}" in it becomes our id of the message."""
        return self._at("text-statuses?message_id={message_id}")

    @property
    def turns(self) -> str:
        """Keys of a caller; the number of the turn follows."""
        return self._at("voice/turns")

    def line(self, call_id: CallId, kind: LineKind) -> str:
        """What a line of ours is to hear."""
        return self._at(f"calls/{call_id}/lines/{kind}")

    def line_keys(self, call_id: CallId, kind: LineKind) -> str:
        """Keys that were pressed on a line of ours."""
        return f"{self.line(call_id, kind)}/keys"

    def line_statuses(self, call_id: CallId, kind: LineKind) -> str:
        """What became of a line of ours."""
        return f"{self.line(call_id, kind)}/statuses"

    def _at(self, path: str) -> str:
        return f"{self.public_url.rstrip('/')}{ROOT}/{self.provider}/{path}"
