"""Findings: the list narrowed to what somebody may see and asks for, and one finding with its turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.domain.findings import AGE_BANDS, AT_WORK, opened_between
from census_app.ledger import clock
from census_app.ledger.finding_scope import CHILD_MARRIAGE, may_see, of_office
from census_app.ledger.query import lies_in
from census_app.ledger.reads.persons import PersonLine, lines_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    AnalysisRun,
    Finding,
    FindingAssignment,
    FindingPerson,
    FindingReview,
    Household,
    User,
)

__all__ = ["CHILD_MARRIAGE"]
FIRST_TIERS, NEXT_TIERS = ("A", "month"), ("B", "quarter")


@dataclass(frozen=True)
class FindingFilter:
    """What to list; an empty field asks for everything.

    `state` is a state, or `at_work` for all that somebody has still to answer. `desk` is mine or overdue; `age` is the
    place of a band in `domain.findings.AGE_BANDS`.
    """

    kind: str = ""
    severity: str = ""
    state: str = ""
    area_code: str = ""
    office_code: str = ""
    desk: str = ""
    age: str = ""
    rule_id: str = ""


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
    rule_id: str
    opened_on: date
    assigned_to: str
    assigned_office: str
    due_on: date | None
    persons: tuple[PersonLine, ...]

    def is_overdue(self, today: date) -> bool:
        """True while it waits for an answer and its day has passed."""
        return self.state in AT_WORK and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class Turn:
    """One turn of a finding: a person's answer, or what a run closed or opened again and why."""

    decision: str
    note: str
    reviewed_by: str
    reviewed_at: datetime
    run_id: int | None = None
    changes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Desk:
    """On whose desk a finding was laid, by whom and until when."""

    user: str
    office_code: str
    due_on: date
    note: str
    assigned_by: str
    assigned_at: datetime


@dataclass(frozen=True)
class Run:
    """One run of the models: for which day, when the ledger was read, over which copy, by which rules."""

    run_id: int
    as_of: date
    ran_at: datetime
    snapshot: str
    rules_version: str
    rules: dict[str, str]


@dataclass(frozen=True)
class FindingPage:
    """One finding with its turns and desks, the newest first, and the runs that raised it first and last."""

    line: FindingLine
    answers: tuple[Turn, ...]
    desks: tuple[Desk, ...]
    first_run: Run
    last_run: Run


def list_findings(
    session: Session, scope: Scope, wanted: FindingFilter, limit: int = 50, offset: int = 0
) -> list[FindingLine]:
    """The findings that the scope may see, the surest first, then by tier: whom to reach first stands first."""
    statement = _visible(scope, _columns()).where(*conditions(scope, wanted))
    weight = (col(Finding.severity).in_(("review", "info")), col(Finding.severity) == "info")
    tier = case((col(Finding.tier).in_(FIRST_TIERS), 0), (col(Finding.tier).in_(NEXT_TIERS), 1), else_=2)
    in_order = (*weight, tier, func.coalesce(Finding.score, 0).desc(), col(Finding.id))
    return _lines(session, scope, statement.order_by(*in_order).limit(limit).offset(offset))


def findings_about(session: Session, scope: Scope, person_id: int) -> list[FindingLine]:
    """The findings about a person that the scope may see and whose ground is not gone."""
    about = select(FindingPerson.finding_id).where(FindingPerson.person_id == person_id)
    statement = _visible(scope, _columns()).where(col(Finding.id).in_(about), col(Finding.state) != "closed")
    return _lines(session, scope, statement.order_by(col(Finding.id)))


def get_finding(session: Session, scope: Scope, finding_id: int) -> FindingPage:
    """The finding with its turns, desks and runs. Raises: NotFound outside what the scope may see."""
    found = _lines(session, scope, _visible(scope, _columns()).where(col(Finding.id) == finding_id))
    if not found:
        raise NotFound("finding_not_found")
    runs = select(col(Finding.first_run_id), col(Finding.last_run_id)).where(col(Finding.id) == finding_id)
    first, last = session.exec(runs, execution_options=options(scope)).one()
    return FindingPage(
        found[0], _turns(session, finding_id), _desks(session, finding_id), _run(session, first), _run(session, last)
    )


def newest_run(session: Session) -> Run | None:
    """When the models ran last, and for which day; None before the first run."""
    newest = session.exec(select(AnalysisRun.id).order_by(col(AnalysisRun.id).desc()).limit(1)).first()
    return _run(session, newest) if newest else None


def conditions(scope: Scope, wanted: FindingFilter) -> Iterator[ColumnElement[bool]]:
    """What the filter asks for, as conditions on findings."""
    asked = (
        (Finding.kind, wanted.kind),
        (Finding.severity, wanted.severity),
        (Finding.rule_id, wanted.rule_id),
        (Finding.state, wanted.state if wanted.state != "at_work" else ""),
    )
    yield from (col(column) == value for column, value in asked if value)
    if wanted.state == "at_work" or wanted.desk:
        yield col(Finding.state).in_(AT_WORK)
    if wanted.area_code:
        yield lies_in(col(Finding.area_code), wanted.area_code)
    if wanted.office_code:
        yield of_office(wanted.office_code)
    if wanted.desk == "mine":
        offices = [code for code in scope.offices if code != "*"]
        of_mine = col(Finding.assigned_user_id).is_(None) & col(Finding.assigned_office).in_(offices)
        yield or_(col(Finding.assigned_user_id) == scope.actor_id, of_mine)
    if wanted.desk == "overdue":
        yield col(Finding.due_on) < clock.today()
    if wanted.age in map(str, range(len(AGE_BANDS))):
        first, last = opened_between(AGE_BANDS[int(wanted.age)], clock.today())
        if int(wanted.age):
            yield col(Finding.opened_on) <= last
        if first is not None:
            yield col(Finding.opened_on) >= first


def _turns(session: Session, finding_id: int) -> tuple[Turn, ...]:
    r = FindingReview
    columns: tuple[Any, ...] = (r.decision, r.note, User.shown_as, r.reviewed_at, r.run_id, r.changes)
    found: Select[Any] = select(*columns)
    found = found.outerjoin(User, col(User.id) == r.reviewed_by).where(col(r.finding_id) == finding_id)
    rows: Any = session.execute(found.order_by(col(r.id).desc()))
    return tuple(Turn(decision, note, by or "", at, run, tuple(told)) for decision, note, by, at, run, told in rows)


def _desks(session: Session, finding_id: int) -> tuple[Desk, ...]:
    a = FindingAssignment
    names = dict(session.exec(select(User.id, User.shown_as)).all())
    found = select(a).where(col(a.finding_id) == finding_id).order_by(col(a.id).desc())
    return tuple(
        Desk(
            names.get(one.user_id, "") if one.user_id else "",
            one.office_code,
            one.due_on,
            one.note,
            names.get(one.assigned_by, ""),
            one.assigned_at,
        )
        for one in session.exec(found)
    )


def _run(session: Session, run_id: int) -> Run:
    run = session.get_one(AnalysisRun, run_id)
    return Run(run.id, run.as_of, run.ran_at, run.snapshot, run.rules_version, dict(run.rules))


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
        Finding.rule_id,
        Finding.opened_on,
        User.shown_as,
        Finding.assigned_office,
        Finding.due_on,
    )


def _visible(scope: Scope, columns: tuple[Any, ...]) -> Select[Any]:
    statement: Select[Any] = select(*columns).select_from(Finding).where(*may_see(scope))
    statement = statement.outerjoin(User, col(User.id) == Finding.assigned_user_id)
    return statement.outerjoin(Household, col(Household.id) == Finding.household_id)


def _lines(session: Session, scope: Scope, statement: Select[Any]) -> list[FindingLine]:
    rows: Any = session.execute(statement, execution_options=options(scope)).all()
    persons = _persons(session, scope, [row[0] for row in rows])
    return [_line(row, tuple(persons.get(row[0], ()))) for row in rows]


def _line(row: Sequence[Any], persons: tuple[PersonLine, ...]) -> FindingLine:
    """A row of `_columns`; a null where there is no household or nobody's desk is an empty text."""
    told = (*row[:6], row[6] or "", *map(tuple, row[7:10]), *row[10:15], row[15] or "", *row[16:], persons)
    return FindingLine(*told)


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
