"""Linear programs, put together column by column and solved with HiGHS."""

from collections.abc import Mapping
from math import inf

import highspy
import numpy as np

PRIMAL = 4  # HiGHS' number of the primal simplex: other costs leave the last optimum feasible


class NoOptimum(Exception):
    """The solver found no optimum; with the programs built here that is a defect."""


class LinearProgram:
    """Rows are conditions, columns are unknowns of at least 0. Deterministic: one thread, a fixed seed."""

    def __init__(self) -> None:
        self._upper: list[float] = []
        self._low: list[float] = []
        self._high: list[float] = []
        self._entries: tuple[list[int], list[int], list[float]] = ([], [], [])
        self._solver: highspy.Highs | None = None
        self._priced: set[int] = set()

    def column(self, upper: float = inf) -> int:
        """A new unknown between 0 and `upper`."""
        self._upper.append(upper)
        return len(self._upper) - 1

    def row(self, low: float, high: float) -> int:
        """A new condition: a sum that lies between `low` and `high`."""
        self._low.append(low)
        self._high.append(high)
        return len(self._low) - 1

    def add_term(self, row: int, column: int, value: float) -> None:
        """Add `value` × the column to the sum of a row."""
        rows, columns, values = self._entries
        rows.append(row)
        columns.append(column)
        values.append(value)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self._low), len(self._upper)

    def set_minimum(self, row: int, low: float) -> None:
        """The sum of a row is at least this from now on."""
        self._low[row] = low
        if self._solver is not None:
            self._solver.changeRowBounds(row, low, self._high[row])

    def maximise(self, objective: Mapping[int, float]) -> float:
        """The greatest sum of coefficient × column there is, for the coefficients of the objective."""
        solver = self._solver or self._loaded()
        for column in sorted(self._priced | objective.keys()):
            solver.changeColCost(column, objective.get(column, 0.0))
        self._priced = set(objective)
        solver.run()
        solver.setOptionValue("solver", "simplex")  # from here on it starts at the optimum found last
        solver.setOptionValue("simplex_strategy", PRIMAL)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise NoOptimum(solver.modelStatusToString(solver.getModelStatus()))
        return float(solver.getInfo().objective_function_value)

    def values(self) -> list[float]:
        """What the columns are at the optimum found last."""
        if self._solver is None:
            raise NoOptimum("nothing was solved yet")
        return list(self._solver.getSolution().col_value)

    def _loaded(self) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("solver", "ipm")):
            solver.setOptionValue(option, value)
        solver.passModel(self._model())
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._solver = solver
        return solver

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = self.size
        model.col_cost_ = np.zeros(len(self._upper))
        model.col_lower_ = np.zeros(len(self._upper))
        model.col_upper_ = np.array(self._upper)
        model.row_lower_ = np.array(self._low)
        model.row_upper_ = np.array(self._high)
        rows, columns, values = (np.array(part) for part in self._entries)
        order = np.argsort(columns, kind="stable")
        starts = np.searchsorted(columns[order], np.arange(len(self._upper) + 1))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = starts.astype(np.int32)
        model.a_matrix_.index_ = rows[order].astype(np.int32)
        model.a_matrix_.value_ = values[order].astype(np.float64)
        return model
