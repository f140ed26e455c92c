"""A binary workbook (.xlsb) written record by record, and OpenDocument sheets whose rows are repeated."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.spreadsheets.corpus import PEOPLE, people, quirk, write_zip

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROW, _REAL, _TEXT = 0x0000, 0x0005, 0x0006
_SHEET, _END_SHEET, _DATA, _END_DATA, _EXTENT = 0x0081, 0x0082, 0x0091, 0x0092, 0x0094
_BOOK, _END_BOOK, _SHEETS, _END_SHEETS, _BUNDLE = 0x0083, 0x0084, 0x008F, 0x0090, 0x009C


def record(kind: int, content: bytes = b"") -> bytes:
    """One record: its kind and its length in bytes of seven bits, then what it holds."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, sized = len(content), bytearray()
    while length > 0x7F:
        sized.append(length & 0x7F | 0x80)
        length >>= 7
    return head + bytes([*sized, length]) + content


def wide(text: str) -> bytes:
    """A text with its length before it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_sheet(rows: Sequence[Sequence[object]]) -> bytes:
    """The records of a sheet; figures as numbers, all else as texts of its cells."""
    content = (
        record(_SHEET) + record(_EXTENT, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + record(_DATA)
    )
    for number, row in enumerate(rows):
        content += record(_ROW, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for place, cell in enumerate(row):
            here = struct.pack("<II", place, 0)
            if isinstance(cell, float):
                content += record(_REAL, here + struct.pack("<d", cell))
            elif cell != "":
                content += record(_TEXT, here + wide(str(cell)))
    return content + record(_END_DATA) + record(_END_SHEET)


def relations(*targets: tuple[str, str]) -> bytes:
    """The part that says where other parts are."""
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'.encode()


@quirk("a_binary_workbook.xlsb")
def xlsb(path: Path) -> None:
    write_binary(path, people(("3", "সালমা", "নিজে", "মহিলা", 25599.0, 19708719071000123.0)))


def write_binary(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """A binary workbook of one sheet with these rows."""
    bundle = record(_BUNDLE, struct.pack("<II", 0, 1) + wide("rId1") + wide("Sheet1"))
    write_zip(path, {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(_BOOK) + record(_SHEETS) + bundle + record(_END_SHEETS) + record(_END_BOOK),
        "xl/_rels/workbook.bin.rels": relations(("worksheet", "worksheets/sheet1.bin")),
        "xl/worksheets/sheet1.bin": binary_sheet(rows),
    })  # fmt: skip


def open_document(path: Path, inside: str) -> None:
    """An .ods of one table with these rows."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    table = f'<table:table table:name="Sheet1">{inside}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    whole = f'<?xml version="1.0"?><office:document-content{spaces}>{body}</office:document-content>'
    write_zip(path, {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": whole.encode(),
        "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest/>',
    })  # fmt: skip


def ods_rows(rows: Iterable[Sequence[object]], told: str = "") -> str:
    """Rows as OpenDocument writes them."""
    lines = []
    for row in rows:
        filled = (
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        lines.append(f"<table:table-row{told}>{''.join(filled)}</table:table-row>")
    return "".join(lines)


@quirk("an_open_document.ods")
def ods(path: Path) -> None:
    open_document(path, ods_rows(people()))


@quirk("a_million_empty_rows.ods")
def ods_empty(path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048570">{cell}</table:table-row>'
    open_document(path, ods_rows(people()) + rest)


@quirk("a_row_a_million_times.ods")
def ods_repeated_row(path: Path) -> None:
    again = ods_rows([PEOPLE[0] * 4], ' table:number-rows-repeated="1048570"')
    open_document(path, ods_rows(people()) + again)


@quirk("a_cell_a_million_times_a_million.ods")
def ods_repeated_cell(path: Path) -> None:
    told = 'table:number-columns-repeated="16384" office:value-type="string"'
    cell = f"<table:table-cell {told}><text:p>x</text:p></table:table-cell>"
    open_document(
        path, ods_rows(people()) + f'<table:table-row table:number-rows-repeated="1048570">{cell}</table:table-row>'
    )
