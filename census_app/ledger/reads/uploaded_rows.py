"""The rows of one file as a page shows them: what is wrong with each, what was put right in it, by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, type_coerce
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.domain.row_states import OUT_OF_THE_WAY, WAITING
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.staged_rows import written_cells
from census_app.ledger.reads.uploads import HEAVIEST_FIRST, is_still_asked, weight_of
from census_app.ledger.scoping import options
from census_app.ledger.sealing import Sealed
from census_app.ledger.tables import RowCorrection, StagedColumns, StagedProblem, StagedRow, Upload, User

_CONFIRMED, _NOTHING_WRONG = len(HEAVIEST_FIRST), len(HEAVIEST_FIRST) + 1

_AT_ONCE_BELOW = 20
"""A household has few members, and rarely are the lines of more than one asked for."""


@dataclass(frozen=True)
class RowFilter:
    """Which rows are wanted; an empty text asks for nothing.

    A household is wanted whole, otherwise the rows of which something is told or which were put right.
    """

    code: str = ""
    severity: str = ""
    sheet: str = ""
    household: str = ""


@dataclass(frozen=True)
class RowProblem:
    """Something wrong with a row; `confirmed_by` names who answered that it is right as written, at that moment."""

    problem_id: int
    code: str
    severity: str
    heading: str
    details: dict[str, Any]
    confirmed_by: str
    confirmed_at: datetime | None
    confirmed_by_id: int | None


@dataclass(frozen=True)
class CorrectionLine:
    """One cell that was written again."""

    heading: str
    written_before: str
    written_now: str
    corrected_by: str
    corrected_at: datetime


@dataclass(frozen=True)
class RowLine:
    """One row: its cells as the file had them, what they mean now, what is wrong, what was corrected (newest first)."""

    row_id: int
    sheet: str
    row_number: int
    state: str
    content: dict[str, Any]
    raw: dict[str, str]
    row_key: str
    person_id: int | None
    problems: Sequence[RowProblem]
    corrections: Sequence[CorrectionLine]

    @property
    def cells(self) -> dict[str, str]:
        """The cells by heading as they stand now."""
        return {**self.raw, **{line.heading: line.written_now for line in reversed(self.corrections)}}

    @property
    def waits(self) -> bool:
        """True as long as nobody believes the row and it may still be put right."""
        return self.state in WAITING


def list_rows(
    session: Session, scope: Scope, upload_id: int, wanted: RowFilter, limit: int = 50, offset: int = 0
) -> list[RowLine]:
    """The wanted rows of a file, those that something blocks first, then in the order of the sheet."""
    weight = func.min(_weight())
    statement = pick(StagedRow.id).where(col(StagedRow.upload_id) == upload_id)
    told = and_(col(StagedProblem.staged_row_id) == StagedRow.id, *_of_problem(wanted))
    statement = statement.join(StagedProblem, told, isouter=not (wanted.code or wanted.severity))
    statement = statement.where(is_still_asked())
    if wanted.sheet:
        statement = statement.where(col(StagedRow.sheet) == wanted.sheet)
    if wanted.household:
        statement = statement.where(
            col(StagedRow.id).in_(_rows_of_household(session, scope, upload_id, wanted.household))
        )
    else:
        corrected = col(StagedRow.id).in_(select(RowCorrection.staged_row_id))
        statement = statement.where(or_(col(StagedProblem.id).is_not(None), corrected))
    place = (col(StagedRow.sheet), col(StagedRow.row_number), col(StagedRow.id))
    statement = statement.group_by(*place).order_by(weight, *place).limit(limit).offset(offset)
    found = session.execute(statement, execution_options=options(scope)).scalars()
    return _rows(session, scope, list(found), wanted)


def _rows_of_household(session: Session, scope: Scope, upload_id: int, number: str) -> list[int]:
    """What a row says is under seal: the household is looked for here, not in the database."""
    found = pick(StagedRow.id, StagedRow.content).where(col(StagedRow.upload_id) == upload_id)
    rows = session.execute(found, execution_options=options(scope))
    return [id_ for id_, content in rows if content.get("household_number") == number]


def get_row(session: Session, scope: Scope, upload_id: int, row_id: int) -> RowLine:
    """One row with everything told about it. Raises: NotFound outside the scope too."""
    of_upload = pick(StagedRow.id).where(col(StagedRow.upload_id) == upload_id, col(StagedRow.id) == row_id)
    found = session.execute(of_upload, execution_options=options(scope)).scalar_one_or_none()
    if found is None:
        raise NotFound("row_not_found")
    return _rows(session, scope, [row_id], RowFilter())[0]


def rows_saying(
    session: Session, scope: Scope, upload_id: int, row_ids: Collection[int], said: Collection[str]
) -> list[RowLine]:
    """The rows named, and those in whose content, as the ledger keeps it, one of the texts stands; in their order."""
    found: set[int] = set()
    for part in in_parts(sorted(row_ids)):
        named = _standing(upload_id).where(col(StagedRow.id).in_(part))
        found.update(session.execute(named, execution_options=options(scope)).scalars())
    if said:  # what a row says is under seal: it is looked through here, not in the database
        content = type_coerce(col(StagedRow.content), Sealed("staged_rows.content"))
        rows = session.execute(_standing(upload_id).add_columns(content), execution_options=options(scope))
        found.update(id_ for id_, kept in rows if any(text in kept for text in said))
    return _rows(session, scope, sorted(found), RowFilter())


def rows_below(session: Session, scope: Scope, upload_id: int, sheet: str, row_number: int) -> Iterator[RowLine]:
    """The rows below a row of the sheet, from top to bottom, read as far as they are asked for."""
    below = (col(StagedRow.sheet) == sheet, col(StagedRow.row_number) > row_number)
    statement = _standing(upload_id).where(*below).order_by(col(StagedRow.row_number))
    found = session.execute(statement, execution_options=options(scope)).scalars()
    for part in found.partitions(_AT_ONCE_BELOW):
        yield from _rows(session, scope, list(part), RowFilter())


def _standing(upload_id: int) -> Select[Any]:
    """The ids of those rows of a file that were not refused or replaced."""
    standing = col(StagedRow.state).not_in(OUT_OF_THE_WAY)
    return pick(StagedRow.id).where(col(StagedRow.upload_id) == upload_id, standing)


def confirmed_rows(session: Session, scope: Scope, row_ids: Sequence[int]) -> dict[int, RowLine]:
    """Those of the rows of which anything was confirmed, by id."""
    found: list[int] = []
    for part in in_parts(row_ids):
        told = (col(StagedProblem.staged_row_id).in_(part), col(StagedProblem.confirmed_at).is_not(None))
        rows = pick(StagedProblem.staged_row_id).where(*told).distinct()
        found += session.execute(rows, execution_options=options(scope)).scalars()
    return {row.row_id: row for row in _rows(session, scope, found, RowFilter())}


def confirmed_before(session: Session, scope: Scope, upload_id: int) -> dict[tuple[str, int], list[RowProblem]]:
    """What was confirmed of rows that gave way to be read again, by their place in the file (sheet, row number)."""
    statement = _told(StagedProblem.sheet, StagedProblem.row_number).where(
        col(StagedProblem.upload_id) == upload_id, waits_for_its_row()
    )
    problems: dict[tuple[str, int], list[RowProblem]] = {}
    for sheet, row_number, *told in session.execute(statement, execution_options=options(scope)):
        problems.setdefault((sheet, row_number), []).append(RowProblem(*told))
    return problems


def waits_for_its_row() -> ColumnElement[bool]:
    """The condition that a problem was confirmed, and that its row is about to be read again."""
    return and_(
        col(StagedProblem.staged_row_id).is_(None),
        col(StagedProblem.row_number).is_not(None),
        col(StagedProblem.confirmed_at).is_not(None),
    )


def sheets_of(session: Session, scope: Scope, upload_id: int) -> list[str]:
    """The names of the sheets that hold rows."""
    sheets = select(StagedRow.sheet).where(col(StagedRow.upload_id) == upload_id).distinct().order_by(StagedRow.sheet)
    return list(session.exec(sheets, execution_options=options(scope)))


def headings_of(session: Session, scope: Scope, upload_id: int) -> list[dict[str, Any]]:
    """Each table of the file. Shape: sheet, first_row, columns (place by heading), fields (by heading), as_of."""
    headings = select(Upload.headings).where(Upload.id == upload_id)
    return list(session.exec(headings, execution_options=options(scope)).one())


def _weight() -> ColumnElement[int]:
    return case(
        (col(StagedProblem.id).is_(None), _NOTHING_WRONG),
        (col(StagedProblem.confirmed_at).is_not(None), _CONFIRMED),
        else_=weight_of(col(StagedProblem.severity)),
    )


def _of_problem(wanted: RowFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.code:
        conditions.append(col(StagedProblem.code) == wanted.code)
    if wanted.severity:
        conditions.append(col(StagedProblem.severity) == wanted.severity)
    return conditions


def _rows(session: Session, scope: Scope, row_ids: list[int], wanted: RowFilter) -> list[RowLine]:
    lines: dict[int, RowLine] = {}
    for part in in_parts(row_ids):
        problems, corrections = _problems(session, scope, part, wanted), _corrections(session, scope, part)
        statement = (
            pick(
                StagedRow.id,
                StagedRow.sheet,
                StagedRow.row_number,
                StagedRow.state,
                StagedRow.content,
                StagedColumns.headings,
                StagedRow.raw,
                StagedRow.row_key,
                StagedRow.person_id,
            )
            .join(StagedColumns, col(StagedColumns.id) == StagedRow.columns_id)
            .where(col(StagedRow.id).in_(part))
        )
        for row_id, *place, content, headings, raw, key, person_id in session.execute(
            statement, execution_options=options(scope)
        ):
            told = (problems.get(row_id, ()), corrections.get(row_id, ()))
            row = [row_id, *place, content, written_cells(headings, raw), key, person_id, *told]
            lines[row_id] = RowLine(*row)
    return [lines[row_id] for row_id in row_ids]


def _problems(session: Session, scope: Scope, row_ids: Sequence[int], wanted: RowFilter) -> dict[int, list[RowProblem]]:
    statement = (
        _told(StagedProblem.staged_row_id)
        .join(StagedRow, col(StagedRow.id) == StagedProblem.staged_row_id)
        .where(col(StagedProblem.staged_row_id).in_(row_ids), *_of_problem(wanted))
        .where(is_still_asked())
        .order_by(_weight(), col(StagedProblem.id))
    )
    problems: dict[int, list[RowProblem]] = {}
    for row_id, *told in session.execute(statement, execution_options=options(scope)):
        problems.setdefault(row_id, []).append(RowProblem(*told))
    return problems


def _told(*beside: Any) -> Select[Any]:
    """The columns of a `RowProblem` after some others."""
    return pick(
        *beside,
        StagedProblem.id,
        StagedProblem.code,
        StagedProblem.severity,
        StagedProblem.heading,
        StagedProblem.details,
        func.coalesce(User.shown_as, ""),
        StagedProblem.confirmed_at,
        StagedProblem.confirmed_by,
    ).outerjoin(User, col(User.id) == StagedProblem.confirmed_by)


def _corrections(session: Session, scope: Scope, row_ids: Sequence[int]) -> dict[int, list[CorrectionLine]]:
    statement = (
        pick(
            RowCorrection.staged_row_id,
            RowCorrection.heading,
            RowCorrection.written_before,
            RowCorrection.written_now,
            User.shown_as,
            RowCorrection.corrected_at,
        )
        .outerjoin(User, col(User.id) == RowCorrection.corrected_by)
        .where(col(RowCorrection.staged_row_id).in_(row_ids))
        .order_by(col(RowCorrection.id).desc())
    )
    corrections: dict[int, list[CorrectionLine]] = {}
    for row_id, *told, shown_as, at in session.execute(statement, execution_options=options(scope)):
        corrections.setdefault(row_id, []).append(CorrectionLine(*[*told, shown_as or "", at]))
    return corrections
