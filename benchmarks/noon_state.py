"""A region at noon of a tight day: everything that is stored then, and how to write it into a store."""

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from shutil import rmtree

from contact_api.domain.capacity.capacity import Cell, Shift
from contact_api.domain.capacity.staff_time import StaffTime, StaffTimeKind
from contact_api.domain.core.calendar import day_span, local_moment
from contact_api.domain.core.contact import Contact, Details
from contact_api.domain.core.values import Window
from contact_api.domain.promise.promise import Reservation
from contact_api.domain.region.region import Region
from contact_api.ports import Transaction
from contact_api.replay.commands.generate import run as generate
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import Citizen, Scenario, read_scenario
from contact_api.replay.simulation.contact_routing import InMemoryContactRouting
from contact_api.replay.simulation.simulation import Simulation

PROFILE = "tight"


@dataclass(frozen=True)
class NoonState:
    """What is stored then, and who seeks contact next."""

    scenario: Scenario
    region: Region
    now: datetime
    day: Window
    shifts: list[Shift]
    cells: list[Cell]
    contacts: list[Contact]  # of all who sought contact today
    reservations: list[Reservation]
    next_citizens: list[Citizen]

    def __str__(self) -> str:
        waiting = [one for one in self.contacts if one.state.is_open]
        return (
            f"{self.scenario.name} at {self.now.astimezone(self.region.zone):%H:%M}: {len(self.region.units)} units, "
            f"{len(self.contacts)} contacts so far, {len(waiting)} of them open, "
            f"{sum(1 for one in waiting if one.backed)} promised a time, {len(self.cells)} cells"
        )


def noon_of_a_tight_day(folder: Path) -> NoonState:
    """Make the day up, and simulate its morning."""
    rmtree(folder, ignore_errors=True)
    generate(PROFILE, folder, seed=1, days=1, force=False, say=lambda _line: None)
    scenario = read_scenario(folder)
    routing = InMemoryContactRouting(region_of(scenario))
    region, date = routing.region, scenario.days[0]
    now, day = local_moment(date, time(12), region.zone), day_span(date, region.zone)
    Simulation(scenario, routing).run(until=now)
    known = [routing.contact(one.contact_id) for one in scenario.citizens]
    return NoonState(
        scenario=scenario,
        region=region,
        now=now,
        day=day,
        shifts=routing.act(lambda tx: tx.shifts(day)),
        cells=routing.act(lambda tx: tx.cells(list(region.units), day)),
        contacts=[one for one in known if one is not None],
        reservations=list(routing.act(lambda tx: tx.reservations()).values()),
        next_citizens=[one for one in scenario.citizens if one.arrived_at >= now],
    )


def write_noon(noon: NoonState, tx: Transaction) -> None:
    """Write all of it into a store that has the region and nothing else."""
    staff = noon.region.staff
    tx.add_staff_time(
        StaffTime(
            one.staff_id, staff[one.staff_id].unit_id, StaffTimeKind.CALLBACK, one.starts_at, one.ends_at
        )
        for one in noon.shifts
    )
    tx.lay_cells(noon.cells, units=list(noon.region.units), span=noon.day)
    tx.protect({cell.key: cell.protected for cell in noon.cells if cell.protected})
    for contact in noon.contacts:
        tx.add_contact(contact, Details())
    for reservation in noon.reservations:
        tx.reserve(reservation)
