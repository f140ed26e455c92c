"""`census round`: the survey periods."""

from __future__ import annotations

from datetime import datetime

import click

from census_app.cli.arguments import first_day_of
from census_app.cli.lazy import UNREADABLE
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.ledger.writes.rounds import open_round


@click.group("round")
def survey_round() -> None:
    """Open a survey period, prefill its sheets, close it."""


@survey_round.command("open")
@click.argument("code", metavar="YEAR")
@click.option("--opened-on", type=click.DateTime(["%Y-%m-%d"]), help="First day; 1 January of the year when not given.")
@with_run(creates=True)
def open_(run: Run, code: str, opened_on: datetime | None) -> None:
    """Open a survey period."""
    run.require(Permission.ACCEPT_ROWS)
    try:
        day = opened_on.date() if opened_on else first_day_of(code)
    except ValueError:
        raise click.UsageError(f"“{code}” is not a year: say with --opened-on when the round begins.") from None
    round_id = open_round(run.engine, run.scope, code, day)
    run.answer({"round_id": round_id}, f"round {code} is open since {day.isoformat()}")


@survey_round.command()
def prefill() -> None:
    """Not built yet: the volunteers' workbooks with last round's values."""
    _not_built("census round prefill")


@survey_round.command()
def close() -> None:
    """Not built yet: closing a round with a frozen snapshot."""
    _not_built("census round close")


def _not_built(name: str) -> None:
    click.echo(f"`{name}` is not built yet; nothing was done.", err=True)
    raise SystemExit(UNREADABLE)
