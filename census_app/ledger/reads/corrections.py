"""Files that came once and come again corrected: a file and its corrected copies are one family, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.row_states import OUT_OF_THE_WAY
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.staged_rows import written_cells
from census_app.ledger.scoping import options
from census_app.ledger.tables import RowCorrection, StagedColumns, StagedRow, Upload


@dataclass(frozen=True)
class CorrectedUpload:
    """The upload that was handed back, what it speaks of, and the first file of its family."""

    upload_id: int
    first_id: int
    place: tuple[str, str, int | None, str, str]


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One row of one file of the family."""

    row_id: int
    upload_id: int
    sheet: str
    row_number: int
    row_key: str
    state: str


@dataclass(frozen=True)
class Family:
    """The rows of the file that was handed back, in its order, and for each the row that stands for it now."""

    rows: Sequence[FamilyRow]
    standing: Mapping[int, FamilyRow]


def corrected_upload(session: Session, scope: Scope, upload_id: int) -> CorrectedUpload | None:
    """The upload, if the scope holds it and it has been read."""
    found = select(Upload).where(Upload.id == upload_id, col(Upload.state).in_(("staged", "accepted")))
    upload = session.exec(found, execution_options=options(scope)).first()
    if upload is None:
        return None
    place = (upload.kind, upload.area_code, upload.round_id, upload.office_code, upload.fiscal_year)
    return CorrectedUpload(upload.id, upload.corrects_upload_id or upload.id, place)


def family_of(session: Session, scope: Scope, handed_back: CorrectedUpload, beside: int) -> Family:
    """Every row of the family but those of the upload `beside`, which is the corrected copy being read."""
    found = (
        pick(
            StagedRow.id,
            StagedRow.upload_id,
            StagedRow.sheet,
            StagedRow.row_number,
            StagedRow.row_key,
            StagedRow.state,
            StagedRow.corrects_row_id,
        )
        .where(col(StagedRow.upload_id).in_(_family(handed_back.first_id)), col(StagedRow.upload_id) != beside)
        .order_by(col(StagedRow.id))
    )
    rows: list[FamilyRow] = []
    first_of: dict[int, int] = {}
    newest: dict[int, FamilyRow] = {}
    for *told, corrects_row_id in session.execute(found, execution_options=options(scope)):
        row = FamilyRow(*told)
        first = first_of[row.row_id] = first_of.get(corrects_row_id, row.row_id)
        if row.state not in OUT_OF_THE_WAY:
            newest[first] = row
        if row.upload_id == handed_back.upload_id:
            rows.append(row)
    standing = {row.row_id: newest[first_of[row.row_id]] for row in rows if first_of[row.row_id] in newest}
    return Family(rows, standing)


def raw_of(session: Session, scope: Scope, row_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """The cells of those rows as they were typed, by heading."""
    raw: dict[int, dict[str, str]] = {}
    for part in in_parts(row_ids):
        found = (
            pick(StagedRow.id, StagedColumns.headings, StagedRow.raw)
            .join(StagedColumns, col(StagedColumns.id) == StagedRow.columns_id)
            .where(col(StagedRow.id).in_(part))
        )
        for row_id, headings, texts in session.execute(found, execution_options=options(scope)):
            raw[row_id] = written_cells(headings, texts)
    return raw


def mended_on_the_page(session: Session, scope: Scope, first_id: int) -> bool:
    """Whether cells of the family were written again on the page, so that rows say something else than their files."""
    found = select(RowCorrection.id).where(col(RowCorrection.upload_id).in_(_family(first_id))).limit(1)
    return session.exec(found, execution_options=options(scope)).first() is not None


def homes_of_family(session: Session, scope: Scope, upload_id: int) -> dict[str, int]:
    """The households that this file or its copies brought, by the number they bear in them."""
    found = (
        pick(StagedRow.content, StagedRow.household_id)
        .where(col(StagedRow.upload_id).in_(_family(_first_of(session, scope, upload_id))))
        .where(col(StagedRow.state) == "accepted", col(StagedRow.household_id).is_not(None))
        .order_by(col(StagedRow.id).desc())
    )
    rows = session.execute(found, execution_options=options(scope))
    return {str(content["household_number"]): household_id for content, household_id in rows}


def persons_corrected(session: Session, scope: Scope, upload_id: int) -> dict[int, int]:
    """The persons whom an earlier copy of a ready row of this upload was about, by the row."""
    corrected = select(StagedRow.corrects_row_id).where(StagedRow.upload_id == upload_id, StagedRow.state == "ready")
    persons = dict(
        session.execute(
            pick(StagedRow.id, StagedRow.person_id).where(
                col(StagedRow.id).in_(corrected), col(StagedRow.person_id).is_not(None)
            ),
            execution_options=options(scope),
        ).all()
    )
    if not persons:
        return {}
    ready = pick(StagedRow.id, StagedRow.corrects_row_id).where(
        col(StagedRow.upload_id) == upload_id,
        col(StagedRow.state) == "ready",
        col(StagedRow.corrects_row_id).is_not(None),
    )
    rows = session.execute(ready, execution_options=options(scope))
    return {row_id: persons[corrects] for row_id, corrects in rows if corrects in persons}


def _first_of(session: Session, scope: Scope, upload_id: int) -> int:
    found = select(Upload.corrects_upload_id).where(Upload.id == upload_id)
    return session.exec(found, execution_options=options(scope)).first() or upload_id


def _family(first_id: int) -> Any:
    return select(Upload.id).where((col(Upload.id) == first_id) | (col(Upload.corrects_upload_id) == first_id))
