"""What hypothesis draws from: small days at three units, with few enough minutes that they run out."""

from datetime import timedelta

from hypothesis import strategies as st

from contact_api.domain.capacity.capacity import Cell, ProtectedMinutes
from contact_api.domain.core.contact import Contact, Need
from contact_api.domain.core.values import Consent, UnitId, Urgency, Window
from tests.makers import a_cell, a_contact, a_member, a_need, at

UNITS = ("backen", "teg", "city")
LANGUAGES = (("sv",), ("en", "sv"))
CLOCKS = [f"{hour:02}:{minute}" for hour in range(8, 17) for minute in ("00", "30")]

minutes_of_day = st.integers(0, 9 * 60)
moments = minutes_of_day.map(lambda minutes: at("08:00") + timedelta(minutes=minutes))


protected_minutes = st.integers(0, 20)
protected = st.builds(
    ProtectedMinutes,
    protected_minutes,
    protected_minutes,
    protected_minutes,
    protected_minutes,
    st.none() | st.integers(3, 25),
)


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    member = a_member(f"{draw(st.sampled_from(UNITS))}-01", languages=draw(st.sampled_from(LANGUAGES)))
    staff_minutes = draw(st.integers(0, 60))
    clock = draw(st.sampled_from(CLOCKS))
    begun = draw(st.none() | st.integers(-60, 29))
    return a_cell(
        clock,
        member=member,
        staff_minutes=staff_minutes,
        reserved_minutes=draw(st.integers(0, staff_minutes)),
        pool_since=None if begun is None else at(clock) + timedelta(minutes=begun),
        protected=draw(st.none() | protected),
        fill=draw(st.sampled_from((1.0, 1.15))),
    )


days = st.lists(cells(), max_size=12, unique_by=lambda cell: cell.key)


@st.composite
def needs(draw: st.DrawFn, urgency: Urgency | None = None) -> Need:
    opens, closes = draw(st.none() | moments), draw(st.none() | moments)
    return a_need(
        unit_id=UnitId(draw(st.sampled_from(UNITS))),
        minutes=draw(st.integers(3, 25)),
        urgency=urgency or draw(st.sampled_from([Urgency.U1, Urgency.U2])),
        language=draw(st.sampled_from(("sv", "en"))),
        available_from=opens,
        available_to=closes,
        consent=draw(st.sampled_from(Consent)),
    )


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """Waiting; perhaps promised, perhaps tried before."""
    window = draw(st.none() | moments.map(lambda start: Window(start, start + timedelta(hours=1))))
    attempts = draw(st.integers(0, 2))
    return a_contact(
        draw(st.text("abcdef", min_size=4, max_size=6)),
        unit_id=UnitId(draw(st.sampled_from(UNITS))),
        urgency=draw(st.sampled_from([Urgency.U1, Urgency.U2, Urgency.U5])),
        consent=draw(st.sampled_from(list(Consent))),
        minutes=draw(st.integers(3, 25)),
        sought_at=draw(moments),
        named_contact=draw(st.sampled_from((None, "backen-01", "backen-02"))),
        window=window,
        backed=window is not None,
        promised_unit=UnitId(draw(st.sampled_from(UNITS))) if window else None,
        attempts=attempts,
        not_before=draw(moments) if attempts else None,
    )


crowds = st.lists(contacts(), max_size=8, unique_by=lambda contact: contact.id)
