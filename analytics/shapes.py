"""What a table looks like, whichever engine holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True)
class TableShape:
    """A table's name and its columns with their SQL types, in the order in which rows hold their values."""

    name: str
    columns: tuple[tuple[str, str], ...]

    def has(self, column: str) -> bool:
        """True when the table has a column of that name."""
        return any(name == column for name, _ in self.columns)

    @property
    def summed(self) -> tuple[int, ...]:
        """The places of the whole-number columns, whose sums are held against each other."""
        return tuple(place for place, (_, kind) in enumerate(self.columns) if kind in ("BIGINT", "INTEGER"))


@dataclass(frozen=True)
class Tally:
    """How many rows a table has, and the sum of each of its whole-number columns."""

    rows: int
    sums: dict[str, int]


def shape_of(name: str, columns: str) -> TableShape:
    """The shape of the table whose columns are written as `name TYPE, name TYPE`."""
    pairs = (line.split() for line in columns.split(","))
    return TableShape(name, tuple((column, kind) for column, kind in pairs))
