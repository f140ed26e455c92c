"""Selecting columns, their types let go since rows are told apart by name; areas, parts of the ledger, long lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, select, true

Thing = TypeVar("Thing")
_CODE = re.compile(r"[0-9]*(-[0-9]+)?")
_AT_ONCE = 500
"""So many values one condition may list: every database takes that many."""
UNION_DIGITS, UPAZILA_DIGITS = 8, 6


def pick(*columns: Any) -> Select[Any]:
    """A select of these columns or tables; its rows are read by position or by name, not through types."""
    return select(*columns)


def lies_in(code: Any, area_code: str) -> ColumnElement[bool]:
    """The condition that the code is that of the area or of a part of it.

    A code holds every code that begins with it, so each area is one range and an index serves it. The range ends with
    the next code of digits: databases agree about the order of digits, and about that of nothing else.
    """
    if not _CODE.fullmatch(area_code):
        return false()
    inside: ColumnElement[bool] = code >= area_code
    counted = area_code.rstrip("-9")
    return inside & (code < f"{counted[:-1]}{int(counted[-1]) + 1}") if counted else inside


def part_of(area_code: str) -> str:
    """The part of the ledger in which rows of that area are read together: its union; a larger area is its own."""
    return area_code[:UNION_DIGITS]


def in_part(table: Any, part: str | None) -> ColumnElement[bool]:
    """The condition that a row of the table belongs to the part; without one, every row does."""
    if part is None:
        return true()
    if len(part) < UNION_DIGITS:  # a larger area is a part of its own: its unions are others
        exactly: ColumnElement[bool] = table.area_code == part
        return exactly
    return lies_in(table.area_code, part)


def in_parts(values: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """All the values in their order, in parts short enough to be listed in one condition."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
