"""Carry out a new plan for the region: back every promise again, tell those whom it moves, promise where it can."""

from collections import Counter
from datetime import datetime
from typing import Protocol

from contact_api.domain.core.minute_limits import within_limit
from contact_api.domain.messages.notifications import MessageKind
from contact_api.domain.region.region import Region
from contact_api.domain.replanning.replan import PlanChange, PlanStep, replan
from contact_api.ports import Contacts, Event, RegionInForce, WorkQueue
from contact_api.usecases.messages.notify import Notifying, notify
from contact_api.usecases.planning.shares import Shares
from contact_api.usecases.promising.promise_window import Giving, alert_if_short, promised

TOLD = {PlanChange.MOVED: MessageKind.MOVED, PlanChange.BROKEN: MessageKind.DELAY}


class Replanning(RegionInForce, WorkQueue, Contacts, Giving, Notifying, Protocol):
    """What backing every promise anew needs."""


def replan_region(tx: Replanning, *, now: datetime) -> list[PlanStep]:
    """Make the rest of the day's plan anew and say what changed. Safe to run twice: the second finds nothing to do."""
    region = tx.region()
    left = region.left_of_today(now)
    contacts = [c for c in tx.open_contacts() if not c.window or c.window.start < left.end]
    held = {cid: kept for cid, kept in tx.reservations().items() if kept.cell_start < left.end}
    cells = tx.cells(list(region.units), left)
    steps = replan(
        contacts,
        held,
        cells,
        region.units,
        planning=region.planning,
        now=now,
        day_ends_at=region.day_ends_at(now),
    )
    shares = Shares(contacts, held, cells, planning=region.planning, now=now)
    steps = _within_limits(_still_true(steps, tx), shares, tx, region=region)
    for step in steps:
        if step.contact.id in held:
            tx.release(step.contact.id)
    for step in steps:
        _carry_out(step, tx, region=region, now=now)
    return steps


def _within_limits(
    steps: list[PlanStep], shares: Shares, tx: Replanning, *, region: Region
) -> list[PlanStep]:
    """The steps but for first minutes of whoever holds as many as one may: they stay in line."""
    kept = tx.reservations()
    for step in steps:
        if step.contact.id in kept:
            shares.move(step.contact, step.reservation)
    added: Counter[str] = Counter()
    fit: list[PlanStep] = []
    for step in steps:
        key, first = step.contact.limited_as, step.contact.id not in kept
        if key is not None and step.reservation is not None and first:
            held = tx.minutes_held(key, without=step.contact.id) + added[key]
            if not within_limit(key, held, step.reservation.minutes, planning=region.planning):
                continue
            added[key] += step.reservation.minutes
        if step.reservation is not None and first and not shares.take(step.contact, step.reservation):
            continue
        fit.append(step)
    return fit


def _still_true(steps: list[PlanStep], tx: Contacts) -> list[PlanStep]:
    """The steps for contacts that nobody pulled, moved or ended since they were read, held until the plan stands.

    Held in the order of their ids and before any minute is touched, so that no two wait for each other.
    """
    held = {step.contact.id: step.contact for step in steps}
    same = {cid for cid in sorted(held) if tx.hold_contact(cid) == held[cid]}
    return [step for step in steps if step.contact.id in same]


def _carry_out(step: PlanStep, tx: Replanning, *, region: Region, now: datetime) -> None:
    if step.reservation:
        tx.reserve(step.reservation)
        if step.contact.limited_as is not None:
            tx.take_turn(step.contact.limited_as, now=now)
    if step.promise is None:
        return
    told = promised(step.contact, step.promise, region=region)
    # A first promise is a receipt; after a broken one it is a new time, and the old one no longer holds.
    first = MessageKind.MOVED if any(one.backed for one in tx.promises(told.id)) else MessageKind.RECEIPT
    tx.save_contact(told)
    tx.add_promise(step.promise)
    alert_if_short(told, step.promise, tx)
    facts = {"backed": step.promise.backed, "why": step.promise.why.value, "was_backed": step.contact.backed}
    tx.add_event(Event(told.id, f"promise.{step.change.value}", now, facts=facts))
    # the text of a broken promise names what the citizen was told
    at_risk = step.promise.window or step.contact.window
    notify(TOLD.get(step.change, first), tx, now=now, contact_id=told.id, window=at_risk)
