"""Take the next steps of a call."""

from contact_api.domain.core.access import Permission
from contact_api.domain.core.values import CallId
from contact_api.usecases.calls import dial as use_case
from workers.permission import must_be_allowed
from workers.start_up import app


def dial(call_id: str) -> None:
    """Ring, look for, ask for or hang up what the call needs now. Safe to run twice, and to die anywhere."""
    must_be_allowed(Permission.PLACE_CALLS)
    use_case.dial(CallId(call_id), app().transact, app().telephone, app().dialling, now=app().now)
