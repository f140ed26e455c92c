"""Selecting columns, where the types of a select are let go since rows are told apart by name; areas and long lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select

Thing = TypeVar("Thing")
_AT_ONCE = 500
"""So many values one condition may list: every database takes that many."""


def pick(*columns: Any) -> Select[Any]:
    """A select of these columns or tables; its rows are read by position or by name, not through types."""
    return select(*columns)


def lies_in(code: Any, area_code: str) -> ColumnElement[bool]:
    """The condition that the code is that of the area or of a part of it.

    A code holds every code that begins with it, so each area is one range and an index serves it.
    """
    inside: ColumnElement[bool] = (code >= area_code) & (code < area_code + "\uffff")
    return inside


def in_parts(values: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """All the values in their order, in parts short enough to be listed in one condition."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
