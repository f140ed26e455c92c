"""The workbook handed back: every doubtful cell coloured and explained, everything else as its writer left it."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import CensusError
from census_app.domain.upload_marks import MARK_PROPERTY
from census_app.exports import handed_back
from census_app.exports.correction_summary import COLOURS
from census_app.exports.remarks import gather_remarks, place_of
from census_app.ledger.engine import reading
from census_app.ledger.reads.audit import TrailFilter, list_events
from census_app.ledger.reads.uploads import ProblemLine
from census_app.ledger.writes.jobs import ask_to_cancel
from importers.intake import receive_survey
from tests.cli.calling import census
from tests.copies import RIGHT, SURVEY, WARD, Desk
from tests.spreadsheets.forms import entries, form, kobo
from tests.spreadsheets.make_corpus import MAKERS

RED, YELLOW = COLOURS["blocks_row"], COLOURS["please_confirm"]


def colour(cell: object) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type else ""  # type: ignore[attr-defined]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(CensusError) as refused:
        act()
    return refused.value.code


def rich_workbook(path: Path) -> Path:
    """A volunteer's workbook with all that must survive: formulas, other sheets, styles, widths, merges, drop-downs."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["J1"], sheet["J2"] = "যোগফল", "=1+1"
    sheet["A2"].font = Font(bold=True, color="FF00AA00")
    sheet.column_dimensions["B"].width = 33
    sheet.merge_cells("K1:L1")
    choices = DataValidation("list", formula1='"পুরুষ,মহিলা"')
    choices.add("D2:D6")
    sheet.add_data_validation(choices)
    sheet["G6"].comment = Comment("কার্ড দেখিনি", "স্বেচ্ছাসেবক")
    sheet.row_dimensions[3].height = 30
    other = book.create_sheet("হিসাব")
    other["A1"] = "='জরিপ'!J2*2"
    hidden = book.create_sheet("গোপন")
    hidden["A1"], hidden.sheet_state = "থাকুক", "hidden"
    book.save(path)
    return path


def test_a_doubtful_cell_is_coloured_by_severity_and_says_code_and_remedy(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    path, told = desk.back(first.upload_id)
    sheet = load_workbook(path)["জরিপ"]
    assert (colour(sheet["B5"]), colour(sheet["E6"]), colour(sheet["G6"])) == (RED, YELLOW, YELLOW)
    assert colour(sheet["B2"]) == ""
    assert "name_missing" in sheet["B5"].comment.text
    assert "করণীয়: " in sheet["B5"].comment.text
    assert told.rows == 2
    assert "What to do: " in load_workbook(desk.back(first.upload_id, language="en")[0])["জরিপ"]["B5"].comment.text


def test_several_problems_of_one_cell_are_one_comment_the_heaviest_first() -> None:
    headings = [{"sheet": "s", "first_row": 2, "columns": {"নাম": 2}, "name_column": 2, "own_columns": 5}]
    about = ("s", 4, "নাম", {})
    found = [
        ProblemLine("age_unreadable", "please_confirm", *about),
        ProblemLine("name_missing", "blocks_row", *about),
    ]
    remarks = gather_remarks(found, headings, "bn")
    ((place, remark),) = remarks.cells["s"].items()
    assert (place, remark.severity) == ((4, 2), "blocks_row")
    assert remark.text.index("name_missing") < remark.text.index("age_unreadable")
    assert [kind.code for kind in remarks.kinds] == ["name_missing", "age_unreadable"]


@pytest.mark.parametrize(("digits", "told"), [((3, 3), "নম্বরে ৩টি অঙ্ক আছে।"), ((3, 9), "নম্বরের অঙ্ক কম বা বেশি।")])
def test_a_kind_of_problem_is_counted_without_blanks(digits: tuple[int, ...], told: str) -> None:
    found = [
        ProblemLine("number_wrong_length", "please_confirm", "s", 4 + place, "নাম", {"digits": count})
        for place, count in enumerate(digits)
    ]
    (kind,) = gather_remarks(found, [], "bn").kinds
    assert kind.what == f"২টি সারিতে: {told}"


def test_a_problem_of_a_whole_row_stands_at_the_name_and_one_of_a_column_at_its_heading() -> None:
    headings = [
        {"sheet": "s", "first_row": 2, "columns": {"নাম": 2}, "name_column": 2, "own_columns": 5},
        {"sheet": "s", "first_row": 20, "columns": {"নাম": 5}, "name_column": 5, "own_columns": 5},
    ]
    assert place_of(ProblemLine("x", "information", "s", 4, "", {}), headings) == ("s", 4, 2)
    assert place_of(ProblemLine("x", "information", "s", 24, "", {}), headings) == ("s", 24, 5)
    assert place_of(ProblemLine("x", "information", "s", None, "নাম", {}), headings) == ("s", 1, 2)
    assert place_of(ProblemLine("x", "information", "s", None, "", {}), headings) is None
    assert place_of(ProblemLine("x", "information", "t", 4, "নাম", {}), headings) == ("t", 4, 1)


def test_what_was_read_from_another_sheet_is_told_at_the_first_cell_of_the_row_and_at_no_heading() -> None:
    headings = [{"sheet": "s", "first_row": 2, "columns": {"নাম": 2, "ছাদ": 6}, "name_column": 2, "own_columns": 5}]
    assert place_of(ProblemLine("x", "information", "s", 4, "ছাদ", {}), headings) == ("s", 4, 1)
    assert place_of(ProblemLine("x", "information", "s", None, "ছাদ", {}), headings) is None


def test_in_an_export_with_repeats_no_remark_stands_outside_the_columns_of_its_sheet(desk: Desk) -> None:
    path = desk.settings.data_dir / "kobo.xlsx"
    kobo(path, [(*form(1, "12")[:4], "দূর্বোধ্য", *form(1, "12")[5:]), form(2, "13")], entries())
    sheet = load_workbook(desk.back(desk.give(path).upload_id)[0])["member"]
    assert "value_unknown" in sheet["A2"].comment.text
    assert [cell.coordinate for row in sheet for cell in row if cell.comment and cell.column > 14] == []


def test_everything_else_of_the_workbook_is_as_it_was(desk: Desk) -> None:
    path = rich_workbook(desk.sheet())
    before = load_workbook(path)
    after = load_workbook(desk.back(desk.give(path).upload_id)[0])
    assert after.sheetnames == ["ভুলের তালিকা", "জরিপ", "হিসাব", "গোপন"]
    assert after["গোপন"].sheet_state == "hidden"
    for name in before.sheetnames:
        cells = [(c.coordinate, c.value, c.number_format, c.font.b) for row in before[name] for c in row]
        assert [(c.coordinate, c.value, c.number_format, c.font.b) for row in after[name] for c in row] == cells
    sheet = after["জরিপ"]
    assert sheet["J2"].value == "=1+1"
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[3].height) == (33, 30)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["K1:L1"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D2:D6"
    assert sheet["G6"].comment.text.endswith("কার্ড দেখিনি")
    assert [view.tabSelected for s in after for view in s.views.sheetView].count(True) <= 1


def test_the_summary_counts_explains_and_leads_to_the_first_cells(desk: Desk) -> None:
    sheet = load_workbook(desk.back(desk.give(desk.sheet()).upload_id)[0]).worksheets[0]
    texts = [str(cell.value) for row in sheet for cell in row if cell.value]
    assert "৫টি সারি পড়া হয়েছে।" in texts
    assert "১টি সারি আটকে আছে; ঠিক না করা পর্যন্ত খাতায় উঠবে না।" in texts
    assert any(text.startswith("১টি সারিতে: সারিতে সদস্যের নাম নেই।") for text in texts)
    links = {cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert "'জরিপ'!B5" in links
    assert {RED, YELLOW} <= {colour(cell) for row in sheet for cell in row}
    assert any("আবার আপলোড" in text for text in texts)


def test_a_second_time_only_what_is_still_wrong_is_coloured(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    second = desk.give(desk.corrected(first.upload_id, {"B5": RIGHT["B5"], "E6": RIGHT["E6"]}))
    book = load_workbook(desk.back(second.upload_id)[0])
    assert book.sheetnames == ["ভুলের তালিকা", "জরিপ"]
    assert [colour(book["জরিপ"][place]) for place in ("B5", "E6", "G6")] == ["", "", YELLOW]
    assert book["জরিপ"]["B5"].comment is None


def test_the_mark_names_the_upload_and_nothing_else_of_the_ledger_goes_out(desk: Desk) -> None:
    upload_id = desk.give(desk.sheet()).upload_id
    book = load_workbook(desk.back(upload_id)[0])
    assert [prop.name for prop in book.custom_doc_props.props] == [MARK_PROPERTY]
    assert book.custom_doc_props[MARK_PROPERTY].value.startswith(f"{upload_id}-")


def test_macros_are_kept_and_never_run(desk: Desk) -> None:
    path = desk.sheet()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = parts["[Content_Types].xml"].decode()
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = types.replace(plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    vba = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", vba).encode()
    parts["xl/vbaProject.bin"] = b"not a program at all"
    macro_file = path.with_name("volunteer.xlsm")
    with zipfile.ZipFile(macro_file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    back, told = desk.back(desk.give(macro_file).upload_id)
    assert told.file_name == "volunteer_marked.xlsm"
    with zipfile.ZipFile(back) as archive:
        assert archive.read("xl/vbaProject.bin") == b"not a program at all"


@pytest.mark.parametrize("form", ["csv", "ods", "xls"])
def test_other_files_come_back_as_a_workbook_of_their_cells(desk: Desk, form: str, tmp_path: Path) -> None:
    path = desk.sheet(name="volunteer.csv" if form == "csv" else "volunteer.xlsx")
    if form != "csv":
        path = _saved_as(path, form)
    book = load_workbook(desk.back(desk.give(path).upload_id)[0])
    sheet = book.worksheets[1]
    assert (sheet["G2"].value, sheet["G2"].data_type, sheet["G2"].number_format) == ("19628719071800901", "s", "@")
    assert [colour(sheet[place]) for place in ("B5", "E6", "B2")] == [RED, YELLOW, ""]
    assert "name_missing" in sheet["B5"].comment.text
    assert sheet.title == ("তথ্য" if form == "csv" else "জরিপ")


def _saved_as(path: Path, form: str) -> Path:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    command = [office, profile, "--headless", "--convert-to", form, "--outdir", str(path.parent), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{form}")


def test_libreoffice_opens_the_workbook_with_its_comments_and_the_mark_survives_it(desk: Desk) -> None:
    back, _ = desk.back(desk.give(desk.sheet()).upload_id)
    again = _saved_as(back, "ods")
    assert desk.give(again).held == 1
    assert desk.states(1)[5] == "replaced"


def test_a_formula_in_somebodys_text_never_runs(desk: Desk) -> None:
    dangerous = SURVEY.replace("রহিমা খাতুন", "=HYPERLINK(1)").replace("| জন্ম তারিখ |", "| =cmd() |")
    for name in ("volunteer.csv", "volunteer.xlsx"):
        path = desk.sheet(dangerous if name.endswith("csv") else SURVEY, name)
        if name.endswith("xlsx"):
            book = load_workbook(path)
            book.worksheets[0]["I1"], book.worksheets[0]["I2"] = "@SUM(1)", "x"
            book.save(path)
        book = load_workbook(desk.back(desk.give(path).upload_id)[0])
        sheets = book.worksheets if name.endswith("csv") else book.worksheets[:1]
        assert {cell.data_type for sheet in sheets for row in sheet for cell in row if cell.value} == {"s"}


def test_a_workbook_that_is_too_large_or_strange_is_written_anew_from_its_cells(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.give(desk.sheet())
    monkeypatch.setattr(handed_back, "LARGEST_KEPT_BYTES", 10)
    path, told = desk.back(first.upload_id)
    assert told.is_converted
    assert colour(load_workbook(path)["জরিপ"]["B5"]) == RED


def test_a_workbook_whose_parts_are_written_too_freely_is_marked_by_way_of_the_library(desk: Desk) -> None:
    path = desk.settings.data_dir / "volunteer.xlsx"
    MAKERS["marks_with_a_prefix.xlsx"](path)
    back, told = desk.back(desk.give(path).upload_id)
    assert not told.is_converted
    assert len(load_workbook(back).sheetnames) == 2


def test_own_files_only_and_every_taking_is_in_the_trail(desk: Desk) -> None:
    may = frozenset({Permission.UPLOAD_SURVEY, Permission.SEE_UPLOADS})
    mine = Scope(7, "volunteer", (WARD,), ("*",), may)
    upload_id = desk.give(desk.sheet(), mine).upload_id
    for stranger in (replace(mine, actor_id=8), replace(mine, areas=("4087907107",))):
        assert refusal(lambda scope=stranger: desk.back(upload_id, scope)) == "upload_not_found"  # type: ignore[misc]
    desk.back(upload_id, mine)
    with reading(desk.engine) as session:
        (event,) = list_events(session, OPERATOR, TrailFilter(action="exported"))
    assert (event.subject, event.details, event.area_code) == (f"export:handed_back:{upload_id}", {"rows": 2}, WARD)


def test_what_was_not_read_or_is_no_longer_kept_is_refused(desk: Desk) -> None:
    path = desk.sheet()
    received = receive_survey(desk.engine, desk.settings, OPERATOR, path, path.name, "2022", WARD)
    assert refusal(lambda: desk.back(received.upload_id)) == "upload_not_read"
    ask_to_cancel(desk.engine, OPERATOR, received.upload_id)
    assert refusal(lambda: desk.back(received.upload_id)) == "upload_not_read"
    upload_id = desk.give(path).upload_id
    for kept in desk.settings.uploads_dir.iterdir():
        kept.unlink()
    assert refusal(lambda: desk.back(upload_id)) == "kept_file_missing"


def test_the_command_writes_the_file(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CENSUS_DATA_DIR", str(desk.settings.data_dir))
    upload_id = desk.give(desk.sheet()).upload_id
    where = ("--out", str(tmp_path / "out.xlsx"), "--database", desk.settings.database_url)
    result = census("upload", "hand-back", "--upload", str(upload_id), "--lang", "bn", *where)
    assert (result.exit_code, result.output.strip()) == (0, f"{tmp_path / 'out.xlsx'}: ২টি সারি")
    assert colour(load_workbook(tmp_path / "out.xlsx")["জরিপ"]["B5"]) == RED
    assert census("upload", "hand-back", "--upload", "99", *where).exit_code == 1
