"""The sample ward read whole and held against what is behind every row of it."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

from census_app.settings import SAMPLES_DIR
from importers import ReadFile, ReadRow, RowState, read_deliveries, read_survey
from tests.importers.sheets import SURVEY_DAY

WARD = SAMPLES_DIR / "ward08"
BIJOY = ("ward08_volunteer06.xlsx", "ward08_volunteer14.xlsx", "ward08_volunteer22.xlsx")
Place = tuple[str, str, int]


def truth(name: str) -> list[dict[str, str]]:
    with (WARD / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def office_of(path: Path) -> str:
    return path.stem.removeprefix("ward08_")


@cache
def surveys() -> dict[str, ReadFile]:
    return {path.name: read_survey(path, path.name, SURVEY_DAY) for path in sorted((WARD / "survey").iterdir())}


@cache
def office_lists() -> dict[str, ReadFile]:
    paths = sorted((WARD / "deliveries").iterdir())
    return {path.name: read_deliveries(path, path.name, office_of(path), "2021-22") for path in paths}


def places(files: Mapping[str, ReadFile]) -> list[Place]:
    return sorted((name, row.sheet, row.row_number) for name, read in files.items() for row in read.rows)


def places_in(rows: Iterable[dict[str, str]]) -> list[Place]:
    return sorted((row["file"], row["sheet"], int(row["row"])) for row in rows)


@cache
def persons() -> dict[str, dict[str, str]]:
    return {person["uid"]: person for person in truth("persons")}


@cache
def survey_pairs() -> list[tuple[str, ReadRow, dict[str, str], str]]:
    """File, row as read, person behind it, planted defects."""
    rows = {(name, row.sheet, row.row_number): row for name, read in surveys().items() for row in read.rows}
    return [
        (
            line["file"],
            rows[line["file"], line["sheet"], int(line["row"])],
            persons()[line["person_uid"]],
            line["defects"],
        )
        for line in truth("survey_rows")
    ]


def test_every_row_of_the_survey_is_read_exactly_once_and_none_is_invented() -> None:
    assert places(surveys()) == places_in(truth("survey_rows"))


def test_every_row_of_the_office_lists_is_read_exactly_once_and_none_is_invented() -> None:
    assert places(office_lists()) == places_in(truth("deliveries"))


def test_no_heading_of_the_ward_is_unknown() -> None:
    assert [problem for read in (*surveys().values(), *office_lists().values()) for problem in read.problems] == []


def test_nearly_every_row_is_ready() -> None:
    rows = [row for read in surveys().values() for row in read.rows]
    assert sum(row.state == RowState.READY for row in rows) >= 0.99 * len(rows)


@pytest.mark.parametrize(("kind", "column"), [("nid10", "nid10"), ("nid17", "nid17"), ("brn17", "brn")])
def test_an_identity_number_is_right_or_absent_or_marked_as_doubtful(kind: str, column: str) -> None:
    wrong = [
        row for _, row, person, defects in survey_pairs()
        if row.values.get(kind) not in (None, person[column])
        and not ("brn_year_contradicts_birth" in defects and "number_year_differs" in {p.code for p in row.problems})
    ]  # fmt: skip
    assert wrong == []


def test_a_birth_date_is_right_as_far_as_it_is_known() -> None:
    wrong = [
        row.values for _, row, person, _ in survey_pairs()
        if "birth_date" in row.values and not person["birth_date"].startswith(str(row.values["birth_date"]))
    ]  # fmt: skip
    assert wrong == []


def test_sex_and_marriage_are_right_but_where_the_volunteer_wrote_them_wrong() -> None:
    wrong = [
        defects for _, row, person, defects in survey_pairs()
        if (row.values.get("sex"), row.values.get("marital")) != (person["sex"], person["marital"])
        and "sex" not in defects
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("file", BIJOY)
def test_bijoy_names_become_exactly_the_names_meant(file: str) -> None:
    pairs = [(row.values, person) for name, row, person, _ in survey_pairs() if name == file]
    wrong = [
        known.get(field) for known, person in pairs
        for field, column in (("name_bn", "name_bn"), ("father_name", "father"), ("mother_name", "mother"))
        if known.get(field, "") != unicodedata.normalize("NFC", person[column])
    ]  # fmt: skip
    assert wrong == []


def test_what_an_office_gave_is_read_exactly() -> None:
    rows = {(name, row.sheet, row.row_number): row.values for name, read in office_lists().items() for row in read.rows}
    wrong = []
    for line in truth("deliveries"):
        known = rows[line["file"], line["sheet"], int(line["row"])]
        amount, quantity = int(line["amount"] or 0) * 100, int(line["quantity"] or 0) * 1000
        meant = (line["date"], amount, quantity, True)
        read = (known.get("delivered_on"), known.get("amount_poisha", 0), known.get("quantity_thousandths", 0))
        if (*read, bool(known.get("programme_code"))) != meant:
            wrong.append((line, known))
    assert wrong == []
