"""The SQL files keep the customs of their headers, their layers and their plain language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.engine import Connection, connect
from analytics.engines import ModelFailed
from analytics.headers import HeaderRefused, read_header
from analytics.models import SQL_DIR, Model, discover, in_order, run_models, tables_read

MODELS = discover()
HEADER = """-- stg_things: things.
-- grain: one row per thing
-- reads: src_things
-- columns:
--   thing_id BIGINT
-- privacy: none
-- source: nowhere
"""
FINDING_COLUMNS = (
    "kind",
    "subject",
    "severity",
    "rule_id",
    "area_code",
    "household_id",
    "person_ids",
    "programme_codes",
    "office_codes",
    "reasons",
    "score",
    "tier",
    "money_poisha",
)


@pytest.mark.parametrize("name", MODELS)
def test_a_header_promises_the_table_that_the_file_makes(name: str, built_ward: Connection) -> None:
    made = built_ward.execute(
        "select column_name, data_type from information_schema.columns where table_name = ? order by ordinal_position",
        [name],
    ).fetchall()
    assert made == [(column.name, column.type) for column in MODELS[name].header.columns]


def test_every_model_runs_after_all_that_it_reads() -> None:
    order = [model.name for model in in_order(MODELS)]
    for place, name in enumerate(order):
        assert set(MODELS[name].header.reads) & MODELS.keys() <= set(order[:place])
    assert sorted(order) == sorted(MODELS)


def test_asking_for_one_model_runs_only_what_it_needs() -> None:
    names = {model.name for model in in_order(MODELS, ["sum_para_need"])}
    assert names == {"sum_para_need", "stg_households"}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_only_staging_and_checks_read_what_comes_from_outside(model: Model) -> None:
    outside = {read for read in model.header.reads if read.startswith(("src_", "ref_"))}
    assert not outside or model.layer in ("staging", "checks")


@pytest.mark.parametrize("model", [m for m in MODELS.values() if m.layer == "findings"], ids=lambda m: m.name)
def test_all_finding_tables_have_the_same_columns(model: Model) -> None:
    assert tuple(column.name for column in model.header.columns) == FINDING_COLUMNS


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_money_and_ids_are_whole_numbers(model: Model) -> None:
    kinds = {column.name: column.type for column in model.header.columns if column.name != "rule_id"}
    assert {kinds[name] for name in kinds if name.endswith(("_poisha", "_id", "_years", "_bdt"))} <= {"BIGINT"}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_a_query_keeps_to_plain_lower_case_sql(model: Model) -> None:
    query = re.sub(r"--[^\n]*|'[^']*'", "", model.sql)
    assert not re.search(
        r"\b(qualify|exclude|pivot|asof|unnest|list_\w+|struct_pack|lambda|date_diff|date_sub|strftime|string_agg)\b"
        r"|\bvarchar\b|::|\[|\{",
        query,
    )
    assert not re.search(r"[A-Z]", query)
    assert query.rstrip().endswith("select * from final")
    assert not re.search(r"(?<![\w.])(1[0-9]|[2-9][0-9]+)(?![\w.])", query) or model.name in {
        "stg_deliveries",  # the month of July and the last two digits of a year are the calendar's, not a rule's
        "int_entitlements",  # twelve months
        "int_rule_years",  # the months of a year, and of the two years that a period may have
        "fnd_child_marriage_risk",  # points by age, one table of one rule
        "sum_inequality",  # thousandths, and the digits of decimal sums
        "int_census_persons",  # the last age band of the national census
    }


def test_completed_years_are_counted_in_one_model_alone() -> None:
    assert [name for name, model in MODELS.items() if "_years_begun" in model.sql] == ["stg_persons"]


def test_no_table_of_analytics_has_a_column_for_a_name(built_ward: Connection) -> None:
    columns = built_ward.execute("select table_name, column_name from information_schema.columns").fetchall()
    named = {(table, column) for table, column in columns if "name" in column and not table.startswith("ref_")}
    assert named == set()


def test_religion_ends_at_the_door_of_the_models() -> None:
    assert [m.name for m in MODELS.values() for c in m.header.columns if c.name in ("religion", "caste")] == []
    assert [m.name for m in MODELS.values() if re.search(r"\b(religion|caste)\b", _query(m.sql))] == []
    reached = {model.name for model in in_order(MODELS, ["fnd_child_marriage_risk"])}
    assert {read for name in reached for read in MODELS[name].header.reads if read.startswith("src_")} == {
        "src_persons",
        "src_households",
        "src_listings",
        "src_doubts",
        "src_visits",
    }


def test_tables_are_read_from_from_and_join_but_not_from_own_ctes_or_texts() -> None:
    sql = "with a as (select extract(year from b.day) from b) select 'x from y' from a join c on true -- from d"
    assert tables_read(sql) == {"b", "c"}


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("-- grain: one row per thing\n", ""),
        ("-- privacy: none\n", "-- privacy:\n"),
        ("-- source: nowhere\n", "-- origin: nowhere\n"),
        ("--   thing_id BIGINT\n", "--   thing_id\n"),
        ("-- stg_things: things.\n", ""),
    ],
)
def test_a_header_that_leaves_something_open_is_refused(said: str, instead: str) -> None:
    assert read_header(HEADER, "stg_things.sql").name == "stg_things"
    with pytest.raises(HeaderRefused):
        read_header(HEADER.replace(said, instead), "stg_things.sql")


@pytest.mark.parametrize(
    ("file_name", "query"),
    [("stg_things.sql", "select * from src_others"), ("stg_objects.sql", "select * from src_things")],
)
def test_a_header_that_does_not_fit_its_file_is_refused(tmp_path: Path, file_name: str, query: str) -> None:
    (tmp_path / "staging").mkdir()
    (tmp_path / "staging" / file_name).write_text(HEADER + query, encoding="utf-8")
    with pytest.raises(HeaderRefused):
        discover(tmp_path)


def test_models_that_read_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "staging").mkdir()
    for name, other in (("stg_hen", "stg_egg"), ("stg_egg", "stg_hen")):
        text = HEADER.replace("stg_things", name).replace("src_things", other) + f"select * from {other}"
        (tmp_path / "staging" / f"{name}.sql").write_text(text, encoding="utf-8")
    with pytest.raises(HeaderRefused, match="circle"):
        in_order(discover(tmp_path))


def test_a_model_that_fails_names_itself_and_its_file() -> None:
    with connect() as connection, pytest.raises(ModelFailed) as failed:
        run_models(connection, ["stg_persons"])
    assert failed.value.model == "stg_persons"
    assert failed.value.file == SQL_DIR / "staging" / "stg_persons.sql"


def _query(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)
