"""Rows of a volunteer's sheet: whose household they are, what contradicts itself, what holds them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import RowState, read_survey
from tests.importers.sheets import SURVEY_DAY, codes, survey, values, write_xlsx

HEADINGS = (
    "| খানা নং | নাম | সম্পর্ক | লিঙ্গ | জন্ম তারিখ | বয়স | এনআইডি | জন্ম নিবন্ধন | বৈবাহিক অবস্থা | গর্ভবতী "
    "| মৃত্যুর তারিখ | ঘরের ছাদ |\n"
)


def sheet(*lines: str) -> str:
    return HEADINGS + "\n".join(lines)


def problems_of(folder: Path, line: str) -> set[str]:
    """The problems of one line below a sound head of household."""
    return codes(survey(folder, sheet("| 1 | করিম | নিজে | পুরুষ | 1960 | | | | | | | টিন |", line)), 3)


def test_the_household_number_goes_down_to_the_next_one(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| ১২ | ক | নিজে |", "| | খ | স্ত্রী |", "| ১৩ | গ | নিজে |", "| | ঘ | পুত্র |"))
    assert [row.values["household_number"] for row in read.rows] == ["12", "12", "13", "13"]
    assert "খানা নং" not in read.rows[1].raw


def test_a_ditto_mark_means_what_stands_above(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | নাম | ধর্ম | পিতা | এনআইডি |
        | 12 | ক | ইসলাম | রহিম | 1112345678 |
        | ঐ | খ | " | ঐ | ঐ |
        | | গ | | | |
        | ঐ | ঘ | " | | |
        """,
    )
    assert [row.values["household_number"] for row in read.rows] == ["12"] * 4
    assert "religion" not in values(read, 5)
    assert values(read, 3) == {
        "household_number": "12", "name_bn": "খ", "religion": "islam", "father_name": "রহিম"
    }  # fmt: skip
    assert read.rows[1].raw["পিতা"] == "ঐ"


def test_nothing_goes_down_before_the_first_household_number(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| | ক | পুত্র | পুরুষ |", "| ১২ | খ | নিজে | পুরুষ |"))
    assert [row.state for row in read.rows] == [RowState.HELD, RowState.READY]
    assert codes(read, 2) == {"household_number_missing"}


def test_a_head_whose_household_number_was_forgotten_does_not_join_the_household_above(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        sheet("| 1 | ক | নিজে | | | | | | | | | টিন |", "| | খ | নিজে | | | | | | | | | খড় |", "| | গ | স্ত্রী |"),
    )
    assert [row.values.get("household_number") for row in read.rows] == ["1", None, None]
    assert [row.state for row in read.rows] == ["ready", "held", "held"]


def test_an_unreadable_household_number_is_not_filled_from_above(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে |", "| date:2022-03-05 | খ | নিজে |", "| | গ | স্ত্রী |"))
    assert [row.values.get("household_number") for row in read.rows] == ["1", None, None]


def test_a_row_without_a_name_waits_for_it(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "| | | কন্যা | মহিলা | 1990 |") == {"name_missing"}


def test_a_row_that_is_nothing_but_a_name_may_be_a_place_and_waits(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "| | পূর্বপাড়া |") == {"nothing_but_name"}


@pytest.mark.parametrize(("age", "found"), [("59", set()), ("61", set()), ("48", {"age_contradicts_birth"})])
def test_an_age_may_be_a_year_away_from_the_birth_date(tmp_path: Path, age: str, found: set[str]) -> None:
    assert problems_of(tmp_path, f"| | খ | বোন | মহিলা | 04/07/1961 | {age} |") == found


def test_a_number_of_another_year_than_the_birth_is_doubtful(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে | পুরুষ | 04/07/1961 | | | 19648719071000123 |"))
    (problem,) = read.rows[0].problems
    assert problem.code == "number_year_differs"
    assert problem.details == {"doubtful": "brn17", "number_year": 1964, "birth_year": 1961}
    assert read.rows[0].values["brn17"] == "19648719071000123"


@pytest.mark.parametrize(
    ("number", "found"), [("19618719047000123", set()), ("19618719074000123", {"number_area_unknown"})]
)
def test_a_birth_may_be_registered_in_another_union_but_in_none_that_does_not_exist(
    tmp_path: Path, number: str, found: set[str]
) -> None:
    assert problems_of(tmp_path, f"| | খ | বোন | মহিলা | 04/07/1961 | | | {number} |") == found


def test_two_numbers_that_agree_make_the_birth_date_doubtful(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে | পুরুষ | 04/07/1961 | | 19648719071800123 | 19648719071000123 |"))
    assert {problem.details["doubtful"] for problem in read.rows[0].problems} == {"birth_date"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("| | খ | কন্যা | মহিলা | 1985 | | | | | | 01/01/1980 |", "death_before_birth"),
        ("| | খ | কন্যা | পুরুষ | 1985 |", "sex_contradicts_relation"),
        ("| | খ | পুত্র | মহিলা | 1985 |", "sex_contradicts_relation"),
        ("| | খ | পুত্র | পুরুষ | 1985 | | | | | হ্যাঁ |", "pregnant_man"),
        ("| | খ | মাতা | মহিলা | 1940 | | | | | হ্যাঁ |", "pregnant_at_odd_age"),
        ("| | খ | কন্যা | মহিলা | 2012 | | | | বিবাহিত |", "married_too_young"),
        ("| | খ | পুত্র | পুরুষ | 1968 |", "parent_too_young"),
    ],
)
def test_a_contradiction_is_asked_back_and_the_row_goes_on(tmp_path: Path, line: str, code: str) -> None:
    read = survey(tmp_path, sheet("| 1 | করিম | নিজে | পুরুষ | 1960 | | | | | | | টিন |", line))
    assert codes(read, 3) == {code}
    assert read.rows[1].state == RowState.READY


def test_a_child_born_to_a_very_old_parent_is_asked_about(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে | পুরুষ | 1910 |", "| | খ | পুত্র | পুরুষ | 1990 |"))
    assert codes(read, 3) == {"parent_too_old"}


def test_a_household_has_one_head(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে |", "| 1 | খ | নিজে |", "| 2 | গ | স্ত্রী |"))
    assert codes(read, 3) == {"household_with_two_heads"}
    assert codes(read, 4) == {"household_without_head"}


def test_one_number_on_two_rows_is_asked_about_on_both(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে | | | | 1112345678 |", "| 2 | খ | নিজে | | | | ১১১২৩৪৫৬৭৮ |"))
    assert codes(read, 2) == codes(read, 3) == {"number_on_two_rows"}


def test_a_person_listed_twice_is_asked_about_once_for_each_row(tmp_path: Path) -> None:
    line = "| {} | ক | নিজে | পুরুষ | 04/07/1961 | | 1112345678 |"
    read = survey(tmp_path, sheet(line.format(1), line.format(2)))
    assert codes(read, 2) == codes(read, 3) == {"person_listed_twice"}


def test_dates_are_month_first_where_the_column_leaves_no_other_way(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে | | 07/24/1961 |", "| 1 | খ | স্ত্রী | | 03/05/1970 |"))
    assert [row.values["birth_date"] for row in read.rows] == ["1961-07-24", "1970-03-05"]


def test_a_unit_in_the_heading_counts_for_the_cells_below(tmp_path: Path) -> None:
    read = survey(tmp_path, "| খানা নং | নাম | লিঙ্গ | জমি (বিঘা) |\n| 1 | ক | পুরুষ | ২ |")
    assert values(read, 2)["land_hundredths"] == 6600


@pytest.mark.parametrize(("sex", "marital", "field"), [
    ("মহিলা", "বিবাহিত", "spouse_name"), ("মহিলা", "অবিবাহিত", "father_name"), ("পুরুষ", "বিবাহিত", "father_name"),
])  # fmt: skip
def test_a_name_under_father_or_husband_is_a_wifes_husband_and_anybody_elses_father(
    tmp_path: Path, sex: str, marital: str, field: str
) -> None:
    table = f"| খানা নং | নাম | লিঙ্গ | বৈবাহিক অবস্থা | পিতা/স্বামীর নাম |\n| 1 | ক | {sex} | {marital} | রহিম |"
    assert values(survey(tmp_path, table), 2)[field] == "রহিম"


def test_the_year_in_the_title_is_the_year_of_the_survey(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": "| খানা জরিপ ২০২২ |\n" + sheet("| 1 | ক | নিজে | পুরুষ | 01/01/2023 |")})
    assert codes(read_survey(path, "x.xlsx"), 3) == {"birth_in_future"}
    assert codes(read_survey(path, "x.xlsx", SURVEY_DAY.replace(year=2024)), 3) == set()


def test_two_columns_that_give_one_number_differently_are_asked_back(tmp_path: Path) -> None:
    read = survey(tmp_path, sheet("| 1 | ক | নিজে | | | | 1112345678 | 2223456789 |"))
    assert "columns_disagree" in codes(read, 2)
    assert values(read, 2)["nid10"] == "1112345678"


def test_without_a_title_the_ages_tell_the_year_of_the_survey(tmp_path: Path) -> None:
    people = ("04/07/1961 | 59", "05/09/1990 | 30", "01/02/1980 | 41", "03/03/2001 | 20", "09/09/2015 | 5")
    lines = (f"| {number} | ক | নিজে | পুরুষ | {person} |" for number, person in enumerate(people, start=1))
    path = write_xlsx(tmp_path / "x.xlsx", {"S": sheet(*lines, "| 9 | খ | নিজে | মহিলা | 01/02/2022 |")})
    read = read_survey(path, "x.xlsx")
    assert [codes(read, row) for row in range(2, 7)] == [set()] * 5
    assert codes(read, 7) == {"birth_in_future"}
