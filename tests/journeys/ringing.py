"""A citizen who rings the running service, as `contact-api phone` plays one."""

from collections.abc import Callable, Sequence

from contact_api.demo.phone.call import Ear, PhoneLine, ring
from contact_api.demo.phone.command import number_of
from tests.journeys.outside import Outside


def call(
    outside: Outside,
    unit: str,
    number: str,
    keys: Sequence[str],
    *,
    before_each: Callable[[], object] = lambda: None,
) -> list[str]:
    """What the caller hears, who hangs up when the keys are used up."""
    heard: list[str] = []
    given = iter(keys)

    def read(_prompt: str) -> str:
        before_each()
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    outside.personal |= {number, number.removeprefix("+46"), *(one for one in keys if len(one) > 5)}
    line = PhoneLine(outside.stack.places.api, outside.stack.places.provider_token)
    ring(line, Ear(heard.append, read), to=number_of(unit), rings_from=number)
    return [one.strip() for one in heard]


def requests_of(outside: Outside, unit: str) -> list[dict[str, object]]:
    return outside.rows(
        "select id, backed, times_sought, intake from contact_request where unit_id = %s and intake = 'voice'",
        unit,
    )
