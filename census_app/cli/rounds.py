"""`census round`: the survey periods."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from census_app.cli.arguments import AREA_FORM, UNION, WARD, first_day_of
from census_app.cli.lazy import REFUSED
from census_app.cli.round_words import told_closed, told_difference, told_proof
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.areas import ward_code
from census_app.ledger.engine import reading
from census_app.ledger.reads.areas import get_area
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.closed_rounds import check_head, closed_round
from census_app.ledger.reads.returned_books import progress_of
from census_app.ledger.reads.round_differences import difference
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.writes.audit import record_look
from census_app.ledger.writes.rounds import close_round, note_books, open_round, open_round_for
from census_app.sentences import shown
from importers.prefilled_forms import file_name_of, write_prefilled_form


@click.group("round")
def survey_round() -> None:
    """Open a survey period, prefill its sheets, close it."""


@survey_round.command("open")
@click.argument("code", metavar="YEAR")
@click.option("--opened-on", type=click.DateTime(["%Y-%m-%d"]), help="First day; 1 January of the year when not given.")
@click.option("--area", metavar="CODE", callback=AREA_FORM, help="A union or ward; everywhere when not given.")
@with_run(creates=True)
def open_(run: Run, code: str, opened_on: datetime | None, area: str | None) -> None:
    """Open a survey period, everywhere or for one place after the other."""
    run.require(Permission.ACCEPT_ROWS)
    try:
        day = opened_on.date() if opened_on else first_day_of(code)
    except ValueError:
        raise click.UsageError(f"“{code}” is not a year: say with --opened-on when the round begins.") from None
    if area:
        round_id = open_round_for(run.engine, run.scope, code, day, area)
        run.answer({"round_id": round_id}, run.told("round_open_there", round=code, area=area))
        return
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
    note_books(run.engine, run.scope, code, area_code, books)
    out.mkdir(parents=True, exist_ok=True)
    written = {}
    for book in books:
        path = out / file_name_of(book, code)
        written[path.name] = write_prefilled_form(book, code, path, run.language)
    told = (run.told("persons_written", path=out / name, persons=persons) for name, persons in written.items())
    run.answer(written, "\n".join(told))


@survey_round.command()
@click.argument("code", metavar="YEAR")
@with_run()
def close(run: Run, code: str) -> None:
    """Close a survey period: what it counted stands for ever, and it takes nothing more."""
    run.require(Permission.ACCEPT_ROWS)
    close_round(run.engine, run.scope, code)
    _show(run, code)


@survey_round.command()
@click.argument("code", metavar="YEAR")
@click.option("--proof", is_flag=True, help="A sheet to be printed and signed.")
@with_run()
def show(run: Run, code: str, proof: bool) -> None:
    """Tell what a closed survey period counted, and what became known since; or a sheet to be signed."""
    run.require(Permission.SEE_HOUSEHOLDS)
    if proof:
        with reading(run.engine) as session:
            closed = closed_round(session, run.scope, get_round(session, code))
        run.answer(closed, "\n".join(told_proof(run, closed)))
        return
    _show(run, code)


@survey_round.command()
@click.argument("code", metavar="YEAR")
@click.argument("head", metavar="HASH", nargs=-1, required=True)
@with_run()
def check(run: Run, code: str, head: tuple[str, ...]) -> None:
    """Tell whether the hash on a signed sheet belongs to a closed survey period; exit 1 when it does not."""
    run.require(Permission.SEE_HOUSEHOLDS)
    with reading(run.engine) as session:
        found = check_head(session, run.scope, get_round(session, code), "".join(head))
    told = "head_belongs" if found.in_trail else "head_left_trail"
    if found.area_code is None:
        told = "head_of_no_area" if found.nearly is None else "head_nearly"
    area = found.area_code or found.nearly or "–"
    run.answer(
        found,
        run.told(told, round=code, area=area, groups=", ".join(shown(group, run.language) for group in found.groups)),
    )
    if not found.in_trail:
        raise SystemExit(REFUSED)


@survey_round.command()
@click.argument("older", metavar="OLD")
@click.argument("newer", metavar="NEW")
@UNION
@WARD
@with_run()
def diff(run: Run, older: str, newer: str, union_code: str, ward: int) -> None:
    """Tell person by person what a later round of a ward says otherwise than an earlier one."""
    run.require(Permission.SEE_HOUSEHOLDS)
    area_code = ward_code(union_code, ward)
    with reading(run.engine) as session:
        get_area(session, run.scope, area_code)
        found = difference(session, run.scope, get_round(session, older), get_round(session, newer), area_code)
    record_look(run.engine, run.scope, "round_difference", area_code)
    run.answer(found, "\n".join(told_difference(run, found)))


@survey_round.command()
@click.argument("code", metavar="YEAR")
@UNION
@WARD
@with_run()
def progress(run: Run, code: str, union_code: str, ward: int) -> None:
    """Tell how far each volunteer's prefilled book of a ward has come."""
    run.require(Permission.SEE_ALL_UPLOADS)
    area_code = ward_code(union_code, ward)
    with reading(run.engine) as session:
        get_area(session, run.scope, area_code)
        books = progress_of(session, run.scope, get_round(session, code), area_code)
    run.answer([vars(book) for book in books], "\n".join(run.told("round_progress", **vars(book)) for book in books))


def _show(run: Run, code: str) -> None:
    with reading(run.engine) as session:
        closed = closed_round(session, run.scope, get_round(session, code))
    run.answer(closed, "\n".join(told_closed(run, closed)))
