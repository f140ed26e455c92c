"""Counts by ward, what contradicts the ledger's promises, and what may be shown outside."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.disclosure import HIDDEN, CountedTable, counted_table, protect
from analytics.engine import Connection
from analytics.findings import faults_of
from tests.analytics.conftest import WARD, Build

ASKED = ["sum_para_need", "sum_ward_living", "chk_deliveries", "chk_numbers", "chk_persons"]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([12, 4, 3], [12, HIDDEN, HIDDEN]),
        ([12, 4, 30], [HIDDEN, HIDDEN, 30]),
        ([12, 5, 30], [12, 5, 30]),
        ([0, 4, 30], [0, HIDDEN, HIDDEN]),
        ([0, 0, 4], [0, 0, HIDDEN]),
        ([], []),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_had_back_from_the_total(counts: list[int], shown: list[Any]) -> None:
    table = CountedTable(("tier",), ("persons",), ())
    rows = [{"tier": place, "persons": count} for place, count in enumerate(counts)]
    assert [row["persons"] for row in protect(table, rows, small_below=5)] == shown


def test_a_count_hidden_for_another_is_no_way_back_to_it_across_the_table() -> None:
    table = counted_table({"sex": "VARCHAR", "age_band": "VARCHAR", "persons": "BIGINT"})
    grid = [("f", "a", 4), ("f", "b", 9), ("f", "c", 30), ("m", "a", 20), ("m", "b", 21), ("m", "c", 22)]
    rows = [dict(zip(("sex", "age_band", "persons"), line, strict=True)) for line in grid]
    assert [row["persons"] for row in protect(table, rows, small_below=5)] == [HIDDEN, HIDDEN, 30, HIDDEN, HIDDEN, 22]


def test_money_is_hidden_with_the_few_who_received_it() -> None:
    columns = {
        "programme_code": "VARCHAR",
        "fiscal_year_from": "BIGINT",
        "persons": "BIGINT",
        "amount_poisha": "BIGINT",
    }
    rows = [{"programme_code": code, "fiscal_year_from": 2021, "persons": n, "amount_poisha": n * 50_000}
            for code, n in (("OAA", 40), ("DIS", 2), ("WID", 9))]  # fmt: skip
    shown = protect(counted_table(columns), rows, small_below=5)
    assert [(row["persons"], row["amount_poisha"]) for row in shown] == [
        (40, 2_000_000),
        (HIDDEN, HIDDEN),
        (HIDDEN, HIDDEN),
    ]


def test_everybody_alive_stands_in_one_age_band(built_ward: Connection) -> None:
    counted = built_ward.execute("select cast(sum(persons) as bigint) from sum_ward_population").fetchall()
    assert counted == built_ward.execute("select count(*) from stg_persons where is_alive").fetchall()
    bands = {row[0] for row in built_ward.execute("select age_band from sum_ward_population").fetchall()}
    assert {"00-04", "05-09", "75-79", "80+"} <= bands


def test_the_money_of_a_ward_is_the_sum_of_its_deliveries_to_the_last_poisha(built_ward: Connection) -> None:
    counted = built_ward.execute("select cast(sum(amount_poisha) as bigint) from sum_ward_services").fetchall()
    assert (
        counted
        == built_ward.execute("select cast(sum(amount_poisha) as bigint) from src_deliveries where attached").fetchall()
    )


def test_every_household_answers_each_question_once(built_ward: Connection) -> None:
    answers = built_ward.execute(
        "select cast(sum(households) as bigint) from sum_ward_living group by question"
    ).fetchall()
    assert set(answers) == {(518,)}


def test_the_sample_ward_breaks_no_promise_of_the_ledger(built_ward: Connection) -> None:
    assert faults_of(built_ward) == {}


def test_what_contradicts_the_ledger_is_counted_by_check(build_from: Build) -> None:
    connection = build_from(
        persons=[
            {"person_id": 1, "household_id": 9},
            {"person_id": 2, "household_id": None, "death_until": date(1970, 1, 1)},
            {"person_id": 2, "household_id": None},
        ],
        numbers=[{"person_id": 1, "number_key": "k"}, {"person_id": 2, "number_key": "k"}],
        deliveries=[
            {"delivery_id": 1, "person_id": 7, "amount_poisha": -1},
            {"delivery_id": 2, "person_id": 1, "programme_code": "XXX", "period_until": date(2021, 1, 1)},
            {"delivery_id": 3, "person_id": 1, "period_code": "", "quantity_thousandths": -1},
        ],
    )
    assert faults_of(connection) == {"chk_deliveries": 6, "chk_numbers": 1, "chk_persons": 3}
    faults = connection.execute("select fault from chk_deliveries order by delivery_id, fault").fetchall()
    assert [fault for (fault,) in faults] == [
        "amount_negative",
        "person_unknown",
        "period_backwards",
        "programme_unknown",
        "period_missing",
        "quantity_negative",
    ]


def test_a_para_is_counted_with_what_it_lacks(build_from: Build) -> None:
    para = {"para_code": f"{WARD}-01"}
    connection = build_from(
        households=[
            {"household_id": 1, **para, "latrine": "none", "water": "pond", "electricity": False, "flooded": True},
            {"household_id": 4, **para, "latrine": "open"},
            {"household_id": 2, **para, "latrine": "sanitary", "water": "tubewell", "electricity": True, "wall": "mud"},
            {"household_id": 3, "income_bdt": 3000},
        ]
    )
    assert connection.execute("select * from sum_para_need order by para_code").fetchall() == [
        (WARD, "", 1, 0, 0, 0, 0, 0, 1),
        (WARD, f"{WARD}-01", 3, 2, 1, 1, 1, 1, 0),
    ]


def test_what_nobody_asked_is_unknown_and_a_household_without_a_latrine_uses_an_open_place(build_from: Build) -> None:
    connection = build_from(households=[{"household_id": 1, "latrine": "open"}, {"household_id": 2, "latrine": "none"}])
    answers = "select question, answer, households from sum_ward_living where question in ('latrine', 'flooded')"
    assert connection.execute(f"{answers} order by question").fetchall() == [
        ("flooded", "unknown", 2),
        ("latrine", "open", 2),
    ]
