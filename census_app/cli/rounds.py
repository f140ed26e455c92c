"""`census round`: the survey periods."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from census_app.cli.arguments import UNION, WARD, first_day_of
from census_app.cli.lazy import UNREADABLE
from census_app.cli.run import IN_LANGUAGE, Run, with_run
from census_app.domain.access import Permission
from census_app.domain.areas import ward_code
from census_app.ledger.engine import reading
from census_app.ledger.reads.areas import get_area
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.writes.audit import record_export
from census_app.ledger.writes.rounds import open_round
from census_app.sentences import sentence
from importers.prefilled_forms import file_name_of, write_prefilled_form


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
    run.answer({"round_id": round_id}, run.told("round_open_since", round=code, day=day.isoformat()))


@survey_round.command()
@click.argument("code", metavar="YEAR")
@UNION
@WARD
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_run()
def prefill(run: Run, code: str, union_code: str, ward: int, out: Path) -> None:
    """Write a workbook for each volunteer's sheet, with its households as they are believed now."""
    run.require(Permission.EXPORT)
    area_code = ward_code(union_code, ward)
    with reading(run.engine) as session:
        get_area(session, run.scope, area_code)
        get_round(session, code)
        books = books_of(session, run.scope, area_code)
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for book in books:
        path = out / file_name_of(book, code)
        written[path.name] = write_prefilled_form(book, code, path, run.language)
    record_export(run.engine, run.scope, "books", area_code, sum(written.values()), f"round {code}")
    told = (run.told("persons_written", path=out / name, persons=persons) for name, persons in written.items())
    run.answer(written, "\n".join(told))


@survey_round.command()
@IN_LANGUAGE
def close(language: str) -> None:
    """Not built yet: closing a round with a frozen snapshot."""
    click.echo(sentence("command_not_built", language, {"command": "census round close"}), err=True)
    raise SystemExit(UNREADABLE)
