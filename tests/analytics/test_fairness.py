"""Whether a list weighs on a group: counted apart, after it was made, from a table that no model can reach."""

from __future__ import annotations

import re
from datetime import date

import pytest

from analytics.engine import Connection
from analytics.fairness import OF_BENEFITS, OF_VISITS, SQL_DIR, fairness_counts
from analytics.models import Model, discover, in_order
from tests.analytics.conftest import WARD, Build
from tests.analytics.test_child_marriage import FATHER, GIRL

ASKED = ["fnd_child_marriage_risk", "int_household_wealth", "stg_deliveries", "stg_programmes"]
MODELS = discover(SQL_DIR)
UPAZILA = WARD[:6]


@pytest.mark.parametrize("name", MODELS)
def test_a_header_promises_the_table_that_the_file_makes(name: str, built_ward: Connection) -> None:
    fairness_counts(built_ward, (*OF_BENEFITS, *OF_VISITS), 5)
    made = built_ward.execute(
        "select column_name, data_type from information_schema.columns where table_name = ? order by ordinal_position",
        [name],
    ).fetchall()
    assert made == [(column.name, column.type) for column in MODELS[name].header.columns]


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_query_keeps_to_plain_lower_case_sql(model: Model) -> None:
    query = re.sub(r"--[^\n]*|'[^']*'", "", model.sql)
    assert not re.search(r"\b(qualify|exclude|pivot|unnest|list_\w+|lambda|date_diff)\b|::|\[|\{|[A-Z]", query)
    assert query.rstrip().endswith("select * from final")


def test_no_model_of_a_run_reads_anything_that_is_counted_here() -> None:
    assert MODELS.keys().isdisjoint(discover())
    assert {read for model in discover().values() for read in model.header.reads}.isdisjoint(MODELS)
    reached = {read for model in in_order(discover(), ["fnd_child_marriage_risk"]) for read in model.header.reads}
    assert "stg_believers" not in reached


def test_the_list_is_counted_by_religion_para_and_wealth(build_from: Build) -> None:
    girls = [
        {**GIRL, "person_id": 10 + each, "household_id": 1 + each % 2, "religion": "islam" if each % 2 else "hindu",
         "in_school": each < 6, "education_class": 8}
        for each in range(12)
    ]  # fmt: skip
    fathers = [{**FATHER, "person_id": home, "household_id": home} for home in (1, 2)]
    connection = build_from(
        persons=[*girls, *fathers],
        households=[{"household_id": 1, "para_code": f"{WARD}-01"}, {"household_id": 2, "para_code": f"{WARD}-02"}],
        with_child_marriage=True,
    )
    shown = fairness_counts(connection, OF_VISITS, small_below=1)
    groups = {(row["grouping"], row["member"]): (row["girls"], row["listed"]) for row in shown["sum_visit_fairness"]}
    assert groups["religion", "islam"] == groups["religion", "hindu"] == (6, 3)
    assert groups["para", f"{WARD}-01"] == (6, 3)
    assert {row["area_code"] for row in shown["sum_visit_fairness"]} == {UPAZILA}
    unions = {row["tier"]: row["girls"] for row in shown["sum_visits_by_union"]}
    assert unions == {"month": 6, "none": 6}
    hidden = fairness_counts(connection, OF_VISITS, small_below=5)["sum_visit_fairness"]
    assert {row["listed"] for row in hidden if row["grouping"] == "religion"} == {"hidden"}


def test_benefits_are_counted_by_the_religion_of_the_head(build_from: Build) -> None:
    connection = build_from(
        persons=[{"person_id": each, "household_id": each, "religion": "islam" if each < 3 else None}
                 for each in (1, 2, 3)],
        households=[{"household_id": each} for each in (1, 2, 3)],
        deliveries=[{"delivery_id": 1, "person_id": 1, "delivered_on": date(2022, 4, 5)}],
    )  # fmt: skip
    [found] = fairness_counts(connection, OF_BENEFITS, small_below=1).values()
    assert {row["member"]: (row["households"], row["reached"]) for row in found} == {"islam": (2, 1), "unknown": (1, 0)}
