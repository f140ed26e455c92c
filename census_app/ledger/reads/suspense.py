"""Deliveries that wait in suspense: nobody knows yet whose they were."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import pick
from census_app.ledger.reads.merges import survivor_id
from census_app.ledger.reads.standing_deliveries import not_reversed
from census_app.ledger.scoping import options
from census_app.ledger.tables import Delivery, Person, PossibleMatch, StagedProblem, StagedRow, Upload

NOBODY: frozenset[int] = frozenset()
_LINE: tuple[Any, ...] = (
    Delivery.id,
    Delivery.area_code,
    Delivery.office_code,
    Delivery.programme_code,
    Delivery.period_code,
    Delivery.period_from,
    Delivery.period_until,
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

    `why` holds words of evidence (`several_persons_fit` …), `reasons` the codes of the row's problems, `together` how
    many deliveries the line of the list tells of: an answer holds for all of them.
    """

    delivery_id: int
    area_code: str
    office_code: str
    programme_code: str
    period_code: str
    period_from: date
    period_until: date
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
    together: int


@dataclass(frozen=True)
class WaitingList:
    """An office's list with deliveries in suspense."""

    upload_id: int
    area_code: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """One delivery as its list tells of it. `ruled_out` are the persons of whom somebody said that it is not theirs."""

    delivery_id: int
    row_id: int
    content: dict[str, Any]
    waits: bool
    person_id: int | None
    ruled_out: frozenset[int]


def list_suspense(
    session: Session, scope: Scope, office_code: str = "", limit: int = 50, offset: int = 0
) -> list[SuspenseLine]:
    """The deliveries that wait for somebody to say whose they are, the newest list first."""
    statement = _in_suspense(scope, office_code, _LINE)
    statement = statement.order_by(col(Delivery.upload_id).desc(), col(Delivery.id))
    return _lines(session, scope, statement.limit(limit).offset(offset))


def get_suspense(session: Session, scope: Scope, delivery_id: int) -> SuspenseLine:
    """The one delivery that waits. Raises: NotFound outside the scope, and when it waits no longer."""
    lines = _lines(session, scope, _in_suspense(scope, "", _LINE).where(col(Delivery.id) == delivery_id))
    if not lines:
        raise NotFound("delivery_not_found")
    return lines[0]


def count_suspense(session: Session, scope: Scope, office_code: str = "") -> int:
    """How many deliveries wait."""
    counted = _in_suspense(scope, office_code, (func.count(),))
    return int(session.execute(counted, execution_options=options(scope)).scalar_one())


def waits_at(session: Session, scope: Scope, row_id: int) -> bool:
    """True while the delivery that this row of a list tells of is nobody's."""
    waiting = select(StagedRow.id).join(Delivery, col(Delivery.staged_row_id) == StagedRow.id)
    waiting = waiting.where(StagedRow.id == row_id, StagedRow.state == "suspense", not_reversed())
    return session.exec(waiting, execution_options=options(scope)).first() is not None


def lists_that_wait(session: Session, scope: Scope, area_codes: Collection[str]) -> list[WaitingList]:
    """The lists with deliveries in suspense that speak of one of the places, of a part of it or of what it is in."""
    waiting = select(StagedRow.upload_id).where(StagedRow.state == "suspense")
    found = select(Upload.id, Upload.area_code).where(Upload.kind == "deliveries", col(Upload.id).in_(waiting))
    lists = starmap(WaitingList, session.exec(found.order_by(col(Upload.id)), execution_options=options(scope)))
    return [one for one in lists if any(_touch(one.area_code, code) for code in area_codes)]


def lines_of_list(session: Session, scope: Scope, upload_id: int) -> list[ListLine]:
    """The believed lines of a list in its order, each with whose it is (nobody while it waits)."""
    found = (
        select(Delivery.id, StagedRow.id, StagedRow.content, StagedRow.state, StagedRow.person_id)  # type: ignore[call-overload]
        .join(StagedRow, col(StagedRow.id) == Delivery.staged_row_id)
        .where(Delivery.upload_id == upload_id, not_reversed())
        .order_by(col(Delivery.id))
    )
    ruled_out = _ruled_out(session, scope, upload_id)
    return [
        ListLine(delivery_id, row_id, dict(content), state == "suspense", person_id, ruled_out.get(delivery_id, NOBODY))
        for delivery_id, row_id, content, state, person_id in session.exec(found, execution_options=options(scope))
    ]


def _ruled_out(session: Session, scope: Scope, upload_id: int) -> dict[int, frozenset[int]]:
    found = (
        pick(PossibleMatch.left_id, survivor_id())
        .join(Delivery, col(Delivery.id) == PossibleMatch.left_id)
        .join(Person, col(Person.id) == PossibleMatch.right_id)
        .where(col(PossibleMatch.kind) == "delivery", col(PossibleMatch.state) == "different")
        .where(col(Delivery.upload_id) == upload_id)
    )
    persons: dict[int, frozenset[int]] = {}
    for delivery_id, person_id in session.execute(found, execution_options=options(scope, merged_too=True)):
        persons[delivery_id] = persons.get(delivery_id, NOBODY) | {person_id}
    return persons


def _touch(area_code: str, other: str) -> bool:
    return area_code.startswith(other) or other.startswith(area_code)


def _in_suspense(scope: Scope, office_code: str, columns: tuple[Any, ...]) -> Select[Any]:
    statement: Select[Any] = select(*columns).select_from(Delivery)
    statement = statement.join(StagedRow, col(StagedRow.id) == Delivery.staged_row_id)
    statement = statement.join(Upload, col(Upload.id) == Delivery.upload_id)
    statement = statement.where(col(StagedRow.state) == "suspense", not_reversed())
    if scope.sees_only_own_office:
        statement = statement.where(col(Delivery.office_code).in_(scope.offices))
    if office_code:
        statement = statement.where(col(Delivery.office_code) == office_code)
    return statement


def _lines(session: Session, scope: Scope, statement: Select[Any]) -> list[SuspenseLine]:
    rows: Any = session.execute(statement, execution_options=options(scope)).all()
    reasons = _reasons(session, scope, [row[-1] for row in rows])
    candidates = _candidates(session, scope, [row[0] for row in rows])
    together = _together(session, scope, [row[-1] for row in rows])
    lines = []
    for *line, why, row_id in rows:
        of_row = (tuple(why), tuple(reasons.get(row_id, ())))
        lines.append(SuspenseLine(*[*line, *of_row, tuple(candidates.get(line[0], ())), together[row_id]]))
    return lines


def _together(session: Session, scope: Scope, row_ids: Sequence[int]) -> dict[int, int]:
    """How many deliveries that stand each row tells of."""
    row = Delivery.staged_row_id
    counted = pick(row, func.count()).where(col(row).in_(row_ids), not_reversed()).group_by(col(row))
    return dict(map(tuple, session.execute(counted, execution_options=options(scope))))


def _reasons(session: Session, scope: Scope, row_ids: Sequence[int]) -> dict[int, list[str]]:
    found = select(StagedProblem.staged_row_id, StagedProblem.code).where(col(StagedProblem.staged_row_id).in_(row_ids))
    reasons: dict[int, list[str]] = {}
    for row_id, code in session.exec(found, execution_options=options(scope)):
        if row_id is not None and code not in reasons.setdefault(row_id, []):
            reasons[row_id].append(code)
    return reasons


def _candidates(session: Session, scope: Scope, delivery_ids: Sequence[int]) -> dict[int, list[Candidate]]:
    """Whoever was considered and not ruled out, once each; a merged record is the person it turned out to be."""
    record: Any = aliased(Person)
    match = PossibleMatch
    found = (
        pick(match.left_id, match.state, Person.id, Person.name_bn, Person.name_en, match.score, match.evidence)
        .join(record, record.id == match.right_id)
        .join(Person, col(Person.id) == survivor_id(record))
        .where(col(match.kind) == "delivery", col(match.left_id).in_(delivery_ids))
        .order_by(col(match.score).desc())
    )
    candidates: dict[int, dict[int, Candidate | None]] = {}
    everybody = session.execute(found, execution_options=options(scope, merged_too=True))
    for delivery_id, state, *person, evidence in everybody:
        candidate = Candidate(*[*person, tuple(evidence)])
        considered = candidates.setdefault(delivery_id, {})
        considered.setdefault(candidate.person_id, candidate)
        if state == "different":
            considered[candidate.person_id] = None
    return {id_: [one for one in considered.values() if one] for id_, considered in candidates.items()}
