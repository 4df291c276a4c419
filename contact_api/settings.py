"""Everything that can be set from outside; the defaults are safe and local."""

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PostgresDsn,
    RedisDsn,
    Secret,
    SecretStr,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from contact_api.domain.core.access import Role
from contact_api.rehearsal import needs_consent

HERE = Path(__file__).resolve().parent
ClaimField = Literal[
    "roles",
    "assurance",
    "client",
    "staff",
    "employee",
    "commission",
    "purpose",
    "unit",
    "care_provider",
    "licence",
    "identity_number",
]
JSON_SETTINGS = {  # what is written as JSON, and what it looks like
    "former_secret_keys": '["an earlier key"]',
    "telephony_secrets": '{"exchange": ["whsec_…"]}',
    "duty_phones": '{"alidhem": "+46701740610"}',
    "caller_numbers": '{"alidhem": "+46846500401"}',
    "prefixes": '["+46"]',
    "sign_in": '{"staff": {"issuer": "https://…", "roles": ["staff"]}}',
}


class SettingIsNoJson(Exception):
    """A setting that is written as JSON is none; names the variable and the form, never the value."""

    def __init__(self, *path: str) -> None:
        name = "__".join(part.upper() for part in path)
        form = JSON_SETTINGS.get(path[-1], '{"…": …}')
        super().__init__(f"CONTACT_{name}: is no JSON; write it as {form}, in single quotes in a shell")


class _NotJson(ValueError):
    """Of the last part of a variable's name."""


class _Environment(EnvSettingsSource):
    """The environment; what is no JSON where JSON must be is named by its variable. Errors: SettingIsNoJson."""

    def prepare_field_value(
        self,
        field_name: str,
        field: FieldInfo,
        value: Any,
        value_is_complex: bool,  # noqa: FBT001 - inherited
    ) -> Any:
        try:
            return super().prepare_field_value(field_name, field, value, value_is_complex)
        except _NotJson as fault:
            raise SettingIsNoJson(*dict.fromkeys((field_name, str(fault)))) from None

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            raise _NotJson(field_name) from None


class SignInProvider(BaseModel):
    """A provider that some callers sign in with, and what its word is worth here."""

    model_config = ConfigDict(extra="forbid")  # a misspelt limit must not be no limit

    issuer: str = Field(min_length=1)  # exactly as it writes it in `iss`
    audience: str = Field(default="contact-routing", min_length=1)  # what it calls us in `aud`
    algorithms: tuple[Literal["ES256", "RS256"], ...] = Field(default=("ES256", "RS256"), min_length=1)
    roles: frozenset[Role] = frozenset()  # may grant; others in its tokens count for nothing
    everybody: frozenset[Role] = frozenset()  # of these, what everybody has who signs in there
    role_names: dict[str, Role] | None = None  # what it calls our roles; left out: as we do
    claims: dict[ClaimField, str] = {}  # under which names it says what, where they are others
    assurance: dict[Role, frozenset[str]] = {}  # which levels (`acr`) a role needs one of
    longest_token_seconds: int = Field(default=3600, ge=1, le=86_400)
    discovery_url: str | None = None  # where we reach it, when that is not where browsers do
    allow_http: bool = False  # a provider without TLS on another machine: rehearsals only

    @model_validator(mode="after")
    def _grants_what_it_may(self) -> Self:
        if not self.everybody <= self.roles:
            raise ValueError("`everybody` names a role that is not among `roles`")
        return self


class Twilio(BaseModel):
    """The provider of text messages; leave it out for the dry phone."""

    account_sid: str
    auth_token: SecretStr
    from_number: str | None = None
    messaging_service_sid: str | None = None
    base_url: str | None = None  # only to reach a stand-in over loopback


class Calls(BaseModel):
    """What the service may telephone; money in hundredths of the currency (öre)."""

    caller_number: str | None = None  # what telephones show; default: the provider's number
    caller_numbers: dict[str, str] = {}  # unit id → its own, when it is to be shown
    prefixes: tuple[str, ...] = ("+46",)
    per_second: int = Field(default=5, ge=1)
    at_once: int = Field(default=60, ge=1)
    per_number_per_day: int = Field(default=8, ge=1)
    number_rests_seconds: int = Field(default=60, ge=0)
    cost_per_day: int = Field(default=500_000, ge=0)
    price_per_minute: int = Field(default=50, ge=0)
    ring_seconds: int = Field(default=30, ge=5, le=60)


class Texts(BaseModel):
    """What the service may text: citizens by number and day, a unit's duty phone by span."""

    prefixes: tuple[str, ...] = ("+45", "+46", "+47", "+358")
    per_number_per_day: int = Field(default=20, ge=1)
    per_day: int = Field(default=20_000, ge=0)
    alerts_per_span: int = Field(default=5, ge=1)
    alerts_of_one_per_span: int = Field(default=2, ge=1)
    alert_span_minutes: int = Field(default=10, ge=1, le=120)


class Connections(BaseModel):
    """How many there may be to one server process, and how long each part of a request may take."""

    in_all: int = Field(default=2_000, ge=1)
    per_address: int = Field(default=500, ge=1)
    requests_at_once: int = Field(default=1_000, ge=1)
    header_seconds: float = Field(default=10, gt=0)
    body_seconds: float = Field(default=20, gt=0)
    idle_seconds: int = Field(default=30, ge=1)
    read_seconds: float = Field(default=30, gt=0)


class RequestsPerMinute(BaseModel):
    """How often one may ask: a guard against loops and floods, for all server processes together."""

    citizen: int = Field(default=6_000, ge=1)  # one sign-in
    link: int = Field(default=6_000, ge=1)
    key: int = Field(default=60_000, ge=1)  # a program, a sender of webhooks, one of the staff
    address: int = Field(default=60_000, ge=1)  # whoever they are, also who cannot sign in


class Originate(BaseModel):
    """A provider of calls that speaks the service's own small HTTP interface (docs/connect-telephony.md)."""

    base_url: str
    secret: SecretStr  # whsec_…; signs what we ask it for


class Settings(BaseSettings):
    """Read from the environment: CONTACT_DATABASE_URL, CONTACT_CALLS__AT_ONCE, …"""

    model_config = SettingsConfigDict(
        env_prefix="CONTACT_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: Any,
        **__: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given by name, then the environment."""
        return init_settings, _Environment(settings_cls)

    database_url: Secret[PostgresDsn] = Secret(
        PostgresDsn("postgresql+psycopg://contact@127.0.0.1:5432/contact")
    )
    redis_url: Secret[RedisDsn] = Secret(RedisDsn("redis://127.0.0.1:6379/0"))
    region: str = "24"  # the county code of the region this service serves
    national_scheduling_version: Literal["1.0", "1.1"] = "1.0"  # of the national contract, in its answers
    seeds_folder: Path = HERE.parent / "seeds" / "vasterbotten"
    secret_key: SecretStr = Field(min_length=32)  # sealing, look-up and links are derived from it
    former_secret_keys: tuple[SecretStr, ...] = ()  # still open what they sealed
    sign_in: dict[str, SignInProvider] = {}  # by a name of ours; without any, nobody can sign in
    telephony_secrets: dict[str, tuple[SecretStr, ...]] = {}  # sender id → signing keys, newest first
    twilio: Twilio | None = None
    originate: Originate | None = None  # places the calls instead of Twilio
    calls: Calls = Calls()
    texts: Texts = Texts()
    dry_messages_file: Path | None = None  # where the dry phone writes what it would send
    duty_phones: dict[str, str] = {}  # unit id → the staff's own duty telephone, for alerts
    connections: Connections = Connections()
    requests_per_minute: RequestsPerMinute = RequestsPerMinute()
    public_url: str = "http://127.0.0.1:8080"  # where links in messages lead
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    pool_size: int = Field(default=8, ge=1, le=64)  # for threads, and as many for the event loop
    workers: int = Field(default=1, ge=1, le=32)
    clock_offset_seconds: float = 0.0  # moves the service's clock: demo and rehearsals only
    rehearsal: bool = False  # others may reach a service whose clock is moved, or whose sign-in has no TLS
    roster_lead_days: int = Field(default=21, ge=1, le=366)  # so long before a roster ends it is told
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _knows_each_issuer_once(self) -> Self:
        issuers = [one.issuer for one in self.sign_in.values()]
        if len(issuers) != len(set(issuers)):
            raise ValueError("CONTACT_SIGN_IN: two providers have the same issuer; one is enough")
        return self

    @model_validator(mode="after")
    def _is_fit_for_use(self) -> Self:
        if not self.rehearsal and (found := needs_consent(self)):
            raise ValueError(
                f"{'; '.join(found)}: not for a service that others reach (a moved clock, a sign-in without TLS);"
                " take it out, or set CONTACT_REHEARSAL=true where nobody seeks care"
            )
        return self

    def issuer_granting(self, *roles: Role) -> str | None:
        """The first provider that may grant one of these, the first named first: where pages send people."""
        able = (one.issuer for role in roles for one in self.sign_in.values() if role in one.roles)
        return next(able, None)
