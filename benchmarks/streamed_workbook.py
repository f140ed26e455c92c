"""A workbook of any size, written to disk row by row: no more than one row is ever in memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class Number:
    """A cell that holds a number and not text."""

    value: float


Cell = str | Number
Row = list[Cell]


def write_workbook(path: Path, sheets: Mapping[str, Iterable[Row]]) -> None:
    """The path holds a workbook with these sheets in their order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _parts(list(sheets)).items():
            archive.writestr(name, text)
        for place, rows in enumerate(sheets.values(), start=1):
            with archive.open(f"xl/worksheets/sheet{place}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for number, row in enumerate(rows, start=1):
                    sheet.write(_row_xml(number, row).encode())
                sheet.write(b"</sheetData></worksheet>")


def _parts(names: list[str]) -> dict[str, str]:
    places = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{place}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for place in places
    )
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{place}" r:id="rId{place}"/>'
        for place, name in zip(places, names, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in places
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
    }


def _row_xml(number: int, row: Row) -> str:
    cells = "".join(_cell_xml(f"{_letter(place)}{number}", cell) for place, cell in enumerate(row) if cell != "")
    return f'<row r="{number}">{cells}</row>'


def _cell_xml(place: str, cell: Cell) -> str:
    if isinstance(cell, Number):
        return f'<c r="{place}"><v>{cell.value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _letter(place: int) -> str:
    return chr(ord("A") + place)
