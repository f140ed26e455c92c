"""The uploader's own workbook handed back: what is wrong marked in its cells, a summary in front."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from census_app.domain.access import Scope
from census_app.domain.errors import Refused
from census_app.domain.upload_marks import MARK_KEY, mark_of
from census_app.exports.correction_summary import Summary
from census_app.exports.marked_cells import AUTHOR, SheetOfCells, convert_sheets, converted_name, mark_workbook
from census_app.exports.packed.marking import mark_packed
from census_app.exports.packed.places import Unusual
from census_app.exports.remarks import Remarks, gather_remarks
from census_app.ledger.engine import reading
from census_app.ledger.kept_files import opened_file
from census_app.ledger.reads.handed_back import FileToHandBack, file_to_hand_back, problems_to_mark
from census_app.ledger.writes.audit import record_export
from census_app.settings import Settings

LARGEST_KEPT_BYTES = 64 * 1024**2
"""A workbook whose sheets are larger than this, unpacked, is written anew from its cells, in little memory."""
_MACROS = "xl/vbaProject.bin"
_NOT_UNDERSTOOD = (SyntaxError, ValueError, TypeError, KeyError, AttributeError, IndexError, zipfile.BadZipFile)
"""What opening a workbook raises that only its own program understands whole: its cells at least are given back."""
ReadCells = Callable[[Path], Sequence[SheetOfCells]]


@dataclass(frozen=True)
class HandedBack:
    """The file that was written: what to call it, and how many rows have a remark."""

    file_name: str
    rows: int
    is_converted: bool


def hand_back(
    engine: Engine, settings: Settings, scope: Scope, upload_id: int, path: Path, language: str, read_cells: ReadCells
) -> HandedBack:
    """The path holds the marked workbook, and the trail says who took it.

    `read_cells` reads the cells of a file that is no workbook of today. Raises: NotFound outside what the scope may
    see; Refused when the file has not been read, or is no longer kept.
    """
    with reading(engine) as session:
        file = file_to_hand_back(session, scope, upload_id)
        if file.line.state not in ("staged", "accepted"):
            raise Refused("upload_not_read")
        remarks = gather_remarks(problems_to_mark(session, scope, upload_id), file.headings, language)
    mark = mark_of(settings.key(MARK_KEY), upload_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened_file(settings, file.stored_name) as kept:
        suffix, is_converted = _write_marked(kept, path, _summary(file, remarks, mark, language), read_cells)
    record_export(engine, scope, f"handed_back:{upload_id}", file.line.area_code, remarks.rows)
    return HandedBack(f"{Path(file.line.file_name).stem}_marked{suffix}", remarks.rows, is_converted)


def _summary(file: FileToHandBack, remarks: Remarks, mark: str, language: str) -> Summary:
    names = {table["sheet"]: converted_name(table["sheet"], language) for table in file.headings}
    return Summary(file.line, remarks, mark, language, False, names)


def _write_marked(kept: Path, path: Path, summary: Summary, read_cells: ReadCells) -> tuple[str, bool]:
    """The first of three ways that the workbook allows: in its packed parts, with openpyxl, from its cells alone.

    Returns the ending of its name, and whether it was converted.
    """
    parts = _parts(kept)
    sheet_bytes = sum(size for name, size in parts.items() if name.startswith("xl/worksheets/"))
    if "xl/workbook.xml" in parts and sheet_bytes <= LARGEST_KEPT_BYTES:
        with suppress(Unusual):
            return (".xlsm" if mark_packed(kept, path, summary, AUTHOR) else ".xlsx"), False
        with suppress(*_NOT_UNDERSTOOD), kept.open("rb") as content:
            book = mark_workbook(content, _MACROS in parts, summary)
            book.save(path)
            return (".xlsm" if book.vba_archive else ".xlsx"), False
    convert_sheets(read_cells(kept), replace(summary, is_converted=True)).save(path)
    return ".xlsx", True


def _parts(path: Path) -> dict[str, int]:
    """The parts of a packed file with their unpacked sizes; none of any other file."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: entry.file_size for entry in archive.infolist()}
