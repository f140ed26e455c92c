"""The sample ward's truth as source tables: what a perfect reader of its sheets and lists would have put there."""

from __future__ import annotations

import calendar
import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from census_app.settings import REFERENCE_DIR, SAMPLES_DIR

WARD_DIR = SAMPLES_DIR / "ward08"
WARD_CODE = "4087907108"
Row = tuple[Any, ...]

_QUARTERS = {
    "জুলাই-সেপ্টেম্বর ২০২১": (2021, 7),
    "অক্টোবর-ডিসেম্বর ২০২১": (2021, 10),
    "জানুয়ারি-মার্চ ২০২২": (2022, 1),
    "এপ্রিল-জুন ২০২২": (2022, 4),
}
_MONTHS = {
    "সেপ্টেম্বর ২০২১": (2021, 9),
    "অক্টোবর ২০২১": (2021, 10),
    "নভেম্বর ২০২১": (2021, 11),
    "মার্চ ২০২২": (2022, 3),
    "এপ্রিল ২০২২": (2022, 4),
}
_RELATIONS = {"daughter-in-law": "child_in_law"}
_LATRINES = {"ring-slab": "ring_slab"}


def read(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def true_tables() -> dict[str, Iterator[Row]]:
    """The source tables of the ward; of what a perfect reader put there nothing is in doubt."""
    return {
        "src_persons": _persons(),
        "src_numbers": _numbers(),
        "src_households": _households(),
        "src_deliveries": _deliveries(),
        "src_listings": _listings(),
        "src_visits": iter(()),
        "src_doubts": iter(()),
        "src_deaths": _deaths(),
    }


def person_id(uid: str) -> int:
    """P8-00044 is person 44."""
    return int(uid.rpartition("-")[2])


def true_persons() -> list[dict[str, str]]:
    """The persons as the truth has them."""
    return read(WARD_DIR / "truth/persons.csv")


def planted() -> dict[str, set[str]]:
    """The persons of each planted case, by the kind as the truth calls it."""
    cases: dict[str, set[str]] = defaultdict(set)
    for row in read(WARD_DIR / "truth/planted.csv"):
        cases[row["kind"]] |= set(row["persons"].split(";"))
    return cases


def _persons() -> Iterator[Row]:
    for row in true_persons():
        born = date.fromisoformat(row["birth_date"])
        died = date.fromisoformat(row["death_date"]) if row["death_date"] else None
        place = (person_id(row["uid"]), person_id(row["household_uid"]), WARD_CODE, None)
        life = (row["sex"], born, born, "day", died, died, died is None)
        role = (_RELATIONS.get(row["relation"], row["relation"]), row["marital"])
        school = (int(row["education"] or 0), row["in_school"] == "True", row["occupation"])
        state = (row["disability"] or None, row["pregnant"] == "True", row["religion"])
        yield (*place, *life, *role, *school, *state, bool(row["nid10"]), bool(row["brn"]), _key(row["mobile"]))


def _deaths() -> Iterator[Row]:
    """The census is the only source."""
    yield from ((person_id(row["uid"]), "survey") for row in true_persons() if row["death_date"])


def _numbers() -> Iterator[Row]:
    for row in true_persons():
        for kind in ("nid10", "nid17", "brn"):
            if row[kind]:
                yield person_id(row["uid"]), kind, _key(row[kind])


def _households() -> Iterator[Row]:
    for row in read(WARD_DIR / "truth/households.csv"):
        house = (row["roof"], row["wall"], int(float(row["land_decimal"]) * 100), int(row["income_bdt"]))
        pipes = (_LATRINES.get(row["latrine"], row["latrine"]), row["water"], row["electricity"] == "True")
        water = (row["flooded_2021"] == "True", row["near_embankment"] == "True")
        place = (person_id(row["uid"]), WARD_CODE, None, row["number"])
        yield (*place, *house, *pipes, *water, float(row["lat"]), float(row["lon"]))


def _deliveries() -> Iterator[Row]:
    lines = read(REFERENCE_DIR / "programme_aliases.csv")
    codes = {(line["alias"].strip().lower(), line["office_code"]): line["programme_code"] for line in lines}
    homes = {row["uid"]: person_id(row["household_uid"]) for row in true_persons()}
    accounts = _accounts()
    for number, row in enumerate(read(WARD_DIR / "truth/deliveries.csv"), start=1):
        uid, office = row["person_uid"], row["file"].removeprefix("ward08_").partition(".")[0]
        given_on = date.fromisoformat(row["date"])
        whom = (person_id(uid), homes[uid]) if uid else (None, None)
        word = row["programme"].strip().lower()
        code = codes.get((word, office)) or codes[(word, "")]
        what = (office, code, *_period(row["period"], given_on), given_on)
        much = (_hundredfold(row["amount"], 100), _hundredfold(row["quantity"], 1000), None)
        account = accounts.get((row["file"], int(row["row"])))
        yield (number, *whom, WARD_CODE, *what, *much, account, None, bool(uid))


def _period(words: str, given_on: date) -> tuple[str, date, date]:
    if words in _QUARTERS:
        return _months_from(*_QUARTERS[words], 3)
    if words in _MONTHS:
        return _months_from(*_MONTHS[words], 1)
    if words[:3] in calendar.month_abbr and words[4:].isdigit():
        return _months_from(int(words[4:]), list(calendar.month_abbr).index(words[:3]), 1)
    first = date(given_on.year if given_on.month > 6 else given_on.year - 1, 7, 1)
    return f"{first.year}:{words}", first, date(first.year + 1, 6, 30)


def _months_from(year: int, month: int, months: int) -> tuple[str, date, date]:
    after = date(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
    return f"{year}-{month:02d}+{months}", date(year, month, 1), after - timedelta(days=1)


def _accounts() -> dict[tuple[str, int], str | None]:
    """The mobile account of each line of the social services list, which the truth does not repeat."""
    name = "ward08_social_services.xlsx"
    book = python_calamine.CalamineWorkbook.from_path(str(WARD_DIR / "deliveries" / name))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return {(name, number): _key(str(row[9])) for number, row in enumerate(rows, start=1)}


def _hundredfold(text: str, times: int) -> int | None:
    return int(float(text) * times) if text else None


def _listings() -> Iterator[Row]:
    for row in true_persons():
        told = (bool(row["name_bn"]), bool(row["name_en"]), bool(row["father"]), bool(row["mother"]))
        held = (bool(row["mobile"]), bool(row["nid10"] or row["nid17"]), bool(row["brn"]))
        yield person_id(row["uid"]), WARD_CODE, "3", "2022", True, *told, *held, None


def _key(text: str) -> str | None:
    return hashlib.sha256(text.encode()).hexdigest() if text else None
