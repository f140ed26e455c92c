"""Lines of an office's list: to whom, what, when, and what cannot be."""

from __future__ import annotations

from pathlib import Path

from importers import RowState
from tests.importers.sheets import codes, office_list, values

HEADINGS = (
    "| ক্রঃ নং | উপকারভোগীর নাম | পিতা/স্বামীর নাম | এনআইডি/জন্ম নিবন্ধন নং | গ্রাম | সেবার ধরন | কিস্তি/মেয়াদ "
    "| প্রদানের তারিখ | টাকার পরিমাণ |"
)


def lines(*rows: str) -> str:
    return "\n".join((HEADINGS, *rows))


def test_a_line_says_who_received_what_and_when(tmp_path: Path) -> None:
    row = "| 1 | রহিমা | করিম | ৫৮৩৫৯৮৮২৯৩ | পূর্বপাড়া | বয়স্ক ভাতা | জুলাই-সেপ্টেম্বর ২০২১ | ০৫/১০/২০২১ | ১,৫০০ |"
    read = office_list(tmp_path, lines(row))
    known = values(read, 2)
    assert known.pop("period_code")
    assert known == {
        "recipient_name": "রহিমা", "father_or_husband": "করিম", "nid10": "5835988293", "village": "পূর্বপাড়া",
        "programme_code": "OAA", "programme_as_written": "বয়স্ক ভাতা", "period_from": "2021-07-01",
        "period_until": "2021-09-30", "delivered_on": "2021-10-05", "amount_poisha": 150_000,
    }  # fmt: skip


def test_an_unknown_programme_holds_the_line_and_is_not_guessed(tmp_path: Path) -> None:
    read = office_list(tmp_path, lines("| 1 | রহিমা | | | | নতুন এক কর্মসূচি | ২০২১-২২ | 05/10/2021 | 1500 |"))
    assert codes(read, 2) == {"programme_unknown"}
    assert read.rows[0].state == RowState.HELD


def test_a_line_without_a_programme_is_held(tmp_path: Path) -> None:
    read = office_list(tmp_path, lines("| 1 | রহিমা | | | | | ২০২১-২২ | 05/10/2021 | 1500 |"))
    assert codes(read, 2) == {"programme_missing"}


def test_programme_and_period_may_stand_in_the_title(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | উপজেলা সমাজসেবা কার্যালয় |
        | বয়স্ক ভাতা বিতরণ তালিকা, জুলাই-সেপ্টেম্বর ২০২১ |
        | ক্রঃ | নাম | পিতার নাম | স্বামীর নাম | এনআইডি | টাকা |
        | 1 | রহিমা | সালাম | করিম | 1112345678 | 1500 |
        | 2 | সালাম | রহিম | | 1112345679 | 1500 |
        """,
    )
    assert codes(read, 4) == {"taken_from_title"}
    assert values(read, 4)["programme_code"] == "OAA"
    assert values(read, 4)["period_until"] == "2021-09-30"
    assert [row.values["father_or_husband"] for row in read.rows] == ["করিম", "রহিম"]


def test_a_delivery_before_the_year_that_leads_the_number_is_held(tmp_path: Path) -> None:
    row = "| 1 | শিশু | | 20228719071000123 | | বয়স্ক ভাতা | ২০২১-২২ | 05/10/2021 | 1500 |"
    read = office_list(tmp_path, lines(row))
    assert codes(read, 2) == {"delivered_before_birth"}
    assert read.rows[0].state == RowState.HELD


def test_a_line_without_name_and_number_is_held(tmp_path: Path) -> None:
    read = office_list(tmp_path, lines("| 1 | | করিম | | পূর্বপাড়া | বয়স্ক ভাতা | ২০২১-২২ | 05/10/2021 | 1500 |"))
    assert codes(read, 2) == {"recipient_missing"}


def test_a_line_with_a_number_alone_is_enough(tmp_path: Path) -> None:
    row = "| 1 | | | 1112345678 | | বয়স্ক ভাতা | ২০২১-২২ | 05/10/2021 | 1500 |"
    assert office_list(tmp_path, lines(row)).rows[0].state == RowState.READY


def test_a_number_cell_of_seventeen_digits_is_damaged_and_not_kept(tmp_path: Path) -> None:
    row = "| 1 | রহিমা | | float:19748719071005233 | | বয়স্ক ভাতা | ২০২১-২২ | 05/10/2021 | 1500 |"
    read = office_list(tmp_path, lines(row))
    assert codes(read, 2) == {"number_damaged"}
    assert not {"nid17", "brn17", "number17"} & values(read, 2).keys()


def test_lines_between_name_the_programme_of_the_lines_below_them(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | ক্রঃ | উপকারভোগীর নাম | মাস | টাকা |
        | বয়স্ক ভাতা | | | |
        | int:1 | করিম গাজী | জুলাই ২০২১ | ৳১,৫০০ |
        | | মোট | | 1500 |
        | প্রতিবন্ধী ভাতা (মোট ১ জন) | | | |
        | int:1 | রহিমা বিবি | জুলাই ২০২১ | ২,২৫০/- |
        """,
    )
    assert [row.values["programme_code"] for row in read.rows] == ["OAA", "DIS"]
    assert [line.reason for line in read.left_out] == ["section_line", "total_line", "section_line"]
    assert codes(read, 3) == {"taken_from_title"}


def test_a_programme_alone_in_the_column_of_names_is_nobodys_line(tmp_path: Path) -> None:
    read = office_list(tmp_path, "| নাম | এনআইডি | মাস |\n| বিধবা ভাতা | | |\n| রহিমা বিবি | | জুলাই |")
    assert [(row.row_number, row.values["programme_code"]) for row in read.rows] == [(3, "WID")]


def test_an_english_title_names_the_programme(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | Department of Women Affairs - VGD |
        | Name | Village | Month | Rice (Kg) |
        | Rahima Bibi | Uttar Para | Jul-2021 | 30 |
        """,
        "women_affairs",
    )
    assert values(read, 3)["programme_code"] == "VGD"
