"""What is wrong with a seeds folder: file, line, field and a sentence, several at once."""

from dataclasses import dataclass

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. `line` counts from 1, the header; 0 where the fault has no line."""

    file: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file} line {self.line}" if self.line else self.file
        return f"{place}, {self.field}: {self.text}" if self.field else f"{place}: {self.text}"


class SeedFaults(Exception):
    """The folder cannot be used. At most 20 faults are listed, `total` counts them all."""

    def __init__(self, faults: list[Fault]) -> None:
        self.total = len(faults)
        self.faults = tuple(faults[:SHOWN])
        more = [f"… and {self.total - SHOWN} more"] if self.total > SHOWN else []
        super().__init__("\n".join([*map(str, self.faults), *more]))
