"""The whole stage on a real ledger: questions are stored once, answered ones stay answered, copies are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from analytics import run_analysis
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.findings import FindingFilter, list_findings
from census_app.ledger.reads.snapshot import snapshot_tables
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.ledger.writes.finding_answers import review_finding
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.rounds import open_round
from census_app.settings import SAMPLES_DIR, Settings
from importers.acceptance import accept_rows
from importers.staging import stage_deliveries, stage_survey
from tests.analytics.conftest import AS_OF, WARD

WARD_DIR = SAMPLES_DIR / "ward08"


@pytest.fixture
def ledger(engine: Engine, settings: Settings) -> Engine:
    """One volunteer's sheet and one office's list, accepted."""
    load_reference(engine, OPERATOR)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    sheet = WARD_DIR / "survey" / "ward08_volunteer01.xlsx"
    stage_survey(engine, settings, OPERATOR, sheet, sheet.name, "2022", WARD)
    listed = WARD_DIR / "deliveries" / "ward08_social_services.xlsx"
    stage_deliveries(engine, settings, OPERATOR, listed, listed.name, "social_services", "2021-22", WARD)
    accept_rows(engine, settings, OPERATOR)
    return engine


def deliveries(engine: Engine, settings: Settings) -> list[tuple[Any, ...]]:
    """The deliveries as analytics is given them."""
    with reading(engine) as session:
        return list(snapshot_tables(session, OPERATOR, settings.key("numbers"))["src_deliveries"]())


def states(engine: Engine) -> dict[str, set[str]]:
    """The states of the stored findings by kind."""
    with reading(engine) as session:
        found = list_findings(session, OPERATOR, FindingFilter(), limit=1000)
    return {kind: {line.state for line in found if line.kind == kind} for kind in {line.kind for line in found}}


def test_a_run_stores_its_questions_and_a_second_run_asks_none_of_them_again(
    ledger: Engine, settings: Settings
) -> None:
    first = run_analysis(ledger, settings, OPERATOR, AS_OF)
    assert first.new == sum(first.findings.values()) > 0
    with reading(ledger) as session:
        line = list_findings(session, OPERATOR, FindingFilter(kind="disaster_priority"))[0]
    review_finding(ledger, OPERATOR, line.finding_id, "explained", "visited")
    second = run_analysis(ledger, settings, OPERATOR, AS_OF)
    assert (second.findings, second.new, second.closed) == (first.findings, 0, 0)
    assert "explained" in states(ledger)["disaster_priority"]


def test_a_run_for_a_day_before_everything_closes_what_is_still_open(ledger: Engine, settings: Settings) -> None:
    before = run_analysis(ledger, settings, OPERATOR, AS_OF)
    after = run_analysis(ledger, settings, OPERATOR, date(1900, 1, 1))
    assert after.findings.get("eligible_unserved", 0) == 0 < before.findings["eligible_unserved"]
    assert states(ledger)["eligible_unserved"] == {"closed"}


def test_the_visit_list_is_made_only_when_asked_for_and_left_alone_by_other_runs(
    ledger: Engine, settings: Settings
) -> None:
    assert "child_marriage_risk" not in run_analysis(ledger, settings, OPERATOR, AS_OF).findings
    asked = run_analysis(ledger, settings, OPERATOR, AS_OF, with_child_marriage=True, purpose="visits of the committee")
    assert asked.findings["child_marriage_risk"] > 0
    run_analysis(ledger, settings, OPERATOR, AS_OF)
    assert states(ledger)["child_marriage_risk"] == {"open"}


def test_a_visit_list_without_a_purpose_is_refused_before_anything_is_copied(
    ledger: Engine, settings: Settings
) -> None:
    with pytest.raises(Refused, match="purpose_needed"):
        run_analysis(ledger, settings, OPERATOR, AS_OF, with_child_marriage=True)
    assert not settings.snapshots_dir.is_dir() or list(settings.snapshots_dir.iterdir()) == []


def test_a_delivery_that_was_reversed_counts_for_nothing_and_neither_does_its_counter_entry(
    ledger: Engine, settings: Settings
) -> None:
    before = deliveries(ledger, settings)
    reverse_delivery(ledger, OPERATOR, before[0][0], "listed by mistake")
    assert deliveries(ledger, settings) == before[1:]


def test_each_run_keeps_its_own_copy_and_tells_its_steps(ledger: Engine, settings: Settings) -> None:
    reports = [run_analysis(ledger, settings, OPERATOR, AS_OF) for _ in range(2)]
    kept = sorted(path.name for path in settings.snapshots_dir.iterdir())
    assert kept == sorted(report.snapshot for report in reports)
    summary = _text(settings.snapshots_dir / kept[0] / "sum_ward_population.csv")
    assert summary.startswith("area_code,age_band,sex,persons\n" + WARD)
    assert {line.rpartition(",")[2] for line in summary.splitlines()[1:]}.isdisjoint({"1", "2", "3", "4"})
    steps = [name for name, _ in reports[0].steps]
    assert (steps[0], steps[-2:]) == ("snapshot", ["findings", "store"])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")
