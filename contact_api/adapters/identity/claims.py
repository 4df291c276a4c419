"""What the claims of a token say about its bearer.

Staff come with Inera's claims (employeeHsaId, commissionHsaId, …), citizens with the personal identity number
as the Swedish OpenID Connect profile names it, machines with their client id. Names are configuration. Scopes, which a
client asks for itself, say nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, Protocol
from zoneinfo import ZoneInfo

from contact_api.domain.core.access import Caller, Commission, Purpose, Role
from contact_api.domain.core.errors import NotAnIdentity
from contact_api.domain.core.identity import IdentityKind, PersonIdentity, read_identity
from contact_api.domain.core.values import StaffId, UnitId

LONGEST_CLAIM = 255
_SWEDEN = ZoneInfo("Europe/Stockholm")


IDENTITY_NUMBER = (
    "https://id.oidc.se/claim/personalIdentityNumber",
    "urn:swedish:personalIdentityNumber",
    "personalIdentityNumber",
    "https://id.oidc.se/claim/coordinationNumber",
)


PURPOSES = {  # HSA's commissionPurpose
    "vård och behandling": Purpose.CARE,
    "administration": Purpose.ADMINISTRATION,
    "kvalitetssäkring": Purpose.QUALITY,
    "statistik": Purpose.STATISTICS,
}


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
    purpose: tuple[str, ...] = ("commissionPurpose",)
    unit: tuple[str, ...] = ("unit_id", "healthCareUnitHsaId", "healthcareUnitHsaId", "unitHsaId")
    care_provider: tuple[str, ...] = ("healthCareProviderHsaId", "healthcareProviderHsaId")
    licence: tuple[str, ...] = ("healthcareProfessionalLicense",)
    identity_number: tuple[str, ...] = IDENTITY_NUMBER


@dataclass(frozen=True, slots=True)
class UnitNamed:
    """A unit of the region, and the names its care provider goes by."""

    unit_id: UnitId
    care_provider_id: str = ""
    care_provider_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Directory:
    """Who a provider's names for units and staff are here: HSA-ids or our own; None for unknown ones.

    Staff are looked for in the register at one unit: who is of another one is unknown there.
    """

    unit_of: Callable[[str], UnitNamed | None] = lambda name: UnitNamed(UnitId(name))
    staff_of: Callable[[str, UnitId], StaffId | None] = lambda name, _unit_id: StaffId(name)


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

    Only those roles count that the issuer may grant, at a level of assurance that is enough for them. Staff are who the
    register has at the unit of their commission; without one they are nobody's staff here.
    """
    names = issuer.claim_names
    commission = _commission(claims, names, directory)
    roles = _assured(_roles({*_texts(claims, names.roles)}, issuer), _text(claims, names.assurance), issuer)
    staff = _text(claims, names.staff) if Role.STAFF in roles else None
    return Caller(
        subject=_text(claims, ("sub",)) or _refuse("sub"),
        provider=issuer.name,
        roles=roles,
        client_id=_text(claims, names.client),
        staff_id=directory.staff_of(staff, commission.unit_id) if staff and commission else None,
        employee_hsa_id=_text(claims, names.employee),
        commission=commission,
        licensed=bool(_texts(claims, names.licence)),
        person_identity=_identity(claims, names, now) if Role.CITIZEN in roles else None,
    )


def _commission(claims: Mapping[str, Any], names: ClaimNames, directory: Directory) -> Commission | None:
    """The commission that is named whole: its id, what it is for, and its unit. None when any of it is unknown here.

    What is said several times must be said the same: one unit, and that of the care provider who is named.
    """
    hsa_id, purpose = _text(claims, names.commission), _text(claims, names.purpose)
    said = [_text(claims, [name]) for name in names.unit if claims.get(name)]
    units = {directory.unit_of(name) for name in said if name}
    unit = units.pop() if len(units) == 1 else None
    provider = _text(claims, names.care_provider)
    if unit is None or hsa_id is None or purpose is None:
        return None
    if provider is not None and provider not in unit.care_provider_names:
        return None
    return Commission(
        hsa_id, unit.unit_id, unit.care_provider_id, PURPOSES.get(purpose.casefold(), Purpose.OTHER)
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
