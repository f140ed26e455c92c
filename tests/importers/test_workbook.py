"""Files that are no workbook, or a hostile one: one plain reason each, and never a dead reader."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import pytest

from census_app.domain.errors import Unreadable
from importers import Severity, read_survey
from importers.plain_files import decode, separator_of
from importers.workbook import _cells_only, _read_in_child, read_workbook
from tests.importers.sheets import write_csv, write_xlsx

QUIRKS = Path(__file__).parents[1] / "spreadsheets"
TABLE = """
| Name | No |
| করিম | int:7 |
"""


def reason(path: Path) -> str:
    """Why the file cannot be read."""
    with pytest.raises(Unreadable) as refused:
        read_workbook(path)
    return refused.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def repacked(path: Path, content: bytes, change: dict[str, bytes]) -> Path:
    """The workbook with some of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n  \n", "file_empty"),
        (b"%PDF-1.7\n%...", "file_is_pdf"),
        (b"\x89PNG\r\n\x1a\n....", "file_is_picture"),
        (b"<html><p>Please sign in.</p></html>", "file_not_a_workbook"),
        (b"{\\rtf1 a letter}", "file_is_document"),
        (b"\x00" * 4096, "file_damaged"),
        (bytes(range(256)), "file_not_a_workbook"),
        (b"PK\x03\x04 and then nothing", "file_damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_bytes_whatever_its_name(
    tmp_path: Path, content: bytes, code: str
) -> None:
    assert reason(written(tmp_path / "survey.xlsx", content)) == code


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "whole.xlsx", {"S": TABLE}).read_bytes()
    assert reason(written(tmp_path / "cut.xlsx", whole[: len(whole) // 2])) == "file_damaged"


def test_a_workbook_with_broken_xml_is_damaged(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "whole.xlsx", {"S": TABLE}).read_bytes()
    assert reason(repacked(tmp_path / "x.xlsx", whole, {"xl/worksheets/sheet1.xml": b"<worksheet><"})) == "file_damaged"


def test_a_zip_archive_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.xlsx", "w") as archive:
        archive.writestr("photo.jpg", b"...")
    assert reason(tmp_path / "photos.xlsx") == "file_is_archive"


def test_an_archive_that_unpacks_to_a_hundredfold_is_refused_unopened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    assert reason(tmp_path / "bomb.xlsx") == "file_too_large"


def test_a_password_protected_workbook_is_named_as_such() -> None:
    assert reason(QUIRKS / "password_protected.xlsx") == "file_password_protected"


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_anything_is_read() -> None:
    assert reason(QUIRKS / "one_cell_far_away.xlsx") == "sheet_too_large"


def test_a_workbook_that_kills_its_reader_kills_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.workbook.MOST_CELLS", 2**40)  # the guards before the reader look away
    monkeypatch.setattr("importers.workbook.MOST_COLUMNS", 2**40)
    assert reason(QUIRKS / "one_cell_far_away.xlsx") == "file_killed_reader"


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.workbook.LARGEST_FILE_BYTES", 10)
    assert reason(written(tmp_path / "x.csv", b"a,b\n1,2\n3,4\n")) == "file_too_large"


def test_an_unreadable_file_is_one_problem_that_blocks_the_file() -> None:
    read = read_survey(QUIRKS / "password_protected.xlsx", "x.xlsx")
    assert [(p.code, p.severity) for p in read.problems] == [("file_password_protected", Severity.BLOCKS_FILE)]
    assert read.rows == ()


def test_rows_stand_where_a_spreadsheet_program_shows_them(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": "|\n|\n| | below |"})
    (sheet,) = read_workbook(path)
    assert sheet.height == 3
    assert sheet.columns[1][2] == "below"


def test_hidden_sheets_are_read_and_marked(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": TABLE, "Lists": TABLE}, hidden=["Lists"])
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(path)] == [("S", False), ("Lists", True)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_of_a_text_table_is_found(separator: str) -> None:
    assert separator_of(f"a{separator}b{separator}c\n1{separator}2{separator}3\n") == separator


def test_a_comma_inside_a_quoted_cell_separates_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", b'name,para\n"Gazi, Karim",Purba\n')
    (sheet,) = read_workbook(path)
    assert sheet.columns[0] == ["name", "Gazi, Karim"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bangla_text_is_read_in_each_encoding_in_use(tmp_path: Path, encoding: str) -> None:
    (sheet,) = read_workbook(write_csv(tmp_path / "x.csv", "| নাম | বয়স |\n| করিম | ৪০ |", encoding=encoding))
    assert sheet.columns == [["নাম", "করিম"], ["বয়স", "৪০"]]


def test_bytes_that_are_no_utf_8_are_taken_as_the_windows_alphabet() -> None:
    assert decode("†gvt Kwig".encode("cp1252")) == "†gvt Kwig"


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": TABLE})
    monkeypatch.setattr("importers.workbook.CHILD_WALL_SECONDS", 0.001)
    assert reason(path) == "file_killed_reader"


def test_a_reader_that_says_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": TABLE})
    monkeypatch.setattr("importers.workbook.CHILD_OUTPUT_BYTES", 16)
    assert reason(path) == "file_killed_reader"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"not a pickle",
        pickle.dumps(Path("/")),
        pickle.dumps([("S", False, [["a"], ["b", "c"]], [])]),
        pickle.dumps([("S", False, [[["a list"]]], [])]),
        pickle.dumps([("S", False)]),
        pickle.dumps([(7, False, [], [])]),
        b"\x80\x05\x8e" + b"\xff" * 7 + b"\x00",
    ],
)
def test_what_the_reader_says_is_taken_for_sheets_of_plain_cells_or_not_at_all(said: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        _cells_only(io.BytesIO(said))
    assert refused.value.code == "file_killed_reader"


def test_a_reader_knows_nothing_of_our_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CENSUS_SECRET", "x")
    script = tmp_path / "child.py"
    script.write_text(
        "import os, pickle, sys\npickle.dump([(k, False, [], []) for k in os.environ], sys.stdout.buffer)\n"
    )
    assert [name for name, *_ in _read_in_child(tmp_path, script) if name.startswith("CENSUS")] == []


def test_bytes_of_nought_and_bytes_without_a_letter_in_windows_are_kept_apart() -> None:
    assert decode("ক\x00খ".encode()) == "কখ"
    assert decode(b"\x81Kwig\x9d") == "\x81Kwig\x9d"


def test_in_a_text_cut_in_the_middle_of_a_letter_the_others_stay() -> None:
    assert decode("নাজমা খাতুন".encode()[:-1]) == "নাজমা খাতু\ufffd"
