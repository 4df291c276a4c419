"""What was typed, pasted or sent as a number, as a reader sees it."""

import unicodedata

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
UNSEEN = (
    "Cf"  # Unicode's category of marks that direct or join others: they come along when a number is copied
)


def as_seen(text: str) -> str:
    """One kind of space, of dash and of digit, and no marks that nobody sees; no spaces at the ends."""
    if text.isascii():  # none of it has another form
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != UNSEEN)
    return " ".join(seen.split())
