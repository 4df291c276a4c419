"""The figures the service answers for."""

from dataclasses import dataclass
from datetime import datetime

from contact_api.domain.values import Channel, ContactId, ContactState, Intake, UnitId, Urgency, Window


@dataclass(frozen=True, slots=True)
class FigureRow:
    """What one contact request adds to the figures; identifies nobody."""

    contact_id: ContactId
    unit_id: UnitId
    channel: Channel
    intake: Intake
    urgency: Urgency
    state: ContactState
    sought_at: datetime
    times_sought: int
    first_backed: bool  # whether the first answer was a backed promise
    first_window: Window | None
    promises: int  # how often she was told a time
    attempts: tuple[tuple[datetime, bool], ...]  # (started_at, reached) in order
