"""Lists of people below no heading at all: nobody's row is lost, and each column is asked about."""

from __future__ import annotations

from pathlib import Path

from importers import Severity, read_survey
from importers.answers import HeadingAnswers
from importers.headings import answer_key
from tests.importers.sheets import SURVEY_DAY, codes, survey, write_csv

PEOPLE = """
| ১ | করিম গাজী | নিজে | পুরুষ | ০৪/০৭/১৯৬২ | 19628719071000001 | 01712345678 |
| | রহিমা খাতুন | স্ত্রী | মহিলা | 12/03/1970 | | |
| | সালমা আক্তার | কন্যা | মহিলা | 12/03/2010 | 20108719071500001 | |
| ২ | আব্দুল হামিদ | নিজে | পুরুষ | 1955 | 19558719071000002 | 01812345678 |
"""
FIELDS = ("household_number", "name", "relation", "sex", "birth_date", "nid", "mobile")


def test_every_row_below_no_heading_is_held_until_the_columns_are_named(tmp_path: Path) -> None:
    read = survey(tmp_path, PEOPLE)
    assert [(row.row_number, str(row.state)) for row in read.rows] == [(n, "held") for n in (1, 2, 3, 4)]
    assert "table_without_headings" in codes(read)
    asked = {p.heading for p in read.problems if p.code in ("column_without_heading", "heading_guessed")}
    assert asked == {f"[{letter}]" for letter in "ABCDEFG"}
    assert all(problem.severity is not Severity.BLOCKS_FILE for problem in read.problems)


def test_once_the_columns_are_named_the_rows_are_read_as_in_any_other_sheet(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bare.csv", PEOPLE)
    first = read_survey(path, path.name, as_of=SURVEY_DAY)
    (shape,) = {table.shape for table in first.headings}
    fields = {answer_key(f"[{letter}] {shape}"): field for letter, field in zip("ABCDEFG", FIELDS, strict=True)}
    read = read_survey(path, path.name, as_of=SURVEY_DAY, answers=HeadingAnswers(fields))
    assert [str(row.state) for row in read.rows] == ["ready"] * 4
    assert [row.values["household_number"] for row in read.rows] == ["1", "1", "1", "2"]
    assert read.rows[0].values["name_bn"] == "করিম গাজী"
    assert read.rows[0].values["birth_date"] == "1962-07-04"


def test_another_bare_table_of_that_width_is_asked_about_anew(tmp_path: Path) -> None:
    shapes = set()
    for name, household in (("one.csv", "১"), ("other.csv", "৭")):
        path = write_csv(tmp_path / name, PEOPLE.replace("| ১ |", f"| {household} |"))
        shapes |= {table.shape for table in read_survey(path, path.name, as_of=SURVEY_DAY).headings}
    assert len(shapes) == 2


def test_a_sheet_that_lists_nobody_is_still_one_problem_of_the_file(tmp_path: Path) -> None:
    read = survey(tmp_path, "| মোট | ১২ | ৩৪ |\n| ব্যয় | ৫ | ৬ |\n| আয় | ৭ | ৮ |")
    assert codes(read) == {"no_known_headings"}
