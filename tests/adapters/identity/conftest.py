"""What the tests of sign-in share."""

import pytest
from joserfc.jwk import ECKey

from tests.adapters.identity.fake_provider import FakeProvider


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider(ECKey.generate_key("P-256", auto_kid=True))
