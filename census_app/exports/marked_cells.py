"""Remarks on the cells of a workbook: colour and comment, nothing else of the file touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from census_app.domain.upload_marks import MARK_PROPERTY, mark_written_in
from census_app.exports.correction_summary import COLOURS, FILLS, WORDS, Summary, title_beside, write_summary
from census_app.exports.remarks import Remark, note_size, note_text, on_shown_cells

AUTHOR = "census"
_CONVERTED_WIDTH = 18
_NO_FILL = PatternFill()
_ROWS_OF_A_SUMMARY = 40


class SheetOfCells(Protocol):
    """A sheet as it was read: columns of cells from A1 on, merged ranges counted from 0."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> Sequence[Sequence[Any]]: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def merged(self) -> Sequence[Any]: ...


def mark_workbook(file: IO[bytes], keep_macros: bool, summary: Summary) -> Workbook:
    """The workbook with its remarks and its summary; formulas, styles and other sheets as they were."""
    book = load_workbook(file, keep_vba=keep_macros, rich_text=True)
    for sheet in list(book.worksheets):
        if _is_summary(sheet):
            book.remove(sheet)
        else:
            _wash(sheet)
            sheet.sheet_view.tabSelected = False  # two sheets selected at once would be edited at once
            _mark_sheet(sheet, summary.remarks.cells.get(sheet.title, {}))
    front = book.create_sheet(title_beside(book.sheetnames, summary.language), 0)
    write_summary(front, summary)
    book.active = 0
    _write_mark(book, summary.mark)
    return book


def convert_sheets(sheets: Sequence[SheetOfCells], summary: Summary) -> Workbook:
    """A workbook of the cells as they were read, with remarks and summary; what was text stays text."""
    book = Workbook(write_only=True)
    names = [summary.sheet_names.get(sheet.name, sheet.name) for sheet in sheets]
    write_summary(book.create_sheet(title_beside(names, summary.language)), summary)
    for sheet, name in zip(sheets, names, strict=True):
        _convert_sheet(book.create_sheet(name), sheet, summary.remarks.cells.get(sheet.name, {}))
    _write_mark(book, summary.mark)
    return book


def converted_name(name: str, language: str) -> str:
    """A text table has no sheet name; in a workbook it needs one."""
    return name or str(WORDS[language]["data"])


def _convert_sheet(target: Any, sheet: SheetOfCells, remarks: Mapping[tuple[int, int], Remark]) -> None:
    target.sheet_state = "hidden" if sheet.hidden else "visible"
    for column in range(1, len(sheet.columns) + 1):
        target.column_dimensions[get_column_letter(column)].width = _CONVERTED_WIDTH
    for merged in sheet.merged:
        corners = (merged.left + 1, merged.top + 1, merged.right + 1, merged.bottom + 1)
        target.merged_cells.add(CellRange(None, *corners).coord)
    for number, row in enumerate(zip(*sheet.columns, strict=True), start=1):
        target.append([_copied(target, value, remarks.get((number, at))) for at, value in enumerate(row, start=1)])


def _copied(sheet: Any, value: Any, remark: Remark | None) -> Any:
    is_text = isinstance(value, str)
    if remark is None and not is_text:
        return value
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value) if is_text else value)
    if is_text:
        cell.data_type, cell.number_format = "s", "@"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    if remark is not None:
        cell.fill, cell.comment = FILLS[remark.severity], _comment(remark.text)
    return cell


def _mark_sheet(sheet: Any, remarks: Mapping[tuple[int, int], Remark]) -> None:
    merged = [area.bounds for area in sheet.merged_cells.ranges]
    for (row, column), remark in on_shown_cells(remarks, merged).items():
        cell = sheet.cell(row, column)
        theirs = cell.comment.text if cell.comment is not None else ""
        cell.fill, cell.comment = FILLS[remark.severity], _comment(remark.text, theirs)


def _comment(text: str, theirs: str = "") -> Comment:
    told = note_text(text, theirs)
    width, height = note_size(told)
    return Comment(told, AUTHOR, height=height, width=width)


def _wash(sheet: Any) -> None:
    """Colours and comments of an earlier time go, so that what is coloured now is what is wrong now."""
    for cell in list(sheet._cells.values()):
        if getattr(cell, "comment", None) is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            if cell.fill.fgColor.rgb in COLOURS.values():
                cell.fill = _NO_FILL


def _is_summary(sheet: Any) -> bool:
    first = sheet.iter_rows(max_row=_ROWS_OF_A_SUMMARY, max_col=2, values_only=True)
    return any(mark_written_in(str(value)) for row in first for value in row if value)


def _write_mark(book: Workbook, mark: str) -> None:
    if MARK_PROPERTY in book.custom_doc_props.names:
        del book.custom_doc_props[MARK_PROPERTY]
    book.custom_doc_props.append(StringProperty(name=MARK_PROPERTY, value=mark))
