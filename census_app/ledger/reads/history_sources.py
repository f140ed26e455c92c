"""Who said so: the rows of files about a person's records, each with its file, its sender and who accepted it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Acceptance, MovedRow, StagedRow, Upload, User


@dataclass(frozen=True)
class Source:
    """The place in a file that says so, who gave the file in, who believed it and when; or who said so at a desk.

    Without a file, and without anybody, the source lies outside the asker's areas.
    """

    upload_id: int | None = None
    file_name: str = ""
    sheet: str = ""
    row_number: int | None = None
    said_by: str = ""
    accepted_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class SaidRow:
    """A believed row of a survey: the record that it is about, since when it is believed, and where it stands."""

    row_id: int
    record: int
    household_id: int | None
    acceptance_id: int | None
    known_since: datetime | None
    source: Source


NOBODY = Source()


def rows_about(session: Session, scope: Scope, person_ids: Collection[int]) -> dict[int, SaidRow]:
    """The believed rows of surveys that hang on these records now, by row, in the order in which they came."""
    return _rows(session, scope, col(StagedRow.person_id), person_ids, own_records(session, "staged_rows", person_ids))


def rows_of_household(session: Session, scope: Scope, household_id: int) -> dict[int, SaidRow]:
    """The believed rows of surveys that speak of the household."""
    return _rows(session, scope, col(StagedRow.household_id), [household_id], {})


def _rows(
    session: Session, scope: Scope, column: Any, ids: Collection[int], records: Mapping[int, int]
) -> dict[int, SaidRow]:
    sender, checker = aliased(User), aliased(User)
    believed = and_(col(Acceptance.id) == col(StagedRow.acceptance_id), col(Acceptance.undone_at).is_(None))
    found = (
        pick(
            StagedRow.id,
            StagedRow.person_id,
            StagedRow.household_id,
            StagedRow.acceptance_id,
            Acceptance.known_since,
            Upload.id,
            Upload.file_name,
            StagedRow.sheet,
            StagedRow.row_number,
            func.coalesce(sender.shown_as, ""),
            func.coalesce(checker.shown_as, ""),
        )
        .join(Upload, col(Upload.id) == col(StagedRow.upload_id))
        .outerjoin(Acceptance, believed)
        .outerjoin(sender, col(sender.id) == col(Upload.uploaded_by))
        .outerjoin(checker, col(checker.id) == col(Acceptance.accepted_by))
        .where(column.in_(ids), col(Upload.kind) == "survey", col(StagedRow.state) == "accepted")
        .order_by(col(StagedRow.id))
    )
    rows = session.execute(found, execution_options=options(scope))
    return {
        row_id: SaidRow(row_id, records.get(row_id, person_id), home, acceptance_id, known_since, Source(*place))
        for row_id, person_id, home, acceptance_id, known_since, *place in rows
    }


def own_records(session: Session, table_name: str, records: Collection[int]) -> dict[int, int]:
    """Of the rows of a table that stand with another record than their own, or in another area, the own record."""
    return _moved(session, table_name, col(MovedRow.record_id), records)


def own_records_of(session: Session, table_name: str, row_ids: Collection[int]) -> dict[int, int]:
    """The same for rows by their ids."""
    return _moved(session, table_name, col(MovedRow.row_id), row_ids)


def _moved(session: Session, table_name: str, column: Any, ids: Collection[int]) -> dict[int, int]:
    moved: dict[int, int] = {}
    for part in in_parts(sorted(ids)):
        found = pick(MovedRow.row_id, MovedRow.record_id).where(col(MovedRow.table_name) == table_name)
        moved.update(session.execute(found.where(column.in_(part))).all())
    return moved


def shown_names(session: Session, user_ids: Collection[int]) -> dict[int, str]:
    """How the accounts are called on pages."""
    names: dict[int, str] = {}
    for part in in_parts(sorted(user_ids)):
        found = session.execute(pick(User.id, User.shown_as).where(col(User.id).in_(part)))
        names.update(found.all())
    return names
