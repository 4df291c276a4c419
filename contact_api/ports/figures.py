"""What figures are counted from."""

from typing import Protocol

from contact_api.domain.core.values import Window
from contact_api.domain.figures.figures import FigureRow


class Figures(Protocol):
    """Contacts as the figures see them."""

    def figure_rows(self, span: Window) -> list[FigureRow]:
        """One row for every contact sought in the span."""
