"""`--answers FILE.toml` and `census upload headings`: what is not certain is asked, also of a script."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import Result

from census_app.domain.access import OPERATOR, Role
from census_app.ledger.engine import open_ledger
from census_app.ledger.writes.users import add_user, assign
from census_app.sentences import sentence
from census_app.settings import read_settings
from tests.cli.calling import WARD, census

SHEET = (
    "HH No,Member Name,Relation with Head,Sex,Date of Birth,ঘরের কথা,আঙিনার কথা\n"
    "1,Md. Abdul Karim,Self,Male,04/07/1962,01700000112,ক\n"
    "1,Mst. Rahima Khatun,Wife,Female,05/25/1970,01700000113,খ\n"
)
ANSWERS = '[headings]\n"ঘরের কথা" = "mobile"\n"আঙিনার কথা" = "ignore"\n\n[dates]\n"Date of Birth" = "day_first"\n'
TOLD = {"date_month_first": 1}
"""What remains to be said once the order is day first: that one date has the month first."""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def answers(folder: Path, text: str = ANSWERS) -> Path:
    path = folder / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def upload(*arguments: object) -> Result:
    return census("upload", "survey", *map(str, arguments), "--round", "2022", *WARD)


def summary(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)
    return found[0]


def born(folder: Path) -> list[str]:
    assert census("accept", "--round", "2022").exit_code == 0
    assert census("export", "ward", *WARD, "--out", str(folder / "out")).exit_code == 0
    lines = (folder / "out" / "persons.csv").read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("birth_date")
    return sorted(line.split(",")[place] for line in lines[1:])


def test_answers_count_for_the_files_of_the_call_and_those_after_it(sheet: Path, tmp_path: Path) -> None:
    first = summary(upload(sheet, "--answers", answers(tmp_path), "--json"))
    assert first["problems"] == TOLD
    following = tmp_path / "following.csv"
    following.write_text(SHEET.replace("\n1,", "\n2,"), encoding="utf-8")
    assert summary(upload(following, "--json"))["problems"] == TOLD
    assert born(tmp_path) == ["1962-07-04", "1962-07-04", "1970-05-25", "1970-05-25"]


def test_without_answers_the_certain_is_taken_and_the_rest_is_asked(sheet: Path) -> None:
    told = summary(upload(sheet, "--json"))
    assert told["problems"] == {"unknown_heading": 2, "date_ambiguous": 1}
    assert told["ready"] == 2


def test_a_file_that_came_before_is_read_again_with_new_answers_and_only_then(sheet: Path, tmp_path: Path) -> None:
    before = summary(upload(sheet, "--json"))
    after = summary(upload(sheet, "--answers", answers(tmp_path), "--json"))
    assert after["upload_id"] == before["upload_id"]
    assert (after["already_known"], after["problems"]) == (False, TOLD)
    again = summary(upload(sheet, "--answers", answers(tmp_path), "--json"))
    assert (again["already_known"], again["problems"]) == (True, TOLD)


def test_open_questions_are_printed_as_a_file_that_answers_them(sheet: Path, tmp_path: Path) -> None:
    upload_id = str(summary(upload(sheet, "--json"))["upload_id"])
    written = census("upload", "headings", "--upload", upload_id, "--toml").stdout
    assert tomllib.loads(written) == {"headings": {}, "dates": {}}
    assert '# "ঘরের কথা" = "mobile"' in written
    assert '# "Date of Birth" = "month_first"' in written
    assert "•••0112" in written
    assert "01700000112" not in written
    edited = written.replace('# "ঘরের', '"ঘরের').replace('# "আঙিনার কথা" = ""', '"আঙিনার কথা" = "ignore"')
    edited = edited.replace('# "Date of Birth" = "month_first"', '"Date of Birth" = "day_first"')
    assert summary(upload(sheet, "--answers", answers(tmp_path, edited), "--json"))["problems"] == TOLD
    told = census("upload", "headings", "--upload", upload_id).stdout
    assert told.strip() == sentence("no_open_headings", "en")


def test_a_column_without_a_heading_is_answered_for_by_its_place(sheet: Path, tmp_path: Path) -> None:
    sheet.write_text(SHEET.replace("ঘরের কথা", ""), encoding="utf-8")
    upload_id = str(summary(upload(sheet, "--json"))["upload_id"])
    written = census("upload", "headings", "--upload", upload_id, "--toml").stdout
    (line,) = [line for line in written.splitlines() if line.startswith('# "[F] ')]
    assert line.endswith('= "mobile"')
    told = answers(tmp_path, written.replace(line, line.removeprefix("# ")))
    result = upload(sheet, "--answers", told, "--json")
    assert "column_without_heading" not in summary(result)["problems"]  # type: ignore[operator]
    place = line.split('"')[1]
    assert sentence("answer_heading_nowhere", "en", {"heading": place}) not in result.stderr.splitlines()


def test_open_questions_are_told_in_lines_and_to_scripts(sheet: Path) -> None:
    upload_id = str(summary(upload(sheet, "--json"))["upload_id"])
    lines = census("upload", "headings", "--upload", upload_id).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["F", "G", "E"]
    asked = json.loads(census("upload", "headings", "--upload", upload_id, "--json").stdout)
    assert [(one["heading"], one["proposed"]) for one in asked] == [
        ("ঘরের কথা", "mobile"),
        ("আঙিনার কথা", ""),
        ("Date of Birth", "month_first"),
    ]


def test_an_answer_that_is_none_is_told_in_a_line_and_left_out(sheet: Path, tmp_path: Path) -> None:
    wrong = answers(tmp_path, '[headings]\n"ঘরের কথা" = "shoe_size"\n"আঙিনার কথা" = "ignore"\n[dates]\n"x" = "year"\n')
    result = upload(sheet, "--answers", wrong, "--json")
    assert summary(result)["problems"] == {"unknown_heading": 1, "date_ambiguous": 1}
    assert [line for line in result.stderr.splitlines() if "shoe_size" in line and "ঘরের কথা" in line]
    assert sentence("answer_unknown", "en", {"heading": "x", "answer": "year"}) in result.stderr.splitlines()


def test_an_answer_about_a_heading_that_no_file_has_is_told(sheet: Path, tmp_path: Path) -> None:
    result = upload(sheet, "--answers", answers(tmp_path, '[headings]\n"নেই" = "mobile"\n'))
    assert result.exit_code == 0
    assert sentence("answer_heading_nowhere", "en", {"heading": "নেই"}) in result.stderr.splitlines()
    in_bangla = upload(sheet, "--answers", answers(tmp_path, '[headings]\n"নেই" = "mobile"\n'), "--lang", "bn")
    assert sentence("answer_heading_nowhere", "bn", {"heading": "নেই"}) in in_bangla.stderr.splitlines()


@pytest.mark.parametrize(
    "text", ['[headings]\nমোবা = "mobile"\n', '[columns]\n"x" = "mobile"\n', "headings = 1\n", '[headings]\n"x" = 7\n']
)
def test_a_file_that_holds_no_answers_ends_the_command_before_anything_is_taken(
    sheet: Path, tmp_path: Path, text: str
) -> None:
    result = upload(sheet, "--answers", answers(tmp_path, text))
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence("answers_unreadable", "en").partition("…")[0])
    assert len(result.stderr.splitlines()) == 1
    assert census("upload", "headings", "--upload", "1").exit_code == 1


def test_an_office_list_is_answered_for_too(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ভাতাভোগীর নাম,পিতার নাম,কর্মসূচি,টাকা,হিসাব যেখানে\nমোঃ করিম,রহিম,VGD,1500,01700000112\n", encoding="utf-8")
    where = ("--office", "food", "--fiscal-year", "2021-22", "--area", "408790", "--json")
    told = answers(tmp_path, '[headings]\n"হিসাব যেখানে" = "account_mobile"\n')
    result = census("upload", "deliveries", str(path), *where, "--answers", str(told))
    assert "unknown_heading" not in summary(result)["problems"]  # type: ignore[operator]


def test_nobody_sees_the_questions_about_the_file_of_another(sheet: Path) -> None:
    upload_id = str(summary(upload(sheet, "--json"))["upload_id"])
    engine = open_ledger(read_settings())
    for name, role, area in (("second", Role.VOLUNTEER, "4087907108"), ("chair", Role.CHAIRMAN, "40879071")):
        add_user(engine, OPERATOR, name, name, "a-long-password")
        assign(engine, OPERATOR, name, role, area)
        result = census("upload", "headings", "--upload", upload_id, "--as", name)
        assert (result.exit_code, result.stdout) == (1, "")
    engine.dispose()
