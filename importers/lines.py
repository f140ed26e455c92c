"""The lines of a table: which hold somebody's data, and which are totals, notes, repeated headings or empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from census_app.domain.bangla_text import ascii_digits
from importers.bangla import to_unicode
from importers.cells.names import household_named_in
from importers.code_legends import explains_codes
from importers.columns import Column
from importers.layouts import Layout
from importers.model import LeftOut
from importers.tables import Table
from importers.workbook import Cell, as_typed

_WORD = re.compile(r"[\w\u0980-\u09ff]+")
_COUNTED = re.compile(r"\s*[\d০-৯]+\s*(?:জন|টি|টা|খানা|পরিবার|persons?|members?|nos?)(?![\w\u0980-\u09ff])")
_LETTER = re.compile(r"[^\W\d_]")
_TOTAL_WORDS = frozenset({"মোট", "সর্বমোট", "সর্ব", "উপমোট", "টোটাল", "total", "grand", "subtotal", "sub", "totals"})
_TOTAL_ANYWHERE = _TOTAL_WORDS - {"সর্ব", "grand", "sub"}
_NOTE_WORDS = frozenset({
    "স্বাক্ষর", "সাক্ষর", "স্বাক্ষরঃ", "বিঃদ্রঃ", "বিঃ", "বিদ্র", "বি", "নোট", "নোটঃ", "দ্রষ্টব্য", "তথ্য", "সংগ্রহকারী", "সংগ্রহকারীর",
    "যাচাইকারী", "যাচাইকারীর", "প্রস্তুতকারী", "প্রস্তুতকারীর", "অনুমোদনকারী", "চেয়ারম্যান", "পৃষ্ঠা", "সূত্র", "তারিখ", "তারিখঃ",
    "সচিব", "স্বেচ্ছাসেবক", "স্বেচ্ছাসেবকের", "signature", "signed", "note", "notes", "nb", "prepared", "checked", "verified",
    "approved", "enumerator", "volunteer", "supervisor", "chairman", "page", "source", "date", "secretary", "কথায়",
})  # fmt: skip
_SIGNERS = frozenset({
    "স্বাক্ষর", "সাক্ষর", "সাক্ষরঃ", "স্বাক্ষরঃ", "সিল", "সীল", "সিলমোহর", "প্রস্তুতকারী", "যাচাইকারী",
    "সমাজকর্মী", "সমাজকর্মি", "ইউএনও", "পিআইও", "প্রকৌশলী",
    "অনুমোদনকারী", "অফিসার", "কর্মকর্তা", "চেয়ারম্যান", "সচিব",
    "signature", "seal", "prepared", "verified", "approved", "checked", "officer", "chairman", "secretary", "uno",
})  # fmt: skip
"""Words of those who sign below a list, wherever in the cell they stand."""
_NO_NAME_BEGINS_SO = _TOTAL_WORDS | _NOTE_WORDS
_IN_NO_NAME = _TOTAL_ANYWHERE | _SIGNERS
_SUM_IN_WORDS = re.compile(r"(?:amount )?in words?\b")
_PLACE_SAID = re.compile(
    r"(?:গ্রাম|পাড়া|মহল্লা|ওয়ার্ড|village|para|ward)\s*(?:no\.?|নং)?\s*[:ঃ–—-]|(?:ওয়ার্ড|ward)\s*(?:no\.?|নং)?\s*[\d০-৯]"
)
_MOST_CELLS_OF_A_NOTE = 4
_MAY_BE_A_SECTION = frozenset({"", "note", "total_line"})
_MOST_LETTERED_CELLS_OF_A_TOTAL = 2
_FEWEST_COLUMN_NUMBERS = 4
_MOST_HINTS = 3
_FEWEST_HINTS = 2
_EXAMPLE = re.compile(r"\(?(?:উদাহরণ|নমুনা|যেমন|example|sample|e\.g)")
_TELLS_HOW = re.compile(
    r"\d\s*(?:ডিজিট|অঙ্ক|সংখ্যার|digits?)|দিন\s*[/-]\s*মাস|d{1,2}\s*[/.-]\s*m{1,2}|লিখুন|লিখতে হবে|নির্বাচন করুন|যেমন"
    r"|\b(?:write|enter|select|choose|e\.g)\b"
)
"""What only a line of instructions says: how many digits, in which order, what to write."""
_NOT_A_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True)
class TextLine:
    """A line between those of persons that says something about them: which household, which programme."""

    sheet: str
    row_number: int
    text: str


@dataclass(frozen=True)
class Lines:
    """The row indexes (from 0) that hold data, the lines left out, and those that name a household or a section."""

    data: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    households: tuple[TextLine, ...] = ()
    sections: tuple[TextLine, ...] = ()


def _no_section(text: str) -> bool:
    return False


def sort_lines(table: Table, layout: Layout, names_a_section: Callable[[str], bool] = _no_section) -> Lines:
    """Tell the data lines of a table from the others; a line that is somebody's is never left out.

    `names_a_section` says of the text of a line that stands alone whether it speaks of the lines below.
    """
    columns = [table.sheet.columns[column.index] for column in table.columns]
    named = _rows_that_name_somebody(table, layout) - table.repeated_headings
    hints = _lines_of_hints(columns, table)
    data: list[int] = []
    left_out: list[LeftOut] = []
    told: dict[str, list[TextLine]] = {"household_line": [], "section_line": []}
    for row in table.body:
        if row in hints:
            left_out.append(LeftOut(table.sheet.name, row + 1, "note"))
            continue
        if row in named and (names_a_section is _no_section or not _is_section(row, columns, names_a_section)):
            data.append(row)
            continue
        reason = _reason_against(row, [column[row] for column in columns], table, layout)
        if reason in _MAY_BE_A_SECTION and _is_section(row, columns, names_a_section):
            reason = "section_line"
        if not reason:
            data.append(row)
        elif reason != "blank_line":
            left_out.append(LeftOut(table.sheet.name, row + 1, reason))
        if reason in told:
            told[reason].append(TextLine(table.sheet.name, row + 1, _line_text(row, table)))
    return Lines(tuple(data), tuple(left_out), tuple(told["household_line"]), tuple(told["section_line"]))


def _is_section(row: int, columns: Sequence[Sequence[Cell]], names_a_section: Callable[[str], bool]) -> bool:
    filled = [cell for column in columns if (cell := column[row]) is not None and cell != ""]
    if len(filled) != 1 or not isinstance(filled[0], str):
        return False
    return any(names_a_section(text) for text in dict.fromkeys((filled[0], to_unicode(filled[0]))))


def _lines_of_hints(columns: Sequence[Sequence[Cell]], table: Table) -> set[int]:
    """The lines right below the headings that say how to fill the columns, or show it by an example."""
    hints: set[int] = set()
    for row in table.body[:_MOST_HINTS]:
        texts = [as_typed(column[row]).strip() for column in columns]
        first = next((text for text in texts if text), "")
        told = sum(1 for text in texts if _TELLS_HOW.search(ascii_digits(text.lower())))
        if told < _FEWEST_HINTS and not _EXAMPLE.match(first.lower()):
            return hints
        hints.add(row)
    return hints


def _rows_that_name_somebody(table: Table, layout: Layout) -> set[int]:
    """The rows with a text in a name column that can only be a name."""
    rows: set[int] = set()
    for column in table.columns:
        if column.target.field in layout.name_fields:
            cells = table.sheet.columns[column.index][table.body.start : table.body.stop]
            names = {cell for cell in set(cells) if _is_name(cell, column)}
            rows.update(row for row, cell in zip(table.body, cells, strict=True) if cell in names)
    return rows


def _can_be_a_name(text: str) -> bool:
    if not _LETTER.search(text) or _COUNTED.match(text) or _first_word(text) in _NO_NAME_BEGINS_SO:
        return False
    if _SUM_IN_WORDS.match(text.lower()) or _PLACE_SAID.match(text.lower()) or explains_codes(text):
        return False
    return _IN_NO_NAME.isdisjoint(_words(text)) and not household_named_in(text)


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
    if len(filled) <= _MOST_CELLS_OF_A_NOTE and lettered and household_named_in(_line_text(row, table)):
        return "household_line"
    if _is_total(lettered) and not _is_person(row, table, layout):
        return "total_line"
    if len(filled) <= _MOST_CELLS_OF_A_NOTE and not _is_person(row, table, layout) and _is_note(row, lettered, table):
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


def _line_text(row: int, table: Table) -> str:
    texts = (_readable(table.sheet.columns[column.index][row], column) for column in table.columns)
    return " ".join(text for text in texts if text)


def _is_total(lettered: Sequence[str]) -> bool:
    """A line that begins with "total", or says so somewhere and little else in words."""
    if not lettered:
        return False
    if _first_word(lettered[0]) in _TOTAL_WORDS:
        return True
    said = any(not _TOTAL_ANYWHERE.isdisjoint(_words(text)) for text in lettered)
    return said and len(lettered) <= _MOST_LETTERED_CELLS_OF_A_TOTAL


def _is_note(row: int, lettered: Sequence[str], table: Table) -> bool:
    """A remark below the table, or the line of those who sign it, also where the rest is typed in Bijoy."""
    if lettered and (_first_word(lettered[0]) in _NOTE_WORDS or _SUM_IN_WORDS.match(lettered[0].lower())):
        return True
    if any(explains_codes(text) for text in lettered) or (lettered and _PLACE_SAID.match(lettered[0].lower())):
        return True
    typed = [as_typed(table.sheet.columns[column.index][row]) for column in table.columns]
    return any(not _SIGNERS.isdisjoint(_words(text)) for text in (*lettered, *typed))


def _is_person(row: int, table: Table, layout: Layout) -> bool:
    named = [column for column in table.columns if column.target.field in layout.name_fields]
    cells = [(column, table.sheet.columns[column.index][row]) for column in named]
    return any(_is_name(cell, column) for column, cell in cells)


def _is_name(cell: Cell, column: Column) -> bool:
    """True for a text that can only be a name, as typed and as read: who types a name in Bijoy signs in English."""
    return isinstance(cell, str) and _can_be_a_name(cell) and _can_be_a_name(_readable(cell, column))


def _readable(cell: Cell, column: Column) -> str:
    text = as_typed(cell).strip()
    return to_unicode(text) if column.bijoy else text


def _first_word(text: str) -> str:
    found = _WORD.search(text.lower())
    return found[0] if found else ""


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
