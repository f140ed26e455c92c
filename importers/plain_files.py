"""Text tables (CSV and its relatives): which letters, which separator, which line."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from census_app.domain.errors import Unreadable
from importers.file_guards import BROKEN_ARCHIVE, is_text_table, is_utf16
from importers.plain_records import LARGEST_CELL_CHARACTERS, columns_of

SEPARATORS = ",;\t|"
_RECORDS_LOOKED_AT = 20
_LOOKED_AT_CHARACTERS = 200_000
_MOSTLY_UTF8 = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_NAMED_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)
_QUESTION_MARKS = re.compile(r"\?{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_LOST_SHARE = 0.3
_MOST_LOST = 0.1


class PlainTable(NamedTuple):
    """The cells of a text table, column by column, and the text of which they were cut."""

    columns: list[list[str]]
    text: str


def read_plain(path: Path) -> PlainTable:
    """Read a text table; records count from 1, as a spreadsheet program opening it would show them.

    Raises: Unreadable when the bytes are no text, or one whose letters were lost on the way.
    """
    return _table(decode(path.read_bytes()))


def read_plain_in_zip(path: Path) -> Iterator[tuple[str, PlainTable]]:
    """Read the text tables of an archive, each with its name, those that hold nothing left out.

    Raises: Unreadable.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not is_text_table(entry.filename):
                    continue
                content = archive.read(entry)
                if content and not content.isspace():
                    yield PurePosixPath(entry.filename).stem, _table(decode(content))
    except BROKEN_ARCHIVE as error:
        raise Unreadable("file_damaged") from error


def decode(content: bytes) -> str:
    """Return the text, whichever of the encodings in use here it was saved in; bytes of nought are no letters."""
    if encoding := is_utf16(content[:65536]):
        return content.decode(encoding, errors="replace").replace("\x00", "")
    content = content.replace(b"\x00", b"")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("utf-8-sig", "replace") if _is_broken_utf8(content) else _windows_text(content)


def _is_broken_utf8(content: bytes) -> bool:
    """True where nearly all letters beyond ASCII are whole in UTF-8: a few were cut, the rest is as it was."""
    whole = sum(len(found) for found in _MOSTLY_UTF8.findall(content))
    return whole > (1 - _MOST_LOST) * len(_NOT_ASCII.findall(content))


def _windows_text(content: bytes) -> str:
    """The Windows alphabet; its five empty places as Windows itself fills them."""
    return "".join(
        part.decode("cp1252") if place % 2 == 0 else part.decode("latin-1")
        for place, part in enumerate(re.split(rb"([\x81\x8d\x8f\x90\x9d]+)", content))
    )


def separator_of(text: str) -> str:
    """Return the separator that cuts the first records most evenly into most columns, or the one that is named."""
    if named := _NAMED_SEPARATOR.match(text):
        return named[1]

    def evenness(separator: str) -> tuple[int, int]:
        records = islice(csv.reader(io.StringIO(text[:_LOOKED_AT_CHARACTERS], newline=""), delimiter=separator), 40)
        widths = [len(record) for record in records if any(record)][:_RECORDS_LOOKED_AT]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(SEPARATORS, key=evenness)


def _table(text: str) -> PlainTable:
    csv.field_size_limit(LARGEST_CELL_CHARACTERS)
    try:
        separator = separator_of(text)
        named = _NAMED_SEPARATOR.match(text)
        columns = columns_of("\n" + text[named.end() :] if named else text, separator)
    except csv.Error as error:
        raise Unreadable("file_damaged") from error
    if not columns:
        raise Unreadable("file_empty")
    if _letters_are_lost(columns):
        raise Unreadable("file_lost_letters")
    return PlainTable(columns, text)


def _letters_are_lost(columns: list[list[str]]) -> bool:
    """True where question marks stand for words: a text saved in an alphabet that has no Bangla letters."""
    cells = [cell for column in columns for cell in column[:_RECORDS_LOOKED_AT] if cell.strip()]
    lost = sum(1 for cell in cells if _QUESTION_MARKS.search(cell) and not _LETTER.search(cell))
    return lost > _LOST_SHARE * len(cells)
