"""Tables in the shape of the national census, and that nothing shown in them gives a hidden count away."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import numpy as np
import pytest

from analytics.disclosure import counted_table, published
from analytics.engine import Connection
from analytics.figures import CENSUS_TABLES
from analytics.models import discover
from tests.analytics.conftest import WARD, Build

ASKED = ["sum_ward_household_sizes", "sum_ward_marital", "sum_ward_schooling", "sum_ward_attainment",
         "sum_ward_disability"]  # fmt: skip
COLUMNS = {"area_code": "VARCHAR", "age_band": "VARCHAR", "sex": "VARCHAR", "persons": "BIGINT"}
Rows = list[dict[str, Any]]


def had_back(keys: tuple[str, ...], rows: Rows, told: Rows, count: str) -> list[Any]:
    """The hidden counts and totals that somebody finds who solves the shown ones for the hidden ones.

    By singular values, not by the project's own elimination: a hidden one is found when it is at right angles to
    every vector that no shown one notices.
    """

    def belongs(row: dict[str, Any], total: dict[str, Any]) -> bool:
        return all(str(row[key]).startswith(total[key]) if key == "area_code" else total[key] in ("", row[key])
                   for key in keys)  # fmt: skip

    lines = np.array([[float(belongs(row, total)) for row in rows] for total in told])
    shown = np.array([total[count] is not None for total in told])
    _, values, right = np.linalg.svd(lines[shown], full_matrices=True)
    unseen = right[int((values > 1e-9).sum()) :]
    return [total for total, line, is_shown in zip(told, lines, shown, strict=True)
            if not is_shown and np.abs(unseen @ line).max(initial=0) < 1e-9]  # fmt: skip


def made_up(chance: random.Random, wards: int, few: int) -> Rows:
    """A table of so many wards in two unions, in which small counts are as frequent as they are in wards."""
    places = [f"40879071{ward:02d}" if ward % 2 else f"40879023{ward:02d}" for ward in range(1, wards + 1)]
    rows = [
        {
            "area_code": place,
            "age_band": band,
            "sex": sex,
            "persons": chance.choice([0, *range(1, few), *range(20, 90, 3)]),
        }
        for place in places
        for band in ("00-04", "05-09", "10-14", "80+")
        for sex in ("male", "female", "hijra")
    ]
    return [row for row in rows if row["persons"]]


@pytest.mark.parametrize("seed", range(12))
def test_no_hidden_count_or_total_follows_from_all_that_is_shown(seed: int) -> None:
    rows = made_up(random.Random(seed), wards=seed % 4 + 1, few=seed % 5 + 3)
    told = published(counted_table(COLUMNS), rows, small_below=5)
    assert had_back(("area_code", "age_band", "sex"), rows, told, "persons") == []
    assert not [total for total in told if total["persons"] is not None and 0 < total["persons"] < 5]
    hidden = sum(total["persons"] is None for total in told)
    assert 0 < hidden < len(told)


def test_what_is_only_hidden_when_small_can_be_had_back_so_the_test_above_can_fail() -> None:
    rows = [{"area_code": WARD, "age_band": band, "sex": sex, "persons": n}
            for band, sex, n in (("a", "m", 3), ("a", "f", 40), ("b", "m", 50), ("b", "f", 60))]  # fmt: skip
    told = published(counted_table(COLUMNS), rows, small_below=5)
    naive = [{**total, "persons": None if total["persons"] == 3 else 1} for total in
             published(counted_table(COLUMNS), rows, small_below=1)]  # fmt: skip
    assert had_back(("area_code", "age_band", "sex"), rows, naive, "persons")
    assert had_back(("area_code", "age_band", "sex"), rows, told, "persons") == []


@pytest.mark.parametrize("name", CENSUS_TABLES)
def test_no_hidden_count_of_the_sample_ward_can_be_had_back(name: str, built_ward: Connection) -> None:
    columns = {column.name: column.type for column in discover()[name].header.columns}
    table = counted_table(columns)
    found = built_ward.execute(f"select * from {name}").fetchall()
    rows = [dict(zip(columns, row, strict=True)) for row in found]
    told = published(table, rows, small_below=5)
    assert had_back(table.keys, rows, told, table.counts[0]) == []
    whole = [total for total in told if total["area_code"] == WARD and not any(total[key] for key in table.keys[1:])]
    assert [total[table.counts[0]] for total in whole] == [sum(row[table.counts[0]] for row in rows)]


def test_a_household_is_counted_by_those_who_live_in_it(build_from: Build) -> None:
    connection = build_from(
        persons=[{"person_id": each, "household_id": 1 if each < 10 else 2} for each in range(1, 11)],
        households=[{"household_id": 1}, {"household_id": 2}, {"household_id": 3}],
    )
    counted = connection.execute("select size, households from sum_ward_household_sizes order by size").fetchall()
    assert counted == [("0", 1), ("1", 1), ("8+", 1)]


def test_tables_about_schooling_ask_those_of_school_age_and_say_what_nobody_answered(build_from: Build) -> None:
    def child(person_id: int, year: int, **more: Any) -> dict[str, Any]:
        born = date(year, 1, 1)
        return {"person_id": person_id, "birth_from": born, "birth_until": born, **more}

    connection = build_from(
        persons=[
            child(1, 2016, in_school=True, education_class=0),
            child(2, 2010, in_school=False, education_class=5),
            child(3, 2010, education_class=10),
            child(4, 2018, in_school=True),
            child(5, 1980, education_class=8, disability="blind"),
        ]
    )
    schooling = connection.execute("select age, in_school, persons from sum_ward_schooling order by all").fetchall()
    assert schooling == [("06", "yes", 1), ("12", "no", 1), ("12", "unknown", 1)]
    attainment = dict(connection.execute("select attainment, persons from sum_ward_attainment").fetchall())
    assert attainment == {"primary": 1, "secondary": 1, "lower_secondary": 1}
    disability = dict(connection.execute("select disability, persons from sum_ward_disability").fetchall())
    assert disability == {"none": 4, "blind": 1}
    assert connection.execute("select marital, persons from sum_ward_marital").fetchall() == [("married", 3)]
