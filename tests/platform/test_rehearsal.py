"""A moved clock and a sign-in without TLS: told on this machine, refused where others reach the service."""

import json
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from contact_api.bootstrap import build
from contact_api.domain.core.access import Role
from contact_api.logs import configure_logging
from contact_api.rehearsal import only_for_rehearsals
from contact_api.settings import Settings, SignInProvider
from tests.examples import examples
from tests.http.world import V1, a_world

HERE = ("127.0.0.1", "localhost", "::1", "127.3.4.5")
ELSEWHERE = (
    "0.0.0.0",  # noqa: S104 - refused
    "10.0.0.7",
    "contact.example",
    "localhost.example",
    "::",
)


def provider(host: str, *, scheme: str = "http", allow_http: bool = True) -> SignInProvider:
    host = f"[{host}]" if ":" in host else host
    return SignInProvider(
        issuer=f"{scheme}://{host}/oidc", roles=frozenset({Role.STAFF}), allow_http=allow_http
    )


def settings(
    *,
    host: str = "127.0.0.1",
    url: str = "127.0.0.1",
    offset: float = 0.0,
    rehearsal: bool = False,
    **but: object,
) -> Settings:
    url = f"[{url}]" if ":" in url else url
    return Settings(
        secret_key=SecretStr("k" * 32),
        host=host,
        public_url=f"https://{url}/x",
        clock_offset_seconds=offset,
        rehearsal=rehearsal,
        **but,  # type: ignore[arg-type]
    )


def refusal(start: Callable[[], Settings]) -> str:
    """Why it does not start; nothing when it does."""
    try:
        start()
    except ValidationError as refused:
        return str(refused)
    return ""


@given(
    st.sampled_from(HERE + ELSEWHERE),
    st.sampled_from(HERE + ELSEWHERE),
    st.sampled_from([0.0, -3600.0, 1.0]),
    st.sampled_from(HERE + ELSEWHERE),
    st.sampled_from(["http", "https"]),
    st.booleans(),
)
@examples(1)
def test_nothing_of_a_rehearsal_starts_in_silence_where_others_reach_it(
    host: str, url: str, offset: float, issuer: str, scheme: str, rehearsal: bool
) -> None:
    sign_in = {"one": provider(issuer, scheme=scheme)}
    moved = bool(offset) and not {host, url} <= set(HERE)
    trusts = scheme == "http" and issuer not in HERE

    given_now = partial(settings, host=host, url=url, offset=offset, sign_in=sign_in)

    refused = "" if rehearsal else refusal(given_now)

    assert ("CONTACT_CLOCK_OFFSET_SECONDS" in refused) is (moved and not rehearsal)
    assert ("CONTACT_SIGN_IN: one" in refused) is (trusts and not rehearsal)
    assert ("CONTACT_REHEARSAL=true" in refused) is bool(refused)
    told = only_for_rehearsals(given_now(rehearsal=True))
    assert ("clock_is_moved" in told, "sign_in_without_tls" in told) == (bool(offset), trusts)


@pytest.mark.parametrize(("offset", "lines"), [(0.0, 0), (60.0, 1)])
def test_what_is_moved_is_one_line_of_the_log_of_each_process(
    offset: float, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging()

    build(settings(offset=offset)).store.close()  # type: ignore[attr-defined]

    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    warned = [(one["level"], one["what"]) for one in found if one["event"] == "rehearsal.not_for_use"]
    assert warned == [("warning", "clock_is_moved")] * lines


def test_health_says_that_a_service_in_use_is_no_rehearsal() -> None:
    for world in a_world():
        assert world.client.get(f"{V1}/health").json()["rehearsal"] == []
