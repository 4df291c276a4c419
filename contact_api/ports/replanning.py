"""Whether the region's plan wants to be made anew."""

from datetime import datetime
from typing import Protocol


class ReplanMark(Protocol):
    """The mark that something moved since the plan was made; setting it has the plan made anew."""

    def mark_dirty(self, *, now: datetime) -> None:
        """Something moved: the region's plan wants to be made anew."""

    def take_dirty(self, *, now: datetime) -> bool:
        """Clear the mark and say whether it was there; called before the plan reads anything."""
