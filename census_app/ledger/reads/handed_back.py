"""What a file needs to be handed back: where it lies, which column stands where, and every problem of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.row_states import OUT_OF_THE_WAY
from census_app.ledger.reads.uploads import ProblemLine, UploadLine, get_upload, problems_with_rows
from census_app.ledger.scoping import options
from census_app.ledger.tables import StagedProblem, StagedRow, Upload


@dataclass(frozen=True)
class FileToHandBack:
    """A file that was read.

    Shape of `headings`: sheet, first_row of the body, columns by heading, name_column, own_columns.
    """

    line: UploadLine
    stored_name: str
    headings: Sequence[Mapping[str, Any]]


def file_to_hand_back(session: Session, scope: Scope, upload_id: int) -> FileToHandBack:
    """The file. Raises: NotFound outside what the scope may see."""
    line = get_upload(session, scope, upload_id).line
    found = select(Upload.stored_name, Upload.headings).where(Upload.id == upload_id)
    stored_name, headings = session.exec(found, execution_options=options(scope)).one()
    return FileToHandBack(line, stored_name, headings)


def problems_to_mark(session: Session, scope: Scope, upload_id: int) -> Iterator[ProblemLine]:
    """The problems of the file in the order of its rows, but for those that were confirmed or that nobody can mend.

    Rows that were refused or replaced are told of as a number only.
    """
    settled = col(StagedRow.state).in_(OUT_OF_THE_WAY)
    found = (
        problems_with_rows()
        .where(col(StagedProblem.upload_id) == upload_id, col(StagedRow.id).is_(None) | ~settled)
        .where(col(StagedProblem.confirmed_at).is_(None))
        .order_by(col(StagedProblem.staged_row_id), col(StagedProblem.id))
    )
    yield from starmap(ProblemLine, session.execute(found, execution_options={**options(scope), "yield_per": 2_000}))
