"""What other rules would ask is told before anything of it is stored, and adopted rules hold from then on."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analytics.findings import run_analysis
from analytics.preview import preview_analysis
from analytics.rule_versions import adopt, candidate_folder, candidates, in_force, with_folder
from analytics.rulebook import RuleBook
from census_app.cli import main
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.domain.grounds import RuleRefused
from census_app.ledger.engine import reading
from census_app.ledger.reads.findings import FindingFilter, get_finding, list_findings, newest_run
from census_app.reference import read_reference
from census_app.sentences import sentence
from tests.analytics.conftest import AS_OF
from tests.wards import Ward


def candidate(folder: Path, **rules: dict[str, str]) -> Path:
    """The folder holds the rules between benefits with other cells in some lines."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line | rules.get(line["rule_id"], {}) for line in read_reference("exclusivity_rules")]
    with (folder / "exclusivity_rules.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return folder


OFF = {"active": "false", "inactive_reason": "asked elsewhere"}
CHANGED: dict[str, Any] = {"R06": OFF, "R21": {"severity": "info"}, "R11": {"severity": "info"}}


def dump(ward: Ward) -> list[tuple[Any, ...]]:
    tables = ("analysis_runs", "findings", "finding_persons", "finding_reviews", "audit_events")
    with ward.engine.connect() as connection:
        return [tuple(row) for name in tables for row in connection.exec_driver_sql(f"select * from {name}")]


def analyse(ward: Ward, *more: str) -> Result:
    options = ["--as-of", "2022-06-30", "--database", ward.settings.database_url, *more]
    return CliRunner().invoke(main, ["analyse", *options], env={"CENSUS_DATA_DIR": str(ward.settings.data_dir)})


def test_a_preview_tells_what_would_vanish_and_change_and_stores_nothing(ward: Ward, tmp_path: Path) -> None:
    before, kept = dump(ward), sorted(ward.settings.data_dir.rglob("*"))
    book = with_folder(ward.settings, candidate(tmp_path / "candidate", **CHANGED))
    shown = preview_analysis(ward.engine, ward.settings, OPERATOR, AS_OF, book)
    kinds = {kind.kind: kind for kind in shown.kinds}
    food, ages = kinds["household_limit"], kinds["age_outside_rule"]
    assert (food.new.count, food.gone.count, food.after.count) == (0, food.before.count, 0)
    assert food.before.count > 0
    assert ages.severity == (("review", "info", ages.before.count),)
    assert (ages.gone.count, ages.new.count) == (0, 0)
    assert set(shown.rules) == {"R06", "R11", "R21"}
    assert {one.change for one in shown.named} == {"gone", "severity"}
    assert {one.rule_id for one in shown.named if one.change == "gone"} == {"R06"}
    twice = kinds["same_period_twice"]
    assert (twice.before, twice.gone.count, twice.before.money_poisha > 0) == (twice.after, 0, True)
    assert "child_marriage_risk" not in kinds
    assert dump(ward) == before
    assert sorted(ward.settings.data_dir.rglob("*")) == kept


def test_a_preview_the_other_way_round_tells_what_would_be_new_with_its_money(ward: Ward, tmp_path: Path) -> None:
    adopt(ward.engine, ward.settings, OPERATOR, candidate(tmp_path / "off", R01=OFF))
    back = with_folder(ward.settings, candidate(tmp_path / "on"))
    shown = preview_analysis(ward.engine, ward.settings, OPERATOR, AS_OF, back)
    [twice] = [kind for kind in shown.kinds if kind.kind == "same_period_twice"]
    assert (twice.before.count, twice.gone.count) == (0, 0)
    assert (twice.new.count, twice.new.money_poisha) == (twice.after.count, twice.after.money_poisha)
    assert twice.new.money_poisha > 0


def test_adopted_rules_hold_in_the_next_run_and_what_they_no_longer_ask_closes_and_says_why(
    ward: Ward, tmp_path: Path
) -> None:
    before = in_force(ward.settings)
    book = adopt(ward.engine, ward.settings, OPERATOR, candidate(tmp_path / "candidate", **CHANGED))
    assert in_force(ward.settings) == book
    assert in_force(ward.settings).version != before.version
    run_analysis(ward.engine, ward.settings, OPERATOR, AS_OF)
    with reading(ward.engine) as session:
        run = newest_run(session)
        food = list_findings(session, OPERATOR, FindingFilter(kind="household_limit"))
        [first, *_] = [get_finding(session, OPERATOR, line.finding_id) for line in food]
    assert run is not None
    assert (run.rules_version, "R06" in run.rules) == (book.version, False)
    assert {line.state for line in food} == {"closed"}
    assert first.answers[0].changes == ({"code": "ground_rule_off", "values": {"rule": "R06"}},)


def test_a_second_adoption_keeps_what_the_first_put_in_place_and_both_stay_on_the_disk(
    ward: Ward, tmp_path: Path
) -> None:
    adopt(ward.engine, ward.settings, OPERATOR, candidate(tmp_path / "one", R06=OFF))
    (tmp_path / "two").mkdir()
    text = (Path("analytics/rules/unserved.toml")).read_text(encoding="utf-8").replace("value = 12", "value = 6")
    (tmp_path / "two" / "unserved.toml").write_text(text, encoding="utf-8")
    book = adopt(ward.engine, ward.settings, OPERATOR, tmp_path / "two")
    assert "R06" not in book.rule_versions()
    assert book.thresholds()["unserved_for_months"].value == 6
    assert len(list((ward.settings.rules_dir / "adopted").iterdir())) == 2


def test_a_candidate_that_may_not_enter_a_run_is_told_and_never_adopted(ward: Ward) -> None:
    folder = ward.settings.rules_dir / "candidates"
    candidate(folder / "good", R02={"severity": "info"})
    candidate(folder / "bad", R02={"source": ""})
    found = {one.name: one for one in candidates(ward.settings)}
    assert found["good"].version == RuleBook((folder / "good",)).version
    assert found["good"].refusal is None
    assert found["bad"].refusal is not None
    assert found["bad"].refusal.code == "rule_without_ground"
    with pytest.raises(RuleRefused):
        adopt(ward.engine, ward.settings, OPERATOR, folder / "bad")
    assert in_force(ward.settings) == RuleBook()
    for name in ("nowhere", "../candidates", ".."):
        with pytest.raises(Refused, match="rules_not_found"):
            candidate_folder(ward.settings, name)


def test_the_command_previews_and_then_stores(ward: Ward, tmp_path: Path) -> None:
    before = dump(ward)
    folder = str(candidate(tmp_path / "candidate", **CHANGED))
    result = analyse(ward, "--preview", "--rules", folder)
    assert result.exit_code == 0, result.output
    assert sentence("preview_stored_nothing", "en") in result.output
    assert "R06, R11, R21" in result.output
    vanish = {"new": 0, "new_bdt": "0", "gone": 8, "gone_bdt": "12000", "before": 8, "after": 0}
    assert f"household_limit: {sentence('preview_kind', 'en', vanish)}" in result.output
    assert sentence("preview_severity", "en", {"count": 3, "before": "review", "after": "info"}) in result.output
    assert dump(ward) == before
    told = json.loads(analyse(ward, "--preview", "--rules", folder, "--json").stdout)
    assert {kind["kind"]: kind["gone"]["count"] for kind in told["kinds"]}["household_limit"] == 8
    stored = json.loads(analyse(ward, "--rules", folder, "--json").stdout)
    assert "household_limit" not in stored["findings"]
    again = json.loads(analyse(ward, "--json").stdout)
    assert "household_limit" not in again["findings"]


def test_a_preview_of_the_rules_in_force_changes_nothing(ward: Ward) -> None:
    result = analyse(ward, "--preview")
    assert sentence("preview_nothing", "en") in result.output
    versions = {"before": in_force(ward.settings).version, "after": in_force(ward.settings).version, "rules": "-"}
    assert sentence("preview_versions", "en", versions) in result.output
    assert "household_limit" not in result.output


@pytest.mark.parametrize(
    ("cells", "code"), [({"source": ""}, "rule_without_ground"), ({"severity": "bad"}, "rule_badly_said")]
)
@pytest.mark.parametrize("more", [(), ("--preview",)])
def test_the_command_refuses_bad_rules_in_one_line_and_stores_nothing(
    ward: Ward, tmp_path: Path, cells: dict[str, str], code: str, more: tuple[str, ...]
) -> None:
    before = dump(ward)
    result = analyse(ward, "--rules", str(candidate(tmp_path / "candidate", R02=cells)), *more)
    assert result.exit_code in (1, 2)
    field = next(iter(cells))
    said = sentence(code, "en", {"file": "exclusivity_rules.csv", "entry": "R02", "field": field})
    assert said in result.output
    assert "Traceback" not in result.output
    assert dump(ward) == before
