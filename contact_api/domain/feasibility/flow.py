"""Maximum flow from classes of contacts to cells of the grid, by shortest augmenting paths.

Contacts of one class accept the same cells, each on a level. A cell has a limit for every level, and what is on a level
counts towards its limit and those of all levels above. A conversation may straddle cells, so minutes may be divided;
all numbers are whole, so the flow is too. Source: Ford and Fulkerson; Edmonds and Karp for the order of the search.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import accumulate
from operator import or_

from contact_api.domain.feasibility.grid import places

Step = tuple[int, int]  # the class that enters a cell, and the cell


class Flow:
    """Minutes of each class in each cell, and how to bring in more by moving others."""

    def __init__(self, limits: Iterable[Sequence[int]], levels: int) -> None:
        """`limits`: per cell the staff minutes by level, the strictest first."""
        by_cell = list(limits)
        self.top = levels - 1
        self.left = [[one[level] for one in by_cell] for level in range(levels)]
        self.minutes: list[dict[int, int]] = [{} for _ in by_cell]  # per cell: class → minutes
        self.accepts: list[tuple[int, ...]] = []  # per class: bits of cells by level
        self.everywhere: list[int] = []  # per class: the same, whatever the level
        self.unmet: list[int] = []
        self.reached: dict[int, Step | None] = {}  # the classes the last search came to, and from where
        self._open: list[int] = []  # by level: the cells that have not come to this limit
        self._free: list[int] = []  # nor to any above it
        self._look_over()
        self._reached = [0] * levels
        self._hopeless = [0] * levels
        self._classes: dict[tuple[int, ...], int] = {}

    def class_of(self, accepts: tuple[int, ...]) -> int:
        """The number of the class of those who accept these cells."""
        found = self._classes.get(accepts)
        if found is None:
            found = self._classes[accepts] = self.add_class(accepts)
        return found

    def add_class(self, accepts: tuple[int, ...]) -> int:
        """A class of its own, also when another accepts the same cells."""
        self.accepts.append(accepts)
        self.everywhere.append(reduce(or_, accepts))
        self.unmet.append(0)
        return len(self.accepts) - 1

    def accept_more(self, of_class: int, level: int, cells: int) -> None:
        """The class may use these cells too."""
        more = list(self.accepts[of_class])
        more[level] |= cells
        self.accepts[of_class] = tuple(more)
        self.everywhere[of_class] |= cells
        self._hopeless = [0] * len(more)

    def widen(self, cell: int, minutes: Sequence[int]) -> None:
        """More minutes in the cell, by level."""
        for left, more in zip(self.left, minutes, strict=True):
            left[cell] += more
        self._look_over()
        self._hopeless = [0] * len(minutes)

    def level(self, of_class: int, cell: int) -> int:
        """On which level the class is in the cell; on the strictest when it does not accept it (any more)."""
        for level, bits in enumerate(self.accepts[of_class]):
            if bits >> cell & 1:
                return level
        return 0

    def hold(self, held: Iterable[tuple[int, int, int]], fixed: Iterable[tuple[int, int]]) -> None:
        """What is there from the start: minutes as (class, cell, minutes), and those nobody here may move."""
        for of_class, cell, minutes in held:
            here = self.minutes[cell]
            here[of_class] = here.get(of_class, 0) + minutes
            for left in self.left[self.level(of_class, cell) :]:
                left[cell] -= minutes
        for cell, minutes in fixed:
            for left in self.left:
                left[cell] -= minutes
        self._look_over()

    def put(self, of_class: int, cell: int, minutes: int) -> None:
        """Minutes of the class into the cell (out of it when negative), whether it has so many left or not."""
        here = self.minutes[cell]
        here[of_class] = here.get(of_class, 0) + minutes
        if not here[of_class]:
            del here[of_class]
        self._take(cell, self.level(of_class, cell), minutes)

    def left_in(self, level: int, cell: int) -> int:
        """The minutes that can still be put there on this level; zero or less when it is full."""
        return min(left[cell] for left in self.left[level:])

    def free(self, level: int) -> int:
        """The cells with minutes left on this level."""
        return self._free[level]

    def open_to(self, of_class: int) -> int:
        """The cells that the class accepts and that have minutes left for it."""
        found = 0
        for bits, free in zip(self.accepts[of_class], self._free, strict=True):
            found |= bits & free
        return found

    def fill(self, of_class: int) -> None:
        """Take what is left at once, the earliest cells first."""
        for cell in places(self.open_to(of_class)):
            if not self.unmet[of_class]:
                break
            minutes = min(self.unmet[of_class], self.left_in(self.level(of_class, cell), cell))
            self.put(of_class, cell, minutes)
            self.unmet[of_class] -= minutes

    def bring_in(self, of_class: int) -> list[tuple[int, int, int]]:
        """Serve as much of what is unmet as can be; the changes made, as (class, cell, minutes), in order.

        When something stays unmet, what the search has `reached` is the smallest set that is short.
        """
        changes: list[tuple[int, int, int]] = []
        while self.unmet[of_class]:
            end = self._search(of_class)
            if end is None:
                break
            changes += self._push(of_class, end)
        return changes

    def take_back(self, changes: Iterable[tuple[int, int, int]]) -> None:
        """Undo changes."""
        for of_class, cell, minutes in reversed(list(changes)):
            self.put(of_class, cell, -minutes)

    def give_up(self) -> None:
        """Nothing the last search reached can ever get minutes again: later searches pass it by."""
        self._hopeless = self._reached

    def _look_over(self) -> None:
        self._open = [_above_zero(left) for left in self.left]
        self._free = list(accumulate(reversed(self._open), int.__and__))[::-1]

    def _take(self, cell: int, level: int, minutes: int) -> None:
        bit, free = 1 << cell, True
        for at in range(self.top, -1, -1):
            if at >= level:
                self.left[at][cell] -= minutes
            still = self.left[at][cell] > 0
            free = free and still
            self._open[at] = self._open[at] | bit if still else self._open[at] & ~bit
            self._free[at] = self._free[at] | bit if free else self._free[at] & ~bit

    def _search(self, source: int) -> Step | None:
        """Breadth first over the classes that would have to move: the class and the cell where one finds minutes."""
        came: dict[int, Step | None] = {source: None}
        self.reached, queue = came, [source]
        self._reached = self._hopeless.copy()
        for one in queue:
            left_in = self.open_to(one)
            if left_in:
                return one, next(places(left_in))
            for cell in places(self._entered(one)):
                for other in sorted(self.minutes[cell]):
                    if other not in came and self._reached[self.level(other, cell)] >> cell & 1:
                        came[other] = (one, cell)
                        queue.append(other)
        return None

    def _entered(self, one: int) -> int:
        """The cells in which the class is the first to come so high.

        It can push out who is on its level or a stricter one, and on higher ones as far as the limits below let it.
        """
        touched = 0
        for enters, bits in enumerate(self.accepts[one]):
            level, come = enters, bits & ~self._reached[enters]
            while come:
                touched |= come
                for below in range(level + 1):
                    self._reached[below] |= come
                if level == self.top:
                    break
                come &= self._open[level] & ~self._reached[level + 1]
                level += 1
        return touched

    def _push(self, source: int, end: Step) -> list[tuple[int, int, int]]:
        one, cell = end
        amount = min(self.unmet[source], self.left_in(self.level(one, cell), cell))
        moves = [(one, cell, 1)]
        while (step := self.reached[one]) is not None:
            before, cell = step
            between = self.left[self.level(before, cell) : self.level(one, cell)]
            amount = min(amount, self.minutes[cell][one], *(left[cell] for left in between))
            moves += [(one, cell, -1), (before, cell, 1)]
            one = before
        changes = [(who, where, sign * amount) for who, where, sign in moves]
        for who, where, minutes in changes:
            self.put(who, where, minutes)
        self.unmet[source] -= amount
        return changes


def _above_zero(left: Sequence[int]) -> int:
    return int("".join("1" if one > 0 else "0" for one in reversed(left)) or "0", 2)
