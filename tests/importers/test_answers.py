"""What is not certain is asked, and an answer counts before every other sign."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers import IGNORE, DayOrder, HeadingAnswers, ReadFile, read_deliveries, read_survey
from importers.answers import place_without_heading
from importers.headings import answer_key
from tests.importers.sheets import SURVEY_DAY, codes, values, write_xlsx

SHEET = """
| খানা নং | সদস্যের নাম | লিঙ্গ | বয়স | ঘরের কথা | স্বাক্ষর/টিপ |
| 12 | মোঃ আব্দুল করিম | পুরুষ | 44 | 01700000112 | ক |
| 12 | মোছাঃ রহিমা খাতুন | মহিলা | 39 | 01700000113 | খ |
"""


def answered(folder: Path, sheet: str, fields: dict[str, str], dates: dict[str, DayOrder] | None = None) -> ReadFile:
    path = write_xlsx(folder / "survey.xlsx", {"Sheet1": sheet})
    keyed = {answer_key(heading): field for heading, field in fields.items()}
    orders = {answer_key(heading): order for heading, order in (dates or {}).items()}
    return read_survey(path, path.name, SURVEY_DAY, answers=HeadingAnswers(keyed, orders))


def problems(read: ReadFile) -> set[tuple[str, str]]:
    return {(problem.code, problem.heading) for problem in read.problems}


def test_a_heading_that_nobody_knows_is_read_as_its_sender_says(tmp_path: Path) -> None:
    assert ("unknown_heading", "ঘরের কথা") in problems(answered(tmp_path, SHEET, {}))
    read = answered(tmp_path, SHEET, {"ঘরের কথা": "mobile"})
    assert values(read, 2)["mobile"] == "01700000112"
    assert ("unknown_heading", "ঘরের কথা") not in problems(read)


def test_a_column_that_is_not_needed_is_kept_as_written_and_not_asked_about_again(tmp_path: Path) -> None:
    read = answered(tmp_path, SHEET, {"স্বাক্ষর/টিপ": IGNORE, "ঘরের কথা": IGNORE})
    assert codes(read) == set()
    assert read.rows[0].raw["ঘরের কথা"] == "01700000112"
    assert "mobile" not in read.rows[0].values


def test_an_answer_wins_over_an_alias(tmp_path: Path) -> None:
    sheet = """
    | খানা নং | সদস্যের নাম | লিঙ্গ | বয়স | মাতার নাম |
    | 12 | মোঃ আব্দুল করিম | পুরুষ | 44 | রহিমা খাতুন |
    """
    assert values(answered(tmp_path, sheet, {}), 2)["mother_name"] == "রহিমা খাতুন"
    read = answered(tmp_path, sheet, {"মাতার নাম": "spouse_name"})
    assert values(read, 2)["spouse_name"] == "রহিমা খাতুন"
    assert "mother_name" not in values(read, 2)


def test_a_guess_that_was_answered_is_no_guess_any_more(tmp_path: Path) -> None:
    sheet = """
    | খানা নং | সদস্যের নাম | লিঙ্গ | জন্ম তারখ |
    | 12 | মোঃ আব্দুল করিম | পুরুষ | 04/07/1962 |
    """
    assert ("heading_guessed", "জন্ম তারখ") in problems(answered(tmp_path, sheet, {}))
    assert codes(answered(tmp_path, sheet, {"জন্ম তারখ": "birth_date"})) == set()
    read = answered(tmp_path, sheet, {"জন্ম তারখ": IGNORE})
    assert "birth_date" not in values(read, 2)


def test_a_heading_in_bijoy_is_answered_by_what_the_page_shows(tmp_path: Path) -> None:
    sheet = """
    | Lvbv bs | m`m¨i bvg | wj½ | eqm | N‡ii K_v |
    | 12 | †gvt Avãyj Kwig | cyi“l | 44 | 01700000112 |
    """
    read = answered(tmp_path, sheet, {})
    shown = [problem.heading for problem in read.problems if problem.code == "unknown_heading"]
    assert values(answered(tmp_path, sheet, dict.fromkeys(shown, "mobile")), 2)["mobile"] == "01700000112"


def test_where_two_columns_differ_the_one_that_was_named_is_read(tmp_path: Path) -> None:
    sheet = """
    | খানা নং | সদস্যের নাম | লিঙ্গ | মোবাইল নং | ফোন (নতুন) |
    | 12 | মোঃ আব্দুল করিম | পুরুষ | 01700000112 | 01700000199 |
    """
    read = answered(tmp_path, sheet, {"ফোন (নতুন)": "mobile"})
    assert values(read, 2)["mobile"] == "01700000199"
    assert ("two_headings_for_one_field", "মোবাইল নং") in problems(read)
    both = answered(tmp_path, sheet, {"ফোন (নতুন)": "mobile", "মোবাইল নং": IGNORE})
    assert codes(both) == set()


def test_an_answer_for_a_field_that_is_no_more_is_as_no_answer(tmp_path: Path) -> None:
    assert ("unknown_heading", "ঘরের কথা") in problems(answered(tmp_path, SHEET, {"ঘরের কথা": "shoe_size"}))


def test_answers_make_a_table_of_headings_that_nobody_knows(tmp_path: Path) -> None:
    sheet = """
    | ক | খ | গ | ঘ |
    | 12 | মোঃ আব্দুল করিম | পুরুষ | 44 |
    """
    assert codes(answered(tmp_path, sheet, {})) == {"no_known_headings"}
    fields = {"ক": "household_number", "খ": "name", "গ": "sex", "ঘ": "age_years"}
    assert values(answered(tmp_path, sheet, fields), 2)["age_years"] == 44


MONTH_FIRST = """
| খানা নং | সদস্যের নাম | লিঙ্গ | জন্ম তারিখ |
| 12 | মোঃ আব্দুল করিম | পুরুষ | 04/07/1962 |
| 12 | মোছাঃ রহিমা খাতুন | মহিলা | 05/25/1970 |
"""


@pytest.mark.parametrize(("order", "born"), [(DayOrder.DAY_FIRST, "1962-07-04"), (DayOrder.MONTH_FIRST, "1962-04-07")])
def test_the_order_of_day_and_month_is_as_answered(tmp_path: Path, order: DayOrder, born: str) -> None:
    assert "date_ambiguous" in codes(answered(tmp_path, MONTH_FIRST, {}), 2)
    read = answered(tmp_path, MONTH_FIRST, {}, {"জন্ম তারিখ": order})
    assert values(read, 2)["birth_date"] == born
    assert "date_ambiguous" not in codes(read, 2)
    assert values(read, 3)["birth_date"] == "1970-05-25"


def test_an_office_answers_for_its_list_too(tmp_path: Path) -> None:
    sheet = """
    | ভাতাভোগীর নাম | পিতার নাম | কর্মসূচি | টাকা | হিসাব যেখানে যায় |
    | মোঃ আব্দুল করিম | রহিম | বয়স্ক ভাতা | 1500 | 01700000112 |
    """
    path = write_xlsx(tmp_path / "list.xlsx", {"Sheet1": sheet})
    answers = HeadingAnswers({answer_key("হিসাব যেখানে যায়"): "account_mobile"})
    read = read_deliveries(path, path.name, "social_services", "2021-22", answers)
    assert values(read, 2)["account_mobile"] == "01700000112"


NAMELESS = """
| খানা নং | সদস্যের নাম | লিঙ্গ | বয়স | |
| 12 | মোঃ আব্দুল করিম | পুরুষ | 44 | 01700000112 |
| 12 | মোছাঃ রহিমা খাতুন | মহিলা | 39 | 01700000113 |
"""


def place_told(read: ReadFile) -> str:
    """What the column without a heading is called in answers."""
    (problem,) = [problem for problem in read.problems if problem.code == "column_without_heading"]
    return place_without_heading(str(problem.details["column"]), str(problem.details["shape"]))


def test_a_column_without_a_heading_is_asked_about_and_read_as_its_sender_says(tmp_path: Path) -> None:
    asked = answered(tmp_path, NAMELESS, {})
    assert problems(asked) == {("column_without_heading", "[E]")}
    assert asked.rows[0].raw["[E]"] == "01700000112"
    read = answered(tmp_path, NAMELESS, {place_told(asked): "mobile"})
    assert values(read, 2)["mobile"] == "01700000112"
    assert codes(read) == set()


def test_a_column_without_a_heading_can_be_not_needed(tmp_path: Path) -> None:
    place = place_told(answered(tmp_path, NAMELESS, {}))
    assert codes(answered(tmp_path, NAMELESS, {place: IGNORE})) == set()


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (("12", "13"), True),
        (("সদস্যের নাম", "সদস্যের  নাম"), True),
        (("বয়স | |", "বয়স | | মোবাইল |"), False),
        (("| লিঙ্গ | বয়স |", "| বয়স | লিঙ্গ |"), False),
    ],
)
def test_an_answer_about_a_place_holds_only_beside_the_same_headings(
    tmp_path: Path, change: tuple[str, str], same: bool
) -> None:
    place = place_told(answered(tmp_path, NAMELESS, {}))
    read = answered(tmp_path, NAMELESS.replace(*change), {place: "mobile"})
    assert ("column_without_heading" not in codes(read)) is same


def test_an_answer_about_another_heading_changes_nothing_about_a_place(tmp_path: Path) -> None:
    sheet = """
    | Lvbv bs | m`m¨i bvg | wj½ | eqm | N‡ii K_v | |
    | 12 | †gvt Avãyj Kwig | cyi“l | 44 | mswkøó | 01700000112 |
    """
    asked = answered(tmp_path, sheet, {})
    (other,) = [problem.heading for problem in asked.problems if problem.code == "unknown_heading"]
    read = answered(tmp_path, sheet, {other: "remarks", place_told(asked): "mobile"})
    assert values(read, 2)["mobile"] == "01700000112"


def test_the_order_of_dates_without_a_heading_is_as_answered(tmp_path: Path) -> None:
    sheet = MONTH_FIRST.replace("জন্ম তারিখ", "")
    place = place_told(answered(tmp_path, sheet, {}))
    assert "date_ambiguous" in codes(answered(tmp_path, sheet, {place: "birth_date"}), 2)
    read = answered(tmp_path, sheet, {place: "birth_date"}, {place: DayOrder.DAY_FIRST})
    assert values(read, 2)["birth_date"] == "1962-07-04"


def test_every_letter_of_a_column_is_a_place_of_its_own() -> None:
    places = [place_without_heading(letter, "3f2a91c0") for letter in ("A", "IS", "NO", "S", "AB")]
    assert [answer_key(place) for place in places] == places
