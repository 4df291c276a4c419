"""The scheduler's work for bookings: holds end, and what nobody booked of today is shared with call-backs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from contact_api.bootstrap import Application
from contact_api.usecases.booking.shared_time import sweep_holds
from contact_api.usecases.staff_time.release_time import release_time
from workers.chores import Every

log = structlog.get_logger()

HOLDS_EVERY = timedelta(seconds=2)
RELEASE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class BookingChores:
    """All of it goes by the database: what was not done in time is done when the scheduler is back."""

    app: Application

    def all(self) -> list[Every]:
        """What is due when."""
        return [Every(HOLDS_EVERY, self.end_holds), Every(RELEASE_EVERY, self.release_time)]

    def end_holds(self, now: datetime) -> None:
        """Give back times that were held for somebody who did not decide."""
        if ended := self.app.transact(lambda tx: sweep_holds(tx, now=now)):
            log.info("holds.ended", holds=ended)

    def release_time(self, now: datetime) -> None:
        """Share today's bookable time with call-backs, from the region's hour on."""
        released = self.app.transact(lambda tx: release_time(tx, units=list(tx.region().units), now=now))
        if released:
            log.info("time.released", units=len(released))
