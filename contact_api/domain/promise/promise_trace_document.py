"""The reasons of a promise as a small JSON document and back.

Times are seconds from `base`; a cell is a row of numbers, its pool and its span are places in lists. What is left out
is what identifies: the contact's id and who is the named contact.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from contact_api.domain.capacity.availability import Verdict
from contact_api.domain.capacity.capacity import Cell, Pool, ProtectedMinutes
from contact_api.domain.core.contact import Need
from contact_api.domain.core.values import Consent, ContactId, PoolId, UnitId, Urgency, Window
from contact_api.domain.promise.promise_trace import Candidate, PromiseTrace

SECOND = timedelta(seconds=1)
Seconds = int | float


def document_of(reasons: PromiseTrace) -> dict[str, Any]:
    """What is stored with the promise."""
    table = _Table(reasons.now.replace(second=0, microsecond=0))
    seconds, need = table.seconds, reasons.need
    looks = [[*table.row(cell), verdict.value] for cell, verdict in reasons.looks]
    places = {cell.key: number for number, (cell, _) in enumerate(reasons.looks)}
    more: list[list[Any]] = []
    ranked: list[list[Any]] = []
    for one in reasons.ranked:
        at = places.setdefault(one.cell.key, len(places))
        if at == len(looks) + len(more):
            more.append(table.row(one.cell))
        late, other_unit, _, at_other_unit, _, uses, _ = one.rank
        span = [seconds(one.window.start), seconds(one.window.end)]
        ranked.append([at, *span, late, other_unit, at_other_unit, uses, one.spare])
    return {
        "base": table.base.isoformat(),
        "now": seconds(reasons.now),
        "day_ends": seconds(reasons.day_ends_at),
        "planning": reasons.planning_version,
        "need": {
            "unit": need.unit_id,
            "professions": list(need.professions),
            "language": need.language,
            "minutes": need.minutes,
            "urgency": need.urgency.value,
            "consent": need.consent.value,
            "sought": seconds(need.sought_at),
            "from": seconds(need.available_from),
            "to": seconds(need.available_to),
        },
        "pools": list(table.pools),
        "spans": table.spans,
        "looks": looks,
        "more": more,
        "ranked": ranked,
        "not_looked_at": dict(reasons.not_looked_at),
        "elsewhere": dict(reasons.elsewhere),
        "units_elsewhere": reasons.units_elsewhere,
        "somebody_works": reasons.somebody_works,
    }


def read_reasons(document: Mapping[str, Any], contact_id: ContactId) -> PromiseTrace:
    """The reasons that stand in a document. Errors: KeyError, ValueError, IndexError, TypeError when it is none."""
    base = datetime.fromisoformat(document["base"])
    looks = [_cell(row, document, base) for row in document["looks"]]
    cells = [*looks, *(_cell(row, document, base) for row in document["more"])]
    told = document["need"]
    return PromiseTrace(
        need=Need(
            contact_id=contact_id,
            unit_id=UnitId(told["unit"]),
            professions=tuple(told["professions"]),
            language=told["language"],
            minutes=told["minutes"],
            urgency=Urgency(told["urgency"]),
            sought_at=_moment(base, told["sought"]),
            consent=Consent(told["consent"]),
            available_from=_maybe(base, told["from"]),
            available_to=_maybe(base, told["to"]),
        ),
        now=_moment(base, document["now"]),
        planning_version=document["planning"],
        day_ends_at=_maybe(base, document["day_ends"]),
        looks=tuple((cell, Verdict(row[-1])) for cell, row in zip(looks, document["looks"], strict=True)),
        ranked=tuple(_candidate(row, cells, base) for row in document["ranked"]),
        not_looked_at=_counts(document["not_looked_at"]),
        elsewhere=_counts(document["elsewhere"]),
        units_elsewhere=document["units_elsewhere"],
        somebody_works=document["somebody_works"],
    )


class _Table:
    """What many cells have in common, written once."""

    def __init__(self, base: datetime) -> None:
        self.base = base
        self.pools: dict[str, int] = {}
        self._spans: dict[tuple[timedelta, datetime | None, datetime | None, float], int] = {}
        self._seconds: dict[datetime, Seconds] = {}

    @property
    def spans(self) -> list[list[Seconds | None]]:
        """How long a cell is, when its pool's day ends, since when the pool works, and how far it may be filled."""
        return [
            [length / SECOND, self.seconds(ends), self.seconds(since), fill]
            for length, ends, since, fill in self._spans
        ]

    def seconds(self, moment: datetime | None) -> Seconds | None:
        """How long after the base; whole when it is."""
        if moment is None:
            return None
        after = self._seconds.get(moment)
        if after is None:
            exact = (moment - self.base) / SECOND
            after = self._seconds[moment] = int(exact) if exact.is_integer() else exact
        return after

    def row(self, cell: Cell) -> list[Any]:
        """Pool, span, start, staff minutes, reserved minutes, and what is protected of them."""
        pool = self.pools.setdefault(cell.pool.id, len(self.pools))
        parts = (cell.end - cell.start, cell.pool_ends_at, cell.pool_since, cell.fill)
        span = self._spans.setdefault(parts, len(self._spans))
        protected = cell.protected
        minutes = protected and [
            protected.today,
            protected.urgent,
            protected.own,
            protected.own_only,
            protected.longest,
        ]
        return [pool, span, self.seconds(cell.start), cell.staff_minutes, cell.reserved_minutes, minutes]


def _cell(row: list[Any], document: Mapping[str, Any], base: datetime) -> Cell:
    pool, span, start, staffed, reserved, protected = row[:6]
    length, ends, since, *more = document["spans"][span]
    begins = _moment(base, start)
    return Cell(
        pool=_pool_named(document["pools"][pool]),
        start=begins,
        end=begins + timedelta(seconds=length),
        staff_minutes=staffed,
        reserved_minutes=reserved,
        pool_ends_at=_maybe(base, ends),
        pool_since=_maybe(base, since),
        protected=ProtectedMinutes(*protected) if protected is not None else None,
        fill=more[0] if more else 1.0,  # planning versions before 2026-8 filled no cell beyond its minutes
    )


def _candidate(row: list[Any], cells: list[Cell], base: datetime) -> Candidate:
    at, start, end, late, other_unit, at_other_unit, uses, *more = row
    spare = more[0] if more else 0  # planning versions before 2026-5 did not ask for it
    window = Window(_moment(base, start), _moment(base, end))
    rank = (late, other_unit, window.start, at_other_unit, -spare, uses, cells[at].pool.id)
    return Candidate(cells[at], window, rank)


@lru_cache(maxsize=4096)
def _pool_named(pool_id: str) -> Pool:
    """The pool an id describes (see capacity.pool_of)."""
    unit_id, professions, languages = pool_id.split("|")
    return Pool(PoolId(pool_id), UnitId(unit_id), tuple(professions.split("+")), tuple(languages.split("+")))


def _counts(told: Mapping[str, int]) -> dict[Verdict, int]:
    return {Verdict(verdict): number for verdict, number in told.items()}


def _moment(base: datetime, seconds: Seconds) -> datetime:
    return base + timedelta(seconds=seconds)


def _maybe(base: datetime, seconds: Seconds | None) -> datetime | None:
    return None if seconds is None else _moment(base, seconds)
