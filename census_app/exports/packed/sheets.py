"""The cells of a packed sheet: some get another style, those that do not exist yet are put where they belong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from census_app.exports.packed.places import (
    Patch,
    Unusual,
    careful_parser,
    expect_root,
    open_end,
    run,
    tag,
)
from census_app.exports.packed.styles import MAIN

_BELOW_EVERYTHING = 2**31
Restyle = Callable[[int, int, int], int]
"""The new style of a cell, by its row, its column and its present style."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AFTER_THE_NOTES = frozenset({
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "mc:AlternateContent",
})  # fmt: skip
"""What stands in a sheet behind the place of the drawing of its comments."""


@dataclass
class _Row:
    number: int
    start: int
    attributes: Mapping[str, str]
    wanted: list[int]
    """Columns that are to be restyled and have not been met, the last first."""
    column: int = 0
    added: list[int] = field(default_factory=list)


class SheetPass:
    """One pass over a sheet: the patches that restyle the wanted cells, and what else must be known of it."""

    def __init__(self, content: bytes, wanted: Collection[tuple[int, int]], restyle: Restyle) -> None:
        self.content, self.restyle = content, restyle
        self.patches: list[Patch] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.drawing: Mapping[str, str] | None = None
        self.notes_at = -1
        self._wanted: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(wanted, reverse=True):
            self._wanted[row].append(column)
        self._rows_left = sorted(self._wanted, reverse=True)
        self._row: _Row | None = None
        self._last_row = 0
        self._depth = 0
        self._is_below_rows = False
        self._column_styles: list[tuple[int, int, int]] = []
        self._parser = careful_parser(content)
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._begin, self._finish
        run(self._parser, content)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name == "c":
            if self._row is not None and self._depth == 4:
                self._begin_cell(self._row, attributes)
        elif name == "row" and self._depth == 3:
            self._begin_row(attributes)
        elif self._depth <= 3:
            self._begin_other(name, attributes)

    def _finish(self, name: str) -> None:
        if name == "row" and self._depth == 3:
            self._finish_row()
        elif name == "sheetData" and self._depth == 2:
            self._finish_rows()
        elif name == "worksheet" and self._depth == 1 and self.notes_at < 0:
            self.notes_at = self._parser.CurrentByteIndex
        self._depth -= 1

    def _begin_other(self, name: str, attributes: dict[str, str]) -> None:
        if self._depth == 1:
            expect_root(name, attributes, "worksheet", MAIN)
        elif self._depth == 2:
            if name == "legacyDrawing":
                self.drawing = attributes
            elif name == "drawing" and self.notes_at >= 0:
                raise Unusual("drawing")
            elif name in _AFTER_THE_NOTES and self.notes_at < 0 and self._is_below_rows:
                self.notes_at = self._parser.CurrentByteIndex
        elif name == "col":
            style = int(attributes.get("style", 0))
            self._column_styles.append((int(attributes["min"]), int(attributes["max"]), style))
        elif name == "mergeCell":
            left, top, right, bottom = range_boundaries(attributes["ref"])
            self.merged.append((int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)))
        elif name == "sheetView" and attributes.get("tabSelected") in ("1", "true"):
            start = self._parser.CurrentByteIndex
            end = open_end(self.content, start)
            kept = {key: value for key, value in attributes.items() if key != "tabSelected"}
            is_empty = self.content[end - 2 : end] == b"/>"
            self.patches.append(Patch(start, end, tag(name, kept, is_empty=is_empty)))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._last_row + 1))
        if number <= self._last_row:
            raise Unusual("row order")
        start = self._parser.CurrentByteIndex
        self._add_rows_before(number, start)
        self._last_row = number
        if self._rows_left and self._rows_left[-1] == number:
            self._rows_left.pop()
            self._row = _Row(number, start, attributes, self._wanted[number])

    def _begin_cell(self, row: _Row, attributes: dict[str, str]) -> None:
        column = _column_of(attributes["r"], row.number) if "r" in attributes else row.column + 1
        if column <= row.column:
            raise Unusual("cell order")
        row.column = column
        if not row.wanted or row.wanted[-1] > column:
            return
        start = self._parser.CurrentByteIndex
        while row.wanted and row.wanted[-1] < column:
            self._add_cell(row, row.wanted.pop(), start)
        if row.wanted and row.wanted[-1] == column:
            row.wanted.pop()
            self._restyle_cell(row.number, column, attributes, start)

    def _restyle_cell(self, row: int, column: int, attributes: dict[str, str], start: int) -> None:
        style = int(attributes.get("s", 0))
        new = self.restyle(row, column, style)
        if new != style:
            end = open_end(self.content, start)
            is_empty = self.content[end - 2 : end] == b"/>"
            self.patches.append(Patch(start, end, tag("c", {**attributes, "s": str(new)}, is_empty=is_empty)))

    def _add_cell(self, row: _Row, column: int, at: int) -> None:
        self.patches.append(Patch(at, at, self._new_cell(row.number, column, row.attributes)))
        row.added.append(column)

    def _new_cell(self, row: int, column: int, row_attributes: Mapping[str, str]) -> bytes:
        style = int(row_attributes.get("s", 0)) or self._style_of_column(column)
        new = self.restyle(row, column, style)
        return tag("c", {"r": f"{get_column_letter(column)}{row}", "s": str(new)}, is_empty=True)

    def _style_of_column(self, column: int) -> int:
        return next((style for first, last, style in self._column_styles if first <= column <= last), 0)

    def _finish_row(self) -> None:
        row, self._row = self._row, None
        if row is None:
            return
        end = open_end(self.content, row.start)
        is_empty = self.content[end - 2 : end] == b"/>"
        at = end if is_empty else self._parser.CurrentByteIndex
        while row.wanted:
            self._add_cell(row, row.wanted.pop(), at)
        if row.added and (is_empty or "spans" in row.attributes):
            kept = {key: value for key, value in row.attributes.items() if key != "spans"}
            self.patches.append(Patch(row.start, end, tag("row", kept)))
        if row.added and is_empty:
            self.patches.append(Patch(end, end, b"</row>"))

    def _finish_rows(self) -> None:
        at = self._parser.CurrentByteIndex
        self._is_below_rows = True
        if self.content.startswith(b"</sheetData", at):
            self._add_rows_before(_BELOW_EVERYTHING, at)
        elif self._rows_left:
            raise Unusual("no rows")

    def _add_rows_before(self, number: int, at: int) -> None:
        while self._rows_left and self._rows_left[-1] < number:
            row = self._rows_left.pop()
            cells = b"".join(self._new_cell(row, column, {}) for column in reversed(self._wanted[row]))
            self.patches.append(Patch(at, at, tag("row", {"r": str(row)}) + cells + b"</row>"))


def _column_of(reference: str, row: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    if found is None or int(found[2]) != row:
        raise Unusual("reference")
    return int(column_index_from_string(found[1]))
