"""The figures planning goes by: dated configuration with a medical owner, never constants in the code."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from contact_api.domain.core.parameters import MINUTE, Days, Deviations, Factor, Hour, Minutes, Share, Times
from contact_api.domain.core.values import Urgency


@dataclass(frozen=True)
class Planning:
    """How promises, retries and the queue are run, as the region's medical lead has set it.

    Units: durations here, whole minutes in the catalogue, where the name of a duration ends in `_minutes`.
    Source: a window wider than an hour is no promise (scenario format); customary two attempts; one in five does not
    answer, and more than half as much again could not be made good.
    """

    version: str = "2026-9"
    wrap: Annotated[timedelta, Minutes("documentation after a reached contact")] = 2 * MINUTE
    ring: Annotated[timedelta, Minutes("how long an attempt lasts that nobody answers")] = 1 * MINUTE
    window: Annotated[timedelta, Minutes("the widest window that may be called a promise", most=60)] = (
        60 * MINUTE
    )
    least_window: Annotated[timedelta, Minutes("the narrowest window that is worth promising")] = 15 * MINUTE
    lead: Annotated[
        timedelta, Minutes("how long before its half hour a window opens, for staff ahead of the plan")
    ] = 15 * MINUTE
    urgent_within: Annotated[timedelta, Minutes("how soon an urgent contact has its first attempt")] = (
        60 * MINUTE
    )
    max_attempts: Annotated[
        int, Times("attempts before a contact counts as not reached", least=2, most=20)
    ] = 3
    retry_after: Annotated[timedelta, Minutes("the least time between two attempts")] = 30 * MINUTE
    red_flag_retry_after: Annotated[
        timedelta,
        Minutes("the same for who affirmed a red flag that leads to 112: nobody waits half an hour for that"),
    ] = 5 * MINUTE
    retry_within: Annotated[timedelta, Minutes("how long a retry may wait from when it may be made")] = (
        90 * MINUTE
    )
    retry_reserve: Annotated[
        timedelta, Minutes("how much of the day a window should leave for the attempts that may follow")
    ] = 105 * MINUTE
    share_today: Annotated[
        float,
        Share(
            "of a pool's minutes that may be promised while there is no plan; the rest is for the urgent and retries"
        ),
    ] = 0.80
    share_urgent: Annotated[
        float, Share("of a pool's minutes that may be promised to the urgent while there is no plan")
    ] = 0.95
    morning_fill: Annotated[
        float,
        Factor("planned minutes that go into a staff minute of half hours of the morning", least=1, most=1.5),
    ] = 1.15
    morning_until_hour: Annotated[int, Hour("half hours that begin before it are of the morning")] = 11
    release: Annotated[
        timedelta,
        Minutes("how long before a half hour begins what is protected for the urgent is given back"),
    ] = 30 * MINUTE
    protect_deviations: Annotated[float, Deviations("protected beside what is expected")] = 0.5
    protect_at_most: Annotated[float, Share("never more of a half hour is protected")] = 0.4
    own_only_share: Annotated[float, Share("how many accept their own unit only")] = 0.2
    stretch: Annotated[
        float, Factor("how much more is reached than planned minutes say: not all answer, shifts overrun")
    ] = 1.12
    sure_deviations: Annotated[
        float, Deviations("how sure the forecast must be before long conversations are not promised")
    ] = 1.0
    later_promise: Annotated[
        timedelta, Minutes('who was told "not today" is told a time only so long ahead')
    ] = 120 * MINUTE
    lend: Annotated[
        timedelta, Minutes("how long before a window ends staff of other units may step in at the latest")
    ] = 5 * MINUTE
    rescue: Annotated[
        timedelta, Minutes("how long before its end a window goes before everything that can wait")
    ] = 10 * MINUTE
    own_unit_first: Annotated[
        timedelta, Minutes("other units' people go first only when nobody of the own unit is due so soon")
    ] = 45 * MINUTE
    urgent_own_unit: Annotated[
        timedelta, Minutes("for how long somebody urgent is left to their own unit")
    ] = 15 * MINUTE
    stay: Annotated[
        timedelta, Minutes("how much work a unit short of time keeps for each of its staff at work")
    ] = 30 * MINUTE
    lease: Annotated[timedelta, Minutes("how long a pull holds a contact")] = 15 * MINUTE
    own_unit_patience: Annotated[
        timedelta, Minutes("a window of the own unit that is later gives way to an earlier one elsewhere")
    ] = 420 * MINUTE
    remind: Annotated[timedelta, Minutes("how long before a window opens the citizen is reminded")] = (
        15 * MINUTE
    )
    remind_after: Annotated[
        timedelta, Minutes("no reminder to who was told of the window less than this before it")
    ] = 30 * MINUTE
    at_risk: Annotated[
        timedelta, Minutes("how long before a window ends who still waits is told of a delay")
    ] = 15 * MINUTE
    quiet_from_hour: Annotated[int, Hour("from then on only what answers the citizen is sent")] = 21
    quiet_until_hour: Annotated[int, Hour("from then on everything is sent again")] = 7
    sign_in_limit: Annotated[
        timedelta, Minutes("how much staff time the requests of one sign-in may hold at once")
    ] = 120 * MINUTE
    line_limit: Annotated[
        timedelta, Minutes("the same of one telephone that calls or texts come from, such as a care home's")
    ] = 480 * MINUTE
    named_number_limit: Annotated[
        timedelta, Minutes("the same of one telephone number that front ends name")
    ] = 120 * MINUTE
    submitter_share: Annotated[
        float,
        Share("of what may be promised of a unit's day to those who can wait: for one submitter's requests"),
    ] = 0.5
    sender_share: Annotated[
        float, Share("the same for those of one front end or exchange, the urgent not counted")
    ] = 0.9
    link_days: Annotated[int, Days("how long a citizen's link opens a case that has ended")] = 7

    def rests(self, urgency: Urgency) -> timedelta:
        """The least time between two attempts to reach somebody of this urgency."""
        if urgency is Urgency.U0:
            return min(self.red_flag_retry_after, self.retry_after)
        return self.retry_after
