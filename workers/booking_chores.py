"""The scheduler's work for bookings: holds end, unbooked time is shared, citizens are reminded, losses are seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from contact_api.bootstrap import Application
from contact_api.usecases.booking.remind_of_bookings import bookings_to_be_reminded, remind_of_booking
from contact_api.usecases.booking.shared_time import sweep_holds
from contact_api.usecases.booking.watch_lost_time import watch_lost_times
from contact_api.usecases.staff_time.release_time import release_time
from workers.chores import Every

log = structlog.get_logger()

HOLDS_EVERY = timedelta(seconds=2)
RELEASE_EVERY = timedelta(minutes=1)
REMIND_EVERY = timedelta(seconds=20)  # so late a reminder may be
WATCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class BookingChores:
    """All of it goes by the database: what was not done in time is done when the scheduler is back."""

    app: Application

    def all(self) -> list[Every]:
        """What is due when."""
        return [
            Every(HOLDS_EVERY, self.end_holds),
            Every(RELEASE_EVERY, self.release_time),
            Every(REMIND_EVERY, self.remind_of_bookings),
            Every(WATCH_EVERY, self.watch_lost_times),
        ]

    def end_holds(self, now: datetime) -> None:
        """Give back times that were held for somebody who did not decide."""
        if ended := self.app.transact(lambda tx: sweep_holds(tx, now=now)):
            log.info("holds.ended", holds=ended)

    def remind_of_bookings(self, now: datetime) -> None:
        """Remind whose booked time begins soon, by the rule in force."""
        due = self.app.transact(lambda tx: bookings_to_be_reminded(tx, now=now))
        if reminders := sum(self.app.transact(partial(remind_of_booking, one, now=now)) for one in due):
            log.info("bookings.reminded", reminders=reminders)

    def watch_lost_times(self, now: datetime) -> None:
        """Alert of booked times that nobody is there for any more, and close the alert when there are none."""
        if changed := self.app.transact(lambda tx: watch_lost_times(tx, now=now)):
            log.info("lost_times.changed", alerts=changed)

    def release_time(self, now: datetime) -> None:
        """Share today's bookable time with call-backs, from the region's hour on."""
        released = self.app.transact(lambda tx: release_time(tx, units=list(tx.region().units), now=now))
        if released:
            log.info("time.released", units=len(released))
