"""A binary workbook (.xlsb) handed back: its cells in a workbook of today, marked where they stood."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from census_app.exports.correction_summary import COLOURS
from tests.copies import RIGHT, SURVEY, Desk
from tests.importers.sheets import cells_of
from tests.spreadsheets.binary import write_binary


@pytest.fixture
def binary(desk: Desk) -> Path:
    """The usual sheet as a binary workbook, one of its numbers a figure."""
    rows = [["" if cell is None else cell for cell in row] for row in cells_of(SURVEY)]
    rows[1][0] = 1.0
    path = desk.settings.data_dir / "volunteer.xlsb"
    write_binary(path, rows)
    return path


def test_its_cells_come_back_in_a_workbook_of_today_with_the_marks_in_their_places(desk: Desk, binary: Path) -> None:
    first = desk.give(binary)
    assert (first.ready, first.held) == (4, 1)
    path, told = desk.back(first.upload_id)
    assert (told.file_name, told.rows, told.is_converted) == ("volunteer_marked.xlsx", 2, True)
    sheet = load_workbook(path).worksheets[1]
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    assert cells == [["" if cell is None else str(cell) for cell in row] for row in cells_of(SURVEY)]
    marked = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(marked) == {"B5", "E6", "G6"}
    assert "name_missing" in marked["B5"].comment.text
    assert str(marked["B5"].fill.fgColor.rgb) == COLOURS["blocks_row"]
    assert str(marked["G6"].fill.fgColor.rgb) == COLOURS["please_confirm"]


def test_the_corrected_copy_of_it_takes_the_places_of_what_was_held(desk: Desk, binary: Path) -> None:
    first = desk.give(binary)
    second = desk.give(desk.corrected(first.upload_id, RIGHT))
    assert (second.ready, second.held) == (2, 0)
    assert desk.states(first.upload_id) == {2: "ready", 3: "ready", 4: "ready", 5: "replaced", 6: "replaced"}
