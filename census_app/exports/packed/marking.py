"""A packed workbook with its remarks and its summary: only what is marked is written again."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from census_app.exports.correction_summary import COLOURS, Summary
from census_app.exports.packed.front import PackedSheet, put_in_front, sheets_of, write_mark
from census_app.exports.packed.notes import Cell, Notes, drawn_notes, used_blocks
from census_app.exports.packed.package import (
    CHART_SHEET,
    MACRO_BOOK,
    NOTES,
    NOTES_DRAWING,
    RELATIONSHIPS,
    SHEET,
    STYLES,
    Package,
)
from census_app.exports.packed.places import Patch, Unusual, parse, patched, tag
from census_app.exports.packed.sheets import SheetPass
from census_app.exports.packed.styles import MAIN, Styles
from census_app.exports.remarks import Remark, note_size, note_text, on_shown_cells

_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_STRANGE = (
    SyntaxError, ValueError, LookupError, TypeError, StopIteration, RuntimeError, EOFError, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
"""What following a damaged or freely written workbook may raise."""


def mark_packed(kept: Path, path: Path, summary: Summary, author: str) -> bool:
    """The path holds the marked workbook. Returns True for one with macros.

    Raises: Unusual when the workbook is put together in a way that is better left to a library.
    """
    try:
        with zipfile.ZipFile(kept) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            return _Marking(Package(source), summary, author).write(target)
    except _STRANGE as error:
        raise Unusual("strange") from error


class _Marking:
    def __init__(self, package: Package, summary: Summary, author: str) -> None:
        self.package, self.summary, self.author = package, summary, author
        self.styles_part = package.the_one(package.workbook, STYLES)
        self.styles = Styles(package.read(self.styles_part), COLOURS)
        self.next_block = 1 + max(used_blocks(package.read(n) for n in package.names if n.endswith(".vml")), default=0)

    def write(self, target: zipfile.ZipFile) -> bool:
        """The whole workbook goes to the target."""
        package = self.package
        sheets = sheets_of(package, parse(package.read(package.workbook), "workbook", MAIN))
        front = put_in_front(package, self.summary, self.styles, sheets)
        done = [sheet.part for sheet in sheets if sheet.part != front and self._write_sheet(sheet, target)]
        package.written[self.styles_part] = self.styles.written()
        write_mark(package, self.summary.mark)
        package.copy_to(target, done)
        return package.book_type == MACRO_BOOK

    def _write_sheet(self, sheet: PackedSheet, target: zipfile.ZipFile) -> bool:
        remarks = self.summary.remarks.cells.get(sheet.name, {})
        if sheet.kind == CHART_SHEET:
            return self._write_deselected(sheet, target)
        if sheet.kind != SHEET:
            return False
        notes = self._notes_of(sheet)
        content = self.package.read(sheet.part)
        is_shown = b"tabSelected" in content[: max(0, content.find(b"<sheetData"))]
        if not (remarks or notes.own or is_shown):
            return False
        done = self._pass_over(content, remarks, notes)
        if (shown := on_shown_cells(remarks, done.merged)) != remarks:
            remarks, done = shown, self._pass_over(content, shown, notes)
        if remarks or notes.own:
            done.patches += self._write_notes(sheet, done, remarks, notes)
        with target.open(sheet.part, "w", force_zip64=True) as new:
            for piece in patched(content, done.patches):
                new.write(piece)
        return True

    def _pass_over(self, content: bytes, remarks: Mapping[Cell, Remark], notes: Notes) -> SheetPass:
        def restyle(row: int, column: int, style: int) -> int:
            remark = remarks.get((row, column))
            return self.styles.filled(style, remark.severity) if remark else self.styles.washed(style)

        return SheetPass(content, remarks.keys() | notes.own, restyle)

    def _notes_of(self, sheet: PackedSheet) -> Notes:
        held = self.package.first(sheet.part, NOTES)
        return Notes(self.package.read(held.target) if held else None, self.author)

    def _write_notes(
        self, sheet: PackedSheet, done: SheetPass, remarks: Mapping[Cell, Remark], notes: Notes
    ) -> list[Patch]:
        """The comments and their drawing are written. Returns what tells the sheet of a new drawing."""
        package = self.package
        texts = {cell: note_text(remark.text, notes.theirs(cell)) for cell, remark in remarks.items()}
        held = package.first(sheet.part, NOTES) or package.add(sheet.part, NOTES, "xl/comments{}.xml", _NOTES_TYPE)
        package.written[held.target] = notes.written(texts)
        drawn = next((one for one in package.relations(sheet.part) if one.id in (done.drawing or {}).values()), None)
        if done.drawing and not drawn:
            raise Unusual("drawing")
        old = package.read(drawn.target) if drawn else None
        place = drawn or package.add(sheet.part, NOTES_DRAWING, "xl/drawings/vmlDrawing{}.vml", _DRAWING_TYPE)
        sizes = {cell: note_size(text) for cell, text in texts.items()}
        content, blocks = drawn_notes(old, notes.own - set(texts), sizes, self.next_block)
        self.next_block += blocks
        package.written[place.target] = content
        if drawn:
            return []
        told = tag("legacyDrawing", {"xmlns:r": RELATIONSHIPS, "r:id": place.id}, is_empty=True)
        return [Patch(done.notes_at, done.notes_at, told)]

    def _write_deselected(self, sheet: PackedSheet, target: zipfile.ZipFile) -> bool:
        content = self.package.read(sheet.part)
        views = parse(content, "chartsheet", MAIN).one("sheetViews")
        patches = []
        for view in views.children if views else ():
            kept = {key: value for key, value in view.attributes.items() if key != "tabSelected"}
            patches.append(Patch(view.start, view.open_end, tag(view.name, kept, is_empty=view.open_end == view.end)))
        target.writestr(sheet.part, b"".join(patched(content, patches)))
        return True
