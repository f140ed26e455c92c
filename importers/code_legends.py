"""Legends beside a table that say what its codes mean: "Sex: 1=Male, 2=Female" in a title, a note, on another sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from census_app.domain.bangla_text import ascii_digits
from importers.workbook import Sheet, as_typed

_PAIR = re.compile(r"(?<!\d)\d{1,2}\s*=\s*[^\W\d_]|[^\W\d_]\S*\s*=\s*\d{1,2}(?!\d)")
_FEWEST_PAIRS = 2
_LONGEST = 300
_PARTS = re.compile(r"[;।|\n]+")
_FIRST_PAIR = re.compile(r"\d{1,2}\s*=|[^\s,:;=]+\s*=\s*\d")
_MARKS = " \t:ঃ–—-,.([{"


def explains_codes(text: str) -> bool:
    """True for a text that gives words for two codes or more."""
    return len(text) <= _LONGEST and "=" in text and len(_PAIR.findall(ascii_digits(text))) >= _FEWEST_PAIRS


def legends_of(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str, str]]:
    """Each legend as the sheet it stands on, what it is about, and its codes with their words."""
    for sheet in sheets:
        for row in _rows_with_legends(sheet):
            before = ""
            for text in (as_typed(column[row]).strip() for column in sheet.columns):
                for part in _PARTS.split(text) if explains_codes(text) else ():
                    if explains_codes(part):
                        about, codes = _told_apart(part)
                        yield sheet.name, about or before, codes
                before = text.strip(_MARKS) or before


def _rows_with_legends(sheet: Sheet) -> list[int]:
    return sorted({
        row
        for column in sheet.columns
        if "=" in "".join(map(str, column))  # hardly any: cell by cell, all take four times as long
        for row, cell in enumerate(column)
        if isinstance(cell, str) and explains_codes(cell)
    })  # fmt: skip


def _told_apart(part: str) -> tuple[str, str]:
    """What stands before the first code (its last words, behind "Codes:"), and the codes."""
    found = _FIRST_PAIR.search(ascii_digits(part))
    begins = found.start() if found else 0
    return re.split(r"[:ঃ]", part[:begins].strip(_MARKS))[-1].strip(_MARKS), part[begins:]
