"""A file becomes an upload: kept as it came, read, checked, and put into the ledger row by row, not yet believed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.engine import reading
from census_app.ledger.json_text import JsonText, to_json, to_sorted_json
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.reads.staged_rows import UploadCounts, known_row_keys, same_file, upload_counts
from census_app.ledger.writes.uploads import NewProblem, NewRow, NewUpload, store_upload
from census_app.settings import Settings
from importers import read_deliveries, read_survey
from importers.collector import collector_paused
from importers.model import Problem, ReadFile, ReadRow, Severity


@dataclass(frozen=True)
class StagingSummary:
    """What became of a file; `already_known` when exactly these bytes had come before and nothing was changed."""

    upload_id: int
    file_name: str
    already_known: bool
    rows_seen: int
    ready: int
    held: int
    refused: int
    problems: dict[str, int]
    unreadable: Problem | None = None


@dataclass(frozen=True)
class _Place:
    """What the file speaks of, which its uploader says: the place, and the round, or the office and fiscal year."""

    kind: str
    area_code: str
    round_id: int | None = None
    office_code: str = ""
    fiscal_year: str = ""

    @property
    def period(self) -> tuple[int | None, str, str]:
        return self.round_id, self.office_code, self.fiscal_year


def stage_survey(
    engine: Engine, settings: Settings, scope: Scope, path: Path, file_name: str, round_code: str, ward_code: str
) -> StagingSummary:
    """Every row of a volunteer's file waits in the ledger, ready, held or refused with its reasons.

    Raises: NotFound for an unknown round or a ward outside the scope.
    """
    with reading(engine) as session:
        place = _Place("survey", ward_code, round_id=get_round(session, round_code).round_id)
    return _stage(engine, settings, scope, path, file_name, place)


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
    if not scope.holds_office(office_code):
        raise NotFound("office_not_found", {"office": office_code})
    place = _Place("deliveries", area_code, office_code=office_code, fiscal_year=fiscal_year)
    return _stage(engine, settings, scope, path, file_name, place)


def _stage(
    engine: Engine, settings: Settings, scope: Scope, path: Path, file_name: str, place: _Place
) -> StagingSummary:
    if not scope.holds_area(place.area_code):
        raise NotFound("area_not_found", {"area": place.area_code})
    sha256 = _fingerprint(path)
    with reading(engine) as session:
        known = same_file(session, scope, sha256, place.kind, place.area_code, place.period)
        if known is not None:
            return _summary(upload_counts(session, scope, known), already_known=True)
    with collector_paused():
        read = _read(path, file_name, place)
        rows = _new_rows(engine, scope, read.rows, place)
    unreadable = next((p for p in read.problems if p.severity is Severity.BLOCKS_FILE), None)
    upload = NewUpload(
        kind=place.kind,
        file_name=file_name,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        stored_name=_keep(settings, path, sha256, Path(file_name).suffix.lower()),
        state="unreadable" if unreadable is not None else "staged",
        layout=read.layout,
        area_code=place.area_code,
        round_id=place.round_id,
        office_code=place.office_code,
        fiscal_year=place.fiscal_year,
        left_out=[{"sheet": o.sheet, "row": o.row_number, "reason": o.reason} for o in read.left_out],
        rows=rows,
        problems=[new_problem(problem) for problem in read.problems],
    )
    upload_id = store_upload(engine, scope, upload)
    with reading(engine) as session:
        counts = upload_counts(session, scope, upload_id)
    return replace(_summary(counts, already_known=False), unreadable=unreadable)


def _read(path: Path, file_name: str, place: _Place) -> ReadFile:
    if place.kind == "survey":
        return read_survey(path, file_name)
    return read_deliveries(path, file_name, place.office_code, place.fiscal_year)


def _new_rows(engine: Engine, scope: Scope, rows: Sequence[ReadRow], place: _Place) -> list[NewRow]:
    """A row that another file brought already is refused here, so that sending a list twice doubles nothing.

    Within one file equal rows stay: whether somebody was given the same thing twice is the question of this ledger.
    """
    contents = [to_sorted_json(row.values) for row in rows]
    keys = [_row_key(content, place) for content in contents]
    with reading(engine) as session:
        known = known_row_keys(session, scope, place.kind, keys)
    return [_new_row(row, content, key, key in known) for row, content, key in zip(rows, contents, keys, strict=True)]


def _new_row(row: ReadRow, content: JsonText, key: str, repeated: bool) -> NewRow:
    problems = [new_problem(problem) for problem in row.problems]
    if repeated:
        known = Problem("row_already_known", Severity.INFORMATION, row.sheet, row.row_number)
        problems.append(new_problem(known))
    state = "refused" if repeated else row.state.value
    return NewRow(row.sheet, row.row_number, state, content, to_json(row.raw), key, problems)


def new_problem(problem: Problem) -> NewProblem:
    """The problem as the ledger keeps it."""
    where = (problem.sheet, problem.row_number, problem.heading)
    return NewProblem(problem.code, problem.severity.value, *where, dict(problem.details))


def _row_key(content: JsonText, place: _Place) -> str:
    """The fingerprint by which a row of another file, about the same place and time, is recognised as this one."""
    where = f"{place.kind}|{place.area_code}|{place.round_id}|{place.office_code}|{place.fiscal_year}|"
    return hashlib.blake2b((where + content).encode(), digest_size=16).hexdigest()


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(settings: Settings, path: Path, sha256: str, suffix: str) -> str:
    """The bytes lie in the data directory under their fingerprint, whatever the file was called."""
    settings.uploads_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = sha256 + (suffix if suffix.isascii() and len(suffix) <= 8 else "")
    target = settings.uploads_dir / name
    if not target.exists():
        partial = target.with_name(target.name + ".part")
        shutil.copyfile(path, partial)
        partial.rename(target)
    return name


def _summary(counts: UploadCounts, already_known: bool) -> StagingSummary:
    def rows(states: Iterable[str]) -> int:
        return sum(counts.states.get(state, 0) for state in states)

    return StagingSummary(
        upload_id=counts.upload_id,
        file_name=counts.file_name,
        already_known=already_known,
        rows_seen=counts.rows_seen,
        ready=rows(("ready", "accepted", "attached", "suspense")),
        held=rows(("held",)),
        refused=rows(("refused",)),
        problems=counts.problems,
    )
