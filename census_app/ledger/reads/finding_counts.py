"""How many findings there are, how long they have waited, and how much money is at stake in them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.findings import AGE_BANDS, AT_WORK, opened_between
from census_app.ledger import clock
from census_app.ledger.finding_scope import may_see
from census_app.ledger.query import lies_in
from census_app.ledger.reads.findings import FindingFilter, conditions
from census_app.ledger.scoping import options
from census_app.ledger.tables import Finding


@dataclass(frozen=True)
class FindingCount:
    """How many findings of one kind, severity and state there are, and the money at stake in them."""

    kind: str
    severity: str
    state: str
    count: int
    money_poisha: int = 0


@dataclass(frozen=True)
class Tally:
    """A number of findings and the whole poisha at stake in them."""

    count: int
    money_poisha: int


@dataclass(frozen=True)
class Workload:
    """What lies before somebody: all of it, mine, overdue, and by days of waiting (in the order of AGE_BANDS)."""

    found: Tally
    at_work: int
    mine: int
    overdue: int
    by_age: tuple[int, ...]


def count_findings(session: Session, scope: Scope, area_code: str = "") -> list[FindingCount]:
    """How many findings the scope may see by kind, severity and state, with the money at stake."""
    grain: tuple[Any, ...] = (Finding.kind, Finding.severity, Finding.state)
    statement = _visible(scope, (*grain, func.count(), _money()))
    if area_code:
        statement = statement.where(lies_in(col(Finding.area_code), area_code))
    rows: Any = session.execute(statement.group_by(*grain).order_by(*grain), execution_options=options(scope))
    return [FindingCount(kind, severity, state, count, int(money)) for kind, severity, state, count, money in rows]


def workload(session: Session, scope: Scope, wanted: FindingFilter) -> Workload:
    """What the filter finds, and how much of it waits: on one's own desk, past its day, and for how long."""
    mine = and_(*conditions(scope, FindingFilter(desk="mine")))
    overdue = and_(*conditions(scope, FindingFilter(desk="overdue")))
    at_work = col(Finding.state).in_(AT_WORK)
    ages = [and_(at_work, *_of_age(place)) for place in range(len(AGE_BANDS))]
    counted = [_count(condition) for condition in (at_work, mine, overdue, *ages)]
    statement = _visible(scope, (func.count(), _money(), *counted)).where(*conditions(scope, wanted))
    found, money, waiting, own, late, *by_age = session.execute(statement, execution_options=options(scope)).one()
    return Workload(Tally(found, int(money)), waiting, own, late, tuple(by_age))


def money_by_office(session: Session, scope: Scope, wanted: FindingFilter) -> dict[str, dict[str, Tally]]:
    """Findings and money by office and state. One that concerns two offices stands with both.

    An office's desk reads its own sums only.
    """
    offices = cast(Finding.office_codes, String)
    statement = _visible(scope, (offices, Finding.state, func.count(), _money())).where(*conditions(scope, wanted))
    found: dict[str, dict[str, Tally]] = {}
    rows: Any = session.execute(statement.group_by(offices, Finding.state), execution_options=options(scope))
    for listed, state, count, money in rows:
        for office in filter(scope.holds_office, json.loads(listed)):
            before = found.setdefault(office, {}).get(state, Tally(0, 0))
            found[office][state] = Tally(before.count + count, before.money_poisha + int(money))
    return dict(sorted(found.items()))


def _of_age(place: int) -> list[ColumnElement[bool]]:
    first, last = opened_between(AGE_BANDS[place], clock.today())
    young_enough = [col(Finding.opened_on) >= first] if first is not None else []
    return [*young_enough, *([col(Finding.opened_on) <= last] if place else [])]


def _count(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _money() -> Any:
    return func.coalesce(func.sum(Finding.money_poisha), 0)


def _visible(scope: Scope, columns: tuple[Any, ...]) -> Select[Any]:
    statement: Select[Any] = select(*columns).select_from(Finding)
    return statement.where(*may_see(scope))
