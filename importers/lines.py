"""The lines of a table: which hold somebody's data, and which are totals, notes, repeated headings or empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from census_app.domain.bangla_text import ascii_digits
from importers.bangla import to_unicode
from importers.columns import Column
from importers.layouts import Layout
from importers.model import LeftOut
from importers.tables import Table
from importers.workbook import Cell, as_typed

_FIRST_WORD = re.compile(r"[\w\u0980-\u09ff]+")
_LETTER = re.compile(r"[^\W\d_]")
_TOTAL_WORDS = frozenset({"মোট", "সর্বমোট", "সর্ব", "উপমোট", "টোটাল", "total", "grand", "subtotal", "sub", "totals"})
_NOTE_WORDS = frozenset({
    "স্বাক্ষর", "সাক্ষর", "স্বাক্ষরঃ", "বিঃদ্রঃ", "বিঃ", "বিদ্র", "বি", "নোট", "নোটঃ", "দ্রষ্টব্য", "তথ্য", "সংগ্রহকারী", "সংগ্রহকারীর",
    "যাচাইকারী", "যাচাইকারীর", "প্রস্তুতকারী", "প্রস্তুতকারীর", "অনুমোদনকারী", "চেয়ারম্যান", "পৃষ্ঠা", "সূত্র", "তারিখ", "তারিখঃ",
    "সচিব", "স্বেচ্ছাসেবক", "স্বেচ্ছাসেবকের", "signature", "signed", "note", "notes", "nb", "prepared", "checked", "verified",
    "approved", "enumerator", "volunteer", "supervisor", "chairman", "page", "source", "date", "secretary",
})  # fmt: skip
_MOST_CELLS_OF_A_NOTE = 4
_FEWEST_COLUMN_NUMBERS = 4
_NOT_A_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True)
class Lines:
    """The row indexes (from 0) that hold data, and the lines left out."""

    data: tuple[int, ...]
    left_out: tuple[LeftOut, ...]


def sort_lines(table: Table, layout: Layout) -> Lines:
    """Tell the data lines of a table from the others; a line that is somebody's is never left out."""
    columns = [table.sheet.columns[column.index] for column in table.columns]
    names = [place for place, column in enumerate(table.columns) if column.target.field in layout.name_fields]
    plain_names = [_plain_names(columns[place], table, table.columns[place]) for place in names]
    data: list[int] = []
    left_out: list[LeftOut] = []
    for row in table.body:
        if row not in table.repeated_headings and any(
            columns[place][row] in known for place, known in zip(names, plain_names, strict=True)
        ):
            data.append(row)
            continue
        reason = _reason_against(row, [column[row] for column in columns], table, layout)
        if not reason:
            data.append(row)
        elif reason != "blank_line":
            left_out.append(LeftOut(table.sheet.name, row + 1, reason))
    return Lines(tuple(data), tuple(left_out))


def _plain_names(cells: Sequence[Cell], table: Table, column: Column) -> set[Cell]:
    """The different texts of a name column that can only be names."""
    different = {cells[row] for row in table.body}
    return {cell for cell in different if isinstance(cell, str) and _can_be_a_name(_readable(cell, column))}


def _can_be_a_name(text: str) -> bool:
    return bool(_LETTER.search(text)) and _first_word(text) not in _TOTAL_WORDS | _NOTE_WORDS


def _reason_against(row: int, cells: Sequence[Cell], table: Table, layout: Layout) -> str:
    """Why the line is no data; empty when it is."""
    filled = [
        (column, text) for column, cell in zip(table.columns, cells, strict=True) if (text := _readable(cell, column))
    ]
    if not filled:
        return "blank_line"
    if row in table.repeated_headings:
        return "repeated_heading"
    if _counts_columns([text for _, text in filled]):
        return "column_numbers"
    lettered = [text for _, text in filled if _LETTER.search(text)]
    read = [column for column, _ in filled if column.target.field]
    if lettered and _first_word(lettered[0]) in _TOTAL_WORDS and not _is_person(filled, layout):
        return "total_line"
    if lettered and _first_word(lettered[0]) in _NOTE_WORDS and len(filled) <= _MOST_CELLS_OF_A_NOTE:
        return "note"
    if not read:
        return "note" if lettered else "empty_numbered_line"
    alone = len(filled) == 1 and bool(lettered) and read[0].target.field not in layout.name_fields
    return "note" if alone else ""


def _counts_columns(texts: Sequence[str]) -> bool:
    """True for the line of a form that numbers its columns: 1, 2, 3 …"""
    digits = [_NOT_A_DIGIT.sub("", ascii_digits(text)) for text in texts]
    if len(digits) < _FEWEST_COLUMN_NUMBERS or any(_LETTER.search(text) for text in texts) or not all(digits):
        return False
    return all(int(after) == int(before) + 1 for before, after in pairwise(digits))


def _is_person(filled: Sequence[tuple[Column, str]], layout: Layout) -> bool:
    return any(column.target.field in layout.name_fields and _can_be_a_name(text) for column, text in filled)


def _readable(cell: Cell, column: Column) -> str:
    text = as_typed(cell).strip()
    return to_unicode(text) if column.bijoy else text


def _first_word(text: str) -> str:
    found = _FIRST_WORD.search(text.lower())
    return found[0] if found else ""
