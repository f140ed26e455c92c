"""`census analyse`: the questions of a day, asked of the ledger."""

from __future__ import annotations

from datetime import datetime

import click

from analytics.findings import run_analysis
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission


@click.command()
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which ages are reckoned.")
@click.option("--child-marriage", is_flag=True, help="Also make the visit list of girls at risk (off by default).")
@with_run()
def analyse(run: Run, as_of: datetime, child_marriage: bool) -> None:
    """Copy the ledger, run every model over the copy, keep the findings."""
    run.require(Permission.RUN_ANALYSIS)
    if child_marriage:
        run.require(Permission.SEE_CHILD_MARRIAGE)
    report = run_analysis(run.engine, run.settings, run.scope, as_of.date(), child_marriage)
    findings = [f"{kind} {count}" for kind, count in report.findings.items()]
    steps = [f"{name} {seconds:.2f} s" for name, seconds in report.steps]
    run.answer(
        report, "\n".join(["findings:", *(f"    {f}" for f in findings), "steps:", *(f"    {s}" for s in steps)])
    )
