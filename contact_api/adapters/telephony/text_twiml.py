"""What Twilio is told to do with a text that came in."""

from twilio.twiml.messaging_response import MessagingResponse


def say_back(body: str | None) -> str:
    """Answer the sender with this text, or with nothing."""
    response = MessagingResponse()
    if body is not None:
        response.message(body)
    return str(response)
