"""What offices gave: the service history of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.standing_deliveries import LOST, REVERSED, STANDS
from census_app.ledger.scoping import options
from census_app.ledger.tables import Attachment, Delivery, DeliveryState, StagedRow, Upload


@dataclass(frozen=True)
class DeliveryLine:
    """One service an office gave, and the row of the list that says so.

    `state` is stands, reversed, refused, unreachable or received.
    """

    delivery_id: int
    office_code: str
    programme_code: str
    period_code: str
    period_from: date
    period_until: date
    delivered_on: date | None
    amount_poisha: int | None
    quantity_thousandths: int | None
    unit: str
    method: str
    upload_id: int
    file_name: str
    sheet: str
    row_number: int
    state: str

    @property
    def counts(self) -> bool:
        """False when it was taken back, refused, or did not reach its recipient."""
        return self.state not in (REVERSED, *LOST)

    @property
    def reversed(self) -> bool:
        """True when it was taken back."""
        return self.state == REVERSED


@dataclass(frozen=True)
class OfficeHistory:
    """Everything one office gave to a person; the total leaves out what was reversed or did not arrive."""

    office_code: str
    deliveries: tuple[DeliveryLine, ...]

    @property
    def total_poisha(self) -> int:
        """The money that counts."""
        return sum(d.amount_poisha or 0 for d in self.deliveries if d.counts)

    @property
    def listed_poisha(self) -> int:
        """The money as the lists have it."""
        return sum(d.amount_poisha or 0 for d in self.deliveries)


def history_of(session: Session, scope: Scope, person_id: int) -> list[OfficeHistory]:
    """What the person received, by office, the newest first; an office's desk reads its own deliveries only."""
    attached = select(Attachment.delivery_id, Attachment.method).where(
        Attachment.person_id == person_id, col(Attachment.ended_at).is_(None)
    )
    methods: dict[int, str] = dict(session.exec(attached, execution_options=options(scope)).all())
    lines = _delivery_lines(session, scope, methods)
    return [OfficeHistory(code, tuple(given)) for code, given in groupby(lines, key=lambda line: line.office_code)]


def office_gave_to(session: Session, scope: Scope, person_id: int) -> bool:
    """True when one of the scope's own offices gave the person something."""
    return bool(history_of(session, scope, person_id))


def _delivery_lines(session: Session, scope: Scope, methods: dict[int, str]) -> list[DeliveryLine]:
    # A list speaks of an upazila, its deliveries with it; whoever may see the person may see what the person received.
    everywhere = replace(scope, areas=("",))
    columns: tuple[Any, ...] = (
        Delivery.id,
        Delivery.office_code,
        Delivery.programme_code,
        Delivery.period_code,
        Delivery.period_from,
        Delivery.period_until,
        Delivery.delivered_on,
        Delivery.amount_poisha,
        Delivery.quantity_thousandths,
        Delivery.unit,
        Delivery.upload_id,
        Upload.file_name,
        StagedRow.sheet,
        StagedRow.row_number,
    )
    statement: Select[Any] = select(*columns).join(StagedRow, col(StagedRow.id) == Delivery.staged_row_id)
    statement = statement.join(Upload, col(Upload.id) == Delivery.upload_id).where(col(Delivery.id).in_(list(methods)))
    if scope.sees_only_own_office:
        statement = statement.where(col(Delivery.office_code).in_(scope.offices))
    statement = statement.order_by(Delivery.office_code, col(Delivery.period_from).desc(), col(Delivery.id))
    rows: Any = session.execute(statement, execution_options=options(everywhere)).all()
    states = _states(session, everywhere, [row[0] for row in rows])
    return [DeliveryLine(*[*row[:10], methods[row[0]], *row[10:], states.get(row[0], STANDS)]) for row in rows]


def _states(session: Session, everywhere: Scope, ids: Sequence[int]) -> dict[int, str]:
    """What was said last of each; one that was taken back stays so."""
    states: dict[int, str] = {}
    for part in in_parts(ids):
        said = pick(DeliveryState.delivery_id, DeliveryState.state).where(col(DeliveryState.delivery_id).in_(part))
        states.update(
            session.execute(said.order_by(col(DeliveryState.id)), execution_options=options(everywhere)).all()
        )
        taken_back = pick(Delivery.reverses_id).where(col(Delivery.reverses_id).in_(part))
        taken = session.execute(taken_back, execution_options=options(everywhere)).scalars()
        states.update(dict.fromkeys(taken, REVERSED))
    return states
