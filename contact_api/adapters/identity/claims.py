"""What the claims of a token say about its bearer.

Staff come with Inera's claims (employeeHsaId, commissionHsaId, …), citizens with the personal identity number
as the Swedish OpenID Connect profile names it, machines with their client id. Names are configuration. Scopes, which a
client asks for itself, say nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, Protocol, TypeVar
from zoneinfo import ZoneInfo

from contact_api.domain.core.access import Caller, Role
from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, read_identity
from contact_api.domain.core.values import StaffId, UnitId

LONGEST_CLAIM = 255
T = TypeVar("T")
_SWEDEN = ZoneInfo("Europe/Stockholm")


IDENTITY_NUMBER = (
    "https://id.oidc.se/claim/personalIdentityNumber",
    "urn:swedish:personalIdentityNumber",
    "personalIdentityNumber",
    "https://id.oidc.se/claim/coordinationNumber",
)


class NotACaller(Exception):
    """A claim says something that cannot be; which one, never what."""


class NotAssured(Exception):
    """The sign-in was not safe enough for any of the roles it brought."""


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """Under which names a provider says what; the first that is there counts."""

    roles: tuple[str, ...] = ("roles", "role")
    assurance: tuple[str, ...] = ("acr",)
    client: tuple[str, ...] = ("client_id", "azp")
    staff: tuple[str, ...] = ("staff_id", "employeeHsaId")
    employee: tuple[str, ...] = ("employeeHsaId",)
    commission: tuple[str, ...] = ("commissionHsaId",)
    unit: tuple[str, ...] = ("unit_id", "healthCareUnitHsaId", "healthcareUnitHsaId", "unitHsaId")
    licence: tuple[str, ...] = ("healthcareProfessionalLicense",)
    identity_number: tuple[str, ...] = IDENTITY_NUMBER


@dataclass(frozen=True, slots=True)
class Directory:
    """Who a provider's names for units and staff are here: HSA-ids or our own; None for unknown ones."""

    unit_of: Callable[[str], UnitId | None] = UnitId
    staff_of: Callable[[str], StaffId | None] = StaffId


class Issuer(Protocol):
    """What the claims are read by."""

    @property
    def name(self) -> str: ...
    @property
    def may_grant(self) -> frozenset[Role]: ...
    @property
    def grants_all(self) -> frozenset[Role]: ...
    @property
    def role_names(self) -> Mapping[str, Role] | None: ...
    @property
    def claim_names(self) -> ClaimNames: ...
    @property
    def assurance(self) -> Mapping[Role, frozenset[str]]: ...


def caller_of(claims: Mapping[str, Any], issuer: Issuer, directory: Directory, *, now: datetime) -> Caller:
    """The caller behind claims whose signature was checked. Errors: NotACaller, NotAssured.

    Only those roles count that the issuer may grant, at a level of assurance that is enough for them. Staff without a
    commission at a unit are nobody's staff here and lose the roles that are tied to one.
    """
    names = issuer.claim_names
    unit = _known(directory.unit_of, _text(claims, names.unit))
    roles = _assured(_roles({*_texts(claims, names.roles)}, issuer), _text(claims, names.assurance), issuer)
    if unit is None:
        roles -= {Role.STAFF, Role.UNIT_MANAGER}
    staff = _known(directory.staff_of, _text(claims, names.staff))
    return Caller(
        subject=_text(claims, ("sub",)) or _refuse("sub"),
        provider=issuer.name,
        roles=roles,
        client_id=_text(claims, names.client),
        staff_id=staff if Role.STAFF in roles else None,
        employee_hsa_id=_text(claims, names.employee),
        commission_hsa_id=_text(claims, names.commission),
        unit_id=unit,
        licensed=bool(_texts(claims, names.licence)),
        person_identity=_identity(claims, names, now) if Role.CITIZEN in roles else None,
    )


def _roles(named: set[str], issuer: Issuer) -> frozenset[Role]:
    names = {role.value: role for role in Role} if issuer.role_names is None else issuer.role_names
    granted = frozenset(names[name] for name in named if name in names)
    return (granted | issuer.grants_all) & issuer.may_grant


def _assured(roles: frozenset[Role], level: str | None, issuer: Issuer) -> frozenset[Role]:
    """Those of the roles for which the sign-in was safe enough. Errors: NotAssured when that is none of them."""
    enough = frozenset(
        role for role in roles if role not in issuer.assurance or level in issuer.assurance[role]
    )
    if roles and not enough:
        raise NotAssured
    return enough


def _identity(claims: Mapping[str, Any], names: ClaimNames, now: datetime) -> PersonIdentity | None:
    number = _text(claims, names.identity_number)
    if number is None:
        return None
    today = now.astimezone(_SWEDEN).date()
    try:
        return read_identity(IdentityKind.PERSONAL_NUMBER, number, now=today)
    except NotAnIdentity:
        pass
    try:
        return read_identity(IdentityKind.COORDINATION_NUMBER, number, now=today)
    except NotAnIdentity as error:
        raise NotACaller("identity number") from error


def _known(look_up: Callable[[str], T | None], name: str | None) -> T | None:
    return None if name is None else look_up(name)


def _text(claims: Mapping[str, Any], names: Iterable[str]) -> str | None:
    name = next((name for name in names if claims.get(name) not in (None, "")), None)
    if name is None:
        return None
    value = claims[name]
    if not isinstance(value, str) or len(value) > LONGEST_CLAIM or not value.isprintable():
        _refuse(name)
    return value


def _texts(claims: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """A claim that may be a list of texts or one text with spaces between."""
    value: object = next((claims[name] for name in names if claims.get(name)), [])
    if isinstance(value, str):
        return value.split()
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        _refuse("a list of texts")
    return value


def _refuse(claim: str) -> NoReturn:
    raise NotACaller(claim)
