"""What the command tells of a run: beside the findings, a sentence for whatever somebody should look at."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from sqlmodel import Session

from analytics import RunReport
from census_app.cli import main
from census_app.cli.analysis import told
from census_app.ledger.tables import Person
from census_app.sentences import sentence
from tests.wards import Ward

REPORT = RunReport(
    run_id=1,
    snapshot="2022-06-30",
    findings={"after_death": 2},
    new=2,
    closed=0,
    faults={"chk_deliveries": 3, "chk_numbers": 1, "chk_persons": 2},
    rules_due=("elderly_from_years",),
    steps=(("snapshot", 0.1),),
)


def analyse(ward: Ward, *more: str) -> Result:
    options = ["--as-of", "2022-06-30", "--database", ward.settings.database_url, *more]
    environment = {"CENSUS_DATA_DIR": str(ward.settings.data_dir)}
    return CliRunner().invoke(main, ["analyse", *options], env=environment)


@pytest.mark.parametrize("language", ["bn", "en"])
def test_each_check_that_failed_and_each_rule_that_is_due_has_its_sentence(language: str) -> None:
    lines = list(told(REPORT, language))
    findings, steps = (sentence(code, language) for code in ("findings_told", "steps_told"))
    snapshot = sentence("step_took", language, {"step": "snapshot", "seconds": "0.10"})
    assert lines[:4] == [findings, "    after_death 2", steps, f"    {snapshot}"]
    failed = [
        ("deliveries_contradict", "deliveries", 3),
        ("numbers_shared", "numbers", 1),
        ("persons_contradict", "persons", 2),
    ]
    assert lines[4:] == [
        *(sentence(code, language, {"rows": rows, "file": f"analytics/sql/checks/chk_{table}.sql"})
          for code, table, rows in failed),
        sentence("rule_due", language, {"rule": "elderly_from_years"}),
    ]  # fmt: skip
    assert not re.search("[{}…]", "".join(lines))


@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_change_past_the_trail_is_told(language: str) -> None:
    assert sentence("changed_past_trail", language) not in list(told(REPORT, language))
    assert sentence("changed_past_trail", language) in list(told(replace(REPORT, past_trail=True), language))


def test_a_run_that_found_a_contradiction_says_so_and_still_ends_well(ward: Ward) -> None:
    with Session(ward.engine) as session:
        born_late = session.get_one(Person, 1)
        born_late.birth_date, born_late.birth_precision, born_late.death_date = "1990-01-01", "day", "1980-01-01"
        session.commit()
    result = analyse(ward, "--whole")  # nobody told the trail of this change
    assert result.exit_code == 0, result.output
    assert (
        sentence("persons_contradict", "en", {"rows": 1, "file": "analytics/sql/checks/chk_persons.sql"})
        in result.output
    )
    report = json.loads(analyse(ward, "--json").stdout)
    assert report["faults"]["chk_persons"] == 1
    assert "rules_due" in report
