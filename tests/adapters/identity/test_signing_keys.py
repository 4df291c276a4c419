"""Keys of a provider: fetched when needed, kept when it is down, never asked for too often."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from contact_api.adapters.identity.signing_keys import ProviderUnreachable, SigningKeys, fetch_json
from tests.adapters.identity.fake_provider import DISCOVERY, ISSUER, NOW, FakeProvider


def keys_of(provider: FakeProvider) -> SigningKeys:
    return SigningKeys(ISSUER, provider.fetch)


def id_of(provider: FakeProvider, place: int = 0) -> str:
    return provider.keys[place].kid or ""


def test_the_keys_are_fetched_once_and_then_known(provider: FakeProvider) -> None:
    keys = keys_of(provider)

    for second in range(60):
        assert keys.find(id_of(provider), now=NOW + timedelta(seconds=second)) is not None

    assert provider.asked == 1


def test_a_new_key_is_found_at_once(provider: FakeProvider) -> None:
    keys = keys_of(provider)
    keys.find(id_of(provider), now=NOW)
    provider.keys.append(ECKey.generate_key("P-256", auto_kid=True))

    assert keys.find(id_of(provider, 1), now=NOW + timedelta(seconds=10)) is not None
    assert provider.asked == 2


def test_unknown_ids_make_us_ask_once_in_ten_seconds_at_most(provider: FakeProvider) -> None:
    keys = keys_of(provider)
    keys.find(id_of(provider), now=NOW)

    for number in range(100):
        assert keys.find(f"made-up-{number}", now=NOW + timedelta(seconds=9.9)) is None
    assert provider.asked == 1

    for number in range(100):
        assert keys.find(f"made-up-{number}", now=NOW + timedelta(seconds=10)) is None
    assert provider.asked == 2


def test_a_withdrawn_key_is_forgotten_after_ten_minutes(provider: FakeProvider) -> None:
    keys, withdrawn = keys_of(provider), id_of(provider)
    keys.find(withdrawn, now=NOW)
    provider.keys = [ECKey.generate_key("P-256", auto_kid=True)]

    assert keys.find(withdrawn, now=NOW + timedelta(minutes=9)) is not None
    assert keys.find(withdrawn, now=NOW + timedelta(minutes=10)) is None


def test_the_keys_stay_while_the_provider_is_down(provider: FakeProvider) -> None:
    keys = keys_of(provider)
    keys.find(id_of(provider), now=NOW)
    provider.is_down = True

    assert keys.find(id_of(provider), now=NOW + timedelta(hours=3)) is not None
    assert keys.find("made-up", now=NOW + timedelta(hours=4)) is None


def test_a_provider_that_was_down_at_the_start_is_asked_again(provider: FakeProvider) -> None:
    keys = keys_of(provider)
    provider.is_down = True
    with pytest.raises(ProviderUnreachable):
        keys.find(id_of(provider), now=NOW)
    provider.is_down = False

    with pytest.raises(ProviderUnreachable):
        keys.find(id_of(provider), now=NOW + timedelta(seconds=9))
    assert keys.find(id_of(provider), now=NOW + timedelta(seconds=10)) is not None


@pytest.mark.parametrize(
    "discovered",
    [
        {},
        {"issuer": "https://elsewhere.example", "jwks_uri": f"{ISSUER}/jwks"},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks_uri": 7},
        {"issuer": ISSUER, "jwks_uri": "http://sign-in.example/jwks"},
    ],
)
def test_another_providers_document_gives_no_keys(provider: FakeProvider, discovered: dict[str, Any]) -> None:
    provider.documents[DISCOVERY] = discovered

    with pytest.raises(ProviderUnreachable):
        keys_of(provider).find(id_of(provider), now=NOW)


def test_a_provider_may_be_reached_elsewhere_than_browsers_reach_it(provider: FakeProvider) -> None:
    inside = "http://sign-in.internal:8090/.well-known/openid-configuration"
    provider.documents[inside] = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}
    keys = SigningKeys(ISSUER, provider.fetch, discovery_url=inside)
    provider.documents[DISCOVERY] = {}

    assert keys.find(id_of(provider), now=NOW) is not None


def test_keys_that_sign_nothing_we_accept_are_passed_over(provider: FakeProvider) -> None:
    good = provider.keys[0].as_dict(private=False)
    provider.documents[f"{ISSUER}/jwks"] = {
        "keys": [
            "nonsense",
            {"kty": "oct", "kid": "password", "k": "AAAA"},
            {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "AA", "y": "AA"},
            {"kty": "RSA", "kid": "small", "n": "AQAB", "e": "AQAB"},
            ECKey.generate_key("P-384", {"kid": "other-curve"}).as_dict(private=False),
            ECKey.generate_key("P-256", {"kid": "for-encryption", "use": "enc"}).as_dict(private=False),
            good,
        ]
    }
    keys = keys_of(provider)

    assert keys.find(id_of(provider), now=NOW) is not None
    for passed_over in ("password", "broken", "small", "other-curve", "for-encryption"):
        assert keys.find(passed_over, now=NOW) is None


@pytest.mark.parametrize("published", [{}, {"keys": {}}, {"keys": []}])
def test_no_keys_at_all_is_a_provider_out_of_reach(provider: FakeProvider, published: dict[str, Any]) -> None:
    provider.documents[f"{ISSUER}/jwks"] = published

    with pytest.raises(ProviderUnreachable):
        keys_of(provider).find(id_of(provider), now=NOW)


def test_an_address_where_nobody_listens_is_a_provider_out_of_reach() -> None:
    with pytest.raises(ProviderUnreachable) as unreachable:
        fetch_json("http://127.0.0.1:9/nothing")

    assert isinstance(unreachable.value.__cause__, httpx.HTTPError)
