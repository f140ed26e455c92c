"""Blank workbooks to fill in, made from the very layout that will read them: help and an example above each heading."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from census_app.reference import read_reference
from census_app.sentences import LANGUAGES
from census_app.settings import BLANK_FORMS_DIR
from importers.layouts import LAYOUTS_DIR, Field, Layout, load_layout

VERSION_PROPERTY = "census_layout_version"
ROWS_TO_FILL = 1_000

_TITLE_ROW, _GUIDE_ROW, _HELP_ROW, _EXAMPLE_ROW = range(1, 5)
HEADING_ROW = 6  # the empty line above it keeps the example from being taken for a second line of headings
TEXT_FORMAT = "@"
# Kinds that a spreadsheet would change behind the writer's back: lost noughts and digits, days turned to months.
_KEPT_AS_TEXT = frozenset(
    {
        "person_number_nid",
        "person_number_brn",
        "person_number_any",
        "mobile",
        "account",
        "household_number",
        "birth_date",
        "date",
        "period",
    }
)
_LISTED_KINDS = frozenset(("sex", "relation", "marital", "yes_no", "unit"))
_CHOICE_PREFIX = "choice:"
_WORDS = {
    "bn": {
        "serial": "ক্রমিক নং",
        "help": "নিয়ম",
        "example": "উদাহরণ",
        "lists": "তালিকা",
        "sheet": "তথ্য",
        "guide": "শিরোনামের নিচে প্রতি সারিতে একজন করে লিখুন। নম্বর ও তারিখ যেমন আছে তেমনই লিখুন; না জানলে ঘর খালি রাখুন।",
    },
    "en": {
        "serial": "SL",
        "help": "Rule",
        "example": "Example",
        "lists": "Lists",
        "sheet": "Data",
        "guide": "One person to a line, below the headings. Write numbers and dates as they are; leave gaps empty.",
    },
}
_HEADING_FILL = PatternFill("solid", fgColor="D9EAD3")
_QUIET = Font(italic=True, color="666666")


def write_blank_form(layout_name: str, path: Path, language: str) -> None:
    """The path holds a workbook that asks for every field of the layout and reads back as no rows at all.

    Shape: title, guide, a line of rules, a line of examples, the headings; drop-downs from a hidden sheet.
    """
    workbook, _ = form_workbook(layout_name, language)
    workbook.save(path)


def form_workbook(layout_name: str, language: str) -> tuple[Workbook, list[Field]]:
    """The blank form, and the fields that its columns ask for from column B on."""
    layout = load_layout(layout_name)
    fields = [field for field in layout.fields if field.on_form]
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = _WORDS[language]["sheet"]
    _write_head(sheet, layout, fields, language)
    for place, field in enumerate(fields, start=2):
        _shape_column(sheet, place, field)
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"
    _add_drop_downs(workbook, sheet, fields, language)
    version = StringProperty(name=VERSION_PROPERTY, value=f"{layout_name} {layout_version(layout)}")
    workbook.custom_doc_props.append(version)
    return workbook, fields


def layout_version(layout: Layout) -> str:
    """Twelve letters that change when the form's questions change."""
    questions = "|".join(f"{field.name}:{field.kind}:{field.title_bn}" for field in layout.fields if field.on_form)
    return hashlib.sha256(questions.encode()).hexdigest()[:12]


def _write_head(sheet: Worksheet, layout: Layout, fields: Sequence[Field], language: str) -> None:
    words, bangla = _WORDS[language], language == "bn"
    sheet.cell(_TITLE_ROW, 1, layout.title_bn if bangla else layout.title_en).font = Font(bold=True, size=14)
    sheet.cell(_GUIDE_ROW, 1, words["guide"])
    lines = {
        _HELP_ROW: [words["help"], *(field.help_bn if bangla else field.help_en for field in fields)],
        _EXAMPLE_ROW: [words["example"], *(field.example for field in fields)],
        HEADING_ROW: [words["serial"], *(field.title_bn if bangla else field.title_en for field in fields)],
    }
    for row, texts in lines.items():
        for place, text in enumerate(texts, start=1):
            cell = sheet.cell(row, place, text or None)
            cell.number_format = TEXT_FORMAT
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == HEADING_ROW:
                cell.font, cell.fill = Font(bold=True), _HEADING_FILL
            else:
                cell.font = _QUIET


def _shape_column(sheet: Worksheet, place: int, field: Field) -> None:
    column = sheet.column_dimensions[get_column_letter(place)]
    column.width = 24 if field.kind in ("name", "text", *_KEPT_AS_TEXT) else 16
    if field.kind in _KEPT_AS_TEXT:
        column.number_format = TEXT_FORMAT


def _add_drop_downs(workbook: Workbook, sheet: Worksheet, fields: Sequence[Field], language: str) -> None:
    """Each coded column offers its words and takes others too: who means something else must be able to say so."""
    lists = workbook.create_sheet(_WORDS[language]["lists"])
    lists.sheet_state = "hidden"
    for place, field in enumerate(fields, start=2):
        words = _words_offered(field.kind, language)
        if not words:
            continue
        column = get_column_letter(lists.max_column + 1 if lists["A1"].value else 1)
        for row, word in enumerate(words, start=1):
            lists[f"{column}{row}"] = word
        source = f"'{lists.title}'!${column}$1:${column}${len(words)}"
        choice = DataValidation("list", formula1=source, allow_blank=True, errorStyle="warning")
        letter = get_column_letter(place)
        choice.add(f"{letter}{HEADING_ROW + 1}:{letter}{HEADING_ROW + ROWS_TO_FILL}")
        sheet.add_data_validation(choice)


def _words_offered(kind: str, language: str) -> list[str]:
    if kind == "programme":
        return [line[f"name_{language}"] for line in read_reference("programmes")]
    return [line["word"] for line in _choices(kind, language) if line["on_form"] == "true"]


def words_for(kind: str, code: str, language: str) -> list[str]:
    """The words by which a column of that kind says the code, those on the form before others."""
    words = [line for line in _choices(kind, language) if line["code"] == code]
    return [line["word"] for line in sorted(words, key=lambda line: line["on_form"] != "true")]


def _choices(kind: str, language: str) -> list[dict[str, str]]:
    if kind not in _LISTED_KINDS and not kind.startswith(_CHOICE_PREFIX):
        return []
    name = kind.removeprefix(_CHOICE_PREFIX)
    return [line for line in read_reference("choices") if (line["list"], line["language"]) == (name, language)]


def write_all(folder: Path) -> None:
    """The folder holds the form of every layout in both languages."""
    for layout_path in sorted(LAYOUTS_DIR.glob("*.toml")):
        for language in LANGUAGES:
            write_blank_form(layout_path.stem, folder / f"{layout_path.stem}_{language}.xlsx", language)


if __name__ == "__main__":
    write_all(BLANK_FORMS_DIR)
