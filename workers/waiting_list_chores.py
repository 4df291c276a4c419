"""The scheduler's work for who waits for times: freed ones are offered, open ones counted, and what is short told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from contact_api.bootstrap import Application
from contact_api.domain.booking.booking import BookingId
from contact_api.ports import Transaction
from contact_api.usecases.booking.offer_freed import offer_freed_times
from contact_api.usecases.booking.supply import count_next, watch_supply
from contact_api.usecases.messages.shortage_alerts import WAITING_OVERDUE
from contact_api.usecases.messages.unit_alerts import keep_unit_alerts
from workers.chores import Every

log = structlog.get_logger()

OFFER_EVERY = timedelta(seconds=20)
OVERDUE_EVERY = timedelta(hours=1)
SUPPLY_EVERY = timedelta(minutes=1)  # one kind of time at a time: nothing else waits long


@dataclass(frozen=True)
class WaitingListChores:
    """Each goes by the database alone, and can be done twice."""

    app: Application

    def all(self) -> list[Every]:
        """What is due, and how often."""
        return [
            Every(OFFER_EVERY, self.offer_freed_times),
            Every(OVERDUE_EVERY, self.watch_waiting_list),
            Every(SUPPLY_EVERY, self.count_supply),
        ]

    def offer_freed_times(self, now: datetime) -> None:
        """Offer what is free to those who wait for it, one after another."""
        made = offer_freed_times(self.app.transact, lambda: BookingId(str(uuid4())), now=now)
        if made:
            log.info("waiting_list.offered", offers=made)

    def watch_waiting_list(self, now: datetime) -> None:
        """Alert each unit of those on its waiting list who should have had a time by now."""

        def watch(tx: Transaction) -> tuple[int, int]:
            overdue = tx.overdue_waiting(tx.region().today(now))
            return keep_unit_alerts(WAITING_OVERDUE, overdue.keys(), tx, now=now)

        raised, closed = self.app.transact(watch)
        if raised or closed:
            log.info("waiting_list.overdue", raised=raised, closed=closed)

    def count_supply(self, now: datetime) -> None:
        """Count the open times of one kind, and alert the units that have fewer than agreed."""
        if not self.app.transact(lambda tx: count_next(tx, now=now)):
            return
        raised, closed = self.app.transact(lambda tx: watch_supply(tx, now=now))
        if raised or closed:
            log.info("supply.below", raised=raised, closed=closed)
