"""`census upload` and `census accept`: files in (and handed back), rows believed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from census_app.cli.answers import ANSWERS, answered, headings, take_answers, tell_unused
from census_app.cli.arguments import AREA_FORM, FISCAL_YEAR, OFFICES, UNION, WARD, first_day_of
from census_app.cli.hand_back import hand_back_upload
from census_app.cli.lazy import UNREADABLE
from census_app.cli.reading_files import going_on_later, read_files, readers
from census_app.cli.run import Run, with_run
from census_app.cli.telling import told_file, told_rows, told_waiting
from census_app.cli.undoing import look_ahead
from census_app.domain.access import OPERATOR, Permission
from census_app.domain.areas import ward_code
from census_app.domain.errors import NotFound
from census_app.ledger.engine import reading
from census_app.ledger.reads.areas import get_area
from census_app.ledger.reads.heading_answers import HeldAnswer
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.reads.staged_rows import upload_counts, waiting_uploads
from census_app.ledger.writes.rounds import open_round
from census_app.sentences import sentence
from importers.acceptance import accept_rows
from importers.intake import Received, receive_deliveries, receive_survey
from importers.staging import StagingSummary, summary_of

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(readable=False, path_type=Path))


@click.group()
def upload() -> None:
    """Take files in: read, check and stage them."""


@upload.command()
@FILES
@click.option("--round", "round_code", required=True, metavar="YEAR")
@UNION
@WARD
@ANSWERS
@with_run(creates=True)
def survey(
    run: Run, files: tuple[Path, ...], round_code: str, union_code: str, ward: int, answers_file: Path | None
) -> None:
    """Take volunteers' sheets of one ward."""
    run.require(Permission.UPLOAD_SURVEY)
    area_code = ward_code(union_code, ward)
    _require_area(run, area_code)
    _require_round(run, round_code)
    answers = take_answers(run, answers_file, "survey", area_code)

    def receive(path: Path) -> Received:
        return receive_survey(run.engine, run.settings, run.scope, path, path.name, round_code, area_code)

    _take_in(run, files, answered(run, "survey", answers, receive), answers)


@upload.command()
@FILES
@click.option("--office", "office_code", required=True, metavar="CODE", type=OFFICES)
@FISCAL_YEAR
@click.option(
    "--area",
    "area_code",
    metavar="CODE",
    callback=AREA_FORM,
    help="Place the list speaks of; the actor's own when not given.",
)
@ANSWERS
@with_run(creates=True)
def deliveries(
    run: Run,
    files: tuple[Path, ...],
    office_code: str,
    fiscal_year: str,
    area_code: str | None,
    answers_file: Path | None,
) -> None:
    """Take an office's lists of one fiscal year."""
    run.require(Permission.UPLOAD_DELIVERIES)
    place = area_code if area_code is not None else run.scope.areas[0]
    if place:
        _require_area(run, place)
    answers = take_answers(run, answers_file, "deliveries", place, office_code)

    def receive(path: Path) -> Received:
        place_and_time = (office_code, fiscal_year, place)
        return receive_deliveries(run.engine, run.settings, run.scope, path, path.name, *place_and_time)

    _take_in(run, files, answered(run, "deliveries", answers, receive), answers)


upload.add_command(hand_back_upload)
upload.add_command(headings)


@click.command()
@click.option("--round", "round_code", metavar="YEAR")
@click.option("--upload", "upload_id", type=int, metavar="ID")
@click.option("--dry-run", is_flag=True, help="Only count what the waiting survey rows would change.")
@with_run()
def accept(run: Run, round_code: str | None, upload_id: int | None, dry_run: bool) -> None:
    """Believe every staged row that no problem blocks; a delivery finds its person or waits in suspense."""
    if dry_run:
        look_ahead(run, round_code, upload_id)
        return
    waiting = _lists_waiting(run, round_code, upload_id)
    done = accept_rows(run.engine, run.settings, run.scope, round_code, upload_id, processes=readers())
    told = [f"    {file}: {line}" for id_, file in waiting.items() for line in told_waiting(run, id_, "suspense")]
    run.answer(done, "\n".join([told_rows(done, run.language), *told]))


def _lists_waiting(run: Run, round_code: str | None, upload_id: int | None) -> dict[int, str]:
    """The offices' lists with rows that are ready, by id with the name of the file.

    Raises: NotFound for a round or an upload that is not there.
    """
    with reading(run.engine) as session:
        if upload_id is not None:
            upload_counts(session, run.scope, upload_id)
        round_id = get_round(session, round_code).round_id if round_code else None
        waiting = waiting_uploads(session, run.scope, round_id, upload_id)
    return {upload.upload_id: upload.file_name for upload in waiting if upload.kind == "deliveries"}


def _take_in(
    run: Run, files: tuple[Path, ...], receive: Callable[[Path], Received], answers: Sequence[HeldAnswer]
) -> None:
    """All files are kept, then read; each is answered for on its own: a bad one does not keep the others out."""
    received: list[Received] = []
    uploads: dict[int, str] = {}
    there = [path for path in files if _is_there(run, path)]
    with going_on_later(run, uploads, len(there)):
        for path in there:
            received.append(receive(path))
            uploads.setdefault(received[-1].upload_id, path.name)
        read_files(run, uploads)
    tell_unused(run, answers, uploads)
    summaries = [summary_of(run.engine, run.scope, one) for one in received]
    run.answer([_as_record(s) for s in summaries], "\n".join(told_file(run, s) for s in summaries))
    if len(there) < len(files) or any(summary.unreadable is not None for summary in summaries):
        raise SystemExit(UNREADABLE)


def _is_there(run: Run, path: Path) -> bool:
    """True for a file that can be opened; of any other name one line says why it was left aside."""
    code = "path_not_found" if not path.exists() else "path_is_folder" if path.is_dir() else ""
    if not code and not os.access(path, os.R_OK):
        code = "path_not_readable"
    if code:
        click.echo(sentence(code, run.language, {"file": str(path)}), err=True)
    return not code


def _as_record(summary: StagingSummary) -> dict[str, object]:
    unreadable = summary.unreadable.code if summary.unreadable is not None else None
    return {**vars(summary), "unreadable": unreadable}


def _require_area(run: Run, area_code: str) -> None:
    with reading(run.engine) as session:
        get_area(session, run.scope, area_code)


def _require_round(run: Run, round_code: str) -> None:
    """A round named for a year is opened with its first sheet; any other must have been opened before."""
    try:
        with reading(run.engine) as session:
            get_round(session, round_code)
    except NotFound:
        try:
            opened_on = first_day_of(round_code)
        except ValueError:
            raise NotFound("round_not_found") from None
        open_round(run.engine, OPERATOR, round_code, opened_on)
        run.say("round_opened", round=round_code)
