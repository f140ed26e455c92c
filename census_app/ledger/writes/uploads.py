"""Files taken in: their rows and problems wait here until somebody accepts them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, seal_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.reads.uploaded_rows import waits_for_its_row
from census_app.ledger.standing import is_newest_row, require_open
from census_app.ledger.tables import Job, ReturnedBook, StagedColumns, StagedProblem, StagedRow, Upload
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.corrections import replace_corrected
from census_app.ledger.writes.jobs import JobHold, note_done, note_progress


@dataclass(frozen=True, slots=True)
class NewProblem:
    """Something wrong with a row; with the whole sheet or file when it stands beside the rows.

    Its sender may have confirmed it already: when the row was read before, or in an earlier copy of the file.
    """

    code: str
    severity: str
    sheet: str
    row_number: int | None
    heading: str
    details: dict[str, Any]
    confirmed_by: int | None = None
    confirmed_at: datetime | None = None


class NewRow(NamedTuple):
    """One row of the file, with the state the checks gave it; `raw` are its cells in the order of `columns`.

    `content` and `raw` are JSON, or what becomes it. In a corrected copy the row names the earlier row that it
    corrects, and says whether it takes that row's place.
    """

    sheet: str
    row_number: int
    state: str
    content: Any
    columns: Collection[str]
    raw: Any
    row_key: str
    problems: Sequence[NewProblem]
    corrects_row_id: int | None = None
    replaces: bool = False


@dataclass(frozen=True)
class NewUpload:
    """One file as it came, and what its uploader says it speaks of."""

    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    stored_name: str
    area_code: str
    round_id: int | None = None
    office_code: str = ""
    fiscal_year: str = ""


@dataclass(frozen=True)
class ReadOutcome:
    """What reading the file came to, beside its rows; `state` is staged or unreadable."""

    state: str
    layout: str
    rows_seen: int
    left_out: list[dict[str, Any]]
    problems: Sequence[NewProblem]
    headings: Sequence[dict[str, Any]] = ()
    corrects_upload_id: int | None = None


_ROW_COLUMNS = (
    "id",
    "sheet",
    "row_number",
    "state",
    "content",
    "raw",
    "row_key",
    "corrects_row_id",
)
_PROBLEM_COLUMNS = (
    "staged_row_id",
    "code",
    "severity",
    "sheet",
    "row_number",
    "heading",
    "details",
    "confirmed_by",
    "confirmed_at",
)


def receive_upload(engine: Engine, scope: Scope, new: NewUpload, book_of: int | None = None) -> int:
    """The file stands in the ledger, and a job to read it; the upload's id comes back.

    `book_of` is set for a prefilled book come back: the upload from which it grew.

    Raises: Refused when its round is closed.
    """
    with writing(engine) as session:
        require_open(session, new.round_id, area_code=new.area_code)
        moment = clock.now()
        upload = Upload(**asdict(new), state="reading", uploaded_by=scope.actor_id, uploaded_at=moment)
        session.add(upload)
        session.flush()
        session.add(Job(upload_id=upload.id, area_code=new.area_code, asked_by=scope.actor_id, asked_at=moment))
        if book_of is not None:
            session.add(ReturnedBook(upload_id=upload.id, area_code=new.area_code, source_upload_id=book_of))
        append_event(session, scope, "uploaded", f"upload:{upload.id}", new.area_code)
        return upload.id


def stage_rows(
    engine: Engine,
    scope: Scope,
    hold: JobHold,
    rows: Sequence[NewRow],
    rows_done: int,
    rows_total: int,
    newest: int | None = None,
) -> bool:
    """These rows and their problems wait in the ledger, not yet believed, and the job stands behind them.

    False when rows of another file came in after `newest`, up to which these were held against what is known; then,
    as after a refusal, nothing is stored.

    Raises: Refused when the job was cancelled or taken by another worker; then nothing is stored.
    """
    contents = seal_many(engine, StagedRow, "content", [row.content for row in rows])
    raws = seal_many(engine, StagedRow, "raw", [row.raw for row in rows])
    rows = [row._replace(content=content, raw=raw) for row, content, raw in zip(rows, contents, raws, strict=True)]
    with writing(engine) as session:
        if newest is not None and not is_newest_row(session, newest):
            return False
        note_progress(session, hold, rows_done, rows_total)
        row_ids = take_ids(session, StagedRow, len(rows))
        _insert_rows(session, hold, rows, row_ids)
        replaced = replace_corrected(session, [row.corrects_row_id for row in rows if row.replaces])
        found = [(row_id, problem) for row_id, row in zip(row_ids, rows, strict=True) for problem in row.problems]
        insert_problems(session, hold.upload_id, hold.area_code, found)
        told = {"rows": len(rows), "problems": len(found), "replaced": replaced}
        action = "rows_replaced" if replaced else "rows_staged"
        append_event(session, scope, action, f"upload:{hold.upload_id}", hold.area_code, details=told)
    return True


def finish_upload(engine: Engine, scope: Scope, hold: JobHold, outcome: ReadOutcome) -> None:
    """The file has been read: all its rows wait, what is wrong with the file itself stands beside it.

    Raises: Refused when the job was cancelled or taken by another worker; then nothing is stored.
    """
    with writing(engine) as session:
        note_done(session, hold)
        read = {"state": outcome.state, "layout": outcome.layout, "rows_seen": outcome.rows_seen}
        change = update(Upload).where(col(Upload.id) == hold.upload_id)
        aside = {"left_out": outcome.left_out, "headings": list(outcome.headings)}
        session.connection().execute(change.values(**read, **aside, corrects_upload_id=outcome.corrects_upload_id))
        kept = delete(StagedProblem).where(col(StagedProblem.upload_id) == hold.upload_id, waits_for_its_row())
        session.connection().execute(kept)  # what holds on stands beside the new rows by now
        insert_problems(session, hold.upload_id, hold.area_code, [(None, problem) for problem in outcome.problems])
        append_event(session, scope, "read", f"upload:{hold.upload_id}", hold.area_code, details=read)


def insert_problems(
    session: Session,
    upload_id: int,
    area_code: str,
    found: Sequence[tuple[int | None, NewProblem]],
) -> None:
    """Each problem stands beside its row (or, without one, beside the file)."""
    same = {"upload_id": upload_id, "area_code": area_code}
    insert_many(session, StagedProblem, _PROBLEM_COLUMNS, _problem_rows(found), same)


def insert_problems_by_id(
    session: Session, upload_id: int, area_code: str, found: Sequence[tuple[int | None, NewProblem]]
) -> list[int]:
    """The same, and their ids come back."""
    ids = list(take_ids(session, StagedProblem, len(found)))
    rows = ((id_, *row) for id_, row in zip(ids, _problem_rows(found), strict=True))
    same = {"upload_id": upload_id, "area_code": area_code}
    insert_many(session, StagedProblem, ("id", *_PROBLEM_COLUMNS), rows, same)
    return ids


def _problem_rows(found: Sequence[tuple[int | None, NewProblem]]) -> Iterator[tuple[Any, ...]]:
    return (
        (id_, p.code, p.severity, p.sheet, p.row_number, p.heading, to_json(p.details), p.confirmed_by, p.confirmed_at)
        for id_, p in found
    )


def _insert_rows(session: Session, hold: JobHold, rows: Sequence[NewRow], row_ids: Sequence[int]) -> None:
    for headings, found in groupby(zip(row_ids, rows, strict=True), key=lambda numbered: numbered[1].columns):
        columns = StagedColumns(upload_id=hold.upload_id, area_code=hold.area_code, headings=list(headings))
        session.add(columns)
        session.flush()
        ready = (
            (id_, r.sheet, r.row_number, r.state, r.content, r.raw, r.row_key, r.corrects_row_id) for id_, r in found
        )
        same = {"upload_id": hold.upload_id, "area_code": hold.area_code, "columns_id": columns.id}
        insert_many(session, StagedRow, _ROW_COLUMNS, ready, same)
