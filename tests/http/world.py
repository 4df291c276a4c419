"""The API over the memory store, with real tokens, real signatures and a clock that a test moves."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from contact_api.adapters.identity.sealing import Sealer
from contact_api.adapters.identity.tokens import TokenChecker, TrustedIssuer
from contact_api.adapters.identity.webhooks import WebhookCheck, sign
from contact_api.adapters.memory.store import MemoryStore
from contact_api.adapters.telephony.dry import DryTextMessages
from contact_api.adapters.telephony.twilio.inbound import TwilioInbound
from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.bootstrap import Application
from contact_api.domain.capacity.capacity import StaffMember, Unit
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.access import Role
from contact_api.domain.core.calendar import OpeningHours
from contact_api.domain.core.values import StaffId, UnitId, Window
from contact_api.domain.region.region import Region
from contact_api.domain.triage.catalogue import Catalogue
from contact_api.domain.triage.catalogue_document import read_catalogue
from contact_api.http.app import create_app
from contact_api.ports import InboundProvider
from contact_api.providers import dialling_of
from contact_api.settings import Settings
from contact_api.sign_in import directory_of
from contact_api.usecases.staff_time.change_shifts import lay_capacity

SEEDS = Path(__file__).parents[2] / "seeds" / "vasterbotten"
ZONE = ZoneInfo("Europe/Stockholm")
ISSUER = "https://sign-in.example"
MORNING = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)  # a Monday, 09:15 in Umeå
WEBHOOK_SECRET = "whsec_" + "c2lnbmVkLWJ5LXRoZS1leGNoYW5nZS10ZXN0LWtleQ=="
STAFF_HSA_ID = "SE2321000222-TESTA001"  # of the nurse a-1
COMMISSION = "SE2321000222-TESTM0001"
ASTRID = "198004262385"  # Skatteverket's published test numbers
BERTIL = "198108222384"
CILLA = "201701012393"
V1 = "/contact-routing/v1"
TOKENS_LIVE = timedelta(days=3)  # longer than anywhere else: tests move their clocks
PROVIDER_TOKEN = "the-token-of-a-made-up-account"


@cache
def the_catalogue() -> Catalogue:
    return read_catalogue(json.loads((SEEDS / "catalogue.json").read_text("utf-8")))


def a_region() -> Region:
    """Two units of the region and a private one; nurses at each, one of them without a licence."""
    units = [
        Unit(
            UnitId("alidhem"),
            "Ålidhems hälsocentral",
            "rv",
            municipality="2480",
            part_of_county="umea",
            phone="+46846500401",
        ),
        Unit(UnitId("mala"), "Malå sjukstuga", "rv", municipality="2418", part_of_county="sodra_lappland"),
        Unit(
            UnitId("kliniken"),
            "Kliniken",
            "private",
            municipality="2480",
            part_of_county="umea",
            private=True,
        ),
    ]
    staff = [
        StaffMember(
            StaffId("a-1"),
            UnitId("alidhem"),
            ("nurse", "district_nurse"),
            ("sv", "en"),
            employee_hsa_id=STAFF_HSA_ID,
        ),
        StaffMember(StaffId("a-2"), UnitId("alidhem"), ("assistant_nurse", "nurse"), ("sv",), licensed=False),
        StaffMember(StaffId("m-1"), UnitId("mala"), ("nurse",), ("sv",)),
        StaffMember(StaffId("k-1"), UnitId("kliniken"), ("nurse",), ("sv",)),
    ]
    return Region(
        code="24",
        zone=ZONE,
        units={unit.id: unit for unit in units},
        staff={member.id: member for member in staff},
        catalogue=the_catalogue(),
        day_end=time(17),
        hours=tuple(OpeningHours(unit.id, day, time(8), time(17)) for unit in units for day in range(1, 6)),
    )


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **much: float) -> None:
        self.now += timedelta(**much)


class StillApplication(Application):
    """Whose tokens and signatures are judged by the test's clock too."""

    def real_now(self) -> datetime:
        return self.clock()


class SignIn:
    """A provider without a network."""

    def __init__(self) -> None:
        self._key = ECKey.generate_key("P-256", auto_kid=True)

    def fetch(self, url: str) -> Mapping[str, Any]:
        if url.endswith("/jwks"):
            return {"keys": [self._key.as_dict(private=False)]}
        return {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}

    def token(self, subject: str, *roles: Role, until: datetime, **claims: Any) -> str:
        said = {
            "iss": ISSUER,
            "aud": "contact-routing",
            "sub": subject,
            "iat": int((until - TOKENS_LIVE).timestamp()),
            "exp": int(until.timestamp()),
            "roles": [role.value for role in roles],
            **_commission(roles),
            **claims,
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, said, self._key)


def _commission(roles: Collection[Role]) -> dict[str, str]:
    """What the commission of staff and managers is for, unless a test says otherwise."""
    if Role.STAFF in roles:
        return {
            "commissionHsaId": COMMISSION,
            "commissionPurpose": "Vård och behandling",
            "healthcareProfessionalLicense": "SJ",
        }
    if Role.UNIT_MANAGER in roles:
        return {"commissionHsaId": COMMISSION, "commissionPurpose": "Administration"}
    return {}


@dataclass
class World:
    """Everything a test needs: the application, its clock, and headers for every kind of caller."""

    app: Application
    store: MemoryStore
    clock: Clock
    sign_in: SignIn
    api: FastAPI
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def bearer(self, subject: str, *roles: Role, **claims: Any) -> dict[str, str]:
        token = self.sign_in.token(subject, *roles, until=self.clock.now + timedelta(hours=8), **claims)
        return {"Authorization": f"Bearer {token}"}

    def citizen(self, number: str = ASTRID) -> dict[str, str]:
        claims = {"https://id.oidc.se/claim/personalIdentityNumber": number}
        return self.bearer(f"citizen-{number[-4:]}", Role.CITIZEN, **claims)

    def front_end(self) -> dict[str, str]:
        return self.bearer("web", Role.MACHINE_CLIENT, client_id="web-front-end")

    def staff(self, staff_id: str = "a-1", unit_id: str = "alidhem") -> dict[str, str]:
        return self.bearer(staff_id, Role.STAFF, staff_id=staff_id, unit_id=unit_id)

    def manager(self, unit_id: str = "alidhem") -> dict[str, str]:
        return self.bearer("manager", Role.UNIT_MANAGER, unit_id=unit_id)

    def having(self, role: Role) -> dict[str, str]:
        return self.bearer(role.value, role)

    def ring(self, body: Mapping[str, Any], message_id: str = "msg-1") -> Any:
        """Post a signed call-back request."""
        sent = json.dumps(body).encode()
        headers = sign([WEBHOOK_SECRET], message_id, sent, now=self.clock.now)
        return self.client.post(
            f"{V1}/telephony/callback-requests",
            content=sent,
            headers=headers | {"Content-Type": "application/json"},
        )

    def provider_says(self, path: str, form: Mapping[str, str], *, signed: bool = True) -> Any:
        """A webhook of the provider of calls and texts, signed over the public URL."""
        url = f"{self.app.settings.public_url}{V1}{path}"
        token = PROVIDER_TOKEN if signed else "somebody else's"
        signature = RequestValidator(token).compute_signature(url, form)
        return self.client.post(f"{V1}{path}", data=form, headers={"X-Twilio-Signature": signature})

    def looks(self) -> list[Any]:
        """Every row of the access log, the oldest first."""
        span = Window(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
        with self.store.transaction() as tx:
            return tx.access_log(person_id=None, actor=None, span=span, limit=1000, offset=0)[::-1]


def trusted_issuer() -> TrustedIssuer:
    """The provider of `SignIn`, whose word is worth everything."""
    return TrustedIssuer(
        ISSUER, "contact-routing", may_grant=frozenset(Role), name="tests", longest_life=TOKENS_LIVE
    )


def a_world(
    make: Callable[..., FastAPI] = create_app,
    *,
    region: Region | None = None,
    inbound: Sequence[InboundProvider] = (TwilioInbound(PROVIDER_TOKEN),),
) -> Iterator[World]:
    """A region on a Monday morning with four people on shift."""
    clock = Clock(MORNING)
    sign_in = SignIn()
    sealer = Sealer(["a made-up master secret of forty characters"])
    store = MemoryStore(region or a_region())
    settings = Settings(secret_key=SecretStr("x" * 40), public_url="https://kontakt.example.se")
    issuer = trusted_issuer()
    app = StillApplication(
        settings=settings,
        store=store,
        clock=clock,
        is_ready=lambda: {"database": True, "queue": True},
        sealer=sealer,
        tokens=TokenChecker([issuer], directory=directory_of(store), fetch=sign_in.fetch),
        webhooks=WebhookCheck({"exchange": [WEBHOOK_SECRET]}),
        text_messages=DryTextMessages(None),
        wording=CatalogueWording(sealer, public_url=settings.public_url, duty_phones={}),
        dialling=dialling_of(settings),
        inbound={one.name: one for one in inbound},
    )
    for member in ("a-1", "a-2", "m-1", "k-1"):
        put_on_shift(app, member)
    api = make(app)
    with TestClient(api, raise_server_exceptions=False) as client:
        yield World(app, store, clock, sign_in, api, client)


def put_on_shift(app: Application, staff_id: str) -> None:
    """Let a staff member work all of the day on which the tests begin."""
    with app.store.transaction() as tx:
        start = datetime(2026, 11, 23, 7, tzinfo=UTC)
        unit = tx.region().member(StaffId(staff_id)).unit_id
        end = start + timedelta(hours=9)
        tx.add_staff_time([StaffTime(StaffId(staff_id), unit, StaffTimeKind.CALLBACK, start, end)])
        span = Window(start - timedelta(hours=7), start + timedelta(hours=17))
        lay_capacity(tx, span, units=[unit], now=start)


def a_request(**but: Any) -> dict[str, Any]:
    """What a citizen typically sends."""
    return {"unit_id": "alidhem", "reason": "R01", "phone": "+46701740605", **but}


def seek(world: World, headers: dict[str, str], **but: Any) -> dict[str, Any]:
    """What is told to somebody who seeks contact."""
    answer = world.client.post(f"{V1}/contact-requests", json=a_request(**but), headers=headers)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told
