"""What a table of counts may show outside: nothing small enough to point at somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Row = dict[str, Any]
HIDDEN = "hidden"


@dataclass(frozen=True)
class CountedTable:
    """Rows of counts: the columns that say what was counted (the place among them), the counts, the sums of money."""

    keys: tuple[str, ...]
    counts: tuple[str, ...]
    sums: tuple[str, ...]


def counted_table(columns: Mapping[str, str]) -> CountedTable:
    """The columns of a summary by their names and types: texts and years say what was counted, `_poisha` is money."""
    keys = tuple(name for name, kind in columns.items() if kind == "VARCHAR" or name == "fiscal_year_from")
    sums = tuple(name for name in columns if name.endswith("_poisha"))
    return CountedTable(keys, tuple(name for name in columns if name not in keys + sums), sums)


def protect(table: CountedTable, rows: Sequence[Row], small_below: int) -> list[Row]:
    """The rows with every small count hidden, so that none can be had back from the total of a line of the table.

    A line is what differs in one key alone; nought stays, since it points at nobody; money goes with its counts.
    """
    hidden = {name: _hidden(table.keys, rows, name, small_below) for name in table.counts}
    for name in table.sums:
        hidden[name] = set().union(*hidden.values())
    return [
        {name: HIDDEN if place in hidden.get(name, ()) else value for name, value in row.items()}
        for place, row in enumerate(rows)
    ]


def _hidden(keys: Sequence[str], rows: Sequence[Row], name: str, small_below: int) -> set[int]:
    """The places whose count is hidden: the small ones, and the smallest other of each line that hides but one."""
    hidden = {place for place, row in enumerate(rows) if 0 < row[name] < small_below}
    lines = list(_lines(keys, rows))
    found = True
    while found:
        found = False
        for line in lines:
            others = [place for place in line if place not in hidden and rows[place][name]]
            if others and sum(place in hidden for place in line) == 1:
                hidden.add(min(others, key=lambda place: rows[place][name]))
                found = True
    return hidden


def _lines(keys: Sequence[str], rows: Sequence[Row]) -> Iterator[list[int]]:
    """For each key, the places of the rows that are alike in all the others."""
    for varying in keys:

        def fixed(place: int, varying: str = varying) -> tuple[Any, ...]:
            return tuple(rows[place][key] for key in keys if key != varying)

        for _, line in groupby(sorted(range(len(rows)), key=fixed), key=fixed):
            yield list(line)
