"""`census analyse`: the questions of a day, asked of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from analytics.findings import RunReport, run_analysis
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.sentences import sentence

FAULTS = {
    "chk_deliveries": "deliveries_contradict",
    "chk_numbers": "numbers_shared",
    "chk_persons": "persons_contradict",
}
"""What a check that found rows says, by the check."""


@click.command()
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which ages are reckoned.")
@click.option("--child-marriage", is_flag=True, help="Also make the visit list of girls at risk (off by default).")
@click.option("--purpose", default="", help="What the visit list is made for; the trail keeps it.")
@with_run()
def analyse(run: Run, as_of: datetime, child_marriage: bool, purpose: str) -> None:
    """Copy the ledger, run every model over the copy, keep the findings."""
    run.require(Permission.RUN_ANALYSIS)
    if child_marriage:
        run.require(Permission.SEE_CHILD_MARRIAGE)
    report = run_analysis(run.engine, run.settings, run.scope, as_of.date(), child_marriage, purpose)
    run.answer(report, "\n".join(told(report, run.language)))


def told(report: RunReport, language: str) -> Iterator[str]:
    """The report in lines: findings, seconds, then a sentence for whatever somebody should look at."""
    yield sentence("findings_told", language)
    yield from (f"    {kind} {count}" for kind, count in report.findings.items())
    yield sentence("steps_told", language)
    for name, seconds in report.steps:
        yield f"    {sentence('step_took', language, {'step': name, 'seconds': f'{seconds:.2f}'})}"
    for check, rows in report.faults.items():
        yield sentence(FAULTS[check], language, {"rows": rows, "file": f"analytics/sql/checks/{check}.sql"})
    for rule in report.rules_due:
        yield sentence("rule_due", language, {"rule": rule})
