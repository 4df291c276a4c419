"""Every sentence that a citizen is told of a promise is true of the state in which it is told."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import masters
from contact_api.domain.core.access import Role
from contact_api.domain.core.contact import Contact
from contact_api.domain.core.values import ContactId, ContactState, Mode
from contact_api.domain.promise.promise import Promise
from contact_api.domain.region.region import Region
from contact_api.ports import Alert, Transaction
from contact_api.texts import texts
from contact_api.usecases.messages.shortage_alerts import SHORTAGE, close_shortages
from contact_api.usecases.planning.plan_day import plan_day
from tests.http.test_alternatives import CONSENTS, UNITS, State, a_region_in, follow, hours, states
from tests.http.world import V1, World, seek

KEYS = sorted(
    key
    for key in texts.keys("sv")
    if key.startswith(("promise.made", "promise.none", "promise.late", "promise.retry", "promise.why"))
    or key == "state.claimed"
)
PATTERNS = {
    key: re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(texts.template(key, "sv"))) + "$")
    for key in KEYS
}


@dataclass(frozen=True)
class Told:
    """A sentence, the values in it, and the state in which it was told."""

    values: dict[str, str]
    contact: Contact
    promise: Promise
    region: Region
    alerts: list[Alert]
    tx: Transaction
    now: datetime

    def clock(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self.region.zone):%H:%M}" if moment else ""

    @property
    def waits(self) -> bool:
        return self.contact.state is ContactState.WAITING

    def is_window_ahead(self) -> bool:
        window = self.contact.window
        return (
            self.waits
            and self.contact.backed
            and not self.contact.attempts
            and window is not None
            and (self.values["start"], self.values["end"])
            == (self.clock(window.start), self.clock(window.end))
            and self.now < window.end
        )

    def at_work(self) -> list[Any]:
        """The cells of who may contact them and works after the answer, that day."""
        left = self.region.left_of_today(self.promise.made_at)
        cells = self.tx.cells(self.region.welcome_units(self.contact.need), left)
        return [one for one in cells if one.staff_minutes and one.end > self.promise.made_at]

    def somebody_fits(self) -> bool:
        return any(masters(c.pool.professions, c.pool.languages, self.contact.need) for c in self.at_work())

    def own_unit_is_closed(self) -> bool:
        day = self.region.today(self.promise.made_at)
        hours = self.region.opens_and_closes(self.contact.need.unit_id, day)
        return hours is None or self.promise.made_at >= hours.end


def is_called(told: Told) -> bool:
    return told.contact.circumstances.mode is Mode.CALL


def since(told: Told) -> bool:
    sought = told.contact.need.sought_at
    is_today = told.region.today(sought) == told.region.today(told.now)
    return told.clock(sought) in told.values["since"] and is_today == told.values["since"].startswith("kl.")


def was_told_of_shortage(told: Told) -> bool:
    alert = f"{SHORTAGE}-{told.contact.need.unit_id}-{told.region.today(told.promise.made_at)}"
    return alert in {one.id for one in told.alerts}


IS_TRUE: dict[str, Callable[[Told], bool]] = {
    "promise.made": lambda told: told.is_window_ahead() and is_called(told),
    "promise.made.urgent": lambda told: told.is_window_ahead() and told.contact.need.urgency.is_urgent,
    "promise.made.no_call": lambda told: told.is_window_ahead() and not is_called(told),
    "promise.late": lambda told: (
        told.waits and told.contact.window is not None and told.now >= told.contact.window.end
    ),
    "promise.retry": lambda told: (
        told.waits
        and told.contact.attempts > 0
        and told.values["next_at"] == told.clock(told.contact.callable_from)
    ),
    "promise.retry.soon": lambda told: (
        told.waits and told.contact.attempts > 0 and (told.contact.callable_from or told.now) <= told.now
    ),
    "promise.none": lambda told: told.waits and not told.contact.backed and since(told),
    "promise.none.since": lambda told: told.waits and not told.contact.backed and since(told),
    "state.claimed": lambda told: told.contact.state is ContactState.CLAIMED,
    "promise.why.own_unit": lambda told: told.promise.unit_id == told.contact.need.unit_id,
    "promise.why.others_reassigned": lambda told: told.promise.backed,
    "promise.why.other_unit": lambda told: (
        told.promise.unit_id != told.contact.need.unit_id
        and told.promise.unit_id in told.region.welcome_units(told.contact.need)
    ),
    "promise.why.chosen": lambda told: told.promise.backed,
    "promise.why.no_skill": lambda told: bool(told.at_work()) and not told.somebody_fits(),
    "promise.why.no_capacity": lambda told: told.somebody_fits() and was_told_of_shortage(told),
    "promise.why.too_many": lambda told: told.contact.limited_as is not None,
    "promise.why.too_many_of_sender": lambda told: told.contact.sent_by is not None,
    "promise.why.outside_available_hours": lambda told: told.somebody_fits(),
    "promise.why.closed": lambda told: told.own_unit_is_closed() and not told.at_work(),
    "promise.why.closed.nobody_left": lambda told: not told.own_unit_is_closed() and not told.at_work(),
}


def key_of(sentence: str) -> tuple[str, dict[str, str]]:
    """The text that was said and the values in it; the longest that fits."""
    found = [(key, match.groupdict()) for key in KEYS if (match := PATTERNS[key].match(sentence))]
    assert found, sentence
    return max(found, key=lambda one: len(texts.template(one[0], "sv")))


def see(world: World, told: dict[str, Any]) -> dict[str, Any]:
    link = {"Contact-Link": told["link"]["token"]}
    answer = world.client.get(f"{V1}/contact-requests/{told['contact_id']}", headers=link)
    assert answer.status_code == 200, answer.text
    case: dict[str, Any] = answer.json()
    return case


def check(world: World, told: dict[str, Any], case: dict[str, Any]) -> None:
    with world.store.transaction() as tx:
        contact = tx.contact(ContactId(told["contact_id"]))
        assert contact is not None
        promise = case["promise"]
        assert (promise is None) == (not contact.state.is_open)
        if promise is None:
            return
        last = tx.promises(contact.id)[-1]
        alerts = tx.alerts(units=None, open_only=False, limit=100)
        for sentence in (promise["text"], promise["explanation"]):
            key, values = key_of(sentence)
            state = Told(values, contact, last, tx.region(), alerts, tx, world.clock.now)
            assert IS_TRUE[key](state), (key, sentence, contact)


PASSES = {"time": 17, "night": 16 * 60}  # minutes, so many times


def act(world: World, what: str, told: list[dict[str, Any]], number: int) -> None:
    """One thing that happens by one of the doors; what cannot be done is refused, and changes nothing."""
    one = told[number % len(told)]
    nurse = world.staff(("a-1", "m-1")[number % 2], ("alidhem", "mala")[number % 2])
    if what in PASSES:
        world.clock.pass_time(minutes=PASSES[what] * (1 + number))
    elif what in ("no_answer", "reached"):
        pulled = world.client.post(f"{V1}/work-queue/pulls", headers=nurse)
        if pulled.status_code == 200:
            claim = pulled.json()
            path = f"{V1}/work-queue/claims/{claim['contact']['contact_id']}/outcomes"
            body = {"lease_number": claim["lease_number"], "outcome": what}
            world.client.post(path, json=body, headers=nurse)
    elif what == "pull":
        world.client.post(f"{V1}/work-queue/pulls", headers=nurse)
    elif what == "plan":
        plan_day(world.app.transact, now=world.clock.now)
        world.app.transact(lambda tx: close_shortages(tx, now=world.clock.now))
    elif what == "yes" and one["alternatives"]:
        follow(world, one, one["alternatives"][number % len(one["alternatives"])])
    elif what == "cancel":
        path = f"{V1}/contact-requests/{one['contact_id']}/cancellation"
        world.client.post(path, headers={"Contact-Link": one["link"]["token"]})


requests = st.tuples(
    st.sampled_from(UNITS),
    st.sampled_from(CONSENTS),
    st.none() | st.tuples(st.integers(0, 300), st.integers(1, 9)),
    st.sampled_from(["R01", "R03", "R31"]),
    st.sampled_from(["sv", "sv", "en", "so"]),
    st.sampled_from(["call", "call", "text", "video"]),
)
acts = st.tuples(
    st.sampled_from(["time", "night", "no_answer", "reached", "pull", "plan", "yes", "cancel"]),
    st.integers(0, 5),
)


@pytest.mark.long
@given(states, st.lists(requests, min_size=1, max_size=4), st.lists(acts, max_size=6))
def test_every_sentence_is_true_of_the_state_in_which_it_is_told(
    state: State, wanted: list[Any], happens: list[tuple[str, int]]
) -> None:
    with a_region_in(state) as world:
        told = []
        for number, (unit, consent, said, reason, language, mode) in enumerate(wanted):
            more = {"unit_id": unit, "consent": consent, "reason": reason, **hours(world, said)}
            more |= {"needs": {"mode": mode}, "phone": f"+4670174{6000 + number}"}
            spoken = {} if language == "en" else {"language": language}  # sentences are read in Swedish
            told.append(seek(world, world.front_end(), **more, **spoken))
            check(world, told[-1], told[-1])
        for what, number in happens:
            act(world, what, told, number)
            for one in told:
                check(world, one, see(world, one))


def test_every_sentence_of_a_promise_has_its_truth() -> None:
    assert sorted(IS_TRUE) == KEYS


def test_when_all_time_is_gone_that_is_said_with_who_was_told_and_the_day_after_no_more_of_today() -> None:
    crowd = (("mala", "R01", "own_unit"),) * 70
    with a_region_in(State(frozenset(), frozenset(), crowd, 0)) as world:
        last = seek(world, world.front_end(), unit_id="mala", phone="+46701746998")
        assert last["promise"]["why"] == "too_many_of_sender"
        signed_in = [world.bearer(f"somebody-{number}", Role.CITIZEN) for number in range(20)]
        *_, told = [seek(world, one, unit_id="mala", phone="+46701746999") for one in signed_in]
        assert told["promise"]["explanation"] == (
            "Det fanns ingen personaltid i dag som gick att avsätta för dig."
            " Vi har meddelat dem som ansvarar för bemanningen."
        )
        check(world, told, told)
        manager = world.client.get(f"{V1}/alerts", headers=world.manager("mala")).json()["items"]
        assert [one["kind"] for one in manager] == ["sender_over_limit", "shortage"]

        world.clock.pass_time(hours=16)

        case = see(world, told)
        check(world, told, case)
        assert case["promise"]["text"].startswith("Du har ingen lovad tid.")
        assert "måndag 23 november kl. 09:15" in case["promise"]["text"]


def test_while_somebody_calls_that_is_what_is_said() -> None:
    with a_region_in(State(frozenset(), frozenset(), (), 0)) as world:
        told = seek(world, world.front_end(), reason="R03")
        world.client.post(f"{V1}/work-queue/pulls", headers=world.staff())

        case = see(world, told)

        check(world, told, case)
        assert case["promise"]["text"] == texts.template("state.claimed", "sv")
