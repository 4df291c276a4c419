"""How Twilio's REST API says no.

Source: Twilio's error dictionary (www.twilio.com/docs/api/errors); the wording is ours.
"""

from starlette.responses import JSONResponse

SAID: dict[int, tuple[int, str]] = {
    20001: (400, "A parameter has a value that is not allowed: {0}"),
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    21201: (400, "No 'To' number is specified"),
    21202: (400, "The 'To' number {0} is a premium number"),
    21205: (400, "Url is not a valid URL: {0}"),
    21211: (400, "Invalid 'To' Phone Number: {0}"),
    21212: (400, "The 'From' number {0} is not a valid phone number"),
    21213: (400, "The 'From' phone number is required"),
    21214: (400, "The 'To' number {0} cannot be reached"),
    21215: (400, "Calls to {0} are not enabled for this account"),
    21216: (400, "The call to {0} was blocked"),
    21217: (400, "The phone number {0} does not appear to be valid"),
    21220: (400, "Call is not in-progress. Cannot redirect."),
    21408: (403, "Texts to the region of {0} are not enabled"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number or a MessagingServiceSid is required."),
    21604: (400, "A 'To' phone number is required."),
    21609: (400, "The StatusCallback URL {0} is not a valid URL"),
    21610: (400, "Attempt to send to unsubscribed recipient {0}"),
    21612: (400, "There is no route to {0}"),
    21614: (400, "{0} is not a mobile number"),
    21617: (400, "The message body has more than 1600 characters"),
}


class Refused(Exception):
    """Twilio's no, by its code; `what` is what Twilio repeats of the request."""

    def __init__(self, code: int, what: str = "") -> None:
        super().__init__(str(code))
        self.code = code
        self.what = what

    def answer(self) -> JSONResponse:
        """As Twilio answers it."""
        status, text = SAID.get(self.code, (400, "Refused: {0}"))
        return JSONResponse(
            {
                "code": self.code,
                "message": text.format(self.what),
                "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
                "status": status,
            },
            status,
        )
