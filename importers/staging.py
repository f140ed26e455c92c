"""A file that was taken in is read and checked, and its rows are put into the ledger, not yet believed."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from census_app.domain.access import EVERY_OFFICE, Scope
from census_app.domain.errors import Refused
from census_app.domain.row_states import BELIEVED, OUT_OF_THE_WAY
from census_app.ledger.engine import reading
from census_app.ledger.json_text import JsonBytes, to_sorted_json
from census_app.ledger.kept_files import opened_file
from census_app.ledger.reads.jobs import FileToRead, file_to_read
from census_app.ledger.reads.matches import known_persons
from census_app.ledger.reads.staged_rows import UploadCounts, known_row_keys, rows_that_stay, upload_counts
from census_app.ledger.reads.uploaded_rows import RowLine, RowProblem, confirmed_before, confirmed_rows
from census_app.ledger.standing import newest_row
from census_app.ledger.writes.jobs import MOST_ATTEMPTS, JobHold, cancel_job, claim_job, count_rows, lease_renewed
from census_app.ledger.writes.uploads import NewProblem, NewRow, ReadOutcome, finish_upload, stage_rows
from census_app.settings import Settings
from importers import read_deliveries, read_survey
from importers.acceptance import NUMBER_KEY
from importers.collector import collector_paused
from importers.confirmations import still_confirmed
from importers.corrections import Correction, Corrections, already_known, correct, corrections_in
from importers.heading_memory import answers_for
from importers.intake import Received, receive_deliveries, receive_survey
from importers.ledger_checks import check_against_ledger
from importers.matching import Register
from importers.model import Problem, ReadFile, ReadRow, RowState, Severity

ROWS_AT_ONCE = 5_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class StagingSummary:
    """What became of a file; `already_known` when exactly these bytes had come before and nothing was changed."""

    upload_id: int
    file_name: str
    already_known: bool
    state: str
    rows_seen: int
    ready: int
    held: int
    refused: int
    problems: dict[str, int]
    unreadable: Problem | None = None


def stage_survey(
    engine: Engine, settings: Settings, scope: Scope, path: Path, file_name: str, round_code: str, ward_code: str
) -> StagingSummary:
    """Every row of a volunteer's file waits in the ledger, ready, held or refused with its reasons.

    Raises: NotFound for an unknown round or a ward outside the scope.
    """
    received = receive_survey(engine, settings, scope, path, file_name, round_code, ward_code)
    return stage_received(engine, settings, scope, received)


def stage_deliveries(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    path: Path,
    file_name: str,
    office_code: str,
    fiscal_year: str,
    area_code: str,
) -> StagingSummary:
    """Every row of an office's list waits in the ledger, ready, held or refused with its reasons.

    Raises: NotFound for an area or office outside the scope.
    """
    received = receive_deliveries(engine, settings, scope, path, file_name, office_code, fiscal_year, area_code)
    return stage_received(engine, settings, scope, received)


def stage_received(engine: Engine, settings: Settings, scope: Scope, received: Received) -> StagingSummary:
    """The upload has been read here and now, unless it was before or another worker is at it."""
    hold = claim_job(engine, worker_name(), received.upload_id)
    if hold is not None:
        stage(engine, settings, hold)
    return summary_of(engine, scope, received)


def worker_name() -> str:
    """Under which this process holds jobs: the machine and the process, so that its death can be seen."""
    return f"{socket.gethostname()}:{os.getpid()}"


def summary_of(engine: Engine, scope: Scope, received: Received) -> StagingSummary:
    """What became of an upload so far."""
    with reading(engine) as session:
        return _summary(upload_counts(session, scope, received.upload_id), received.already_known)


def stage(engine: Engine, settings: Settings, hold: JobHold, on_progress: Progress | None = None) -> None:
    """The upload of the job has been read, or is cancelled; rows that an earlier attempt stored are not stored again.

    Raises: Refused when another worker took the job over.
    """
    scope = Scope(hold.asked_by, "", (hold.area_code,), (EVERY_OFFICE,), frozenset())
    with reading(engine) as session:
        file = file_to_read(session, scope, hold.upload_id)
    try:
        with lease_renewed(engine, hold), collector_paused():
            _stage(engine, settings, scope, hold, file, on_progress)
    except Refused as refused:
        if refused.code != "upload_cancelled":
            raise
        cancel_job(engine, scope, hold)


def _stage(
    engine: Engine, settings: Settings, scope: Scope, hold: JobHold, file: FileToRead, on_progress: Progress | None
) -> None:
    read = _read(engine, settings, scope, hold, file) if hold.attempts <= MOST_ATTEMPTS else _given_up()
    total = len(read.rows)
    with reading(engine) as session:  # when the file was read before, believed rows and those put right
        staying = rows_that_stay(session, scope, hold.upload_id)
    count_rows(engine, hold, total)
    against = _against(engine, settings, scope, file, hold.upload_id, read)
    for start in range(hold.rows_done, total, ROWS_AT_ONCE):
        rows = read.rows[start : start + ROWS_AT_ONCE]
        stored = False
        while not stored:
            newest, new_rows = _new_rows(engine, scope, rows, start, file, against)
            new_rows = [row for row in new_rows if (row.sheet, row.row_number) not in staying]
            stored = stage_rows(engine, scope, hold, new_rows, start + len(rows), total, newest)
        if on_progress is not None:
            on_progress(start + len(rows), total)
    unreadable = any(problem.severity is Severity.BLOCKS_FILE for problem in read.problems)
    outcome = ReadOutcome(
        state="unreadable" if unreadable else "staged",
        layout=read.layout,
        rows_seen=total,
        left_out=[{"sheet": line.sheet, "row": line.row_number, "reason": line.reason} for line in read.left_out],
        problems=[new_problem(problem) for problem in read.problems],
        headings=[{**vars(table), "columns": dict(table.columns)} for table in read.headings],
        corrects_upload_id=against.corrections.first_id,
    )
    finish_upload(engine, scope, hold, outcome)


def _read(engine: Engine, settings: Settings, scope: Scope, hold: JobHold, file: FileToRead) -> ReadFile:
    with reading(engine) as session:
        answers = answers_for(session, scope, file, hold.upload_id, hold.asked_at)
    with opened_file(settings, file.stored_name) as path:
        if file.kind == "survey":
            return read_survey(path, file.file_name, today=date.fromisoformat(file.uploaded_on), answers=answers)
        return read_deliveries(path, file.file_name, file.office_code, file.fiscal_year, answers)


def _given_up() -> ReadFile:
    """The file whose reading has ended its worker again and again."""
    return ReadFile("", problems=(Problem("file_killed_reader", Severity.BLOCKS_FILE),))


@dataclass(frozen=True)
class _Against:
    """What the rows of a file are held against: rows before them, persons believed, the file that they correct.

    `confirmed` is what was confirmed of rows of this very file before it was read again, by their place in it.
    """

    upload_id: int
    number_key: bytes
    register: Register | None
    corrections: Corrections
    confirmed: Mapping[tuple[str, int], Sequence[RowProblem]]


def _against(
    engine: Engine, settings: Settings, scope: Scope, file: FileToRead, upload_id: int, read: ReadFile
) -> _Against:
    number_key = settings.key(NUMBER_KEY)

    def keys() -> list[str]:
        return row_keys([to_sorted_json(row.values) for row in read.rows], file, number_key)

    corrections = corrections_in(engine, settings, scope, file, upload_id, read, keys)
    with reading(engine) as session:
        confirmed = confirmed_before(session, scope, upload_id)
    return _Against(upload_id, number_key, _register(engine, scope, file, number_key), corrections, confirmed)


def _register(engine: Engine, scope: Scope, file: FileToRead, number_key: bytes) -> Register | None:
    """The persons believed to live in a survey's ward; None while there are none, and for an office's list."""
    if file.kind != "survey":
        return None
    with reading(engine) as session:
        persons = known_persons(session, scope, file.area_code)
    return Register(persons, number_key) if persons else None


def _new_rows(
    engine: Engine, scope: Scope, rows: Sequence[ReadRow], start: int, file: FileToRead, against: _Against
) -> tuple[int, list[NewRow]]:
    """A row that another file brought already is refused here, so that sending a list twice doubles nothing.

    Within one file equal rows stay: whether somebody was given the same thing twice is the question of this ledger.
    Shape: the newest row of all that these were held against, and the rows.
    """
    contents = [to_sorted_json(row.values) for row in rows]
    keys = row_keys(contents, file, against.number_key)
    with reading(engine) as session:
        newest = newest_row(session)
        known = known_row_keys(session, scope, keys, against.upload_id)
        corrections = [against.corrections.of(start + place, key) for place, key in enumerate(keys)]
        earlier = confirmed_rows(session, scope, [one.row_id for one in corrections if one is not None])
    found = zip(rows, contents, keys, corrections, strict=True)
    new_rows = [
        _new_row(row, content, key, *_stands(row, correction, file.kind, key in known), correction, against.register)
        for row, content, key, correction in found
    ]
    return newest, [_as_confirmed(new, row, against, earlier) for new, row in zip(new_rows, rows, strict=True)]


def _as_confirmed(new: NewRow, row: ReadRow, against: _Against, earlier: Mapping[int, RowLine]) -> NewRow:
    """The row, its problems confirmed as they were before; `earlier` are corrected rows of which something was."""
    before = against.confirmed.get((row.sheet, row.row_number), ())
    corrects = earlier.get(new.corrects_row_id or 0)
    if not before and corrects is None:
        return new
    return new._replace(problems=still_confirmed(new.problems, row, before, corrects))


def _stands(
    row: ReadRow, correction: Correction | None, kind: str, is_known: bool
) -> tuple[RowState, Sequence[Problem]]:
    """The state of the row, and what is to be said about rows before it."""
    if correction is not None:
        return correct(row, correction, kind, is_known)
    return (RowState.REFUSED, [already_known(row)]) if is_known else (row.state, ())


def _new_row(
    row: ReadRow,
    content: JsonBytes,
    key: str,
    state: RowState,
    more: Sequence[Problem],
    correction: Correction | None,
    register: Register | None,
) -> NewRow:
    problems = [*row.problems, *more]
    if state is not RowState.REFUSED and register is not None:
        problems += check_against_ledger(row, register)
    told = [new_problem(problem) for problem in problems]
    corrects = (correction.row_id, correction.replaces) if correction is not None else ()
    return NewRow(row.sheet, row.row_number, state.value, content, row.raw.places, row.raw.texts, key, told, *corrects)


def new_problem(problem: Problem) -> NewProblem:
    """The problem as the ledger keeps it."""
    where = (problem.sheet, problem.row_number, problem.heading)
    return NewProblem(problem.code, problem.severity.value, *where, dict(problem.details))


def row_keys(contents: Sequence[JsonBytes], file: FileToRead, number_key: bytes) -> list[str]:
    """The fingerprints by which rows of another file, about the same place and time, are recognised as these.

    Those of one place and time begin alike, so that the ledger finds and adds them side by side. They are keyed:
    nobody finds out from them which number stands in a row by trying all numbers.
    """
    where = f"{file.kind}|{file.area_code}|{file.round_id}|{file.office_code}|{file.fiscal_year}"
    beginning = hashlib.blake2b(where.encode(), digest_size=4).hexdigest()
    keyed = partial(hashlib.blake2b, key=number_key, digest_size=12)
    return [beginning + keyed(content).hexdigest() for content in contents]


def _summary(counts: UploadCounts, already_known: bool) -> StagingSummary:
    def rows(states: Iterable[str]) -> int:
        return sum(counts.states.get(state, 0) for state in states)

    return StagingSummary(
        upload_id=counts.upload_id,
        file_name=counts.file_name,
        already_known=already_known,
        state=counts.state,
        rows_seen=counts.rows_seen,
        ready=rows(("ready", *BELIEVED)),
        held=rows(("held",)),
        refused=rows(OUT_OF_THE_WAY),
        problems=counts.problems,
        unreadable=_blocking(counts),
    )


def _blocking(counts: UploadCounts) -> Problem | None:
    if counts.blocked_by is None:
        return None
    code, sheet, heading, details = counts.blocked_by
    return Problem(code, Severity.BLOCKS_FILE, sheet, heading=heading, details=details)
