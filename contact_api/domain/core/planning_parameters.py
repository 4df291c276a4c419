"""The figures planning goes by: dated configuration with a medical owner, never constants in the code."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property


@dataclass(frozen=True)
class Planning:
    """How promises, retries and the queue are run. Shares are of a pool's staff minutes in a cell."""

    version: str = "2026-8"
    wrap_minutes: int = 2  # documentation after a reached contact
    ring_minutes: int = 1  # an attempt nobody answers
    window_minutes: int = 60  # widest window that may be called a promise
    least_window_minutes: int = 15  # narrower is not worth promising
    lead_minutes: int = 15  # so long before the reserved cell its window opens, for staff ahead of the plan
    urgent_within_minutes: int = 60
    max_attempts: int = 3
    retry_after_minutes: int = 30
    retry_within_minutes: int = 90  # a retry is due so long after it may be made
    retry_reserve_minutes: int = 105  # windows opening later than this before the day ends leave too little
    # Until there is a plan: shares of a pool's minutes that may be promised.
    share_today: float = 0.80  # the rest is kept for the urgent and for retries
    share_urgent: float = 0.95
    # So many planned minutes go into a staff minute of half hours that begin before that hour, local.
    morning_fill: float = 1.15
    morning_until_hour: int = 11
    release_minutes: int = 30  # so long before a cell begins what is kept for the urgent is given back
    # What a plan keeps by forecast.
    protect_deviations: float = 0.5  # how many standard deviations are kept beside what is expected
    protect_at_most: float = 0.4  # never more than this share of a cell
    own_only_share: float = 0.2  # how many accept their own unit only
    stretch: float = 1.12  # how much more is reached than planned minutes say: not all answer, shifts overrun
    sure_deviations: float = 1.0  # how sure the forecast must be before long conversations are not promised
    later_promise_minutes: int = 120  # who was told "not today" is told a time only so long ahead
    # Who is next.
    lend_minutes: int = 5  # so long before a window ends staff of other units may step in at the latest
    rescue_minutes: int = 10  # so long before a window ends it goes before everything that can wait
    own_unit_first_minutes: int = 45  # other units' people go first only when nobody here is due so soon
    urgent_own_unit_minutes: int = 15  # so long her own unit comes first to somebody urgent
    stay_minutes: int = 30  # so much work each hand of a unit that is short of time keeps from others
    lease_minutes: int = 15
    own_unit_patience_minutes: int = 420  # a later own window gives way to an earlier one elsewhere
    # Texts that leave by themselves.
    remind_minutes: int = 15  # so long before a window opens
    remind_after_minutes: int = 30  # not when she was told of the window less than this before the reminder
    at_risk_minutes: int = 15  # so long before a window ends somebody still waiting is told of a delay
    quiet_from_hour: int = 21  # local; from then on only what answers her leaves
    quiet_until_hour: int = 7

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
    def retry_within(self) -> timedelta:
        """How long a retry may wait from when it may be made."""
        return timedelta(minutes=self.retry_within_minutes)

    @cached_property
    def retry_reserve(self) -> timedelta:
        """How much of the day a window should leave for the attempts that may follow."""
        return timedelta(minutes=self.retry_reserve_minutes)

    @cached_property
    def later_promise(self) -> timedelta:
        """How far ahead a time lies that is worth telling somebody who was promised none."""
        return timedelta(minutes=self.later_promise_minutes)

    @cached_property
    def rescue(self) -> timedelta:
        """How long before a window ends it goes before everything that can still wait."""
        return timedelta(minutes=self.rescue_minutes)

    @cached_property
    def own_unit_first(self) -> timedelta:
        """How near the time of somebody at her own unit keeps a staff member from going to others' help."""
        return timedelta(minutes=self.own_unit_first_minutes)

    @cached_property
    def urgent_own_unit(self) -> timedelta:
        """For how long from when somebody urgent sought contact others' hands leave her to her own unit."""
        return timedelta(minutes=self.urgent_own_unit_minutes)

    @cached_property
    def stay(self) -> timedelta:
        """How much work each hand of a unit that is short of time keeps at home."""
        return timedelta(minutes=self.stay_minutes)

    @cached_property
    def lead(self) -> timedelta:
        """How long before the reserved cell its window opens, for staff who are ahead of the plan."""
        return timedelta(minutes=self.lead_minutes)

    @cached_property
    def own_unit_patience(self) -> timedelta:
        """Own unit patience, as a duration."""
        return timedelta(minutes=self.own_unit_patience_minutes)

    @cached_property
    def remind(self) -> timedelta:
        """How long before her window opens she is reminded."""
        return timedelta(minutes=self.remind_minutes)

    @cached_property
    def remind_after(self) -> timedelta:
        """How long before the reminder she must have been told of the window."""
        return timedelta(minutes=self.remind_after_minutes)

    @cached_property
    def at_risk(self) -> timedelta:
        """How long before its end a promise to somebody who still waits is at risk."""
        return timedelta(minutes=self.at_risk_minutes)

    @cached_property
    def lease(self) -> timedelta:
        """How long a pull holds a contact."""
        return timedelta(minutes=self.lease_minutes)
