"""The service as a played day meets it: routes, PostgreSQL, scheduler and worker, on a clock that the day moves."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

import pytest
from fastapi.testclient import TestClient
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from benchmarks.scenario_seed import codes_of, identity_of, write_scenario
from contact_api.adapters.identity.tokens import TokenChecker
from contact_api.adapters.identity.webhooks import WebhookCheck
from contact_api.adapters.queue.rq_queue import RegionQueues
from contact_api.adapters.sql.scheduler_lock import SchedulerLock
from contact_api.adapters.sql.store import SqlStore
from contact_api.adapters.telephony.dry import DryTextMessages
from contact_api.adapters.telephony.wording import CatalogueWording
from contact_api.bootstrap import sealer_of, store_of
from contact_api.domain.capacity.capacity import Shift, StaffMember
from contact_api.domain.core.access import Role
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import Channel, Consent, ContactId, Outcome, StaffId, Window
from contact_api.http.app import create_app
from contact_api.providers import dialling_of
from contact_api.replay.scenario.scenario import Citizen, Scenario
from contact_api.sign_in import directory_of
from tests.adapters.sql.small_region import settings_for
from tests.http.world import V1, Clock, SignIn, StillApplication, trusted_issuer
from workers.schedule import Scheduler

PHONES = (  # nobody's; as many as PTS reserves, since one number may hold so many minutes only
    *(f"+4670174{number:04}" for number in range(605, 700)),
    *(f"+46313900{number}" for number in range(600, 700)),
    *(f"+46406280{number}" for number in range(400, 500)),
    *(f"+46980319{number}" for number in range(200, 300)),
)


class Arriving(StillApplication):
    """Gives the next request the id that its citizen has in the scenario."""

    next_id: ContactId

    def new_contact_id(self) -> ContactId:
        return self.next_id


class LiveService:
    """Does by requests and jobs what `InMemoryContactRouting` does by calls; only its looks go past the routes."""

    def __init__(
        self, app: Arriving, clock: Clock, client: TestClient, sign_in: SignIn, beside: "Beside"
    ) -> None:
        self.act = app.transact
        self.region = app.transact(lambda tx: tx.region())
        self._app, self._clock, self._client = app, clock, client
        self._sign_in, self._beside = sign_in, beside
        self._reasons = codes_of(self.region.catalogue.reasons)
        self._tokens: dict[str, str] = {}

    def shifts(self, member: StaffMember, span: Window) -> list[Shift]:
        found = self.act(lambda tx: tx.shifts(span))
        return [shift for shift in found if shift.staff_id == member.id]

    def add_shift(self, shift: Shift, *, now: datetime) -> None:
        times = {"starts_at": shift.starts_at.isoformat(), "ends_at": shift.ends_at.isoformat()}
        self._post(201, "/shifts", now, Role.CONTROL_ROOM, staff_id=shift.staff_id, **times)

    def call_in_sick(self, staff_id: StaffId, *, now: datetime) -> None:
        self._post(201, f"/staff/{staff_id}/sick-calls", now, Role.CONTROL_ROOM)

    def take_in(self, citizen: Citizen, *, now: datetime) -> Contact:
        self._app.next_id = citizen.contact_id
        body = self._wishes(citizen)
        if citizen.channel is Channel.PHONE:  # staff of the citizen's unit enter what they say
            clerk = next(one.id for one in self.region.staff.values() if one.unit_id == citizen.unit_id)
            told = self._post(201, "/desk/contact-requests", now, clerk, **body)
        else:
            told = self._post(201, "/contact-requests", now, Role.MACHINE_CLIENT, **body)
        assert told.json()["contact_id"] == citizen.contact_id
        return self._there(citizen.contact_id)

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self.act(lambda tx: tx.contact(contact_id))

    def pull(self, staff_id: StaffId, *, now: datetime) -> Contact | None:
        answer = self._post((200, 204), "/work-queue/pulls", now, staff_id)
        return self._there(answer.json()["contact"]["contact_id"]) if answer.status_code == 200 else None

    def hold(self, held: Contact, *, now: datetime) -> None:
        route = f"/work-queue/claims/{held.id}/heartbeats"
        self._post(200, route, now, _holder(held), lease_number=held.lease_number)

    def record(self, held: Contact, outcome: Outcome, *, now: datetime) -> Contact:
        ended = {"outcome": outcome.value} | ({"result": "advice"} if outcome is Outcome.REACHED else {})
        route = f"/work-queue/claims/{held.id}/outcomes"
        self._post(200, route, now, _holder(held), lease_number=held.lease_number, **ended)
        return self._there(held.id)

    def plan(self, *, now: datetime) -> Collection[ContactId]:
        self._clock.now = now
        before = set(self.act(lambda tx: tx.open_contacts()))
        self._beside.work()
        return {one.id for one in self.act(lambda tx: tx.open_contacts()) if one not in before}

    def _there(self, contact_id: ContactId) -> Contact:
        found = self.contact(contact_id)
        assert found is not None
        return found

    def _wishes(self, citizen: Citizen) -> dict[str, Any]:
        opens, closes = citizen.available_from, citizen.available_to
        return {
            "unit_id": citizen.unit_id,
            "reason": self._reasons[citizen.needs, citizen.urgent, citizen.expected_minutes],
            "channel": citizen.channel.value,
            "phone": PHONES[crc32(citizen.contact_id.encode()) % len(PHONES)],
            "language": citizen.language,
            "identity": identity_of(citizen),
            "consent": (Consent.ANY_PROVIDER if citizen.overflow_ok else Consent.OWN_UNIT).value,
            "available_from": opens.isoformat() if opens else None,
            "available_to": closes.isoformat() if closes else None,
        }

    def _post(
        self, status: int | tuple[int, ...], route: str, now: datetime, who: Role | StaffId, **body: Any
    ) -> Any:
        self._clock.now = now
        answer = self._client.post(f"{V1}{route}", json=body, headers=self._signed_in(who, now))
        expected = status if isinstance(status, tuple) else (status,)
        assert answer.status_code in expected, f"{route} at {now}: {answer.status_code} {answer.text}"
        return answer

    def _signed_in(self, who: Role | StaffId, now: datetime) -> dict[str, str]:
        if who not in self._tokens:
            until = now + timedelta(days=2)
            if isinstance(who, Role):
                token = self._sign_in.token(who.value, who, until=until, client_id="live")
            else:
                unit = self.region.member(who).unit_id
                token = self._sign_in.token(who, Role.STAFF, until=until, staff_id=who, unit_id=unit)
            self._tokens[who] = token
        return {"Authorization": f"Bearer {self._tokens[who]}"}


class Deaf(SimpleWorker):
    """Takes no orders while it works: to stop listening for them takes longer than a job."""

    def subscribe(self) -> None:
        """Nobody gives any."""


class Beside:
    """The scheduler and a worker: what runs beside the API."""

    def __init__(self, app: StillApplication, redis: Redis, lock: SchedulerLock) -> None:
        assert isinstance(app.store, SqlStore)
        queues = RegionQueues(redis, app.settings.region)
        self._scheduler = Scheduler(app, app.store, queues)
        self._lock = lock
        self._queues = queues.queues
        self._worker = Deaf(self._queues, connection=redis, serializer=JSONSerializer)

    def work(self) -> None:
        """Do what is due, ring for it, run every job."""
        self._scheduler.tick(self._lock)
        self._scheduler.tick(self._lock)  # rings for what the chores of the first found
        if any(
            queue.count for queue in self._queues
        ):  # to begin and end a worker's life takes longer than a job
            self._worker.work(burst=True, logging_level="WARNING")


@contextmanager
def live_service(
    scenario: Scenario, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveService]:
    """The service with the scenario's region in its database, before the first day begins."""
    settings = settings_for(database_url, redis_url)
    clock, sign_in, sealer = (
        Clock(min(one.starts_at for one in scenario.roster)),
        SignIn(),
        sealer_of(settings),
    )
    write_scenario(scenario, database_url, sealer)
    store = store_of(settings, sealer, clock)
    app = Arriving(
        settings=settings,
        store=store,
        clock=clock,
        is_ready=lambda: {"database": True, "queue": True},
        sealer=sealer,
        tokens=TokenChecker([trusted_issuer()], directory=directory_of(store), fetch=sign_in.fetch),
        webhooks=WebhookCheck({}),
        text_messages=DryTextMessages(None),
        wording=CatalogueWording(sealer, public_url=settings.public_url, duty_phones={}),
        dialling=dialling_of(settings),
    )
    for job in ("learn", "replan", "send_message"):
        monkeypatch.setattr(f"workers.jobs.{job}.app", lambda: app)
    with (
        Redis.from_url(redis_url) as redis,
        SchedulerLock(database_url) as lock,
        TestClient(create_app(app)) as client,
    ):
        yield LiveService(app, clock, client, sign_in, Beside(app, redis, lock))
    store.close()


def _holder(held: Contact) -> StaffId:
    assert held.claimed_by is not None
    return held.claimed_by
