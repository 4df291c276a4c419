"""How a parameter of the region's data is declared: its type, unit, range and meaning, all in the type of its field.

`lease: Annotated[timedelta, Minutes("how long a pull holds a contact")]`: how it is read from JSON and checked, and its
line in docs/rules.md, follow from that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Parameter:
    """Unit, range and meaning of one number of the region's data; both ends of the range are allowed."""

    meaning: str
    unit: str
    least: float
    most: float


Minutes = partial(Parameter, unit="minutes", least=1, most=24 * 60)
Days = partial(Parameter, unit="days", least=1, most=365)
Hour = partial(Parameter, unit="hour of the day, local", least=1, most=24)
Share = partial(Parameter, unit="share", least=0, most=1)
Factor = partial(Parameter, unit="factor", least=0, most=10)
Deviations = partial(Parameter, unit="standard deviations", least=0, most=100)
Times = partial(Parameter, unit="times", least=1, most=1000)


@dataclass(frozen=True, slots=True)
class DocumentField:
    """A field of a dataclass as it stands in a JSON document; durations are whole minutes, and their names say so."""

    name: str  # in the dataclass
    json_name: str
    kind: Any  # its type hint
    default: Any  # dataclasses.MISSING: it must be there
    parameter: Parameter | None


def document_fields(kind: type[Any]) -> Iterator[DocumentField]:
    """The fields of a dataclass, in order."""
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        hint, parameter = hints[field.name], None
        if get_origin(hint) is Annotated:
            hint, parameter = get_args(hint)
        is_duration = hint is timedelta or timedelta in get_args(hint)
        json_name = f"{field.name}_minutes" if is_duration else field.name
        yield DocumentField(field.name, json_name, hint, field.default, parameter)
