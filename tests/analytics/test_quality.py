"""Correct, complete, clean, live: each score is a count of cells or persons, and the work behind it names them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.analytics.conftest import WARD, Build

ASKED = ["sum_quality_cells", "sum_quality_persons", "sum_quality_work"]
GROWN = {"birth_from": date(1980, 1, 1), "birth_until": date(1980, 1, 1)}
CHILD = {"birth_from": date(2010, 1, 1), "birth_until": date(2010, 1, 1), "relation": "child", "marital": None}


def scores(connection: Any) -> dict[str, tuple[int, int, int]]:
    rows = connection.execute("select field, declared_cells, filled_cells, doubtful_cells from sum_quality_cells")
    return {field: tuple(counts) for field, *counts in rows.fetchall()}


def work(connection: Any) -> set[tuple[int, str, str, str]]:
    return set(connection.execute("select person_id, kind, field, code from int_quality_work").fetchall())


def test_only_what_is_asked_of_somebody_like_that_can_be_empty(build_from: Build) -> None:
    connection = build_from(
        persons=[{"person_id": 1, "education_class": 5}, {"person_id": 2, **CHILD, "education_class": None}],
        listings=[{"person_id": 1}, {"person_id": 2, "has_nid": False, "has_brn": False, "has_mobile": False}],
        households=[{"household_id": 1, "latrine": "pit"}],
    )
    found = scores(connection)
    assert found["nid"] == (1, 1, 0)
    assert found["brn"] == (1, 0, 0)
    assert found["mobile"] == (1, 1, 0)
    assert found["in_school"] == (1, 0, 0)
    assert found["education_class"] == (2, 1, 0)
    assert found["marital"] == (2, 1, 0)
    assert (found["latrine"], found["water"]) == ((1, 1, 0), (1, 0, 0))


def test_somebody_of_unknown_age_owes_no_cell_that_hangs_on_the_age(build_from: Build) -> None:
    unknown = {"birth_from": None, "birth_until": None, "relation": "other"}
    found = scores(build_from(persons=[{"person_id": 1, **unknown}], listings=[{"person_id": 1}]))
    assert found["birth_date"] == (1, 0, 0)
    assert {"nid", "brn", "marital", "in_school", "latrine"} & found.keys() == set()


def test_an_open_question_counts_once_for_its_cell_and_stands_in_the_work(build_from: Build) -> None:
    connection = build_from(
        persons=[{"person_id": 1}],
        listings=[{"person_id": 1}],
        doubts=[
            {"person_id": 1, "field": "nid", "code": "number_damaged"},
            {"person_id": 1, "field": "number", "code": "number_year_differs"},
            {"person_id": 1, "field": "age_years", "code": "age_contradicts_birth"},
        ],
    )
    assert scores(connection)["nid"] == (1, 1, 1)
    assert scores(connection)["birth_date"] == (1, 1, 1)
    assert {line for line in work(connection) if line[1] == "incorrect"} == {
        (1, "incorrect", "nid", "number_damaged"),
        (1, "incorrect", "nid", "number_year_differs"),
        (1, "incorrect", "birth_date", "age_contradicts_birth"),
    }


def test_clean_and_live_count_persons_once_however_often_they_are_asked_about(build_from: Build) -> None:
    connection = build_from(
        persons=[{"person_id": each} for each in (1, 2, 3, 4)],
        listings=[{"person_id": each, "of_newest_round": each != 4} for each in (1, 2, 3, 4)],
        numbers=[{"person_id": 1, "number_key": "k"}, {"person_id": 2, "number_key": "k"},
                 {"person_id": 3, "number_key": "other"}],
        doubts=[{"person_id": 1, "kind": "double", "field": "", "code": "possible_match"}],
    )  # fmt: skip
    counted = connection.execute("select * from sum_quality_persons").fetchall()
    assert counted == [(WARD, "3", 4, 2, 3)]
    assert {line for line in work(connection) if line[1] in ("unclean", "not_live")} == {
        (1, "unclean", "", "possible_match"),
        (1, "unclean", "", "number_on_two_persons"),
        (2, "unclean", "", "number_on_two_persons"),
        (4, "not_live", "", ""),
    }


def test_who_stands_where_they_should_not_is_told_by_kind(build_from: Build) -> None:
    died = {"alive": False, "death_from": date(2021, 1, 1), "death_until": date(2021, 1, 31)}
    connection = build_from(
        persons=[
            {"person_id": 1, **CHILD, "household_id": None},
            {"person_id": 2, **GROWN, "household_id": None},
            {"person_id": 3, **died},
            {"person_id": 4, **died, "household_id": None},
        ],
        listings=[{"person_id": 1, "has_brn": True}, {"person_id": 2, "has_brn": True}],
        deliveries=[{"delivery_id": 1, "person_id": 4}],
    )
    strays = {line[:2] + line[3:] for line in work(connection) if line[1].startswith(("registered", "dead"))}
    assert strays == {(1, "registered_homeless", ""), (3, "dead_in_household", ""), (4, "dead_on_list", "OAA")}


def test_the_dead_owe_no_cells(build_from: Build) -> None:
    assert scores(build_from(persons=[{"person_id": 1, "alive": False}], listings=[{"person_id": 1}])) == {}
