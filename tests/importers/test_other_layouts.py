"""Sheets that nobody foresaw: what their columns, codes and in-between lines mean, and whose lines they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.sheets import codes, office_list, survey, values

FAMILY = """
| {number} | ক গাজী | {head} | {one} |
| {number} | খ বিবি | স্ত্রী | {two} |
| {number} | গ গাজী | ছেলে | {one} |
| {number} | ঘ খাতুন | মেয়ে | {two} |
"""
CODED = "".join(FAMILY.format(number=n, head="নিজে", one=1, two=2).strip() + "\n" for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("written", "field", "meant"),
    [
        ("করিম গাজী পিতা: রহিম গাজী", "father_name", "রহিম গাজী"),
        ("রহিমা বিবি, স্বামী- মোঃ করিম", "spouse_name", "মোঃ করিম"),
        ("করিম গাজী (পিং- রহিম), গ্রাম: পূর্বপাড়া", "para", "পূর্বপাড়া"),
    ],
)
def test_a_name_with_a_relative_in_one_cell_is_taken_apart(
    tmp_path: Path, written: str, field: str, meant: str
) -> None:
    read = survey(tmp_path, f"| খানা নং | নাম ও পিতার নাম | লিঙ্গ |\n| 1 | {written} | পুরুষ |")
    assert values(read, 2)[field] == meant
    assert str(values(read, 2)["name_bn"]) in written


def test_the_address_behind_a_recipients_name_is_the_village(tmp_path: Path) -> None:
    read = office_list(tmp_path, "| উপকারভোগীর নাম ও ঠিকানা | কর্মসূচি | মাস |\n| করিম গাজী, সানাপাড়া | বয়স্ক ভাতা | জুলাই |")
    assert (values(read, 2)["recipient_name"], values(read, 2)["village"]) == ("করিম গাজী", "সানাপাড়া")


def test_wives_and_sons_tell_which_figure_is_which_sex(tmp_path: Path) -> None:
    read = survey(tmp_path, "| খানা নং | নাম | সম্পর্ক | লিঙ্গ |\n" + CODED)
    assert [row.values["sex"] for row in read.rows[:4]] == ["male", "female", "male", "female"]
    assert codes(read, 2) == {"sex_code_read"}


def test_figures_that_contradict_the_relations_stay_unread(tmp_path: Path) -> None:
    mixed = FAMILY.format(number=4, head="নিজে", one=2, two=1).strip()
    read = survey(tmp_path, f"| খানা নং | নাম | সম্পর্ক | লিঙ্গ |\n{CODED}{mixed}")
    assert not any("sex" in row.values for row in read.rows)
    assert "value_unknown" in codes(read, 2)


def test_day_month_and_year_in_three_columns_are_one_birth_date(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | HH No | Name | Date of Birth | | |
        | | | Day | Month | Year |
        | 1 | Karim Gazi | int:4 | int:7 | int:1962 |
        | 1 | Rahima Bibi | int:31 | int:2 | int:1970 |
        | 1 | Salma Bibi | | March | int:1990 |
        """,
        merged=["C1:E1"],
    )
    assert values(read, 3)["birth_date"] == "1962-07-04"
    assert (values(read, 4)["birth_date"], "date_impossible" in codes(read, 4)) == ("1970", True)
    assert (values(read, 5)["birth_date"], values(read, 5)["birth_precision"]) == ("1990-03", "month")


def test_a_line_between_the_members_names_their_household(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | ক্রঃ | নাম | সম্পর্ক | লিঙ্গ |
        | খানা নং: ১২   পাড়া: পূর্বপাড়া | | | |
        | 1 | করিম গাজী | নিজে | পুরুষ |
        | 2 | রহিমা বিবি | স্ত্রী | মহিলা |
        | খানা নং- ৮/১৩ | | | |
        | 3 | সালাম গাজী | নিজে | পুরুষ |
        """,
    )
    assert [row.values["household_number"] for row in read.rows] == ["12", "12", "8/13"]
    assert read.rows[0].values["para"] == "পূর্বপাড়া"
    assert [(line.row_number, line.reason) for line in read.left_out] == [(2, "household_line"), (5, "household_line")]


def test_bangla_headings_and_answers_in_roman_letters_are_heard(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | Khana No | Nam | Khana prodhaner shathe shomporko | Boibahik Obostha | Pesha | Mashik Ay |
        | 1 | Karim Gazi | Nije | Bibahito | Dinmojur | 15 hazar |
        | 1 | Rahima Bibi | Stri | Bibahito | Grihini | |
        """,
    )
    told = {name: values(read, 2)[name] for name in ("relation", "marital", "occupation", "income_bdt")}
    assert told == {"relation": "head", "marital": "married", "occupation": "day_labourer", "income_bdt": 15000}
    assert codes(read) == set()


def test_a_column_under_a_strange_heading_is_known_by_what_only_one_field_can_hold(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | নাম | কর্মসূচি | গ্রাম | বিবরণী |
        | করিম গাজী | বয়স্ক ভাতা | চরপাড়া | জুলাই-সেপ্টেম্বর/২১ |
        | সালাম গাজী | বয়স্ক ভাতা | চরপাড়া | অক্টোবর-ডিসেম্বর/২১ |
        """,
    )
    assert values(read, 2)["period_code"] == "2021-07..2021-09"
    assert codes(read) == {"heading_guessed"}


def test_a_continuation_sheet_may_be_narrower(tmp_path: Path) -> None:
    table = "| খানা নং | নাম | সম্পর্ক | লিঙ্গ | মৃত্যুর তারিখ |\n| 1 | করিম | নিজে | পুরুষ | 01/02/2022 |"
    read = survey(tmp_path, table, "| 2 | সালাম গাজী | নিজে | পুরুষ |\n| 2 | রহিমা | স্ত্রী | মহিলা |")
    assert [(row.sheet, row.row_number) for row in read.rows] == [("Sheet1", 2), ("Sheet2", 1), ("Sheet2", 2)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("| | জরিপকারীর স্বাক্ষর | | ইউপি সদস্যের স্বাক্ষর ও সীল |", "note"),
        ("| | মোঃ আব্দুল হাই, উপজেলা নির্বাহী অফিসার | | |", "note"),
        ("| | Prepared by | | UNO |", "note"),
        ("| | পৃষ্ঠার মোট | | |", "total_line"),
        ("| মোট | ২৫ জন | | |", "total_line"),
    ],
)
def test_who_signs_and_what_adds_up_are_nobodys_rows(tmp_path: Path, line: str, reason: str) -> None:
    read = survey(tmp_path, f"| খানা নং | নাম | সম্পর্ক | লিঙ্গ |\n| 1 | করিম | নিজে | পুরুষ |\n{line}")
    assert [(left.row_number, left.reason) for left in read.left_out] == [(3, reason)]
    assert len(read.rows) == 1


def test_a_line_of_data_is_no_heading_though_its_words_are_headings_elsewhere(tmp_path: Path) -> None:
    first = "| ক্রঃ | খানা নং | নাম | সম্পর্ক | লিঙ্গ | বৈবাহিক অবস্থা | বয়স |\n| 1 | 1 | করিম | নিজে | পুরুষ | বিবাহিত | 40 |"
    further = "| 2 | 1 | খ | স্ত্রী | মহিলা | বিবাহিত | 38 |\n| 3 | 1 | গ | ছেলে | পুরুষ | অবিবাহিত | 12 |"
    read = survey(tmp_path, first, further)
    assert [row.values["relation"] for row in read.rows] == ["head", "spouse", "child"]


def test_headings_merged_down_over_three_lines_are_found(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | সদস্যের নাম | ব্যক্তিগত তথ্য | | | |
        | | | পরিচয় | | জন্ম | |
        | | | সম্পর্ক | লিঙ্গ | জন্ম তারিখ | বয়স |
        | 1 | করিম | নিজে | পুরুষ | 04/07/1962 | 59 |
        """,
        merged=["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2"],
    )
    told = values(read, 4)
    assert (told["household_number"], told["name_bn"], told["relation"], told["birth_date"]) == (
        "1", "করিম", "head", "1962-07-04",
    )  # fmt: skip


def test_the_first_and_the_last_name_are_one_name(tmp_path: Path) -> None:
    read = survey(
        tmp_path, "| HH No | First name | Last name | Sex |\n| 1 | Abdul Karim | Gazi | M |\n| 1 | Rahima | | F |"
    )
    assert [row.values["name_en"] for row in read.rows] == ["Abdul Karim Gazi", "Rahima"]
    assert codes(read) == set()


def test_a_column_for_birth_date_or_age_takes_both(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | নাম | জন্ম তারিখ/বয়স |
        | 1 | করিম গাজী | 04/07/1962 |
        | 1 | রহিমা বিবি | int:52 |
        | 1 | সালাম গাজী | ৭ বছর |
        """,
    )
    assert values(read, 2)["birth_date"] == "1962-07-04"
    assert [values(read, row)["age_years"] for row in (3, 4)] == [52, 7]


def test_lines_that_say_how_to_fill_the_columns_are_nobodys(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | ক্রমিক | খানা নং | নাম | লিঙ্গ | জন্ম তারিখ | এনআইডি |
        | | সংখ্যা | পূর্ণ নাম | পু/ম | দিন/মাস/বছর | ১০/১৭ ডিজিট |
        | উদাহরণ | 12 | মোঃ নমুনা | পুরুষ | 01/01/1980 | |
        | int:1 | 1 | করিম গাজী | পুরুষ | 04/07/1962 | |
        """,
    )
    assert [row.row_number for row in read.rows] == [4]
    assert [(line.row_number, line.reason) for line in read.left_out] == [(2, "note"), (3, "note")]


def test_a_sheet_for_each_household_is_numbered_by_its_title(tmp_path: Path) -> None:
    page = "| খানা নং: | {} |\n| পাড়া: | পূর্বপাড়া |\n|\n| নাম | সম্পর্ক | লিঙ্গ |\n| {} | নিজে | পুরুষ |"
    read = survey(tmp_path, page.format(12, "করিম গাজী"), page.format("১৩", "সালাম গাজী"))
    assert [(row.sheet, row.values["household_number"]) for row in read.rows] == [("Sheet1", "12"), ("Sheet2", "13")]
    assert codes(read) == set()


def test_instructions_with_words_of_headings_do_not_hide_the_headings(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা | নাম | লিঙ্গ | এই ঘরগুলো বাধ্যতামূলক |
        |
        | ক্রমিক | খানা নং | নাম | লিঙ্গ | সম্পর্ক |
        | int:1 | 12 | করিম গাজী | পুরুষ | নিজে |
        """,
    )
    assert values(read, 4)["household_number"] == "12"
    assert [row.row_number for row in read.rows] == [4]
