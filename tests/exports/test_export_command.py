"""`census export`: who may, where the files lie, and what the trail says afterwards."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from census_app.cli import main
from census_app.domain.access import OPERATOR
from census_app.exports.catalogue import WARD_FILES
from census_app.ledger.engine import reading
from census_app.ledger.reads.audit import TrailFilter, TrailLine, list_events
from census_app.sentences import sentence
from tests.wards import Ward

HOME = ("--union", "40879071", "--ward", "8")


def export(ward: Ward, *arguments: str) -> Result:
    environment = {"CENSUS_DATA_DIR": str(ward.settings.data_dir)}
    return CliRunner().invoke(main, ["export", *arguments, "--database", ward.settings.database_url], env=environment)


def exports_in_trail(ward: Ward) -> list[TrailLine]:
    with reading(ward.engine) as session:
        return list_events(session, OPERATOR, TrailFilter(action="exported"))


def rows_of(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_each_file_of_a_ward_is_in_the_trail_with_its_rows_and_who_took_it(ward: Ward, tmp_path: Path) -> None:
    assert export(ward, "ward", *HOME, "--out", str(tmp_path / "out"), "--as", "uno").exit_code == 0
    told = {line.subject: line for line in exports_in_trail(ward)}
    assert told.keys() == {f"export:{name}" for name in WARD_FILES}
    for name in WARD_FILES:
        line = told[f"export:{name}"]
        assert (line.actor, line.area_code) == ("uno", "4087907108")
        assert line.details == {"rows": rows_of(tmp_path / "out" / f"{name}.csv")}


def test_a_desk_that_may_not_export_takes_nothing_and_the_trail_stays_as_it_was(ward: Ward, tmp_path: Path) -> None:
    for name in ("volunteer", "chairman", "ict"):
        result = export(ward, "persons", "--out", str(tmp_path / "persons.csv"), "--as", name)
        assert (result.exit_code, result.output.strip()) == (1, sentence("not_permitted", "en"))
    assert not list(tmp_path.glob("persons*"))
    assert exports_in_trail(ward) == []


def test_a_ward_outside_the_scope_is_not_there(ward: Ward, tmp_path: Path) -> None:
    elsewhere = ("--union", "40874213", "--ward", "1")
    result = export(ward, "ward", *elsewhere, "--out", str(tmp_path / "out"), "--as", "uno")
    assert (result.exit_code, result.output.strip()) == (1, sentence("area_not_found", "en"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "gpkg"])
def test_households_go_out_in_every_format(ward: Ward, tmp_path: Path, form: str) -> None:
    result = export(ward, "households", "--format", form, "--out", str(tmp_path / f"out.{form}"))
    assert result.exit_code == 0, result.output
    (line,) = exports_in_trail(ward)
    assert f": {line.details['rows']} rows" in result.output
    assert line.details["rows"] > 400


def test_a_workbook_of_persons_keeps_every_digit(ward: Ward, tmp_path: Path) -> None:
    export(ward, "persons", "--format", "csv", "--out", str(tmp_path / "persons.csv"))
    export(ward, "persons", "--format", "xlsx", "--out", str(tmp_path / "persons.xlsx"))
    sheet = load_workbook(tmp_path / "persons.xlsx", read_only=True).active
    headings, *rows = sheet.iter_rows(values_only=True)
    places = [headings.index(name) for name in ("nid10", "nid17", "brn", "mobile")]
    with (tmp_path / "persons.csv").open(encoding="utf-8", newline="") as file:
        expected = [[row[headings[place]] for place in places] for row in csv.DictReader(file)]
    assert [[row[place] or "" for place in places] for row in rows] == expected


@pytest.mark.parametrize("name", ["sum_ward_population", "sum_need", "sum_quality_cells", "sum_inequality"])
def test_figures_leave_with_their_source_and_without_a_small_count(ward: Ward, tmp_path: Path, name: str) -> None:
    out = tmp_path / f"{name}.csv"
    assert export(ward, "figures", name, "--out", str(out), "--as", "uno").exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["sql_file"] for row in rows} == {f"analytics/sql/summaries/{name}.sql"}
    assert {row["as_of"] for row in rows} == {"2022-06-30"}
    counted = [
        row[column] for row in rows for column in ("persons", "lacking", "doubtful_cells", "reached") if column in row
    ]
    assert counted
    assert not [count for count in counted if count in {"1", "2", "3", "4"}]
    [line] = exports_in_trail(ward)
    assert (line.subject, line.details) == (f"export:figures:{name}", {"rows": len(rows)})


def test_before_the_first_run_there_are_no_figures_to_take(ward: Ward, tmp_path: Path) -> None:
    shutil.rmtree(ward.settings.snapshots_dir)
    result = export(ward, "figures", "sum_need", "--out", str(tmp_path / "need.csv"), "--as", "uno")
    assert (result.exit_code, result.output.strip()) == (1, sentence("no_figures_yet", "en"))
    assert not list(tmp_path.glob("need*"))
