"""`census doubles`: the whole register searched for people who are listed twice."""

from __future__ import annotations

import click

from analytics.doubles import search_register
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission


@click.command()
@with_run()
def doubles(run: Run) -> None:
    """Ask about everybody who may be listed twice; nobody is merged, and nobody is asked about again."""
    run.require(Permission.DECIDE_MATCHES)
    report = search_register(run.engine, run.scope)
    run.answer(report, run.told("doubles_searched", **vars(report)))
