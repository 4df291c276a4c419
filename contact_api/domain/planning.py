"""The figures planning goes by: dated configuration with a medical owner, never constants in the code."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property


@dataclass(frozen=True)
class Planning:
    """How promises, retries and the queue are run. Shares are of a pool's staff minutes in a cell."""

    version: str = "2026-1"
    wrap_minutes: int = 2  # documentation after a reached contact
    ring_minutes: int = 1  # an attempt nobody answers
    window_minutes: int = 60  # widest window that may be called a promise
    least_window_minutes: int = 15  # narrower is not worth promising
    urgent_within_minutes: int = 60
    max_attempts: int = 3
    retry_after_minutes: int = 30
    share_today: float = 0.80  # the rest is kept for the urgent and for retries
    share_urgent: float = 0.95
    release_minutes: int = 30  # so long before a cell begins the kept share of `today` is given back
    lend_minutes: int = 20  # so long before a window ends staff of other units may step in
    lease_minutes: int = 15
    own_unit_patience_minutes: int = 240  # a later own window gives way to an earlier one elsewhere

    @cached_property
    def window(self) -> timedelta:
        """The widest window that is a promise."""
        return timedelta(minutes=self.window_minutes)

    @cached_property
    def least_window(self) -> timedelta:
        """The narrowest that is worth one."""
        return timedelta(minutes=self.least_window_minutes)

    @cached_property
    def ring(self) -> timedelta:
        """How long an attempt lasts that nobody answers."""
        return timedelta(minutes=self.ring_minutes)

    @cached_property
    def retry_after(self) -> timedelta:
        """The least time between two attempts."""
        return timedelta(minutes=self.retry_after_minutes)

    @cached_property
    def urgent_within(self) -> timedelta:
        """How soon an urgent contact has its first attempt."""
        return timedelta(minutes=self.urgent_within_minutes)

    @cached_property
    def release(self) -> timedelta:
        """How long before a cell begins the kept share is given back."""
        return timedelta(minutes=self.release_minutes)

    @cached_property
    def lend(self) -> timedelta:
        """How long before a window ends other units may step in."""
        return timedelta(minutes=self.lend_minutes)

    @cached_property
    def own_unit_patience(self) -> timedelta:
        """Own unit patience, as a duration."""
        return timedelta(minutes=self.own_unit_patience_minutes)

    @cached_property
    def lease(self) -> timedelta:
        """How long a pull holds a contact."""
        return timedelta(minutes=self.lease_minutes)
