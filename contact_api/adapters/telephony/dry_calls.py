"""The dry telephone: shows whom it would ring, and rings nobody."""

from datetime import datetime

import structlog

from contact_api.adapters.telephony.phone import masked
from contact_api.domain.calls.calls import LineNews, RingingFailedTemporarily
from contact_api.ports import LineToRing

log = structlog.get_logger()


class DryTelephone:
    """For a rehearsal without a provider: every line is refused, so staff keep the contact and ring themselves."""

    def ring(self, line: LineToRing) -> str:
        """Show what would be rung. Errors: RingingFailedTemporarily, always."""
        log.info("line.shown", call=line.call_id, line=line.kind.value, to=masked(line.to))
        raise RingingFailedTemporarily("There is no provider of calls; nobody is rung.")

    def hang_up(self, provider_id: str) -> None:
        """There is nothing to end."""

    def ask(self, provider_id: str) -> LineNews | None:  # noqa: ARG002 - there are no lines
        """There are no lines."""
        return None

    def find(self, to: str, *, since: datetime) -> list[str]:  # noqa: ARG002 - there are no lines
        """There are no lines."""
        return []
