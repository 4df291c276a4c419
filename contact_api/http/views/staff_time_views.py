"""Staff time and what a change of it breaks, as who plans it is told: numbers of citizens, nobody's id."""

from contact_api.domain.capacity.capacity import StaffMember
from contact_api.domain.capacity.staff_time import StaffTime
from contact_api.domain.region.region import Region
from contact_api.http.schemas.staff_time_changes import (
    BookingHit,
    BrokenPromisesOut,
    MinutesChanged,
    StaffMemberOut,
    StaffTimeChangedOut,
    StaffTimeOut,
    WhatBreaks,
)
from contact_api.http.views.shortfall_views import shortfall_view
from contact_api.http.views.unit_views import unit_view
from contact_api.usecases.staff_time.what_breaks import StaffTimeChanged

MOST_SHOWN = 1000  # intervals and shortfalls of one answer


def staff_member_view(member: StaffMember, region: Region) -> StaffMemberOut:
    """One of the staff, with where they work."""
    return StaffMemberOut(
        staff_id=member.id,
        name=member.name or None,
        unit=unit_view(member.unit_id, region),
        units=list(member.units),
        professions=list(member.professions),
        languages=list(member.languages),
        licensed=member.licensed,
    )


def staff_time_view(time: StaffTime, region: Region) -> StaffTimeOut:
    """One interval, with the name by which it is changed."""
    return StaffTimeOut(
        staff_time_id=time.id,
        staff_id=time.staff_id,
        unit=unit_view(time.unit_id, region),
        kind=time.kind,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        source=time.source,
        author=time.author,
    )


def change_view(changed: StaffTimeChanged, region: Region, *, dry_run: bool) -> StaffTimeChangedOut:
    """What went, what came, and what that breaks."""
    return StaffTimeChangedOut(
        dry_run=dry_run,
        gone=[staff_time_view(one, region) for one in changed.changes.gone[:MOST_SHOWN]],
        added=[staff_time_view(one, region) for one in changed.changes.added[:MOST_SHOWN]],
        breaks=breaks_view(changed, region),
    )


def breaks_view(changed: StaffTimeChanged, region: Region) -> WhatBreaks:
    """What it breaks alone; what was short before is not counted."""
    return WhatBreaks(
        minutes=[
            MinutesChanged(
                unit=unit_view(unit, region),
                before=before,
                after=after,
                planned_before=changed.planned[unit][0],
                planned_after=changed.planned[unit][1],
            )
            for unit, (before, after) in sorted(changed.minutes.items())
        ],
        promises=[
            BrokenPromisesOut(
                day=one.day,
                unit=unit_view(one.unit_id, region),
                moved=one.moved,
                broken=one.broken,
                due=one.due,
            )
            for one in changed.promises
        ],
        bookings=[
            BookingHit(
                booking_id=one.id,
                unit=unit_view(one.slot.unit_id, region),
                staff_id=one.slot.staff_id,
                starts_at=one.starts_at,
                ends_at=one.slot.window.end,
            )
            for one in changed.bookings[:MOST_SHOWN]
        ],
        shortfalls=[shortfall_view(one, ways, region) for one, ways in changed.shortfalls[:100]],
    )
