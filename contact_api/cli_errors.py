"""What the command line says of an error that the user can mend: one line, with what to do."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from contact_api.settings import JSON_SETTINGS, SettingIsNoJson

SEE = "(docs/settings.md)"


def words_of(error: Exception) -> str | None:
    """The line for the user; None when the error says nothing that they can act on."""
    if isinstance(error, ValidationError):
        return f"{'; '.join(_setting_fault(one) for one in error.errors())} {SEE}"
    if isinstance(error, SettingIsNoJson):
        return f"{error} {SEE}"
    if type(error).__name__ == "OperationalError":
        return _of_the_database(error)
    if is_for_the_user(error):
        return str(error) or _first_line(type(error).__doc__)
    return None


def is_for_the_user(error: Exception) -> bool:
    """Whether the error says something the user can act on."""
    from contact_api.adapters.identity.sealing import SecretTooShort
    from contact_api.adapters.identity.tokens import InsecureIssuer
    from contact_api.adapters.seeds.faults import SeedFaults
    from contact_api.adapters.sql.migrate import TablesInUse
    from contact_api.adapters.sql.region import NoSuchRegion
    from contact_api.adapters.sql.seeding import AnotherRegion, CatalogueChanged
    from contact_api.adapters.sql.store import StoreIsDown
    from contact_api.domain.core.errors import DomainError

    known = (
        AnotherRegion,
        CatalogueChanged,
        DomainError,
        InsecureIssuer,
        NoSuchRegion,
        SecretTooShort,
        SeedFaults,
        StoreIsDown,
        TablesInUse,
    )
    return isinstance(error, known) or type(error).__name__ in {
        "CannotStart",
        "NotABackFill",
        "RosterContested",
        "RosterOutOfDays",
        "ScenarioFault",
    }


def _of_the_database(error: Exception) -> str:
    """Without a statement there was no connection to give one to; else what the server itself says, in a line."""
    from contact_api.adapters.sql.store import StoreIsDown

    if getattr(error, "statement", None) is None:
        return f"{_first_line(StoreIsDown.__doc__)} Is it running, and is CONTACT_DATABASE_URL right?"
    return f"PostgreSQL: {_first_line(str(getattr(error, 'orig', error)))}"


def _setting_fault(fault: Mapping[str, object]) -> str:
    """Which setting is wrong, by the name it is set by; never its value."""
    path = [str(part) for part in fault["loc"]]  # type: ignore[attr-defined]
    if not path:  # of several settings together: the words name them
        return str(fault["msg"]).removeprefix("Value error, ")
    if path[0] == "sign_in" and len(path) > 1:
        return f"CONTACT_SIGN_IN: {'.'.join(path[1:])}: {fault['msg']}"
    inside = next((place for place, part in enumerate(path, start=1) if part in JSON_SETTINGS), None)
    name = "__".join(part.upper() for part in path[:inside])
    return f"CONTACT_{name}: {_what(fault, path[:inside])}"


def _what(fault: Mapping[str, object], path: Sequence[str]) -> str:
    ctx = fault.get("ctx")
    if fault["type"] == "too_short" and isinstance(ctx, Mapping):  # a secret is counted as if it were a list
        return f"must be at least {ctx['min_length']} characters long"
    form = JSON_SETTINGS.get(path[-1]) if path else None
    return f"must look like {form}" if form else str(fault["msg"])


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]
