"""`python -m contact_api.demo.provider PORT`: the double as a program of its own, for the demo.

Account and token come from CONTACT_TWILIO__ACCOUNT_SID and CONTACT_TWILIO__AUTH_TOKEN, so that no list of programs
shows them.
"""

import argparse
import os
from datetime import UTC, datetime, timedelta

from contact_api.demo.provider.exchange import Subscription
from contact_api.demo.provider.provider import Provider
from contact_api.demo.provider.server import serve


def main() -> None:
    """Read the arguments and serve."""
    reader = argparse.ArgumentParser(
        prog="python -m contact_api.demo.provider", description="A double of Twilio."
    )
    reader.add_argument("port", type=int)
    reader.add_argument("--number", default=Subscription().number, help="ours, where people ring and text")
    reader.add_argument("--voice-url", default="", help="asked when somebody rings us")
    reader.add_argument("--voice-ends-url", default="", help="told when such a call is over")
    reader.add_argument("--sms-url", default="", help="asked when somebody texts us")
    reader.add_argument("--texts", default="", help="a file that gets a line of JSON for each text we send")
    reader.add_argument(
        "--clock-offset-seconds", type=float, default=0.0, help="as of the service's own clock"
    )
    wanted = reader.parse_args()
    subscription = Subscription(
        account_sid=os.environ.get("CONTACT_TWILIO__ACCOUNT_SID", Subscription().account_sid),
        auth_token=os.environ.get("CONTACT_TWILIO__AUTH_TOKEN", Subscription().auth_token),
        number=wanted.number,
        voice_url=wanted.voice_url,
        voice_ends_url=wanted.voice_ends_url,
        sms_url=wanted.sms_url,
    )
    began = datetime.now(UTC) + timedelta(seconds=wanted.clock_offset_seconds)
    serve(Provider(subscription, began=began, texts_file=wanted.texts), port=wanted.port)


if __name__ == "__main__":
    main()
