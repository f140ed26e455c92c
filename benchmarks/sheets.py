"""A population as volunteers' workbooks, streamed to disk.

Titles, Bangla headings, households on their first line only, dates as people write them, and some defects to be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.defects import DEFECTS, spoil
from benchmarks.population import Population
from benchmarks.streamed_workbook import Number, Row, write_workbook

PERSONS_IN_A_WORKBOOK = 10_000
TITLE_ROWS = 2
HEADINGS = (
    "খানা নং", "নাম (বাংলায়)", "Name in English", "সম্পর্ক", "লিঙ্গ", "জন্ম তারিখ", "পিতার নাম", "এনআইডি নং", "জন্ম নিবন্ধন নং",
    "মোবাইল", "বৈবাহিক অবস্থা", "পেশা", "ধর্ম", "ছাদ", "দেয়াল", "জমি (শতক)", "মাসিক আয় (টাকা)", "ল্যাট্রিন", "খাবার পানি", "বিদ্যুৎ",
)  # fmt: skip
RELATION_WORDS = ("নিজে", "স্ত্রী", "সন্তান", "মাতা")
BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
SHARE_OF_DEFECTS = 0.03


@dataclass(frozen=True)
class Written:
    """A workbook, and how its broken rows (as a spreadsheet program numbers them) are broken."""

    path: Path
    broken: dict[int, str]


def write_workbooks(
    people: Population, folder: Path, share_broken: float = SHARE_OF_DEFECTS, seed: int = 8
) -> list[Written]:
    """The folder holds the population as workbooks of 10,000 persons, whole households in each."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    defect = np.where(chance.random(len(people)) < share_broken, chance.integers(0, len(DEFECTS), len(people)), -1)
    written = []
    for number, (start, end) in enumerate(_stretches(people), start=1):
        made = Written(folder / f"survey_{number:03}.xlsx", {})
        write_workbook(made.path, {"Sheet1": _rows(people, defect, start, end, made.broken)})
        written.append(made)
    return written


def _stretches(people: Population) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(people):
        end = min(start + PERSONS_IN_A_WORKBOOK, len(people))
        while end < len(people) and people.household[end] == people.household[end - 1]:
            end += 1
        yield start, end
        start = end


def _rows(people: Population, defect: np.ndarray, start: int, end: int, broken: dict[int, str]) -> Iterator[Row]:
    yield ["নগরঘাটা ইউনিয়ন পরিষদ"]
    yield ["খানা জরিপ ২০২২"]
    yield list(HEADINGS)
    ages = people.age_years
    for row_number, i in enumerate(range(start, end), start=TITLE_ROWS + 2):
        first_line = i == start or people.household[i] != people.household[i - 1]
        row = _person_cells(people, i, int(ages[i]))
        row += _house_cells(people, i) if first_line else [""] * 7
        if not first_line:
            row[0] = ""
        if defect[i] >= 0:
            broken[row_number] = spoil(row, first_line, int(defect[i]))
        yield row


def _person_cells(people: Population, i: int, age: int) -> Row:
    married = people.relation[i] != 2 or age > 27
    return [
        str(people.household[i] + 1).translate(BANGLA_DIGITS),
        people.name_bn[i],
        people.name_en[i] if i % 3 else "",
        RELATION_WORDS[people.relation[i]] if people.relation[i] < 3 or people.female[i] else "পিতা",
        "মহিলা" if people.female[i] else "পুরুষ",
        _as_written(people.born_on[i].item(), i),
        people.father[i],
        people.nid17[i],
        people.brn17[i] if i % 5 else people.brn17[i].translate(BANGLA_DIGITS),
        people.mobile[i],
        "বিবাহিত" if married and age > 17 else "অবিবাহিত",
        ("ছাত্র" if age < 20 else "গৃহিণী" if people.female[i] else "কৃষক") if age > 5 else "",
        "ইসলাম",
    ]


def _house_cells(people: Population, i: int) -> Row:
    wealth = int(people.household[i]) * 7919 % 100
    return [
        "টিন" if wealth < 80 else "পাকা",
        "বাঁশ" if wealth < 30 else "টিন" if wealth < 70 else "ইট",
        Number(wealth),
        Number(4_000 + wealth * 250),
        "কাঁচা" if wealth < 20 else "স্যানিটারি",
        "নলকূপ",
        "হ্যাঁ" if wealth > 15 else "না",
    ]


def _as_written(born_on: date, i: int) -> str:
    """A date in one of the ways in which people write it."""
    patterns = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y")
    text = born_on.strftime(patterns[i % 4] if i % 40 else "%Y")
    return text.translate(BANGLA_DIGITS) if i % 5 == 0 else text
