"""The columns of contact_request: they follow from the fields of a contact, and every statement follows from them.

A field is a column of its name; the exceptions stand below. A tuple is a list in the row, a code (an enum) its value.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from enum import Enum
from operator import attrgetter, itemgetter
from typing import Any, get_origin, get_type_hints

from contact_api.adapters.sql.unit_of_work import Row, window_of
from contact_api.domain.core.contact import Circumstances, Contact, Need

ROW_ONLY = ("region", "details_sealed")  # of the row, and not of a contact
WINDOW = ("window_from", "window_to")  # one field, two columns
NEVER_CHANGE = frozenset(
    {"id", "person_id", "duplicate_key", "sought_at", "channel", "intake", "on_behalf_of", "limited_as"}
    | {"sent_by"}
)


class Part:
    """One part of a contact: its fields, and the column of each."""

    def __init__(
        self, of: Any, *, renamed: Mapping[str, str] | None = None, without: Collection[str] = ()
    ) -> None:
        self._of = of
        self._fields = tuple(one.name for one in fields(of) if one.name not in without)
        self.columns = tuple((renamed or {}).get(name, name) for name in self._fields)
        hints = get_type_hints(of)
        ways = [(number, *_ways(hints[name])) for number, name in enumerate(self._fields)]
        self._to_row = [(number, to_row) for number, to_row, _ in ways if to_row]
        self._from_row = [(number, from_row) for number, _, from_row in ways if from_row]
        self._of_part, self._of_columns = attrgetter(*self._fields), itemgetter(*self.columns)

    def values(self, part: Any) -> list[Any]:
        """The value of every column, in their order."""
        found = list(self._of_part(part))
        for number, to_row in self._to_row:
            found[number] = to_row(found[number])
        return found

    def read(self, row: Row, **more: Any) -> Any:
        """The part from its row; `more` are the fields that are not its own columns."""
        found = list(self._of_columns(row))
        for number, from_row in self._from_row:
            found[number] = from_row(found[number])
        return self._of(**dict(zip(self._fields, found, strict=True)), **more)


Way = Callable[[Any], Any]


def _ways(hint: Any) -> tuple[Way | None, Way | None]:
    """How a value of this type becomes a column's and comes back; None: as it is."""
    if get_origin(hint) is tuple:
        return list, tuple
    if isinstance(hint, type) and issubclass(hint, Enum):
        return attrgetter("value"), hint
    return None, None


NEED = Part(Need, renamed={"contact_id": "id"})
CIRCUMSTANCES = Part(Circumstances)
STANDING = Part(Contact, without=("need", "circumstances", "window"))
COLUMNS = (*NEED.columns, *CIRCUMSTANCES.columns, *STANDING.columns, *WINDOW)


def contact_values(contact: Contact) -> dict[str, Any]:
    """Every column but those of the row alone."""
    window = contact.window
    values = (
        *NEED.values(contact.need),
        *CIRCUMSTANCES.values(contact.circumstances),
        *STANDING.values(contact),
        *((window.start, window.end) if window else (None, None)),
    )
    return dict(zip(COLUMNS, values, strict=True))


def contact_of(row: Row) -> Contact:
    """A contact from its row."""
    contact: Contact = STANDING.read(
        row, need=NEED.read(row), circumstances=CIRCUMSTANCES.read(row), window=window_of(row)
    )
    return contact
