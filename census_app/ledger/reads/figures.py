"""Figures of a place for its dashboard: each is one count over rows that the same scope may open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, true
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.household import Latrine
from census_app.ledger.query import lies_in
from census_app.ledger.reads.standing_deliveries import counts, not_reversed
from census_app.ledger.scoping import options, within
from census_app.ledger.tables import (
    Attachment,
    Delivery,
    Household,
    HouseholdFact,
    Person,
    StagedRow,
    Upload,
)

AGE_BANDS = ((0, 4), (5, 9), (10, 17), (18, 34), (35, 59), (60, None))
LIVING_CONDITIONS = ("latrine", "water", "roof", "wall", "electricity", "flooded")


@dataclass(frozen=True)
class Count:
    """How often one code occurs."""

    code: str
    count: int


@dataclass(frozen=True)
class AgeBand:
    """Living persons between two ages, both included; an open band has no last age."""

    first_age: int
    last_age: int | None
    male: int
    female: int


@dataclass(frozen=True)
class Coverage:
    """What a programme reached: persons, deliveries, money."""

    office_code: str
    programme_code: str
    persons: int
    deliveries: int
    amount_poisha: int


@dataclass(frozen=True)
class PlaceFigures:
    """The few numbers a desk begins its day with."""

    persons: int
    households: int
    deaths: int
    by_sex: tuple[Count, ...]
    survey_rows: dict[str, int]
    deliveries_attached: int
    deliveries_in_suspense: int


def place_figures(session: Session, scope: Scope, area_code: str = "") -> PlaceFigures:
    """How many persons, households and rows there are in the place."""
    alive = col(Person.death_date) == ""
    by_sex = _counts(session, scope, Person.sex, alive & _in(Person, area_code))
    attached = select(func.count(col(Attachment.id))).join(Delivery, col(Delivery.id) == Attachment.delivery_id)
    attached = attached.where(col(Attachment.ended_at).is_(None), counts(), _in(Attachment, area_code))
    attached = attached.where(within(Attachment, scope))
    return PlaceFigures(
        persons=sum(count.count for count in by_sex),
        households=_one(session, scope, select(func.count(col(Household.id))).where(_in(Household, area_code))),
        deaths=_one(session, scope, select(func.count(col(Person.id))).where(~alive, _in(Person, area_code))),
        by_sex=tuple(by_sex),
        survey_rows=_rows_by_state(session, scope, "survey", area_code),
        deliveries_attached=_one(session, replace(scope, areas=("",)), attached),
        deliveries_in_suspense=_one(session, scope, _in_suspense(area_code)),
    )


def age_bands(session: Session, scope: Scope, on_year: int, area_code: str = "") -> list[AgeBand]:
    """Living persons by the age they reach in that year; those whose birth year is unknown stand in no band."""
    born = func.substr(col(Person.birth_date), 1, 4)
    grain: tuple[Any, ...] = (born, Person.sex)
    columns: tuple[Any, ...] = (*grain, func.count())
    statement: Select[Any] = select(*columns)
    statement = statement.where(col(Person.death_date) == "", col(Person.birth_date) != "", _in(Person, area_code))
    rows: Any = session.execute(statement.group_by(*grain), execution_options=options(scope)).all()
    counted = [(on_year - int(year), sex, count) for year, sex, count in rows]

    def of(first: int, last: int | None, wanted: str) -> int:
        return sum(n for age, sex, n in counted if sex == wanted and first <= age and (last is None or age <= last))

    return [AgeBand(first, last, of(first, last, "male"), of(first, last, "female")) for first, last in AGE_BANDS]


def coverage(session: Session, scope: Scope, area_code: str = "") -> list[Coverage]:
    """What each programme reached among the persons of the place, the widest reach first."""
    everywhere = replace(scope, areas=("",))  # a list speaks of an upazila; the persons below are the scope's own
    held = select(Attachment.delivery_id, Attachment.person_id).where(
        col(Attachment.ended_at).is_(None), _in(Attachment, area_code), within(Attachment, scope)
    )
    attached = held.subquery()
    reach = func.count(func.distinct(attached.c.person_id))
    columns: tuple[Any, ...] = (
        Delivery.office_code,
        Delivery.programme_code,
        reach,
        func.count(),
        func.coalesce(func.sum(Delivery.amount_poisha), 0),
    )
    statement: Select[Any] = select(*columns).join(attached, attached.c.delivery_id == col(Delivery.id))
    statement = statement.where(counts())
    if scope.sees_only_own_office:
        statement = statement.where(col(Delivery.office_code).in_(scope.offices))
    statement = statement.group_by(*columns[:2]).order_by(reach.desc(), *columns[:2])
    rows: Any = session.execute(statement, execution_options=options(everywhere))
    return [Coverage(*[*row[:4], int(row[4])]) for row in rows]


def living_conditions(session: Session, scope: Scope, area_code: str = "") -> dict[str, list[Count]]:
    """How the households live, by question, the commonest answer first; unanswered ones stand under the empty code."""
    return {name: _condition(session, scope, name, area_code) for name in LIVING_CONDITIONS}


def _condition(session: Session, scope: Scope, name: str, area_code: str) -> list[Count]:
    answer = _answer(name)
    columns: tuple[Any, ...] = (answer, func.count())
    statement: Select[Any] = select(*columns).select_from(Household)
    statement = statement.join(HouseholdFact, col(HouseholdFact.household_id) == Household.id)
    statement = statement.where(col(HouseholdFact.superseded_at).is_(None), _in(Household, area_code))
    rows: Any = session.execute(
        statement.group_by(answer).order_by(func.count().desc()), execution_options=options(scope)
    )
    return [Count(code or "", count) for code, count in rows]


def _answer(name: str) -> ColumnElement[str]:
    """What was answered, as one figure each: whoever has no latrine goes to an open place, as the analytics has it."""
    column: Any = getattr(HouseholdFact, name)
    if name in _YES_NO:
        return case((column.is_(None), ""), (column, "yes"), else_="no")
    return case((column == Latrine.NONE.value, Latrine.OPEN.value), else_=column) if name == "latrine" else column


_YES_NO = frozenset({"electricity", "flooded"})


def _counts(session: Session, scope: Scope, column: Any, condition: ColumnElement[bool]) -> list[Count]:
    columns: tuple[Any, ...] = (column, func.count())
    statement: Select[Any] = select(*columns).where(condition).group_by(column)
    rows: Any = session.execute(statement.order_by(func.count().desc()), execution_options=options(scope))
    return [Count(*row) for row in rows]


def _rows_by_state(session: Session, scope: Scope, kind: str, area_code: str) -> dict[str, int]:
    statement = (
        select(StagedRow.state, func.count())
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .where(Upload.kind == kind, _in(Upload, area_code))
        .group_by(StagedRow.state)
    )
    return dict(session.exec(statement, execution_options=options(scope)).all())


def _in_suspense(area_code: str) -> Any:
    waiting = select(func.count(col(Delivery.id))).join(StagedRow, col(StagedRow.id) == Delivery.staged_row_id)
    return waiting.where(col(StagedRow.state) == "suspense", not_reversed(), _in(Delivery, area_code))


def _one(session: Session, scope: Scope, statement: Any) -> int:
    return int(session.execute(statement, execution_options=options(scope)).scalar_one())


def _in(table: Any, area_code: str) -> ColumnElement[bool]:
    return lies_in(col(table.area_code), area_code) if area_code else true()
