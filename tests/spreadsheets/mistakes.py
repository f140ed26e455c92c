"""Ordinary mistakes of writing, one on each line: between them every problem that reading can find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.spreadsheets.corpus import quirk, save, workbook

HEADINGS = (
    "খানা নং", "নাম", "সম্পর্ক", "লিঙ্গ", "জন্ম তারিখ", "বয়স", "এনআইডি", "জন্ম নিবন্ধন", "মোবাইল", "বৈবাহিক অবস্থা", "গর্ভবতী",
    "মৃত্যুর তারিখ", "জমির পরিমাণ", "মাসিক আয়", "অক্ষাংশ", "ঘরের ছাদ", "পিতার নাম",
)  # fmt: skip
NID13, NID17 = "8719071800123", "19618719071800123"


def line(number: str, name: str, relation: str = "নিজে", sex: str = "পুরুষ", **cells: object) -> list[object]:
    """A line with these cells, by heading."""
    known = {"খানা নং": number, "নাম": name, "সম্পর্ক": relation, "লিঙ্গ": sex} | cells
    return [known.get(heading, "") for heading in HEADINGS]


NUMBERS = [
    line("1", "ক এক", এনআইডি=953223564.0),
    line("2", "ক দুই", এনআইডি="55678 6206"),
    line("3", "ক তিন", এনআইডি="করিম"),
    line("4", "ক চার", এনআইডি="1111111111"),
    line("5", "ক পাঁচ", এনআইডি="19618719071000000"),
    line("6", "ক ছয়", এনআইডি="20358719071800033"),
    line("7", "ক সাত", **{"জন্ম নিবন্ধন": "1961871907104739"}),
    line("8", "ক আট", **{"জন্ম নিবন্ধন": "1112345678"}),
    line("9", "ক নয়", এনআইডি=f"1112345679, {NID17}"),
    line("10", "ক দশ", এনআইডি="1112345670, 1112345671"),
    line("11", "ক এগারো", এনআইডি=NID17, **{"জন্ম তারিখ": "04/07/1964"}),
    line("12", "ক বারো", মোবাইল="0171234567"),
    line("13", "ক তেরো", মোবাইল=1700000000.0),
    line("14", "ক চৌদ্দ", মোবাইল="017000000001"),
    line("15", "ক পনেরো", মোবাইল="01700000000, 01700000001"),
    line("16", "ক ষোলো", **{"জন্ম নিবন্ধন": "19618719074000123"}),
]
DATES = [
    line("21", "খ এক", **{"জন্ম তারিখ": "কাল"}),
    line("22", "খ দুই", **{"জন্ম তারিখ": "31/02/1990"}),
    line("23", "খ তিন", **{"জন্ম তারিখ": "01/07/2030"}),
    line("24", "খ চার", **{"জন্ম তারিখ": "01/07/1850"}),
    line("25", "খ পাঁচ", **{"জন্ম তারিখ": 31779.0}),
    line("26", "খ ছয়", **{"জন্ম তারিখ": "১৪ বৈশাখ ১৩৯০"}),
    line("27", "খ সাত", **{"জন্ম তারিখ": "10/09/68"}),
    line("28", "খ আট", **{"জন্ম তারিখ": "২৫ বছর"}),
    line("29", "খ নয়", **{"মৃত্যুর তারিখ": "01/07/2030"}),
    line("30", "খ দশ", **{"জন্ম তারিখ": "1985", "মৃত্যুর তারিখ": "1980"}),
    line("31", "খ এগারো", বয়স="বড়"),
    line("32", "খ বারো", বয়স="150"),
    line("33", "খ বারো-তেরো", **{"জন্ম তারিখ": "07/24/1961"}),
    line("34", "খ তেরো", বয়স="30", **{"জন্ম তারিখ": "1962"}),
]
ANSWERS = [
    line("41", "গ এক", sex="কী জানি"),
    line("42", "গ দুই", "নিজে/পুত্র"),
    line("43", "123"),
    line(date(2022, 5, 3), "গ তিন"),  # type: ignore[arg-type]
    line("", "গ চার", "নিজে"),
    line("45", ""),
    line("46", "গ পাঁচ", **{"মাসিক আয়": "৫০০০-৬০০০"}),
    line("47", "গ ছয়", **{"মাসিক আয়": "-5"}),
    line("48", "গ সাত", **{"জমির পরিমাণ": "২ বিঘা"}),
    line("49", "গ আট", অক্ষাংশ="51.5"),
    line("50", "গ নয়", গর্ভবতী="হ্যাঁ"),
    line("51", "গ দশ", "নিজে", "মহিলা", গর্ভবতী="হ্যাঁ", **{"জন্ম তারিখ": "1940"}),
    line("52", "গ এগারো", "নিজে", "মহিলা", **{"জন্ম তারিখ": "2012", "বৈবাহিক অবস্থা": "বিবাহিত"}),
]
HOUSEHOLDS = [
    line("61", "ঘ এক", "নিজে", **{"জন্ম তারিখ": "1960"}),
    line("61", "ঘ দুই", "নিজে", **{"জন্ম তারিখ": "1962"}),
    line("61", "ঘ তিন", "পুত্র", **{"জন্ম তারিখ": "1968"}),
    line("61", "ঘ চার", "কন্যা", "পুরুষ", **{"জন্ম তারিখ": "1985"}),
    line("62", "ঘ পাঁচ", "স্ত্রী", "মহিলা"),
    line("63", "ঘ ছয়", "নিজে", **{"জন্ম তারিখ": "1910"}),
    line("63", "ঘ সাত", "পুত্র", **{"জন্ম তারিখ": "1990"}),
    line("64", "ঘ আট", "নিজে", এনআইডি="1112345670"),
    line("65", "ঘ নয়", "নিজে", **{"জন্ম তারিখ": "04/07/1975", "পিতার নাম": "রহিম"}),
    line("66", "ঘ নয়", "নিজে", **{"জন্ম তারিখ": "04/07/1975", "পিতার নাম": "রহিম"}),
    line("", "পূর্বপাড়া", "", ""),
]


def survey(path: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> None:
    """A survey with these lines."""
    save(workbook([headings, *rows])[0], path)


@quirk("mistakes_in_numbers.xlsx")
def in_numbers(path: Path) -> None:
    survey(path, NUMBERS)


@quirk("mistakes_in_dates.xlsx")
def in_dates(path: Path) -> None:
    survey(path, DATES)


@quirk("mistakes_in_answers.xlsx")
def in_answers(path: Path) -> None:
    survey(path, ANSWERS)


@quirk("mistakes_in_households.xlsx")
def in_households(path: Path) -> None:
    survey(path, HOUSEHOLDS)


@quirk("month_first.xlsx")
def month_first(path: Path) -> None:
    days = ("07/24/1961", "03/05/1970", "12/25/1955")
    survey(path, [line(str(n), f"চ {n}", **{"জন্ম তারিখ": day}) for n, day in enumerate(days, start=71)])


@quirk("sexes_as_figures.xlsx")
def sexes_as_figures(path: Path) -> None:
    kin = (("নিজে", "1"), ("স্ত্রী", "2"), ("পুত্র", "1"), ("কন্যা", "2"))
    people = [line(str(n), f"ছ {n}{relation}", relation, code) for n in range(81, 85) for relation, code in kin]
    survey(path, people)


@quirk("doubtful_headings.xlsx")
def doubtful_headings(path: Path) -> None:
    headings = ("খানা নং", "সদস্যের নাম", "Date of brith", "নাম (বাংলা)", "Name in Bangla", "কোড-খ")
    rows = [("91", "জ এক", "04/07/1962", "জ এক", "", "x"), ("92", "জ দুই", "05/03/1970", "জ দুই", "", "y")]
    book, sheet = workbook([headings, *rows])
    sheet["B2"], sheet["D2"] = "জ এক", "জ অন্য"
    book.create_sheet("অন্য পাতা").append(["কিছু", "লেখা"])
    save(book, path)


@quirk("an_offices_mistakes.xlsx")
def offices_mistakes(path: Path) -> None:
    headings = ("উপকারভোগীর নাম", "জন্ম তারিখ", "কর্মসূচি", "কিস্তি", "তারিখ", "টাকা", "বিকাশ নম্বর")
    save(workbook([
        headings,
        ("মোঃ করিম গাজী", "1962", "বয়স্ক ভাতা", "কিছু একটা", "2021", "1500"),
        ("রহিমা খাতুন", "1970", "", "জুলাই", "05/10/2021", "1500", "017000000001"),
        ("", "1970", "বিধবা ভাতা", "জুলাই", "05/10/2021", "1500"),
    ])[0], path)  # fmt: skip


@quirk("a_legend_below_and_the_order_in_the_heading.xlsx")
def legend_below(path: Path) -> None:
    headings = ("HH no", "Name", "Rel. code", "Sex (1/2)", "DOB (mm/dd/yyyy)", "GPS (lat, lon)")
    people = [
        (91, "Karim Gazi", 1, 1, "7/4/1962", "22.7581, 89.1274"),
        (91, "Rahima Khatun", 2, 2, "3/5/1970", ""),
        (92, "Abdul Jabbar", 1, 1, "12/25/1955", "22.7590 89.1280 0 0"),
    ]
    legend = [("", "Total", "2 households"), ("Codes:", "Relation: 1=Head, 2=Wife"), ("", "Sex: 1=Male, 2=Female")]
    save(workbook([("Para: Bilpara",), headings, *people, *legend])[0], path)
