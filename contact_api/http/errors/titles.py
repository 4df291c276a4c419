"""The titles of problems: our own, as the standard library's differ from one Python to the next.

Source: RFC 9110, section 15.
"""

from collections.abc import Mapping

TITLES: Mapping[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}
FIRST_OF_THE_SERVERS = 500


def title_of(status: int) -> str:
    """The title of a problem; what is not known has that of its class (RFC 9110, section 15)."""
    return TITLES.get(status) or TITLES[400 if status < FIRST_OF_THE_SERVERS else 500]
