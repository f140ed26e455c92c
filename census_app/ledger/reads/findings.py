"""Findings: the list narrowed to what somebody may see, one finding with its persons and answers, and counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, case, cast, func, or_
from sqlmodel import Session, col, select

from census_app.domain.access import Permission, Scope, can
from census_app.domain.errors import NotFound
from census_app.ledger.query import lies_in
from census_app.ledger.reads.persons import PersonLine, lines_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import AnalysisRun, Finding, FindingPerson, FindingReview, Household, User

CHILD_MARRIAGE = "child_marriage_risk"
FIRST_TIERS, NEXT_TIERS = ("A", "month"), ("B", "quarter")


@dataclass(frozen=True)
class FindingFilter:
    """What to list; an empty field asks for everything."""

    kind: str = ""
    severity: str = ""
    state: str = ""
    area_code: str = ""


@dataclass(frozen=True)
class FindingLine:
    """One question, its reasons as {code, values}."""

    finding_id: int
    kind: str
    severity: str
    state: str
    area_code: str
    household_id: int | None
    household_number: str
    programme_codes: tuple[str, ...]
    office_codes: tuple[str, ...]
    reasons: tuple[dict[str, Any], ...]
    score: int | None
    tier: str
    money_poisha: int | None
    persons: tuple[PersonLine, ...]


@dataclass(frozen=True)
class Answer:
    """What a person answered to a finding."""

    decision: str
    note: str
    reviewed_by: str
    reviewed_at: datetime


@dataclass(frozen=True)
class FindingPage:
    """One finding with its answers, the newest first."""

    line: FindingLine
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class FindingCount:
    """How many findings of one kind, severity and state there are."""

    kind: str
    severity: str
    state: str
    count: int


@dataclass(frozen=True)
class Run:
    """The newest run of the models."""

    as_of: date
    ran_at: datetime


def list_findings(
    session: Session, scope: Scope, wanted: FindingFilter, limit: int = 50, offset: int = 0
) -> list[FindingLine]:
    """The findings that the scope may see, the surest first, then by tier: whom to reach first stands first."""
    statement = _visible(scope, _columns())
    for column, value in _conditions(wanted):
        statement = statement.where(column == value)
    if wanted.area_code:
        statement = statement.where(lies_in(col(Finding.area_code), wanted.area_code))
    weight = (col(Finding.severity).in_(("review", "info")), col(Finding.severity) == "info")
    tier = case((col(Finding.tier).in_(FIRST_TIERS), 0), (col(Finding.tier).in_(NEXT_TIERS), 1), else_=2)
    in_order = (*weight, tier, func.coalesce(Finding.score, 0).desc(), col(Finding.id))
    return _lines(session, scope, statement.order_by(*in_order).limit(limit).offset(offset))


def count_findings(session: Session, scope: Scope, area_code: str = "") -> list[FindingCount]:
    """How many findings the scope may see by kind, severity and state."""
    grain: tuple[Any, ...] = (Finding.kind, Finding.severity, Finding.state)
    statement = _visible(scope, (*grain, func.count()))
    if area_code:
        statement = statement.where(lies_in(col(Finding.area_code), area_code))
    rows: Any = session.execute(statement.group_by(*grain).order_by(*grain), execution_options=options(scope))
    return [FindingCount(*row) for row in rows]


def findings_about(session: Session, scope: Scope, person_id: int) -> list[FindingLine]:
    """The findings about a person that the scope may see and whose ground is not gone."""
    about = select(FindingPerson.finding_id).where(FindingPerson.person_id == person_id)
    statement = _visible(scope, _columns()).where(col(Finding.id).in_(about), col(Finding.state) != "closed")
    return _lines(session, scope, statement.order_by(col(Finding.id)))


def get_finding(session: Session, scope: Scope, finding_id: int) -> FindingPage:
    """The finding with its answers. Raises: NotFound outside what the scope may see."""
    found = _lines(session, scope, _visible(scope, _columns()).where(col(Finding.id) == finding_id))
    if not found:
        raise NotFound("finding_not_found")
    answers = (
        select(FindingReview.decision, FindingReview.note, User.shown_as, FindingReview.reviewed_at)
        .outerjoin(User, col(User.id) == FindingReview.reviewed_by)
        .where(FindingReview.finding_id == finding_id)
        .order_by(col(FindingReview.id).desc())
    )
    rows = session.exec(answers)
    return FindingPage(found[0], tuple(Answer(decision, note, by or "", at) for decision, note, by, at in rows))


def newest_run(session: Session) -> Run | None:
    """When the models ran last, and for which day; None before the first run."""
    newest = select(col(AnalysisRun.as_of), col(AnalysisRun.ran_at)).order_by(col(AnalysisRun.id).desc()).limit(1)
    found = session.exec(newest).first()
    return Run(*found) if found else None


def _columns() -> tuple[Any, ...]:
    return (
        Finding.id,
        Finding.kind,
        Finding.severity,
        Finding.state,
        Finding.area_code,
        Finding.household_id,
        Household.number,
        Finding.programme_codes,
        Finding.office_codes,
        Finding.reasons,
        Finding.score,
        Finding.tier,
        Finding.money_poisha,
    )


def _visible(scope: Scope, columns: tuple[Any, ...]) -> Select[Any]:
    """Child-marriage visits for their two desks alone; of the rest, an office reads what concerns its programmes."""
    statement: Select[Any] = select(*columns).select_from(Finding)
    statement = statement.outerjoin(Household, col(Household.id) == Finding.household_id)
    sees_visits = can(scope, Permission.SEE_CHILD_MARRIAGE)
    if not sees_visits:
        statement = statement.where(col(Finding.kind) != CHILD_MARRIAGE)
    if scope.sees_only_own_office:
        held = [cast(Finding.office_codes, String).contains(f'"{code}"', autoescape=True) for code in scope.offices]
        statement = statement.where(or_(*held, *([col(Finding.kind) == CHILD_MARRIAGE] if sees_visits else [])))
    return statement


def _conditions(wanted: FindingFilter) -> list[tuple[Any, str]]:
    asked = ((Finding.kind, wanted.kind), (Finding.severity, wanted.severity), (Finding.state, wanted.state))
    return [(col(column), value) for column, value in asked if value]


def _lines(session: Session, scope: Scope, statement: Select[Any]) -> list[FindingLine]:
    rows: Any = session.execute(statement, execution_options=options(scope)).all()
    persons = _persons(session, scope, [row[0] for row in rows])
    return [
        FindingLine(*[*row[:6], row[6] or "", *map(tuple, row[7:10]), *row[10:], tuple(persons.get(row[0], ()))])
        for row in rows
    ]


def _persons(session: Session, scope: Scope, finding_ids: Sequence[int]) -> dict[int, list[PersonLine]]:
    pairs = select(FindingPerson.finding_id, FindingPerson.person_id).where(
        col(FindingPerson.finding_id).in_(finding_ids)
    )
    about = session.exec(pairs).all()
    lines = {line.person_id: line for line in lines_of(session, scope, [person_id for _, person_id in about])}
    persons: dict[int, list[PersonLine]] = {}
    for finding_id, person_id in about:
        if person_id in lines:
            persons.setdefault(finding_id, []).append(lines[person_id])
    return persons
