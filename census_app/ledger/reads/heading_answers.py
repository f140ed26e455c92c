"""What was asked about the headings of a file, and what was answered before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from census_app.domain.access import EVERY_OFFICE, Permission, Scope, can
from census_app.domain.errors import NotFound
from census_app.ledger.query import pick
from census_app.ledger.reads.staged_rows import written_cells
from census_app.ledger.scoping import options
from census_app.ledger.tables import HeadingAnswer, StagedColumns, StagedProblem, StagedRow, Upload

ASKED_ABOUT_A_COLUMN = ("unknown_heading", "column_without_heading", "heading_guessed", "two_headings_for_one_field")
ASKED_ABOUT_ITS_DATES = "date_ambiguous"
_ROWS_LOOKED_AT = 500
_UPAZILA_CODE_LENGTH = 6


@dataclass(frozen=True)
class AnswerHolder:
    """For whom answers are remembered: an office in its upazila, or (no office) a user."""

    layout: str
    office_code: str = ""
    upazila_code: str = ""
    user_id: int | None = None

    def is_held_by(self, scope: Scope) -> bool:
        """True for the office's own desks, and for the user."""
        if self.office_code:
            return scope.holds_office(self.office_code)
        return self.user_id == scope.actor_id or ("" in scope.areas and EVERY_OFFICE in scope.offices)

    def is_holder(self) -> ColumnElement[bool]:
        """The condition that an answer is remembered for this holder."""
        user = col(HeadingAnswer.user_id)
        place = (col(HeadingAnswer.office_code) == self.office_code) & (
            col(HeadingAnswer.upazila_code) == self.upazila_code
        )
        same_user = user.is_(None) if self.user_id is None else user == self.user_id
        return (col(HeadingAnswer.layout) == self.layout) & place & same_user


def holder_of(layout: str, area_code: str, office_code: str, uploaded_by: int) -> AnswerHolder:
    """Whoever sends such a file again: the office, wherever in its upazila, or whoever gave the sheet in."""
    if office_code:
        return AnswerHolder(layout, office_code, area_code[:_UPAZILA_CODE_LENGTH])
    return AnswerHolder(layout, user_id=uploaded_by)


def may_hold(scope: Scope, holder: AnswerHolder) -> bool:
    """True when such files are the actor's own to give in: nobody answers for another's, however much they may see."""
    needed = Permission.UPLOAD_DELIVERIES if holder.office_code else Permission.UPLOAD_SURVEY
    return can(scope, needed) and holder.is_held_by(scope)


@dataclass(frozen=True)
class HeldAnswer:
    """An answer that holds now; `about` is field or day_order."""

    heading_key: str
    heading: str
    about: str
    answer: str


@dataclass(frozen=True)
class AskedHeading:
    """Something about one column of one sheet that its sender is asked; `details` as they stand beside the problem."""

    code: str
    sheet: str
    heading: str
    details: dict[str, Any]


def answers_held(
    session: Session, scope: Scope, holder: AnswerHolder, upload_id: int, at: datetime
) -> list[HeldAnswer]:
    """The answers that the holder had given at that moment, then those for this upload alone.

    Raises: NotFound for another's.
    """
    if not holder.is_held_by(scope):
        raise NotFound("upload_not_found")
    until = col(HeadingAnswer.superseded_at)
    of_upload = col(HeadingAnswer.upload_id)
    found = (
        pick(HeadingAnswer.heading_key, HeadingAnswer.heading, HeadingAnswer.about, HeadingAnswer.answer)
        .where(holder.is_holder(), or_(of_upload.is_(None), of_upload == upload_id))
        .where(col(HeadingAnswer.answered_at) <= at, or_(until.is_(None), until > at))
        .order_by(of_upload.is_not(None), col(HeadingAnswer.id))
    )
    return [HeldAnswer(*row) for row in session.execute(found)]


def asked_headings(session: Session, scope: Scope, upload_id: int) -> list[AskedHeading]:
    """What is not certain about the columns of the upload, each column once, in the order in which it was noticed."""
    columns = (StagedProblem.code, StagedProblem.sheet, StagedProblem.heading, StagedProblem.details)
    found = (
        pick(*columns)
        .where(col(StagedProblem.upload_id) == upload_id, col(StagedProblem.code).in_(ASKED_ABOUT_A_COLUMN))
        .order_by(col(StagedProblem.id))
    )
    dates = (
        pick(StagedProblem.sheet, StagedProblem.heading)
        .where(col(StagedProblem.upload_id) == upload_id, col(StagedProblem.code) == ASKED_ABOUT_ITS_DATES)
        .distinct()
    )
    mine = options(scope)
    asked = [AskedHeading(*row) for row in session.execute(found, execution_options=mine)]
    of_dates = sorted(tuple(row) for row in session.execute(dates, execution_options=mine))
    return [*asked, *(AskedHeading(ASKED_ABOUT_ITS_DATES, sheet, heading, {}) for sheet, heading in of_dates)]


def tables_of(session: Session, scope: Scope, upload_id: int) -> list[dict[str, Any]]:
    """Where the headings of the upload's tables stand, and which field each was read as."""
    found = select(Upload.headings).where(Upload.id == upload_id)
    return list(session.exec(found, execution_options=options(scope)).first() or [])


def cells_under(
    session: Session, scope: Scope, upload_id: int, places: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[str]]:
    """What stands under the headings (sheet, heading) in the first rows, each different cell once."""
    cells: dict[tuple[str, str], dict[str, None]] = {place: {} for place in places}
    for sheet in dict.fromkeys(sheet for sheet, _ in places):
        rows = (
            pick(StagedColumns.headings, StagedRow.raw)
            .join(StagedColumns, col(StagedColumns.id) == StagedRow.columns_id)
            .where(col(StagedRow.upload_id) == upload_id, col(StagedRow.sheet) == sheet)
            .order_by(col(StagedRow.row_number))
            .limit(_ROWS_LOOKED_AT)
        )
        wanted = [heading for where, heading in places if where == sheet]
        for headings, raw in session.execute(rows, execution_options=options(scope)):
            written = written_cells(headings, raw)
            for heading in wanted:
                if text := written.get(heading, "").strip():
                    cells[sheet, heading][text] = None
    return {place: list(found) for place, found in cells.items()}
