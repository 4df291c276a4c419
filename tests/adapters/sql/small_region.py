"""A made-up region of three centres in the database, and short ways to act on it."""

import json
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import psycopg

from contact_api.bootstrap import Application
from contact_api.demo.databases import connected
from contact_api.domain.capacity.capacity import Cell, Pool, StaffMember, Unit
from contact_api.domain.core.contact import Details
from contact_api.domain.core.values import (
    Channel,
    ContactId,
    Intake,
    PersonId,
    PoolId,
    StaffId,
    UnitId,
    Window,
)
from contact_api.domain.triage.triage import Declared
from contact_api.ports import Transaction
from contact_api.settings import Settings
from contact_api.usecases.intake.requests import Request, TakenIn
from contact_api.usecases.intake.take_in import take_in
from tests.patience import eventually

T = TypeVar("T")

CATALOGUE = Path(__file__).parents[3] / "seeds" / "vasterbotten" / "catalogue.json"
SECRET = "only-for-tests-only-for-tests-only-for-tests"
NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)  # 09:00 in Umeå, a Tuesday
TODAY = Window(NINE - timedelta(hours=9), NINE + timedelta(hours=15))
ALPHA, BETA, GAMMA = UnitId("alpha"), UnitId("beta"), UnitId("gamma")  # gamma is another care provider's
NURSES = [f"{ALPHA}-{number}" for number in range(1, 9)]
BETAS_NURSE = f"{BETA}-1"
COMMON_COLD = "R01"
MINUTES = 8  # of a common cold, documentation included


def settings_for(database_url: str, redis_url: str = "redis://127.0.0.1:1/0", **more: Any) -> Settings:
    values = {"database_url": database_url, "redis_url": redis_url, "region": "99", "secret_key": SECRET}
    return Settings(**{**values, "pool_size": 16, **more})


def write_small_region(database_url: str) -> None:
    """Three centres and nine nurses."""
    units = [Unit(ALPHA, "Alpha", "region"), Unit(BETA, "Beta", "region"), Unit(GAMMA, "Gamma", "private")]
    staff = [
        StaffMember(StaffId(name), UnitId(name.split("-")[0]), ("nurse",), ("sv",))
        for name in (*NURSES, BETAS_NURSE)
    ]
    write_rows("99", units, staff, database_url)


def write_rows(region: str, units: Iterable[Unit], staff: Iterable[StaffMember], database_url: str) -> None:
    """A region's rows, with the real catalogue; no opening hours, so nothing is cut."""
    document = json.loads(CATALOGUE.read_text("utf-8"))
    with connected(database_url) as connection, connection.transaction():
        connection.execute(
            "insert into region (code, name, timezone, day_end, version)"
            " values (%s, 'Little', 'Europe/Stockholm', '17:00', 1)",
            [region],
        )
        connection.execute("insert into municipality values ('9901', %s, 'Town', 'coast')", [region])
        for unit in units:
            _write_unit(unit, region, connection)
        for one in staff:
            connection.execute(
                "insert into staff_member values (%s, %s, %s, %s, %s, %s, %s)",
                [
                    one.id,
                    one.unit_id,
                    f"HSA-{one.id}",
                    one.id,
                    list(one.professions),
                    list(one.languages),
                    one.licensed,
                ],
            )
            for there in one.assignments:
                assigned = [one.id, there.unit_id, there.employee_hsa_id]
                connection.execute("insert into staff_assignment values (%s, %s, %s)", assigned)
        connection.execute(
            "insert into catalogue_version values (%s, %s, '2025-01-01', 'o', 's', %s, now())",
            [document["version"], region, json.dumps(document)],
        )


def _write_unit(unit: Unit, region: str, connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into care_provider values (%s, %s, %s, %s) on conflict do nothing",
        [unit.provider_id, unit.provider_id, f"HSA-{unit.provider_id}", unit.provider_id],
    )
    connection.execute(
        "insert into unit (id, region, hsa_id, name, kind, municipality_code, part_of_county, lat, lon,"
        " care_provider_id, shares_work)"
        " values (%s, %s, %s, %s, 'health_centre', '9901', 'coast', 63, 20, %s, %s)",
        [unit.id, region, f"HSA-{unit.id}", unit.name, unit.provider_id, unit.shares_work],
    )


def a_cell(hour: float, staff_minutes: int, *, unit: UnitId = ALPHA) -> Cell:
    """Half an hour of a unit's nurses, from `hour` local time on."""
    pool = Pool(PoolId(f"{unit}|nurse|sv"), unit, ("nurse",), ("sv",))
    start = NINE + timedelta(hours=hour - 9)
    end = start + timedelta(minutes=30)
    return Cell(pool, start, end, staff_minutes, pool_ends_at=start + timedelta(minutes=60))


def lay(app: Application, *cells: Cell) -> None:
    units = {cell.pool.unit_id for cell in cells}
    app.transact(lambda tx: tx.lay_cells(cells, units=units, span=TODAY))


def a_request(person: str | None = None, **but: Any) -> Request:
    person = person or str(uuid4())
    values: dict[str, Any] = {
        "contact_id": ContactId(str(uuid4())),
        "person_id": PersonId(person),
        "unit_id": ALPHA,
        "declared": Declared(COMMON_COLD),
        "details": Details(phone="+46701740605", phone_takes_sms=True),
        "channel": Channel.WEB,
        "intake": Intake.WEB_FORM,
        "sought_at": NINE,
        "duplicate_key": person,
    }
    return Request(**(values | but))


def seek(app: Application, request: Request | None = None, *, now: datetime = NINE) -> TakenIn:
    request = request or a_request()
    return app.transact(lambda tx: take_in(request, tx, now=now))


def look(app: Application, read: Callable[[Transaction], T]) -> T:
    return app.transact(read)


def at_once(*acts: Callable[[], T]) -> list[T | Exception]:
    """Let threads begin at the same moment; what each of them returned or raised."""
    barrier = threading.Barrier(len(acts))

    def begin(act: Callable[[], T]) -> T | Exception:
        barrier.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the test says which are right
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def asked(database_url: str, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connected(database_url) as connection:
        return connection.execute(query.encode(), values).fetchall()


def waits_for_a_lock(database_url: str, *, others: int = 1) -> bool:
    """Whether so many transactions of this database wait for another."""
    waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    return len(asked(database_url, waiting)) >= others


def unbalanced(database_url: str) -> list[tuple[Any, ...]]:
    """Cells whose reserved minutes are not the sum of their reservations, or that are filled too far."""
    return asked(
        database_url,
        "select c.pool_id, c.start_at, c.reserved_minutes, c.filled_to, coalesce(sum(r.minutes), 0)"
        " from capacity_cell c left join reservation r"
        " on (r.pool_id, r.cell_start) = (c.pool_id, c.start_at) group by c.pool_id, c.start_at"
        " having c.reserved_minutes <> coalesce(sum(r.minutes), 0) or c.reserved_minutes > c.filled_to",
    )


def a_moment_later(
    app: Application, first: Callable[[Transaction], None], then: Callable[[], T], url: str
) -> T:
    """Begin `then` while `first`'s transaction is open; end that as soon as `then` waits for it."""
    with ThreadPoolExecutor(1) as pool:
        with app.store.transaction() as tx:
            first(tx)
            later = pool.submit(then)
            assert eventually(lambda: waits_for_a_lock(url)), "it did not wait"
        return later.result()


def right(answers: list[T | Exception]) -> list[T]:
    """What was returned, when nothing was raised."""
    for one in answers:
        if isinstance(one, Exception):
            raise one
    return [one for one in answers if not isinstance(one, Exception)]
