"""A list that was given to somebody can be made again: by the rules and settings of then, over the facts of then."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from analytics.engine import connect
from analytics.kept_rules import keep_rules, kept_rules
from analytics.parts import files_of
from analytics.rulebook import RuleBook
from census_app.cli import main
from census_app.domain.access import OPERATOR
from census_app.ledger.engine import writing
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.sentences import messages, sentence
from tests.wards import Ward


def analyse(ward: Ward, *options: str) -> Result:
    told = ["analyse", "--database", ward.settings.database_url, *options]
    return CliRunner().invoke(main, told, env={"CENSUS_DATA_DIR": str(ward.settings.data_dir)})


def first_run(ward: Ward) -> dict[str, Any]:
    done = analyse(ward, "--as-of", "2022-06-30", "--json")
    assert done.exit_code == 0, done.output
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def assert_refused(result: Result, code: str) -> None:
    """The command ended with that sentence, in one line."""
    assert result.exit_code == 1, result.output
    assert messages("en")[code].rule in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_the_same_questions_come_out_again_after_the_ledger_has_gone_on(ward: Ward, tmp_path: Path) -> None:
    before = first_run(ward)
    with ward.engine.connect() as connection:
        ids = connection.execute(text("select id from deliveries order by id")).scalars().all()
    for delivery_id in ids[:400]:
        reverse_delivery(ward.engine, OPERATOR, delivery_id, "listed by mistake")
    assert first_run(ward)["findings"] != before["findings"]
    out = tmp_path / "list.csv"
    done = analyse(ward, "--snapshot", before["snapshot"], "--out", str(out), "--json")
    assert done.exit_code == 0, done.output
    again = json.loads(done.stdout)
    assert (again["findings"], again["run_id"], again["same"]) == (before["findings"], before["run_id"], True)
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == sum(before["findings"].values())
    assert {line["kind"] for line in lines} == set(before["findings"])


def test_what_is_written_again_is_told_and_stands_in_the_trail(ward: Ward, tmp_path: Path) -> None:
    report = first_run(ward)
    done = analyse(ward, "--snapshot", report["snapshot"], "--out", str(tmp_path / "list.csv"))
    version = RuleBook().version
    assert sentence("run_repeated", "en", {"snapshot": report["snapshot"], "rules": version}) in done.output
    with ward.engine.connect() as connection:
        newest = text("select action, subject, reason from audit_events order by id desc limit 1")
        assert tuple(connection.execute(newest).one()) == (
            "exported",
            "export:findings",
            f"snapshot {report['snapshot']}",
        )


def test_a_repeated_run_stores_nothing(ward: Ward) -> None:
    report = first_run(ward)
    with ward.engine.connect() as connection:
        counted = text("select count(*), (select count(*) from findings) from analysis_runs")
        before = tuple(connection.execute(counted).one())
        analyse(ward, "--snapshot", report["snapshot"])
        assert tuple(connection.execute(counted).one()) == before


def test_a_visit_list_is_repeated_only_for_its_two_roles_and_never_written(ward: Ward, tmp_path: Path) -> None:
    done = analyse(ward, "--as-of", "2022-06-30", "--child-marriage", "--purpose", "visits", "--json")
    report = json.loads(done.stdout)
    assert report["findings"]["child_marriage_risk"] == 37
    again = analyse(ward, "--snapshot", report["snapshot"], "--out", str(tmp_path / "list.csv"))
    assert again.exit_code == 0
    assert "child_marriage_risk" not in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")


def test_a_run_that_repeats_otherwise_is_refused_and_writes_no_list(ward: Ward, tmp_path: Path) -> None:
    report = first_run(ward)
    with writing(ward.engine) as session:
        session.connection().execute(text("update analysis_runs set findings_digest = 'other'"))
    refused = analyse(ward, "--snapshot", report["snapshot"], "--out", str(tmp_path / "list.csv"))
    assert_refused(refused, "run_repeats_otherwise")
    assert not (tmp_path / "list.csv").exists()


def test_rules_that_are_not_those_of_then_make_no_list(ward: Ward) -> None:
    report = first_run(ward)
    kept = ward.settings.rules_dir / "kept" / RuleBook().version
    file = kept / "sql" / "intermediate" / "int_priority_weighted.sql"
    file.write_text(file.read_text(encoding="utf-8").replace("then 'B'", "then 'A'"), encoding="utf-8")
    assert_refused(analyse(ward, "--snapshot", report["snapshot"]), "run_repeats_otherwise")
    shutil.rmtree(kept)
    assert_refused(analyse(ward, "--snapshot", report["snapshot"]), "rules_not_kept")


def test_a_snapshot_that_is_unknown_gone_or_of_other_areas_is_not_found(ward: Ward) -> None:
    report = first_run(ward)
    assert_refused(analyse(ward, "--snapshot", "2022-06-30-none"), "snapshot_not_found")
    told = ward.settings.snapshots_dir / report["snapshot"] / "snapshot.json"
    text_before = told.read_text(encoding="utf-8")
    told.unlink()
    assert_refused(analyse(ward, "--snapshot", report["snapshot"]), "snapshot_not_found")
    told.write_text(text_before, encoding="utf-8")
    assert analyse(ward, "--snapshot", report["snapshot"]).exit_code == 0
    assert_refused(analyse(ward, "--snapshot", report["snapshot"], "--as", "uno"), "snapshot_not_found")


def test_a_model_that_cannot_be_built_ends_the_command_with_one_line(ward: Ward) -> None:
    report = first_run(ward)
    [file] = files_of(ward.settings.snapshots_dir / report["snapshot"], "src_households")
    file.unlink()
    with connect() as connection:
        connection.execute(f"copy (select 1 as household_id) to '{file}' (format parquet)")
    refused = analyse(ward, "--snapshot", report["snapshot"])
    assert_refused(refused, "model_failed")
    assert "stg_households could not be built (stg_households.sql): " in refused.output


@pytest.mark.parametrize("options", [[], ["--as-of", "2022-06-30", "--out", "list.csv"]])
def test_options_that_do_not_go_together_are_wrong_usage(ward: Ward, options: list[str]) -> None:
    assert analyse(ward, *options).exit_code == 2


def test_the_rules_of_a_version_are_kept_once(tmp_path: Path) -> None:
    book = RuleBook()
    for _ in range(2):
        keep_rules(tmp_path, book)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [book.version]
    kept = kept_rules(tmp_path, book.version)
    assert (kept.sql_dir / "findings" / "fnd_duplicate_benefits.sql").exists()
    assert kept.book.thresholds() == book.thresholds()
    assert kept.book.lines("exclusivity_rules") == book.lines("exclusivity_rules")
