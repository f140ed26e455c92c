"""Every model makes the same rows on DuckDB and on Apache Spark, from the same file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from analytics import fairness
from analytics.again import repeat_run
from analytics.engine import connect
from analytics.engines import LOCAL_SPARK, EngineFailed, ModelFailed, SqlEngine, open_engine
from analytics.findings import build
from analytics.models import discover, run_models
from analytics.shapes import TableShape
from analytics.snapshot import SNAPSHOT_TABLES, keep_snapshot, open_snapshot
from analytics.spark import Spark, connect_spark, has_java
from census_app.cli import main
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.ledger.writes.reference import load_reference
from census_app.sentences import messages
from census_app.settings import Settings
from tests.analytics import ward
from tests.analytics.made_up import made_up_tables
from tests.ledger.doubles import accept_person, give

MODELS = {**discover(), **discover(fairness.SQL_DIR)}
SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.files.openCostInBytes": "0",
}
"""To compile a plan, or to divide it, takes longer than to walk through a ward by it."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the sample ward, and of people beside it of whom everything strange is known, or nothing."""
    directory = tmp_path_factory.mktemp("engines") / "both"
    true, made_up = ward.true_tables(), made_up_tables()
    keep_snapshot({shape.name: [*true[shape.name], *made_up[shape.name]] for shape in SNAPSHOT_TABLES}, directory)
    return directory


@pytest.fixture(scope="module")
def spark(request: pytest.FixtureRequest) -> Iterator[Spark]:
    """One session for all tests of this file."""
    if not has_java():
        pytest.skip("no Java on this machine (apt-get install openjdk-17-jre-headless)")
    with connect_spark("local[2]", SMALL) as session:
        yield session


def built(engine: SqlEngine, kept: Path) -> dict[str, tuple[list[tuple[str, str]], Counter[Any]]]:
    open_snapshot(engine, kept)
    build(engine, date(2024, 2, 29), with_child_marriage=True)
    run_models(engine, sql_dir=fairness.SQL_DIR)
    return {
        name: (engine.columns(name), Counter(tuple(row.items()) for row in engine.records(name))) for name in MODELS
    }


@pytest.fixture(scope="module")
def on_duckdb(kept: Path) -> dict[str, Any]:
    with connect() as connection:
        return built(connection, kept)


@pytest.fixture(scope="module")
def on_spark(spark: Spark, kept: Path) -> dict[str, Any]:
    return built(spark, kept)


@pytest.mark.spark
@pytest.mark.parametrize("name", MODELS)
def test_a_model_makes_the_same_columns_and_rows_on_both_engines(
    name: str, on_duckdb: dict[str, Any], on_spark: dict[str, Any]
) -> None:
    assert on_spark[name] == on_duckdb[name]
    assert on_spark[name][0] == [(column.name, column.type) for column in MODELS[name].header.columns]


@pytest.mark.parametrize("name", MODELS)
def test_there_is_something_to_compare(name: str, on_duckdb: dict[str, Any]) -> None:
    assert on_duckdb[name][1].total() > 0


@pytest.mark.spark
def test_the_command_asks_the_same_on_spark_and_its_run_can_be_repeated_on_duckdb(
    spark: Spark, engine: Engine, settings: Settings
) -> None:
    load_reference(engine, OPERATOR)
    person = accept_person(engine, 1)
    for _ in range(2):
        give(engine, person, 100_000)
    told = ["analyse", "--database", settings.database_url, "--as-of", "2022-06-30", "--engine", "local[2]", "--json"]
    done = CliRunner().invoke(main, told, env={"CENSUS_DATA_DIR": str(settings.data_dir)})
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["findings"]["same_period_twice"] == 1
    assert repeat_run(engine, settings, OPERATOR, report["snapshot"]).same


@pytest.mark.spark
def test_a_model_that_fails_on_spark_names_itself_and_its_file(spark: Spark, tmp_path: Path) -> None:
    sql = "-- stg_lost: lost.\n-- grain: none\n-- reads: src_lost\n-- columns:\n--   a BIGINT\n"
    (tmp_path / "staging").mkdir()
    file = tmp_path / "staging" / "stg_lost.sql"
    file.write_text(f"{sql}-- privacy: none\n-- source: none\nselect a from src_lost\n", encoding="utf-8")
    with pytest.raises(ModelFailed, match="src_lost") as failed:
        run_models(spark, ["stg_lost"], tmp_path)
    assert (failed.value.model, failed.value.file) == ("stg_lost", file)


@pytest.mark.spark
def test_a_table_without_files_is_empty_and_typed_on_spark(spark: Spark) -> None:
    shape = TableShape("nothing", (("id", "BIGINT"), ("day", "DATE"), ("yes", "BOOLEAN"), ("deep", "DOUBLE")))
    spark.open_files(shape, [])
    assert (spark.columns("nothing"), spark.records("nothing")) == (list(shape.columns), [])


def test_a_failure_of_duckdb_is_told_as_ours() -> None:
    with connect() as connection, pytest.raises(EngineFailed, match="lost"):
        connection.make("things", "select * from lost", is_view=False)


@pytest.mark.parametrize("address", ["sparks://here", "local", "local[x]", "", "duck"])
def test_an_unknown_engine_is_refused(address: str) -> None:
    with pytest.raises(Refused) as refused, open_engine(address):
        pass
    assert refused.value.code == "engine_unknown"


def test_spark_without_java_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.spark.has_java", lambda: False)
    with pytest.raises(Refused) as refused, open_engine(LOCAL_SPARK):
        pass
    assert refused.value.code == "java_missing"


def test_spark_that_is_not_installed_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(Refused) as refused, open_engine("spark://127.0.0.1:7077"):
        pass
    assert refused.value.code == "spark_not_installed"


@pytest.mark.spark
def test_spark_that_does_not_start_is_refused_in_one_line(engine: Engine, settings: Settings) -> None:
    if not has_java():
        pytest.skip("no Java on this machine (apt-get install openjdk-17-jre-headless)")
    load_reference(engine, OPERATOR)
    command = [Path(sys.executable).with_name("census"), "analyse", "--as-of", "2022-06-30", "--engine", "local[0]"]
    told = ["--database", settings.database_url]
    environment = {**os.environ, "CENSUS_DATA_DIR": str(settings.data_dir)}
    done = subprocess.run([*command, *told], capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert messages("en")["spark_not_reachable"].remedy in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
