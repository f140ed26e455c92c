"""Tables on sheets: where the headings are, which columns are which, which lines are nobody's."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from importers import Severity, read_survey
from tests.importers.sheets import SURVEY_DAY, codes, survey, values, write_csv, write_xlsx

HEADINGS = "| খানা নং | সদস্যের নাম | সম্পর্ক | লিঙ্গ | মোবাইল |"
TWO_PERSONS = f"""
{HEADINGS}
| 12 | করিম গাজী | নিজে | পুরুষ | 01712345678 |
| | রহিমা | স্ত্রী | মহিলা | |
"""


def left_out(read: object) -> list[tuple[object, str]]:
    return [(line.row_number, line.reason) for line in read.left_out]  # type: ignore[attr-defined]


def test_titles_above_the_headings_are_left_out_and_said_so(tmp_path: Path) -> None:
    read = survey(tmp_path, "| খানা জরিপ ২০২২ |\n| ওয়ার্ড ৮ |" + TWO_PERSONS, merged=["A1:E1"])
    assert left_out(read) == [(1, "title"), (2, "title")]
    assert [row.row_number for row in read.rows] == [4, 5]


def test_a_heading_over_merged_cells_is_a_group_and_the_line_below_names_the_columns(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | সদস্যের নাম | খানার তথ্য | |
        | | | ঘরের ছাদ | ঘরের দেয়াল |
        | 12 | করিম | টিন | ইট |
        """,
        merged=["A1:A2", "B1:B2", "C1:D1"],
    )
    assert values(read, 3)["roof"] == "tin"
    assert values(read, 3)["wall"] == "brick"
    assert set(read.rows[0].raw) == {"খানা নং", "সদস্যের নাম", "খানার তথ্য ঘরের ছাদ", "খানার তথ্য ঘরের দেয়াল"}


def test_a_sheet_without_any_known_heading_is_one_problem_of_the_file(tmp_path: Path) -> None:
    read = survey(tmp_path, "| a | b |\n| 1 | 2 |")
    assert [(p.code, p.severity) for p in read.problems] == [("no_known_headings", Severity.BLOCKS_FILE)]
    assert left_out(read) == [(None, "no_table")]


def test_an_unknown_heading_is_asked_about_and_its_cells_are_kept_as_written(tmp_path: Path) -> None:
    read = survey(tmp_path, "| খানা নং | নাম | লিঙ্গ | হাঁস-মুরগি |\n| 12 | করিম | পুরুষ | ৭টি |")
    (problem,) = read.problems
    assert (problem.code, problem.heading, problem.details["column"]) == ("unknown_heading", "হাঁস-মুরগি", "D")
    assert read.rows[0].raw["হাঁস-মুরগি"] == "৭টি"


def test_a_guessed_heading_is_read_and_asked_about(tmp_path: Path) -> None:
    read = survey(tmp_path, "| HH No | Name | Sex | Realtion with head |\n| 12 | Karim | Male | Self |")
    assert codes(read) == {"heading_guessed"}
    assert values(read, 2)["relation"] == "head"


def test_a_guess_that_the_cells_contradict_is_not_made(tmp_path: Path) -> None:
    read = survey(tmp_path, "| HH No | Name | Sex | Realtion with head |\n| 12 | Karim | Male | 17/4 |")
    assert codes(read) == {"unknown_heading"}


def test_two_columns_that_disagree_about_one_field_are_asked_about(tmp_path: Path) -> None:
    read = survey(tmp_path, "| HH No | Name | Sex | Mobile | Phone |\n| 1 | Karim | M | 01712345678 | 01812345678 |")
    assert codes(read) == {"two_headings_for_one_field"}
    assert values(read, 2)["mobile"] == "01712345678"
    assert read.rows[0].raw["Phone"] == "01812345678"


def test_two_columns_that_complete_each_other_are_one(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | HH No | Name | Sex | Husband | Spouse name |
        | 1 | Rahima | F | Karim | |
        | 1 | Karim | M | | Rahima |
        """,
    )
    assert codes(read) == set()
    assert [row.values["spouse_name"] for row in read.rows] == ["Karim", "Rahima"]


def test_a_holding_number_is_the_household_number_only_where_there_is_no_better(tmp_path: Path) -> None:
    alone = survey(tmp_path, "| Holding No | Name | Sex |\n| 77 | Karim | M |")
    beside = survey(tmp_path, "| HH No | Holding No | Name | Sex |\n| 5 | 77 | Karim | M |")
    assert values(alone, 2)["household_number"] == "77"
    assert values(beside, 2)["household_number"] == "5"
    assert codes(beside) == set()


def test_a_missing_required_heading_is_said_and_every_row_is_held(tmp_path: Path) -> None:
    read = survey(tmp_path, "| Name | Sex | Religion |\n| Karim | M | Islam |")
    assert codes(read) == {"required_heading_missing"}
    assert [row.state for row in read.rows] == ["held"]


def test_a_total_line_is_left_out(tmp_path: Path) -> None:
    read = survey(tmp_path, TWO_PERSONS + "|\n| মোট সদস্য | int:2 | | | |")
    assert left_out(read) == [(5, "total_line")]


def test_a_repeated_heading_line_is_left_out(tmp_path: Path) -> None:
    read = survey(tmp_path, TWO_PERSONS + HEADINGS + "\n| 13 | সালাম | নিজে | পুরুষ | |")
    assert left_out(read) == [(4, "repeated_heading")]
    assert [row.values["household_number"] for row in read.rows] == ["12", "12", "13"]


def test_signatures_and_numbered_empty_lines_are_left_out(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | ক্রমিক | খানা নং | নাম | লিঙ্গ | ধর্ম |
        | 1 | 12 | করিম | পুরুষ | ইসলাম |
        | 2 | | | | |
        | | | স্বাক্ষর: ............ | | |
        """,
    )
    assert left_out(read) == [(3, "empty_numbered_line"), (4, "note")]


def test_the_line_that_numbers_the_columns_is_left_out(tmp_path: Path) -> None:
    read = survey(tmp_path, HEADINGS + "\n| ১ | ২ | ৩ | ৪ | ৫ |\n| 12 | করিম | নিজে | পুরুষ | |\n| | খ | পুত্র | পুরুষ | |")
    assert left_out(read) == [(2, "column_numbers")]


def test_a_line_with_somebodys_data_is_never_left_out(tmp_path: Path) -> None:
    read = survey(tmp_path, TWO_PERSONS + "| | | কন্যা | মহিলা | |")
    assert [row.state for row in read.rows] == ["ready", "ready", "held"]
    assert codes(read, 4) == {"name_missing"}


def test_a_hidden_sheet_is_left_out_and_said_so(tmp_path: Path) -> None:
    read = survey(tmp_path, TWO_PERSONS, TWO_PERSONS, hidden=["Sheet2"])
    assert [(line.sheet, line.reason) for line in read.left_out] == [("Sheet2", "hidden_sheet")]
    assert len(read.rows) == 2


def test_a_sheet_without_headings_goes_on_with_the_table_before_it(tmp_path: Path) -> None:
    read = survey(tmp_path, TWO_PERSONS, "| | সালমা | কন্যা | মহিলা | |\n| 13 | সালাম | নিজে | পুরুষ | 01712345679 |")
    assert [(row.sheet, row.row_number, row.values["household_number"]) for row in read.rows[2:]] == [
        ("Sheet2", 1, "12"),
        ("Sheet2", 2, "13"),
    ]


def test_a_sheet_of_another_shape_is_left_out_and_asked_about(tmp_path: Path) -> None:
    read = survey(tmp_path, TWO_PERSONS, "| বাজারের তালিকা |\n| চাল |")
    assert codes(read) == {"sheet_without_headings"}
    assert [(line.sheet, line.reason) for line in read.left_out] == [("Sheet2", "no_table")]


def test_a_bijoy_sheet_reads_like_any_other_and_its_english_column_stays_english(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | Lvbv bs | m`†m¨i bvg | Name (English) | m¤úK© | wj½ | Rb¥ ZvwiL |
        | 12 | †gvt Avkivd Avjx | Md. Ashraf Ali | wb†R | cyiyl | 26/03/1983 |
        | | bvwmgv myjZvbv | Nasima Parvin | ¯Íªx | gwnjv | 18 b‡f¤^i 1993 |
        | †gvU | 2 | | | | |
        """,
    )
    assert values(read, 2) == {
        "household_number": "12", "name_bn": "মোঃ আশরাফ আলী", "name_en": "Md. Ashraf Ali", "relation": "head",
        "sex": "male", "birth_date": "1983-03-26", "birth_precision": "day",
    }  # fmt: skip
    assert values(read, 3)["name_en"] == "Nasima Parvin"
    assert values(read, 3)["birth_date"] == "1993-11-18"
    assert left_out(read) == [(4, "total_line")]


def test_a_cell_that_shows_an_error_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": TWO_PERSONS.replace("01712345678", "#N/A")})
    read = read_survey(path, "x.xlsx", SURVEY_DAY)
    assert codes(read, 2) == {"cell_shows_error"}


def test_rows_that_are_hidden_are_read_and_said_so(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": TWO_PERSONS})
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(path)
    read = read_survey(path, "x.xlsx", SURVEY_DAY)
    assert [(problem.code, problem.details["rows"]) for problem in read.problems] == [("hidden_rows_read", 1)]
    assert len(read.rows) == 2


def test_the_lines_of_a_text_table_count_from_its_heading(tmp_path: Path) -> None:
    read = read_survey(write_csv(tmp_path / "x.csv", TWO_PERSONS, separator=";"), "x.csv", SURVEY_DAY)
    assert [(row.sheet, row.row_number) for row in read.rows] == [("", 2), ("", 3)]


def test_three_lines_of_headings_are_read_as_one(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | SL | Household | | Member | | |
        | | Identification | | Basic | | Contact |
        | | HH# | Para | Name in full | M/F | Cell |
        | int:1 | 12 | Uttar Para | Karim Gazi | M | 01712345678 |
        """,
        merged=["A1:A3", "B1:C1", "D1:F1", "B2:C2", "D2:E2"],
    )
    row = values(read, 4)
    assert (row["household_number"], row["name_en"], row["mobile"]) == ("12", "Karim Gazi", "01712345678")
    assert codes(read) == set()
    assert set(read.rows[0].raw) >= {"SL", "HH#", "Name in full"}


def test_headings_that_ask_in_whole_sentences_are_understood(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | Household survey |
        | HH Code | Name of this person? | Is (NAME) male or female? | When was (NAME) born? | NID of (NAME) |
        | 12 | Karim Gazi | Male | 4/7/1962 | 1112345678 |
        """,
    )
    assert values(read, 3)["birth_date"] == "1962-07-04"
    assert values(read, 3)["nid10"] == "1112345678"


def test_words_about_other_things_are_no_headings(tmp_path: Path) -> None:
    read = survey(tmp_path, "| Our village | is | the best | of all |\n| we | say | so | ourselves |")
    assert codes(read) == {"no_known_headings"}


def test_what_stands_below_the_next_headings_says_nothing_about_a_column(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | সদস্যের নাম | সম্পর্ক | লিঙ্গ | জন্ম তারিখ |
        | 12 | করিম গাজী | নিজে | পুরুষ | 1962 |
        | খানা নং | সদস্যের নাম | লিঙ্গ | জন্ম তারিখ | সম্পর্ক | মোবাইল নং |
        | 13 | রহিম গাজী | পুরুষ | 1950 | নিজে | 01712345679 |
        """,
    )
    assert codes(read) == set()
    assert [row.values["birth_date"] for row in read.rows] == ["1962", "1950"]


def test_nobody_misses_the_number_of_a_household_that_a_line_names(tmp_path: Path) -> None:
    read = survey(tmp_path, "| নাম | সম্পর্ক | লিঙ্গ |\n| খানা নং: ১২ | | |\n| করিম গাজী | নিজে | পুরুষ |")
    assert codes(read) == set()
    assert values(read, 3)["household_number"] == "12"
