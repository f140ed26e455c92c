"""A population as the export of a form: households, members as a repeat, and illnesses as a repeat within it.

Kobo writes them as the sheets of a workbook, ODK Central as text tables in an archive.
"""

from __future__ import annotations

import csv
import io
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.population import Population
from benchmarks.streamed_workbook import Number, Row, write_workbook

FORM, MEMBERS, ILLNESSES = "household_census", "members", "illnesses"
_RELATIONS = ("নিজে", "স্ত্রী", "সন্তান", "মাতা")
_ILLNESSES = ("জ্বর", "ডায়রিয়া", "উচ্চ রক্তচাপ", "ডায়াবেটিস")
_SHARE_ILL = 0.3
_REPEAT = ("_index", "_parent_table_name", "_parent_index", "_submission__uuid")


def write_export(people: Population, path: Path, forms_kept: int | None = None, seed: int = 14) -> None:
    """The path holds the export; with fewer forms kept than there are, it was cut short on the way."""
    ill = np.flatnonzero(np.random.default_rng(seed).random(len(people)) < _SHARE_ILL)
    sheets = {
        FORM: _forms(people, forms_kept),
        MEMBERS: _members(people),
        ILLNESSES: _illnesses(people, [int(i) for i in ill]),
    }
    write_workbook(path, sheets)


def write_archive(people: Population, path: Path) -> None:
    """The path holds the same people as ODK Central exports them; illnesses are left out."""
    tables = {FORM: _central_forms(people), f"{FORM}-{MEMBERS}": _central_members(people)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            archive.writestr(f"{name}.csv", text.getvalue())


def _central_forms(people: Population) -> Iterator[list[str]]:
    yield ["SubmissionDate", "hh-household_no", "hh-roof", "hh-wall", "hh-water", "KEY", "SubmitterID", "FormVersion"]
    for household in range(int(people.household[-1]) + 1):
        roof, wall = ("tin", "bamboo") if household % 10 < 8 else ("brick", "brick")
        yield ["2022-06-30", str(household + 1), roof, wall, "tubewell", _key(household), "5", "v1"]


def _central_members(people: Population) -> Iterator[list[str]]:
    yield ["name", "sex", "date_of_birth", "nid", "brn", "PARENT_KEY", "KEY"]
    for i in range(len(people)):
        sex, born = ("female" if people.female[i] else "male"), people.born_on[i].item().isoformat()
        key = _key(int(people.household[i]))
        yield [people.name_bn[i], sex, born, people.nid17[i], people.brn17[i], key, f"{key}/member[{i + 1}]"]


def _key(household: int) -> str:
    return f"uuid:{_uuid(household)}"


def _uuid(household: int) -> str:
    return str(uuid.UUID(int=0x8719071 << 96 | household))


def _forms(people: Population, kept: int | None) -> Iterator[Row]:
    yield ["start", "hh/খানা নং", "hh/ছাদ", "hh/দেয়াল", "hh/মাসিক আয় (টাকা)", "hh/খাবার পানি", "_id", "_uuid", "_index"]
    households = int(people.household[-1]) + 1
    for household in range(households if kept is None else min(kept, households)):
        wealth = household * 7919 % 100
        yield [
            "2022-06-30T10:00:00+06:00",
            str(household + 1),
            "টিন" if wealth < 80 else "পাকা",
            "বাঁশ" if wealth < 30 else "টিন",
            Number(4_000 + wealth * 250),
            "নলকূপ",
            Number(100_000 + household),
            _uuid(household),
            Number(household + 1),
        ]


def _members(people: Population) -> Iterator[Row]:
    yield ["hh/member/নাম", "hh/member/সম্পর্ক", "hh/member/লিঙ্গ", "hh/member/জন্ম তারিখ", "hh/member/এনআইডি নং",
           "hh/member/জন্ম নিবন্ধন নং", *_REPEAT]  # fmt: skip
    for i in range(len(people)):
        household = int(people.household[i])
        yield [
            people.name_bn[i],
            _RELATIONS[people.relation[i]] if people.relation[i] < 3 or people.female[i] else "পিতা",
            "মহিলা" if people.female[i] else "পুরুষ",
            people.born_on[i].item().isoformat(),
            people.nid17[i],
            people.brn17[i],
            Number(i + 1),
            FORM,
            Number(household + 1),
            _uuid(household),
        ]


def _illnesses(people: Population, ill: list[int]) -> Iterator[Row]:
    yield ["hh/member/illness/রোগ", "hh/member/illness/কত দিন", *_REPEAT]
    for place, i in enumerate(ill, start=1):
        days = Number(1 + i % 20)
        yield [_ILLNESSES[i % 4], days, Number(place), MEMBERS, Number(i + 1), _uuid(int(people.household[i]))]
