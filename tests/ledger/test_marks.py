"""A mark stands for the cells of a row: the same cells make the same mark, and any other cell another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, Integer, String, bindparam, literal_column, select
from sqlalchemy.sql.expression import ColumnElement

from census_app.ledger.marks import row_mark

Cells = Sequence[str | int | None]
ROW: Cells = ("মোঃ করিম", "1962-07-04", 7, None, "")


def mark(engine: Engine, cells: Cells) -> int:
    kinds = {str: String(), int: Integer()}
    told: list[ColumnElement[object]] = [
        literal_column("null") if cell is None else bindparam(f"cell_{place}", cell, type_=kinds[type(cell)])
        for place, cell in enumerate(cells)
    ]
    with engine.connect() as connection:
        return int(connection.execute(select(row_mark(*told))).scalar_one())


def test_the_same_cells_make_the_same_mark(any_engine: Engine) -> None:
    assert mark(any_engine, ROW) == mark(any_engine, list(ROW))
    assert -(2**63) <= mark(any_engine, ROW) < 2**63


@pytest.mark.parametrize(
    "other",
    [
        ("মোঃ করিম ", "1962-07-04", 7, None, ""),
        ("মোঃ করিম", "1962-07-05", 7, None, ""),
        ("মোঃ করিম", "1962-07-04", 70, None, ""),
        ("মোঃ করিম", "1962-07-04", 7, "", None),
        ("মোঃ করিম1962-07-04", "", 7, None, ""),
        ("মোঃ করিম", "1962-07-04", None, 7, ""),
    ],
)
def test_another_cell_or_another_place_makes_another_mark(any_engine: Engine, other: Cells) -> None:
    assert mark(any_engine, other) != mark(any_engine, ROW)
