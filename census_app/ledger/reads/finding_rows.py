"""The rows behind a finding: deliveries and persons, each with the file, sheet and row that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.periods import fiscal_year
from census_app.ledger.query import pick
from census_app.ledger.reads.deliveries import DeliveryLine, history_of
from census_app.ledger.reads.findings import FindingLine
from census_app.ledger.reads.uploads import uploads_that_open
from census_app.ledger.scoping import options
from census_app.ledger.tables import Delivery, StagedRow, Upload


@dataclass(frozen=True)
class Place:
    """One row of one file that somebody gave us."""

    upload_id: int
    row_id: int
    file_name: str
    sheet: str
    row_number: int


@dataclass(frozen=True)
class DeliveryBehind:
    """One delivery to one of the persons a finding is about, and the row of the list that says so."""

    person_id: int
    delivery: DeliveryLine
    place: Place


@dataclass(frozen=True)
class RowsBehind:
    """What a finding stands on, as far as its reader may see it: deliveries, and the census rows of the persons.

    `open_uploads` are the files whose rows the reader may look at.
    """

    deliveries: tuple[DeliveryBehind, ...]
    places: dict[int, tuple[Place, ...]]
    open_uploads: frozenset[int]


def rows_behind(session: Session, scope: Scope, line: FindingLine) -> RowsBehind:
    """The deliveries of the programmes and times that the finding names, and where its persons were written down."""
    person_ids = [person.person_id for person in line.persons]
    spans = _spans(line.reasons)
    deliveries = [
        (person_id, delivery)
        for person_id in person_ids
        for office in history_of(session, scope, person_id)
        for delivery in office.deliveries
        if delivery.programme_code in line.programme_codes and delivery.counts and _falls(delivery, spans)
    ]
    rows = _rows_of(session, scope, [delivery.delivery_id for _, delivery in deliveries])
    behind = tuple(DeliveryBehind(id_, one, _place(one, rows[one.delivery_id])) for id_, one in deliveries)
    places = _places(session, scope, person_ids)
    files = {one.place.upload_id for one in behind} | {p.upload_id for told in places.values() for p in told}
    return RowsBehind(behind, places, uploads_that_open(session, scope, files))


def _spans(reasons: Sequence[dict[str, Any]]) -> list[tuple[str, date, date]]:
    """The times that the reasons name: whole periods by their code, fiscal years by their days."""
    found: list[tuple[str, date, date]] = []
    for reason in reasons:
        values = reason.get("values", {})
        for name in ("period", "other_period"):
            if values.get(name):
                found.append((str(values[name]), date.max, date.min))
        if values.get("fiscal_year"):
            year = fiscal_year(str(values["fiscal_year"]))
            found.append(("", year.from_on, year.until_on))
    return found


def _falls(delivery: DeliveryLine, spans: Sequence[tuple[str, date, date]]) -> bool:
    """True within one of the times, and always where the finding names none."""
    return not spans or any(
        delivery.period_code == code
        or f"{delivery.delivered_on or ''}"[: len(code)] == code != ""
        or first <= delivery.period_from <= last
        for code, first, last in spans
    )


def _place(delivery: DeliveryLine, row_id: int) -> Place:
    return Place(delivery.upload_id, row_id, delivery.file_name, delivery.sheet, delivery.row_number)


def _rows_of(session: Session, scope: Scope, delivery_ids: Sequence[int]) -> dict[int, int]:
    # A list speaks of an upazila; whoever may see the person may see which row says what the person received.
    everywhere = replace(scope, areas=("",))
    found = pick(Delivery.id, Delivery.staged_row_id).where(col(Delivery.id).in_(delivery_ids))
    rows = session.execute(found, execution_options=options(everywhere))
    return {row[0]: row[1] for row in rows}


def _places(session: Session, scope: Scope, person_ids: Sequence[int]) -> dict[int, tuple[Place, ...]]:
    found = (
        pick(StagedRow.person_id, Upload.id, StagedRow.id, Upload.file_name, StagedRow.sheet, StagedRow.row_number)
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .where(col(StagedRow.person_id).in_(person_ids), col(Upload.kind) == "survey")
        .order_by(col(StagedRow.id))
    )
    places: dict[int, tuple[Place, ...]] = {}
    for person_id, *place in session.execute(found, execution_options=options(scope)):
        places[person_id] = (*places.get(person_id, ()), Place(*place))
    return places
