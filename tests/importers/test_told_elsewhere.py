"""What a cell does not say by itself: its heading, a legend, the title, the name of the sheet or of the file does."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import ReadFile, read_deliveries, read_survey
from tests.importers.sheets import SURVEY_DAY, codes, office_list, survey, values, write_xlsx

LIST = """
| নাম | পিতা/স্বামীর নাম | এনআইডি |
| রহিমা খাতুন | করিম গাজী | 1112345678 |
"""


def list_named(folder: Path, name: str, table: str = LIST, sheet: str = "Sheet1") -> ReadFile:
    path = write_xlsx(folder / name, {sheet: table})
    return read_deliveries(path, path.name, "food", "2021-22")


@pytest.mark.parametrize("told", ["(mm/dd/yyyy)", "[MM-DD-YY]", "(month/day/year)", "(মাস/দিন/বছর)"])
def test_the_order_that_a_heading_asks_for_is_not_asked_again(told: str, tmp_path: Path) -> None:
    read = survey(tmp_path, f"| খানা নং | নাম | জন্ম তারিখ {told} |\n| 1 | রহিমা | 4/7/1962 |\n| 1 | করিম | 4/27/1961 |")
    assert (values(read, 2)["birth_date"], codes(read, 2)) == ("1962-04-07", set())


def test_a_heading_that_a_date_below_it_contradicts_decides_nothing(tmp_path: Path) -> None:
    read = survey(tmp_path, "| খানা নং | নাম | DOB (mm/dd/yyyy) |\n| 1 | রহিমা | 4/7/1962 |\n| 1 | করিম | 27/4/1961 |")
    assert values(read, 2)["birth_date"] == "1962-07-04"


@pytest.mark.parametrize(
    "written", ["22.7581, 89.1274", "22.7581 89.1274 0 0", "89.1274/22.7581", "Lat: 22.7581, Lon: 89.1274"]
)
def test_both_degrees_stand_in_one_cell(written: str, tmp_path: Path) -> None:
    read = survey(tmp_path, f"| খানা নং | নাম | জিপিএস (lat, lon) |\n| 1 | রহিমা | {written} |")
    assert (values(read, 2)["lat"], values(read, 2)["lon"], codes(read)) == (22.7581, 89.1274, set())


@pytest.mark.parametrize("written", ["22.7581", "51.5, 0.12", "উত্তরপাড়া", "22.7581, 22.7581"])
def test_a_cell_that_holds_no_place_of_the_country_is_asked_back(written: str, tmp_path: Path) -> None:
    read = survey(tmp_path, f"| খানা নং | নাম | GPS |\n| 1 | রহিমা | {written} |")
    assert "lat" not in values(read, 2)
    assert codes(read, 2) == {"position_outside"}


def test_a_legend_below_the_table_explains_its_codes(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | HH no | Name | Rel. code | Sex (1/2) | Marital code |
        | 1 | Karim Gazi | 1 | 1 | int:2 |
        | 1 | Rahima Khatun | 2 | 2 | 2 |
        |
        | Codes: | Relation: 1=Head, 2=Wife |
        | | Sex: 1=Male, 2=Female |
        | | বৈবাহিক অবস্থা: ১=অবিবাহিত, ২=বিবাহিত |
        """,
    )
    assert [(r.values["relation"], r.values["sex"], r.values["marital"]) for r in read.rows] == [
        ("head", "male", "married"),
        ("spouse", "female", "married"),
    ]
    assert [line.reason for line in read.left_out] == ["note", "note", "note"]


def test_a_legend_that_leaves_a_code_unexplained_leaves_it_to_be_asked(tmp_path: Path) -> None:
    read = survey(tmp_path, "| HH no | Name | Sex |\n| 1 | Karim | 7 |\n| Sex: 1=Male, 2=Female |")
    assert codes(read, 2) >= {"value_unknown"}
    assert "sex" not in values(read, 2)


def test_the_words_of_a_list_count_before_a_column_of_its_codes(tmp_path: Path) -> None:
    read = survey(tmp_path, "| HH no | Name | Relation | Relation code |\n| 1 | Karim | Head | 1 |")
    assert (values(read, 2)["relation"], codes(read), codes(read, 2)) == ("head", set(), set())


def test_a_sheet_called_by_a_para_gives_it_to_its_households(tmp_path: Path) -> None:
    table = "| খানা নং | নাম | লিঙ্গ |\n| 1 | রহিমা | মহিলা |"
    path = write_xlsx(tmp_path / "s.xlsx", {"উত্তরপাড়া": table, "পাড়া": table, "Sheet3": f"| গ্রাম: বিলপাড়া, ওয়ার্ড ৮ |\n{table}"})
    read = read_survey(path, path.name, SURVEY_DAY)
    assert [row.values.get("para") for row in read.rows] == ["উত্তরপাড়া", None, "বিলপাড়া"]


def test_the_name_of_a_sheet_tells_the_month_where_no_title_stands(tmp_path: Path) -> None:
    read = list_named(tmp_path, "x.xlsx", LIST, sheet="ভিজিডি সেপ্টেম্বর ২০২১")
    assert (values(read, 2)["programme_code"], values(read, 2)["period_code"]) == ("VGD", "2021-09")


def test_the_name_of_a_file_tells_what_nothing_else_tells(tmp_path: Path) -> None:
    read = list_named(tmp_path, "টিসিবি_ফ্যামিলি কার্ড মার্চ ২০২২.xlsx")
    assert (values(read, 2)["programme_code"], values(read, 2)["period_code"]) == ("TCB", "2022-03")
    assert codes(read, 2) == {"taken_from_file_name"}


@pytest.mark.parametrize("name", ["oms khaddo bandhob.xlsx", "final list.xlsx"])
def test_a_file_name_of_two_programmes_or_of_none_tells_none(name: str, tmp_path: Path) -> None:
    assert "programme_missing" in codes(list_named(tmp_path, name), 2)


def test_a_day_in_the_name_of_a_file_is_no_period(tmp_path: Path) -> None:
    assert "period_code" not in values(list_named(tmp_path, "vgd 12-03-2022.xlsx"), 2)


def test_a_title_counts_before_the_name_of_the_file(tmp_path: Path) -> None:
    read = list_named(tmp_path, "tcb.xlsx", f"| ভিজিডি কর্মসূচি |\n{LIST.strip()}")
    assert values(read, 3)["programme_code"] == "VGD"


@pytest.mark.parametrize("heading", ["No. of dose", "Number of doses", "ডোজ সংখ্যা", "No of visits"])
def test_how_many_doses_is_no_period(heading: str, tmp_path: Path) -> None:
    table = (
        f"| Name | NID | Vaccine | {heading} |\n| Rahima | 1112345678 | Penta | 2 |\n| Salma | 1112345679 | MR | 1 |"
    )
    read = office_list(tmp_path, table, "health")
    assert ("period_code" in values(read, 2), codes(read), codes(read, 2)) == (False, set(), set())


def test_the_number_of_a_dose_is_a_period(tmp_path: Path) -> None:
    table = "| Name | NID | Vaccine | Dose no. |\n| Rahima | 1112345678 | Penta | 2nd dose |"
    assert values(office_list(tmp_path, table, "health"), 2)["period_code"]


def test_a_total_may_count_households_and_persons(tmp_path: Path) -> None:
    read = survey(tmp_path, "| খানা নং | নাম | সম্পর্ক |\n| 1 | রহিমা | নিজে |\n| মোট | ৩ খানা | ১২ জন |")
    assert (len(read.rows), [line.reason for line in read.left_out]) == (1, ["total_line"])


def test_the_sum_in_words_below_a_list_is_nobody(tmp_path: Path) -> None:
    table = "| Name | NID | Programme |\n| Rahima | 1112345678 | OAA |\n| In words: three thousand taka only |"
    read = office_list(tmp_path, table)
    assert (len(read.rows), [line.reason for line in read.left_out]) == (1, ["note"])


def test_many_columns_may_be_left_aside_for_the_same_reason(tmp_path: Path) -> None:
    headings = "| কৃষকের নাম | পিতার নাম | এনআইডি নং | কৃষক কার্ড নং | ডিএপি সার (কেজি) | এমওপি সার (কেজি) |"
    table = f"{headings}\n| রহিমা | করিম | 1112345678 | ১২ | ১০ | ১০ |"
    assert codes(office_list(tmp_path, table, "agriculture")) == set()


def test_a_line_above_each_table_of_a_sheet_names_its_para(tmp_path: Path) -> None:
    table = "| Para: {} | Ward 8 |\n| HH no | Name | Sex |\n| {} | Karim Gazi | Male |\n|\n"
    read = survey(tmp_path, table.format("Uttarpara", 1) + table.format("Bilpara", 2))
    assert [row.values["para"] for row in read.rows] == ["Uttarpara", "Bilpara"]


def test_a_column_that_holds_nothing_but_its_own_number_is_not_asked_about(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | নাম | লিঙ্গ | জন্ম তারিখ | একটি অজানা শিরোনাম |
        | ১ | ২ | ৩ | ৪ | ৫ |
        | 1 | রহিমা | মহিলা | 1970 | |
        """,
    )
    assert (len(read.rows), codes(read)) == (1, set())


def test_a_sheet_of_legends_is_no_table_that_is_missed(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        "| HH no | Name | Sex code |\n| 1 | Karim | 1 |",
        "| Codes |\n| Sex | 1=Male, 2=Female |",
    )
    assert (values(read, 2)["sex"], codes(read)) == ("male", set())


def test_a_bangla_heading_of_two_words_in_roman_letters_is_not_asked_about(tmp_path: Path) -> None:
    read = office_list(
        tmp_path, "| Upokarvogir nam | Pita/Shamir nam | NID | Gram |\n| Rahima | Karim | 1112345678 | Bilpara |"
    )
    assert (codes(read), values(read, 2)["father_or_husband"]) == (set(), "Karim")


def test_a_line_in_a_list_names_the_village_of_the_lines_below(tmp_path: Path) -> None:
    lines = "| নাম | পিতা/স্বামীর নাম | এনআইডি | ভাতার নাম |\n| গ্রাম: বিলপাড়া |\n| রহিমা | করিম | | বয়স্ক ভাতা |"
    assert office_list(tmp_path, lines).rows[0].values["village"] == "বিলপাড়া"


def test_shortened_words_of_headings_are_whole_words(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খাঃ নং | নাম * | পিঃ/স্বাঃ নাম | মাঃ নাম | জন্ম তাং | বৈঃ অবস্থা | মৃঃ তারিখ |
        | 1 | করিম | রহিম | সালমা | 04/07/1962 | বিবাহিত | জীবিত |
        """,
    )
    known = values(read, 2)
    assert (codes(read), known["father_name"], known["birth_date"]) == (set(), "রহিম", "1962-07-04")
    assert "death_date" not in known
    assert "date_unreadable" not in codes(read, 2)


def test_a_birthday_beside_month_and_year_is_the_day(tmp_path: Path) -> None:
    table = "| HH no | Name | Birth Day | Birth Month | Birth Year |\n| 1 | Karim Gazi | int:4 | July | int:1962 |"
    read = survey(tmp_path, table)
    assert (values(read, 2)["birth_date"], codes(read), codes(read, 2)) == ("1962-07-04", set(), set())


@pytest.mark.parametrize("length", ["3 months", "৩ মাস", "৫ দিন ব্যাপী"])
def test_how_long_a_training_lasts_is_no_period(length: str, tmp_path: Path) -> None:
    headings = "| Name | NID | Programme | Duration | From | To |"
    table = f"{headings}\n| Rahima | 1112345678 | IGA | {length} | 01/08/2021 | 30/10/2021 |"
    read = office_list(tmp_path, table, "women_affairs")
    assert ("period_code" in values(read, 2), codes(read)) == (False, set())
    assert values(read, 2)["delivered_on"] == "2021-08-01"


def test_those_who_sign_below_a_list_receive_nothing(tmp_path: Path) -> None:
    table = "| নাম | গ্রাম | এনআইডি | ভাতার নাম |\n| রহিমা | বিলপাড়া | 1112345678 | বয়স্ক ভাতা |"
    read = office_list(tmp_path, f"{table}\n| ইউনিয়ন সমাজকর্মী | | উপজেলা সমাজসেবা অফিসার |")
    assert (len(read.rows), [line.reason for line in read.left_out]) == (1, ["note"])
