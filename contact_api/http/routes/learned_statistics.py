"""What the region has learned, for those who own its rules and run its day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import exp

from fastapi.responses import Response

from contact_api.domain.core.values import Channel
from contact_api.domain.forecast.learned_statistics import (
    ANSWER,
    ASSUMED_ANSWERS,
    DAYS,
    HANDLING,
    P80,
    P95,
    Key,
    LearnedStatistics,
)
from contact_api.http.auth.contexts import LearnedStatisticsContext
from contact_api.http.openapi.operations import describe
from contact_api.http.responses.json_and_csv import json_response
from contact_api.http.routes import router
from contact_api.http.schemas.learned_statistics import (
    AnswerChance,
    HandlingTimes,
    KindOfDay,
    LearnedStatisticsOut,
)
from contact_api.ports import Transaction

routes = router("oversight")


@routes.get(
    "/learned-statistics",
    response_model=LearnedStatisticsOut,
    **describe(
        "see-learned-statistics",
        sv="Vad regionen har lärt av sina egna avslutade kontakter: hur lång tid samtal tar, hur ofta någon"
        " svarar och hur många som hör av sig. Där inget är lärt visas det som antas.",
        en="What the region has learned from its own finished contacts. How long conversations take, how often"
        " somebody answers and how many seek contact; where nothing was learned, what is assumed.",
        answer="What is known, and how many observations it rests on.",
    ),
)
def see_learned_statistics(
    context: LearnedStatisticsContext,
) -> Response:
    def act(tx: Transaction) -> LearnedStatisticsOut:
        region = tx.region()
        smallest = region.catalogue.limits.smallest_cell
        return _statistics_view(region.learned, tx.learned_days(), smallest=smallest)

    return json_response(context.app.transact(act))


def _statistics_view(
    known: LearnedStatistics, learned: Mapping[date, datetime], *, smallest: int
) -> LearnedStatisticsOut:
    days = list(learned)
    return LearnedStatisticsOut(
        days=known.days,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        last_learned_at=max(learned.values(), default=None),
        assumed=known.days == 0,
        smallest_count=smallest,
        handling=[_handling(known, key) for key in _with_all_below(known, (HANDLING,))],
        answers=list(_answers(known)),
        kinds_of_day=[
            KindOfDay(weekday=int(kind), days=sums[0], contacts=sums[1], urgent=sums[2])
            for kind, sums in known.below((DAYS,)).items()
        ],
    )


def _with_all_below(known: LearnedStatistics, key: Key) -> Iterator[Key]:
    yield key
    for name in known.below(key):
        yield from _with_all_below(known, (*key, name))


def _handling(known: LearnedStatistics, key: Key) -> HandlingTimes:
    mean, variance = known.ratio(key)
    profession, urgency, reason = (*key[1:], "", "", "")[:3]
    return HandlingTimes(
        profession=profession,
        urgency=urgency,
        reason=reason,
        observations=known.total(key, 3)[0],
        mean_ratio=round(exp(mean + variance / 2), 3),
        p80_ratio=round(exp(mean + P80 * variance**0.5), 3),
        p95_ratio=round(exp(mean + P95 * variance**0.5), 3),
    )


def _answers(known: LearnedStatistics) -> Iterator[AnswerChance]:
    for attempt in range(1, len(ASSUMED_ANSWERS) + 1):
        key = (ANSWER, str(attempt))
        yield _chance(known, attempt, key)
        for channel in known.below(key):
            for part in known.below((*key, channel)):
                yield _chance(known, attempt, (*key, channel, part), Channel(channel), part)


def _chance(
    known: LearnedStatistics, attempt: int, key: Key, channel: Channel | None = None, part: str | None = None
) -> AnswerChance:
    return AnswerChance(
        attempt=attempt,
        channel=channel,
        part_of_day=part,
        observations=known.total(key, 2)[0],
        answered_share=round(known.answered_share(attempt, channel, part), 3),
    )
