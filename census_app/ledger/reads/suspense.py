"""Deliveries that wait in suspense: nobody knows yet whose they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger.scoping import options
from census_app.ledger.tables import Delivery, Person, PossibleMatch, StagedProblem, StagedRow, Upload


@dataclass(frozen=True)
class Candidate:
    """A person who may be the recipient, and what speaks for it."""

    person_id: int
    name_bn: str
    name_en: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class SuspenseLine:
    """A delivery whose recipient is not yet known: why it waits, what was wrong with its row, who was considered.

    `why` holds words of evidence (`several_persons_fit` …), `reasons` the codes of the row's problems.
    """

    delivery_id: int
    office_code: str
    programme_code: str
    period_code: str
    delivered_on: date | None
    amount_poisha: int | None
    recipient_name: str
    recipient_father: str
    recipient_village: str
    file_name: str
    sheet: str
    row_number: int
    why: tuple[str, ...]
    reasons: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def list_suspense(
    session: Session, scope: Scope, office_code: str = "", limit: int = 50, offset: int = 0
) -> list[SuspenseLine]:
    """The deliveries that wait for somebody to say whose they are, the newest list first."""
    columns: tuple[Any, ...] = (
        Delivery.id,
        Delivery.office_code,
        Delivery.programme_code,
        Delivery.period_code,
        Delivery.delivered_on,
        Delivery.amount_poisha,
        Delivery.recipient_name,
        Delivery.recipient_father,
        Delivery.recipient_village,
        Upload.file_name,
        StagedRow.sheet,
        StagedRow.row_number,
        Delivery.suspense_reasons,
        StagedRow.id,
    )
    statement = _in_suspense(scope, office_code, columns).order_by(col(Delivery.upload_id).desc(), col(Delivery.id))
    rows: Any = session.execute(statement.limit(limit).offset(offset), execution_options=options(scope)).all()
    reasons = _reasons(session, scope, [row[13] for row in rows])
    candidates = _candidates(session, scope, [row[0] for row in rows])
    return [
        SuspenseLine(*[*row[:12], tuple(row[12]), tuple(reasons.get(row[13], ())), tuple(candidates.get(row[0], ()))])
        for row in rows
    ]


def count_suspense(session: Session, scope: Scope, office_code: str = "") -> int:
    """How many deliveries wait."""
    counted = _in_suspense(scope, office_code, (func.count(),))
    return int(session.execute(counted, execution_options=options(scope)).scalar_one())


def _in_suspense(scope: Scope, office_code: str, columns: tuple[Any, ...]) -> Select[Any]:
    statement: Select[Any] = select(*columns).select_from(Delivery)
    statement = statement.join(StagedRow, col(StagedRow.id) == Delivery.staged_row_id)
    statement = statement.join(Upload, col(Upload.id) == Delivery.upload_id)
    statement = statement.where(col(StagedRow.state) == "suspense", col(Delivery.reverses_id).is_(None))
    if scope.sees_only_own_office:
        statement = statement.where(col(Delivery.office_code).in_(scope.offices))
    if office_code:
        statement = statement.where(col(Delivery.office_code) == office_code)
    return statement


def _reasons(session: Session, scope: Scope, row_ids: Sequence[int]) -> dict[int, list[str]]:
    found = select(StagedProblem.staged_row_id, StagedProblem.code).where(col(StagedProblem.staged_row_id).in_(row_ids))
    reasons: dict[int, list[str]] = {}
    for row_id, code in session.exec(found, execution_options=options(scope)):
        if row_id is not None and code not in reasons.setdefault(row_id, []):
            reasons[row_id].append(code)
    return reasons


def _candidates(session: Session, scope: Scope, delivery_ids: Sequence[int]) -> dict[int, list[Candidate]]:
    found = (
        select(
            PossibleMatch.left_id,
            Person.id,
            Person.name_bn,
            Person.name_en,
            PossibleMatch.score,
            PossibleMatch.evidence,
        )  # type: ignore[call-overload]
        .join(Person, col(Person.id) == PossibleMatch.right_id)
        .where(PossibleMatch.kind == "delivery", col(PossibleMatch.left_id).in_(delivery_ids))
        .order_by(col(PossibleMatch.score).desc())
    )
    candidates: dict[int, list[Candidate]] = {}
    for delivery_id, *person, evidence in session.exec(found, execution_options=options(scope)):
        candidates.setdefault(delivery_id, []).append(Candidate(*[*person, tuple(evidence)]))
    return candidates
