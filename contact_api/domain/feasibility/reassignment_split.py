"""From a flow between classes back to contacts: whose minutes go where, divided only where nothing whole fits."""

from collections.abc import Mapping, Sequence

from contact_api.domain.feasibility.feasibility import taken_from
from contact_api.domain.feasibility.reassignment_chain import Held, Moved

Changes = Sequence[tuple[int, int, int]]  # class, cell, minutes more


def split(
    changes: Changes, held_in: Mapping[int, Sequence[Held]], *, of_class: int, minutes: int
) -> tuple[dict[int, int], list[Moved]]:
    """The minutes of the new contact by cell, and the moves that make the changes true."""
    net: dict[int, dict[int, int]] = {}
    for who, cell, more in changes:
        by_cell = net.setdefault(who, {})
        by_cell[cell] = by_cell.get(cell, 0) + more
    own: dict[int, int] = {}
    moved: list[Moved] = []
    for who, by_cell in sorted(net.items()):
        leaving: list[tuple[Held | None, int]] = [(None, minutes)] if who == of_class else []
        for cell, more in sorted(by_cell.items()):
            if more < 0:
                leaving += _picked([one for one in held_in[cell] if one.of_class == who], -more)
        left_in = {cell: more for cell, more in sorted(by_cell.items()) if more > 0}
        for held, to, share in _housed(leaving, left_in):
            if held is None:
                own[to] = own.get(to, 0) + share
            else:
                moved.append((held, to, share))
    return own, moved


def _picked(held: Sequence[Held], minutes: int) -> list[tuple[Held | None, int]]:
    """So many of the minutes held: whole reservations while they fit, the longest first, then a part of one."""
    picked: list[tuple[Held | None, int]] = []
    left: list[Held] = []
    for one in sorted(held, key=lambda one: (-one.minutes, one.contact_id)):
        if one.minutes <= minutes:
            picked.append((one, one.minutes))
            minutes -= one.minutes
        else:
            left.append(one)
    return [*picked, (left[-1], minutes)] if minutes else picked


def _housed(
    leaving: Sequence[tuple[Held | None, int]], left_in: dict[int, int]
) -> list[tuple[Held | None, int, int]]:
    """Where each goes, the longest first and whole where one cell takes it."""
    housed: list[tuple[Held | None, int, int]] = []
    over: list[tuple[Held | None, int]] = []
    for held, minutes in sorted(leaving, key=lambda one: (-one[1], one[0].contact_id if one[0] else "")):
        cell = next((cell for cell, free in left_in.items() if free >= minutes), None)
        if cell is None:
            over.append((held, minutes))
        else:
            left_in[cell] -= minutes
            housed.append((held, cell, minutes))
    for held, minutes in over:
        housed += [(held, cell, share) for cell, share in taken_from(left_in, list(left_in), minutes).items()]
    return housed
