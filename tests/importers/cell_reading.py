"""Short ways to read one cell in the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from importers.cells import Cell, CellContext, Reading, read_cell

SURVEY_DAY = date(2022, 6, 30)


def reading(kind: str, raw: Cell, field: str = "", **context: Any) -> Reading:
    """The cell as a column of that kind, on a survey of June 2022, reads it."""
    return read_cell(kind, raw, CellContext(field or kind, context.pop("as_of", SURVEY_DAY), **context))


def values(kind: str, raw: Cell, field: str = "", **context: Any) -> dict[str, Any]:
    """What the cell means."""
    return dict(reading(kind, raw, field, **context).values)


def codes(kind: str, raw: Cell, field: str = "", **context: Any) -> list[str]:
    """The codes of what is wrong with the cell."""
    return [problem.code for problem in reading(kind, raw, field, **context).problems]
