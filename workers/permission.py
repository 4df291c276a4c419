"""Jobs act as the service itself, and only as far as a job may."""

from contact_api.domain.core.access import Caller, Permission, Proof, allow

SERVICE = Caller("service", frozenset(), proof=Proof.OWN_JOB)


def must_be_allowed(permission: Permission) -> None:
    """What a job asks for before it does anything. Errors: NotPermitted."""
    allow(SERVICE, permission)
