"""Send one text."""

from contact_api.domain.core.access import Permission
from contact_api.domain.core.values import MessageId
from contact_api.usecases.messages import send_message as use_case
from workers.permission import must_be_allowed
from workers.start_up import app


def send_message(message_id: str) -> None:
    """Send the text if it still is to be sent. Safe to run twice: only the run that claims it sends."""
    must_be_allowed(Permission.SEND_TEXTS)
    here = app()
    use_case.send_message(
        MessageId(message_id),
        here.transact,
        here.text_messages,
        here.wording,
        here.sealer,
        limits=here.text_limits,
        now=here.now,
    )
