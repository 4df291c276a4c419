"""Which providers sign callers in, and what each one's word is worth: from the settings."""

from datetime import timedelta

from contact_api.adapters.identity.claims import ClaimNames, Directory, UnitNamed
from contact_api.adapters.identity.signing_keys import Fetch, fetch_json
from contact_api.adapters.identity.tokens import TokenChecker, TrustedIssuer
from contact_api.domain.capacity.capacity import Unit
from contact_api.domain.core.values import StaffId, UnitId
from contact_api.ports import Store
from contact_api.settings import Settings, SignInProvider


def tokens_of(settings: Settings, store: Store, *, fetch: Fetch = fetch_json) -> TokenChecker:
    """Believes the providers of the settings; HSA-ids in their tokens are translated to our units and staff."""
    issuers = [_trusted(name, one) for name, one in settings.sign_in.items()]
    return TokenChecker(issuers, directory=directory_of(store), fetch=fetch)


def directory_of(store: Store) -> Directory:
    """The region's units and staff, by our names for them and by their HSA-ids."""

    def unit_of(name: str) -> UnitNamed | None:
        with store.transaction() as tx:
            units = tx.region().units.values()
        return next((_named(unit) for unit in units if name in (unit.id, unit.hsa_id)), None)

    def staff_of(name: str, unit_id: UnitId) -> StaffId | None:
        with store.transaction() as tx:
            staff = tx.region().staff.values()
            there = [one.at(unit_id) for one in staff if unit_id in one.units]
        return next((one.id for one in there if name in (one.id, one.employee_hsa_id)), None)

    return Directory(unit_of=unit_of, staff_of=staff_of)


def _named(unit: Unit) -> UnitNamed:
    names = {unit.provider_id, unit.provider_hsa_id} - {""}
    return UnitNamed(unit.id, unit.provider_id, frozenset(names))


def _trusted(name: str, provider: SignInProvider) -> TrustedIssuer:
    return TrustedIssuer(
        issuer=provider.issuer,
        audience=provider.audience,
        may_grant=provider.roles,
        grants_all=provider.everybody,
        name=name,
        algorithms=provider.algorithms,
        longest_life=timedelta(seconds=provider.longest_token_seconds),
        assurance=provider.assurance,
        role_names=provider.role_names,
        claim_names=_claim_names(provider),
        discovery_url=provider.discovery_url,
        allow_http=provider.allow_http,
    )


def _claim_names(provider: SignInProvider) -> ClaimNames:
    """The usual names; one that the provider's settings give stands alone."""
    return ClaimNames(**{field: (name,) for field, name in provider.claims.items()})
