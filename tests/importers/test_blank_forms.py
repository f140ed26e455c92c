"""1. A blank form asks for what its layout reads. 2. Empty it is no data; filled in it is read without loss.
3. A spreadsheet program that opens and saves it changes nothing that matters."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from census_app.settings import BLANK_FORMS_DIR
from importers import ReadFile, read_deliveries, read_survey
from importers.blank_forms import HEADING_ROW, VERSION_PROPERTY, layout_version, write_all, write_blank_form
from importers.layouts import load_layout
from tests.importers.cell_reading import codes

FORMS = [(layout, language) for layout in ("household_census", "office_list") for language in ("bn", "en")]


def read_back(layout: str, path: Path) -> ReadFile:
    """What the reader of that layout makes of the file."""
    if layout == "household_census":
        return read_survey(path, path.name)
    return read_deliveries(path, path.name, "social_services", "2021-22")


def contents(workbook: Workbook) -> Iterator[tuple[str, str, object]]:
    """Every cell that holds something: sheet, place, value."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            yield from ((sheet.title, cell.coordinate, cell.value) for cell in row if cell.value is not None)


def fill_in(path: Path, answers: dict[str, str]) -> None:
    """Write one line of answers under the headings they belong to."""
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    columns = {sheet.cell(HEADING_ROW, place).value: place for place in range(1, sheet.max_column + 1)}
    for heading, answer in answers.items():
        sheet.cell(HEADING_ROW + 1, columns[heading], answer)
    workbook.save(path)


@pytest.mark.parametrize(("layout", "language"), FORMS)
def test_an_empty_form_is_told_to_hold_no_rows_and_nothing_else(layout: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_blank_form(layout, path, language)
    read = read_back(layout, path)
    assert read.rows == ()
    assert [problem.code for problem in read.problems] == ["no_data_rows"]


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_example_on_the_form_reads_well_and_its_number_is_nobodys(language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_blank_form("household_census", path, language)
    fields = [field for field in load_layout("household_census").fields if field.on_form and field.example]
    answers = {getattr(field, f"title_{language}"): field.example for field in fields if field.kind != "age"}
    fill_in(path, answers)
    (row,) = read_back("household_census", path).rows
    assert {"household_number", "name_bn", "relation", "sex", "birth_date"} <= row.values.keys()
    assert {problem.code for problem in row.problems} <= {"number_placeholder", "household_without_head"}


@pytest.mark.parametrize(("layout", "language"), FORMS)
def test_numbers_and_dates_are_kept_as_text_on_the_form(layout: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_blank_form(layout, path, language)
    sheet = load_workbook(path).worksheets[0]
    fields = [field for field in load_layout(layout).fields if field.on_form]
    number_columns = [place for place, field in enumerate(fields, start=2) if field.kind.startswith("person_number")]
    letters = [sheet.cell(HEADING_ROW, place).column_letter for place in number_columns]
    assert letters
    assert {sheet.column_dimensions[letter].number_format for letter in letters} == {"@"}


@pytest.mark.parametrize(("layout", "language"), FORMS)
def test_every_word_a_drop_down_offers_is_understood(layout: str, language: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_blank_form(layout, path, language)
    form, lists = load_workbook(path).worksheets
    fields = [field for field in load_layout(layout).fields if field.on_form]
    choices = form.data_validations.dataValidation
    assert lists.sheet_state == "hidden"
    assert choices
    for choice in choices:
        field = fields[next(iter(choice.sqref.ranges)).min_col - 2]
        words = [row[0].value for row in lists[choice.formula1.split("!")[1].replace("$", "")]]
        assert [word for word in words if codes(field.kind, word, field.name)] == []


def test_the_forms_at_hand_are_those_that_the_layouts_ask_for(tmp_path: Path) -> None:
    write_all(tmp_path)
    made = sorted(path.name for path in tmp_path.glob("*.xlsx"))
    assert made == sorted(path.name for path in BLANK_FORMS_DIR.glob("*.xlsx"))
    for name in made:
        fresh, kept = load_workbook(tmp_path / name), load_workbook(BLANK_FORMS_DIR / name)
        assert list(contents(kept)) == list(contents(fresh)), (
            f"{name}: write it anew with python -m importers.blank_forms"
        )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_form_that_libreoffice_saved_keeps_its_version_its_lists_and_its_text_columns(tmp_path: Path) -> None:
    path, saved = tmp_path / "form.xlsx", tmp_path / "saved" / "form.xlsx"
    write_blank_form("household_census", path, "bn")
    fill_in(path, {"খানা নং": "৭", "সদস্যের নাম": "মোঃ করিম গাজী", "জাতীয় পরিচয়পত্র নম্বর": "19618719071800033"})
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (row,) = read_back("household_census", saved).rows
    assert (row.values["household_number"], row.values["nid17"]) == ("7", "19618719071800033")
    workbook = load_workbook(saved)
    version = f"household_census {layout_version(load_layout('household_census'))}"
    assert {prop.name: prop.value for prop in workbook.custom_doc_props.props}[VERSION_PROPERTY] == version
    assert workbook.worksheets[1].sheet_state == "hidden"
    assert len(workbook.worksheets[0].data_validations.dataValidation) >= 10
