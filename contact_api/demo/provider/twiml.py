"""Plays TwiML as Twilio does: what a caller hears, where keys are asked for, and which address is asked next.

Stricter than Twilio, so that a fault shows: a verb, attribute or place that this player does not know is a TwimlFault,
and so is GET, which would write numbers into addresses.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from contact_api.demo.provider.scenes import (
    Asks,
    Ends,
    Joins,
    Pauses,
    Play,
    Plays,
    Says,
    Scene,
    Texts,
    TwimlFault,
    keys_heard,
)
from contact_api.demo.provider.verbs import Elsewhere, Over, document, play_verb

__all__ = [
    "Asks",
    "Ends",
    "Fetch",
    "Joins",
    "Pauses",
    "Play",
    "Player",
    "Plays",
    "Says",
    "Scene",
    "Texts",
    "TwimlFault",
    "keys_heard",
]

Fetch: TypeAlias = Callable[[str, Mapping[str, str]], str]
"""Posts a form to an address and returns the document; raises TwimlFault when there is none."""

MOST_DOCUMENTS = 100  # in one call; more goes round in circles
OF_ONE_QUESTION = {"Digits", "FinishedOnKey", "msg", "DialCallStatus"}


class Player:
    """Plays one call, or one text message, from its first address on."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def play(self, url: str, form: Mapping[str, str]) -> Play:
        """The scenes in order; the last is Ends. At Asks send keys, at Joins resume when the room lets go.

        `form` is what the provider tells with every question; keys are added to it. Closing the generator is a
        hang-up at the other end: nothing more is asked for.
        Errors: TwimlFault.
        """
        form = dict(form)
        for _ in range(MOST_DOCUMENTS):
            verbs = document(self._fetch(url, form))
            form = {name: value for name, value in form.items() if name not in OF_ONE_QUESTION}
            try:
                for verb in verbs:
                    yield from play_verb(verb, url)
            except Elsewhere as there:
                url = there.url
                form = {**form, **there.form}
                if "CallStatus" in form:
                    form["CallStatus"] = "in-progress"
            except Over:
                return
            else:
                yield Ends("end_of_document")
                return
        raise TwimlFault(f"more than {MOST_DOCUMENTS} documents in one call: {url}")
