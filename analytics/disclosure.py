"""What a table of counts may show outside: nothing small enough to point at somebody, and no way back to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from analytics.suppression import Shown, hidden_things

Row = dict[str, Any]
Key = tuple[Any, ...]
HIDDEN = "hidden"
ALL = ""
"""Stands for a key over which a published row adds up."""
AREA = "area_code"
UPAZILA_DIGITS = 6
LEVELS = (10, 8, 6)
"""Digits of ward, union and upazila: the areas for which tables are published."""


@dataclass(frozen=True)
class CountedTable:
    """Rows of counts: what was counted (the place among it), the counts, and what goes with them: money and shares."""

    keys: tuple[str, ...]
    counts: tuple[str, ...]
    sums: tuple[str, ...]


def counted_table(columns: Mapping[str, str]) -> CountedTable:
    """The columns of a summary by their names and types: texts and years say what was counted.

    Money (`_poisha`) and shares (`_thousandths`) are hidden where a count beside them is.
    """
    keys = tuple(name for name, kind in columns.items() if kind == "VARCHAR" or name == "fiscal_year_from")
    sums = tuple(name for name in columns if name.endswith(("_poisha", "_thousandths")))
    return CountedTable(keys, tuple(name for name in columns if name not in keys + sums), sums)


def protect(table: CountedTable, rows: Sequence[Row], small_below: int) -> list[Row]:
    """The rows with every small count hidden, so that none can be had back from the others and any total of them.

    Totals over every set of keys are thought known, of wards, unions and upazilas. Money goes with its counts.
    """
    hidden: dict[str, set[int]] = {name: set() for name in table.counts}
    for places in _upazilas(rows):
        here = [rows[place] for place in places]
        sums = _sums(table.keys, here)
        for name in table.counts:
            unseen = _hidden(table.keys, here, name, sums, small_below)
            hidden[name] |= {places[sums[key][0]] for key in unseen if len(sums[key]) == 1}
    for name in table.sums:
        hidden[name] = set().union(*hidden.values())
    return [
        {name: HIDDEN if place in hidden.get(name, ()) else value for name, value in row.items()}
        for place, row in enumerate(rows)
    ]


def published(table: CountedTable, rows: Sequence[Row], small_below: int) -> list[Row]:
    """The rows with all their totals, for each ward, union and upazila; a hidden count is None.

    A key over which a row adds up is empty. Of a table with one count.
    """
    [name] = table.counts
    told: list[Row] = []
    for places in _upazilas(rows):
        here = [rows[place] for place in places]
        sums = _sums(table.keys, here)
        unseen = _hidden(table.keys, here, name, sums, small_below)
        for key, members in sums.items():
            value = None if key in unseen else sum(here[place][name] for place in members)
            told.append({**dict(zip(table.keys, key, strict=True)), name: value})
    return told


def _hidden(
    keys: Sequence[str], rows: Sequence[Row], name: str, sums: Mapping[Key, list[int]], small_below: int
) -> set[Key]:
    """The rows and totals that may not be shown, by their keys."""
    order = list(sums)
    values = [sum(rows[place][name] or 0 for place in sums[key]) for key in order]
    shown = Shown(values, [frozenset(sums[key]) for key in order], _lines(keys, order))
    return {order[thing] for thing in hidden_things(shown, small_below)}


def _lines(keys: Sequence[str], order: Sequence[Key]) -> list[tuple[int, ...]]:
    """Each total with the things that add up to it along one key: wards to their union, ages to all ages."""
    places = {key: place for place, key in enumerate(order)}
    lines: dict[tuple[int, int], list[int]] = {}
    for key, place in places.items():
        for along, name in enumerate(keys):
            total = places.get((*key[:along], _wider(name, key[along]), *key[along + 1 :]))
            if total is not None and total != place:
                lines.setdefault((along, total), []).append(place)
    return [(total, *parts) for (_, total), parts in lines.items()]


def _wider(name: str, value: Any) -> Any:
    """What a value of a key is a part of."""
    if name != AREA:
        return ALL
    return next((value[:digits] for digits in LEVELS if digits < len(value)), value)


def _upazilas(rows: Sequence[Row]) -> Iterable[list[int]]:
    """The places of the rows of each upazila; tables of different upazilas share no line and no published total."""
    found: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        found.setdefault(str(row.get(AREA, ""))[:UPAZILA_DIGITS], []).append(place)
    return found.values()


def _sums(keys: Sequence[str], rows: Sequence[Row]) -> dict[Key, list[int]]:
    """Every row and every total that is published, by its key, with the places of the rows it adds up."""
    sums: dict[Key, list[int]] = {}
    for place, row in enumerate(rows):
        values = [_levels(row[key]) if key == AREA else (row[key], ALL) for key in keys]
        for key in dict.fromkeys(product(*values)):
            sums.setdefault(key, []).append(place)
    return sums


def _levels(code: str) -> tuple[str, ...]:
    return tuple(code[:digits] for digits in LEVELS)
