"""A pass over the records of an old .xls for what its reader does not tell: cells in error, hidden rows and columns."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from importers.sheet_scan import SheetFacts

_SECTOR_SIZE_AT, _DIRECTORY_AT, _FAT_LIST_AT = 30, 48, 76
_ENTRY_BYTES, _PLACE_IN_ENTRY, _SHORT_SECTOR_BYTES = 128, 116, 64
_STREAMS = frozenset({"Workbook", "Book"})
_LAST_SECTOR = 0xFFFFFFFA
_BOUND_SHEET, _ROW, _COLUMN_INFO, _ERROR_OR_TRUTH, _FORMULA, _END = 0x0085, 0x0208, 0x007D, 0x0205, 0x0006, 0x000A
_ROW_HIDDEN = 0x20
_MOST_COLUMNS = 256


def scan_old_workbook(path: Path) -> dict[str, SheetFacts]:
    """Return the facts of each sheet by its name; nothing where the records cannot be followed."""
    try:
        records = _stream(path.read_bytes())
        return {name: _facts(records, start) for name, start in _sheets(records)}
    except (struct.error, IndexError, ValueError):
        return {}


def _stream(content: bytes) -> bytes:
    """The bytes of the workbook's stream, put together from its sectors; a short one stands within the root's."""
    size = 1 << struct.unpack_from("<H", content, _SECTOR_SIZE_AT)[0]
    if size not in (512, 4096):
        raise ValueError("no sector is of that size")
    fat: list[int] = []
    for sector in struct.unpack_from("<109I", content, _FAT_LIST_AT):
        if sector < _LAST_SECTOR:
            fat += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    directory_at, short_limit, short_fat_at = struct.unpack_from("<I4xII", content, _DIRECTORY_AT)
    body = content[size:]
    directory = _chain(body, fat, directory_at, size)
    for place in range(0, len(directory), _ENTRY_BYTES):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        name = directory[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
        first, bytes_long = struct.unpack_from("<II", directory, place + _PLACE_IN_ENTRY)
        if name in _STREAMS and bytes_long >= short_limit:
            return _chain(body, fat, first, size)[:bytes_long]
        if name in _STREAMS:
            numbers = _chain(body, fat, short_fat_at, size)
            short_fat = list(struct.unpack(f"<{len(numbers) // 4}I", numbers))
            root = _chain(body, fat, struct.unpack_from("<I", directory, _PLACE_IN_ENTRY)[0], size)
            return _chain(root, short_fat, first, _SHORT_SECTOR_BYTES)[:bytes_long]
    return b""


def _chain(body: bytes, fat: list[int], sector: int, size: int) -> bytes:
    parts: list[bytes] = []
    while sector < len(fat) and len(parts) <= len(fat):
        parts.append(body[sector * size : (sector + 1) * size])
        sector = fat[sector]
    return b"".join(parts)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    """Each sheet's name and where its records begin."""
    for kind, content in _records(stream, 0):
        if kind == _BOUND_SHEET:
            letters, wide = content[6], content[7] & 1
            encoding = "utf-16-le" if wide else "latin-1"
            yield content[8 : 8 + letters * (1 + wide)].decode(encoding), struct.unpack_from("<I", content)[0]
        elif kind == _END:
            return


def _facts(stream: bytes, start: int) -> SheetFacts:
    errors: set[tuple[int, int]] = set()
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, content in _records(stream, start):
        if kind == _END:
            break
        if (kind == _ERROR_OR_TRUTH and content[7]) or (kind == _FORMULA and _is_error(content[6:14])):
            errors.add(struct.unpack_from("<HH", content))
        elif kind == _ROW and content[12] & _ROW_HIDDEN:
            rows.add(struct.unpack_from("<H", content)[0] + 1)
        elif kind == _COLUMN_INFO and content[8] & 1:
            first, last = struct.unpack_from("<HH", content)
            columns |= set(range(first, min(last + 1, _MOST_COLUMNS)))
    return SheetFacts(0, 0, frozenset(errors), frozenset(), frozenset(rows), frozenset(columns))


def _is_error(result: bytes) -> bool:
    return result[0] == 2 and result[6:] == b"\xff\xff"
