"""The blank form with last round's households in it: the volunteer corrects what has changed and adds who is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from census_app.domain.bangla_text import bangla_digits
from census_app.domain.person import Precision
from census_app.domain.upload_marks import BOOK_PROPERTY, ROUND_PROPERTY
from census_app.ledger.reads.books import Book, BookHousehold
from importers.blank_forms import HEADING_ROW, TEXT_FORMAT, form_workbook, words_for
from importers.checks.rows import sex_implied_by
from importers.layouts import Field

LINES_FOR_NEW_MEMBERS = 2
_LAYOUT = "household_census"
_ABOUT = {"bn": "আনুমানিক ", "en": "about "}
_FIRST_COLUMN = 2
_BETWEEN_HOUSEHOLDS = Border(top=Side(style="medium", color="38761D"))


def write_prefilled_form(book: Book, round_code: str, path: Path, language: str) -> int:
    """The path holds the book's households as they are believed, each with lines for new members; how many lines.

    A line left as it is says that nothing has changed: a masked number stands for the one that is known.
    """
    workbook, fields = form_workbook(_LAYOUT, language)
    sheet = workbook.worksheets[0]
    row = HEADING_ROW + 1
    for household in book.households:
        row = _write_household(sheet, row, household, fields, language)
    for name, value in ((ROUND_PROPERTY, round_code), (BOOK_PROPERTY, str(book.upload_id))):
        workbook.custom_doc_props.append(StringProperty(name=name, value=value))
    workbook.save(path)
    return sum(len(household.members) for household in book.households)


def _write_household(
    sheet: Worksheet, row: int, household: BookHousehold, fields: Sequence[Field], language: str
) -> int:
    for place, member in enumerate(household.members):
        told = {**household.values, **member} if not place else member
        told = {**told, "household_number": household.values["household_number"]}
        _write_line(sheet, row + place, told, fields, language)
    for place in range(1, len(fields) + _FIRST_COLUMN):
        sheet.cell(row, place).border = _BETWEEN_HOUSEHOLDS
    return row + len(household.members) + LINES_FOR_NEW_MEMBERS


def _write_line(sheet: Worksheet, row: int, told: Mapping[str, Any], fields: Sequence[Field], language: str) -> None:
    for place, field in enumerate(fields, start=_FIRST_COLUMN):
        if field.name in told:
            cell = sheet.cell(row, place, written(field, told, language))
            cell.number_format = TEXT_FORMAT


def written(field: Field, told: Mapping[str, Any], language: str) -> str:
    """The value as the writer of a sheet would put it, so that reading it back gives the same value."""
    text = _WRITERS.get(field.kind, _as_word)(field, told, language)
    return bangla_digits(text) if language == "bn" and field.kind not in _KEPT_IN_ASCII else text


def _as_word(field: Field, told: Mapping[str, Any], language: str) -> str:
    value = told[field.name]
    code = ("no", "yes")[value] if isinstance(value, bool) else str(value)
    return next(iter(words_for(field.kind, code, language)), code)


def _relation(field: Field, told: Mapping[str, Any], language: str) -> str:
    """Son or daughter, husband or wife: the word that fits the sex."""
    words = words_for(field.kind, str(told[field.name]), language)
    fitting = (word for word in words if sex_implied_by(word) in (None, told.get("sex")))
    return next(fitting, words[0])


def _date(field: Field, told: Mapping[str, Any], language: str) -> str:
    """The date as far as it is known, day first; an estimate says so."""
    parts = str(told[field.name]).split("-")
    about = told.get("birth_precision") == Precision.ESTIMATED
    return (_ABOUT[language] if about else "") + "/".join(reversed(parts))


def _land(field: Field, told: Mapping[str, Any], _language: str) -> str:
    whole, hundredths = divmod(int(told[field.name]), 100)
    return f"{whole}.{hundredths:02d}" if hundredths else str(whole)


_Writer = Callable[[Field, Mapping[str, Any], str], str]
_WRITERS: dict[str, _Writer] = {"relation": _relation, "birth_date": _date, "date": _date, "land": _land}
_KEPT_IN_ASCII = frozenset({"person_number_nid", "person_number_brn", "name", "text", "latitude", "longitude"})


def file_name_of(book: Book, round_code: str) -> str:
    """The name under which the volunteer knows the book again: that of the sheet it grew from."""
    return f"{Path(book.file_name).stem}_{round_code}_{book.upload_id}.xlsx"
