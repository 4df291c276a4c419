"""Text messages through Twilio, by its own SDK."""

from typing import Any

import structlog
from twilio.base import values

from contact_api.adapters.telephony.phone import masked
from contact_api.adapters.telephony.twilio.client import FAULTS, TwilioAccount, client_of, what_failed
from contact_api.adapters.telephony.twilio.codes import sending_refused
from contact_api.domain.messages.notifications import Sent

log = structlog.get_logger()


class TwilioTextMessages:
    """Hands text messages over to Twilio; knows of delivery only what status callbacks tell later.

    At least once: Twilio's message API has no idempotency key, so when its answer is lost (`perhaps_sent`)
    trying again may show a citizen the same text twice; that is better than never saying that we call.
    With "{message_id}" in `status_callback`, a message whose answer was lost is known by its callback.
    """

    def __init__(self, account: TwilioAccount) -> None:
        self._account = account
        self._client = client_of(account)

    def send(self, to: str, body: str, *, message_id: str) -> Sent:
        """Hand one message over.

        Units:  `to` in E.164.
        Errors: SendingFailedTemporarily (no connection, time out, 429, 5xx, our account is refused, an answer
                that is not Twilio's) and SendingFailedPermanently (never to this number), with Twilio's code.
        """
        try:
            message = self._client.messages.create(to=to, body=body, **self._how(message_id))
        except FAULTS as error:
            failure = sending_refused(what_failed(error))
        else:
            log.info("message.handed_over", message=message_id, to=masked(to))
            return Sent(provider_id=str(message.sid))
        raise failure  # out here, so that the SDK's own error, which quotes the number, is not chained to it

    def _how(self, message_id: str) -> dict[str, Any]:
        account = self._account
        return {
            "messaging_service_sid": account.messaging_service_sid or values.unset,
            "from_": account.from_number or values.unset,
            "status_callback": account.status_callback.replace("{message_id}", message_id) or values.unset,
            "validity_period": int(account.validity.total_seconds()),
        }
