"""What the product is measured against: bare FastAPI, one SQLModel `Session` call, one raw statement.

The same rows, the same engine settings and pool, the same server; no sign-in, no rules, no sealing, no log.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, Header
from pydantic import BaseModel
from sqlalchemy import create_engine, text
from sqlmodel import Session

from benchmarks.reference_statements import BOOKING, CLAIM, INTAKE

HALF_HOUR, TWENTY_MINUTES = timedelta(minutes=30), timedelta(minutes=20)


class IntakeBody(BaseModel):
    """The body that the product is sent, as far as it is needed here."""

    unit_id: str
    reason: str
    phone: str
    free_text: str


class PromiseAnswer(BaseModel):
    """The answer to an intake."""

    contact_id: str
    window_from: datetime
    window_to: datetime


class TimeWanted(BaseModel):
    """Which time, and with whom."""

    unit_id: str
    staff_id: str
    starts_at: datetime


class Pull(BaseModel):
    """Who pulls."""

    staff_id: str
    unit_id: str


def make_app() -> FastAPI:
    """The bare routes."""
    api = FastAPI(openapi_url=None)
    engine = create_engine(
        os.environ["BENCH_DATABASE_URL"],
        pool_size=int(os.environ["BENCH_POOL_SIZE"]),
        max_overflow=0,
        connect_args={"options": "-c timezone=UTC"},
    )
    clock_offset = timedelta(seconds=float(os.environ["BENCH_CLOCK_OFFSET_SECONDS"]))
    intake, claim, booking = text(INTAKE), text(CLAIM), text(BOOKING)

    @api.get("/health")
    def health() -> str:
        return "up"

    @api.post("/contact-requests", status_code=201)
    def take_in(body: IntakeBody, idempotency_key: Annotated[str, Header()]) -> PromiseAnswer:
        now = datetime.now(UTC) + clock_offset
        contact_id = str(uuid4())
        cell_start = now - timedelta(
            minutes=now.minute % 30, seconds=now.second, microseconds=now.microsecond
        )
        window_to = cell_start + 2 * HALF_HOUR
        values = {
            "id": contact_id,
            "unit_id": body.unit_id,
            "reason": body.reason,
            "details": body.model_dump_json(),
            "now": now,
            "window_to": window_to,
            "cell_start": cell_start,
            "key": idempotency_key,
        }
        with Session(engine) as session:
            session.connection().execute(intake, values)
            session.commit()
        return PromiseAnswer(contact_id=contact_id, window_from=now, window_to=window_to)

    def write_booking(body: TimeWanted, key: str, state: str, held_until: datetime | None) -> dict[str, Any]:
        now = datetime.now(UTC) + clock_offset
        more = {"id": str(uuid4()), "ends_at": body.starts_at + TWENTY_MINUTES, "state": state, "now": now}
        values = {**body.model_dump(), **more, "held_until": held_until, "key": key}
        with Session(engine) as session:
            session.connection().execute(booking, values)
            session.commit()
        return {"booking_id": more["id"], "starts_at": body.starts_at, "state": state}

    @api.post("/holds", status_code=201)
    def hold(body: TimeWanted, idempotency_key: Annotated[str, Header()]) -> dict[str, Any]:
        until = datetime.now(UTC) + clock_offset + HALF_HOUR
        return write_booking(body, idempotency_key, "held", until)

    @api.post("/books", status_code=201)
    def book(body: TimeWanted, idempotency_key: Annotated[str, Header()]) -> dict[str, Any]:
        return write_booking(body, idempotency_key, "booked", None)

    @api.post("/pulls")
    def pull(pull: Pull) -> dict[str, Any]:
        now = datetime.now(UTC) + clock_offset
        values = {**pull.model_dump(), "now": now, "until": now + timedelta(minutes=15)}
        with Session(engine) as session:
            row = session.connection().execute(claim, values).mappings().one()
            session.commit()
        return dict(row)

    return api


if __name__ == "__main__":
    uvicorn.run(
        make_app(),
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        access_log=False,
        log_level="warning",
    )
