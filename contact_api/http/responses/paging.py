"""`limit` and `offset`, the same on every list."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from contact_api.http.schemas.base import LONGEST_LIST

_INT32: dict[str, Any] = {"format": "int32"}
FARTHEST = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    limit: int
    offset: int


async def _page(
    limit: Annotated[
        int, Query(ge=1, le=LONGEST_LIST, description="How many at most.", json_schema_extra=_INT32)
    ] = 20,
    offset: Annotated[
        int, Query(ge=0, le=FARTHEST, description="How many to leave out first.", json_schema_extra=_INT32)
    ] = 0,
) -> Page:
    return Page(limit, offset)


Paging = Annotated[Page, Depends(_page)]
