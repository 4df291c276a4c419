"""How the service's dialling stands, and the emergency stop."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from contact_api.http.schemas.base import (
    Flag,
    FreeText,
    LineText,
    Moment,
    Number32,
    Shape,
    Why,
)


class StopIn(Shape):
    """Whether calls from the service are stopped; to stop them takes a reason."""

    stopped: Flag
    why: Why | None = None
    example: ClassVar[dict[str, Any]] = {"stopped": True, "why": "Fel nummer visas hos dem vi ringer."}


class Dialling(Shape):
    """What the service telephones and texts: whether calls are stopped, what goes on, what it may."""

    may_stop: Annotated[Flag, Field(description="Whether the caller may stop and allow calls.")]
    stopped: Flag
    stopped_at: Moment | None
    stopped_by: Annotated[LineText | None, Field(description="Who stopped them.")]
    why: FreeText | None
    calls: Annotated[Number32, Field(description="That go on now.")]
    calls_at_once: Annotated[Number32, Field(description="The most at once.")]
    cost_today: Annotated[
        Number32, Field(description="Of calls that are over, in hundredths of the currency.")
    ]
    cost_per_day: Annotated[Number32, Field(description="The ceiling; no call begins that might exceed it.")]
    texts_today: Annotated[Number32, Field(description="Texts to citizens, made today and handed over.")]
    texts_per_day: Annotated[Number32, Field(description="The most; then only alerts to staff leave.")]
    example: ClassVar[dict[str, Any]] = {
        "may_stop": True,
        "stopped": False,
        "stopped_at": None,
        "stopped_by": None,
        "why": None,
        "calls": 2,
        "calls_at_once": 60,
        "cost_today": 1250,
        "cost_per_day": 500_000,
        "texts_today": 412,
        "texts_per_day": 20_000,
    }
