"""Text tables (CSV and its relatives): which letters, which separator, which line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from census_app.domain.errors import Unreadable

SEPARATORS = ",;\t|"
_LINES_LOOKED_AT = 20
_LARGEST_CELL_CHARACTERS = 1_000_000


def read_plain(path: Path) -> list[list[str]]:
    """Read the columns of a text table; records count from 1, as a spreadsheet program opening it would show them.

    Raises: Unreadable when the bytes are no text.
    """
    text = decode(path.read_bytes())
    csv.field_size_limit(_LARGEST_CELL_CHARACTERS)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)))
    except csv.Error as error:
        raise Unreadable("file_damaged") from error
    width = max((len(record) for record in records), default=0)
    if width == 0:
        raise Unreadable("file_empty")
    padded = [record + [""] * (width - len(record)) for record in records]
    return [list(column) for column in zip(*padded, strict=True)]


def decode(content: bytes) -> str:
    """Return the text, whichever of the encodings in use here it was saved in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def separator_of(text: str) -> str:
    """Return the separator that cuts the first lines most evenly into most columns."""
    lines = [line for line in text.splitlines()[:_LINES_LOOKED_AT] if line.strip()]

    def evenness(separator: str) -> tuple[int, int]:
        widths = [len(record) for record in csv.reader(lines, delimiter=separator)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(SEPARATORS, key=evenness)
