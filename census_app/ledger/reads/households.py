"""Households: the list of a ward for its review, one household, and where households stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import lies_in
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Finding,
    Household,
    HouseholdFact,
    Membership,
    Person,
    Round,
    StagedProblem,
    StagedRow,
)


@dataclass(frozen=True)
class HouseholdLine:
    """A household in a list: its head, how many live in it, how many questions its rows raised."""

    household_id: int
    area_code: str
    para_code: str
    number: str
    head_name_bn: str
    head_name_en: str
    members: int
    problems: int


@dataclass(frozen=True)
class HouseholdFacts:
    """What one round found about a household."""

    round_code: str
    true_since: date
    roof: str
    wall: str
    land_hundredths: int | None
    income_bdt: int | None
    latrine: str
    water: str
    electricity: bool | None
    flooded: bool | None
    near_embankment: bool | None


@dataclass(frozen=True)
class RowQuestion:
    """A problem that a row of the household raised when it was read."""

    person_id: int | None
    code: str
    severity: str
    sheet: str
    row_number: int | None
    heading: str
    details: dict[str, Any]


@dataclass(frozen=True)
class HouseholdPage:
    """One household with its facts, the newest round first, and its open questions."""

    household_id: int
    area_code: str
    para_code: str
    number: str
    lat: float | None
    lon: float | None
    facts: tuple[HouseholdFacts, ...]
    questions: tuple[RowQuestion, ...]


@dataclass(frozen=True)
class HouseholdPoint:
    """A household as a map may show it: where it stands and how it stands, nothing about who lives there.

    `tier` is the household's disaster priority (A, B, C or empty). Units: degrees; None where no position is known.
    """

    household_id: int
    number: str
    para_code: str
    lat: float | None
    lon: float | None
    latrine: str
    electricity: bool | None
    flooded: bool | None
    near_embankment: bool | None
    tier: str


def list_households(
    session: Session, scope: Scope, area_code: str = "", para_code: str = "", limit: int = 50, offset: int = 0
) -> list[HouseholdLine]:
    """The households of a place in the order in which somebody walks it: by para, then by number."""
    place = _in_place(_select_lines(), area_code, para_code).limit(limit).offset(offset)
    return _lines(session, scope, place)


def household_lines(session: Session, scope: Scope, household_ids: Sequence[int]) -> list[HouseholdLine]:
    """Those of the households that are within the scope, in the same order."""
    return _lines(session, scope, _select_lines().where(col(Household.id).in_(household_ids)))


def _select_lines() -> Select[Any]:
    head = and_(
        col(Membership.household_id) == Household.id,
        col(Membership.relation) == "head",
        col(Membership.until_on).is_(None),
    )
    columns: tuple[Any, ...] = (
        Household.id,
        Household.area_code,
        Household.para_code,
        Household.number,
        func.max(Person.name_bn),
        func.max(Person.name_en),
    )
    statement: Select[Any] = select(*columns).select_from(Household)
    statement = statement.outerjoin(Membership, head).outerjoin(Person, col(Person.id) == Membership.person_id)
    walked = (Household.area_code, Household.para_code, func.length(Household.number), Household.number)
    return statement.group_by(*columns[:4]).order_by(*walked)


def _lines(session: Session, scope: Scope, statement: Select[Any]) -> list[HouseholdLine]:
    rows: Any = session.execute(statement, execution_options=options(scope)).all()
    ids = [row[0] for row in rows]
    members, problems = _members(session, scope, ids), _question_counts(session, scope, ids)
    return [
        HouseholdLine(*[*row[:4], row[4] or "", row[5] or "", members.get(row[0], 0), problems.get(row[0], 0)])
        for row in rows
    ]


def count_by_para(session: Session, scope: Scope, area_code: str = "") -> dict[tuple[str, str], int]:
    """How many households there are by (ward, para)."""
    columns: tuple[Any, ...] = (Household.area_code, Household.para_code, func.count())
    statement = _in_place(select(*columns), area_code, "").group_by(Household.area_code, Household.para_code)
    rows: Any = session.execute(
        statement.order_by(Household.area_code, Household.para_code), execution_options=options(scope)
    )
    return {(ward, para): count for ward, para, count in rows}


def get_household(session: Session, scope: Scope, household_id: int) -> HouseholdPage:
    """The household with facts and questions. Raises: NotFound outside the scope too."""
    columns: tuple[Any, ...] = (
        Household.id,
        Household.area_code,
        Household.para_code,
        Household.number,
        Household.lat,
        Household.lon,
    )
    statement: Select[Any] = select(*columns).where(col(Household.id) == household_id)
    found = session.execute(statement, execution_options=options(scope)).first()
    if found is None:
        raise NotFound("household_not_found")
    return HouseholdPage(*[*found, _facts(session, household_id), _questions(session, scope, household_id)])


def household_points(session: Session, scope: Scope, area_code: str = "") -> list[HouseholdPoint]:
    """The households of a place for its map."""
    columns: tuple[Any, ...] = (
        Household.id,
        Household.number,
        Household.para_code,
        Household.lat,
        Household.lon,
        HouseholdFact.latrine,
        HouseholdFact.electricity,
        HouseholdFact.flooded,
        HouseholdFact.near_embankment,
    )
    now = (col(HouseholdFact.household_id) == Household.id) & col(HouseholdFact.superseded_at).is_(None)
    statement: Select[Any] = select(*columns).outerjoin(HouseholdFact, now)
    statement = _in_place(statement, area_code, "").order_by(col(Household.id), col(HouseholdFact.true_since))
    rows: Any = session.execute(statement, execution_options=options(scope)).all()
    tiers = _tiers(session, scope)
    newest = {row[0]: row for row in rows}  # a household with facts of several rounds keeps the last
    return [HouseholdPoint(*[*row[:5], row[5] or "", *row[6:], tiers.get(row[0], "")]) for row in newest.values()]


def _tiers(session: Session, scope: Scope) -> dict[int, str]:
    """The most urgent tier of each household among the findings whose ground is not gone."""
    found = (
        select(Finding.household_id, func.min(Finding.tier))
        .where(Finding.kind == "disaster_priority", Finding.state != "closed", Finding.tier != "")
        .group_by(col(Finding.household_id))
    )
    rows = session.exec(found, execution_options=options(scope))
    return {household_id: tier for household_id, tier in rows if household_id is not None}


def _in_place(statement: Select[Any], area_code: str, para_code: str) -> Select[Any]:
    if area_code:
        statement = statement.where(lies_in(col(Household.area_code), area_code))
    return statement.where(col(Household.para_code) == para_code) if para_code else statement


def _members(session: Session, scope: Scope, household_ids: list[int]) -> dict[int, int]:
    found = select(Membership.household_id, func.count()).where(
        col(Membership.household_id).in_(household_ids), col(Membership.until_on).is_(None)
    )
    rows = session.exec(found.group_by(col(Membership.household_id)), execution_options=options(scope))
    return dict(rows.all())


def _question_counts(session: Session, scope: Scope, household_ids: list[int]) -> dict[int, int]:
    found = (
        select(StagedRow.household_id, func.count(col(StagedProblem.id)))
        .join(StagedProblem, col(StagedProblem.staged_row_id) == StagedRow.id)
        .where(col(StagedRow.household_id).in_(household_ids), StagedProblem.severity == "please_confirm")
        .group_by(col(StagedRow.household_id))
    )
    rows = session.exec(found, execution_options=options(scope))
    return {household_id: count for household_id, count in rows if household_id is not None}


def _facts(session: Session, household_id: int) -> tuple[HouseholdFacts, ...]:
    columns: tuple[Any, ...] = (
        Round.code,
        HouseholdFact.true_since,
        HouseholdFact.roof,
        HouseholdFact.wall,
        HouseholdFact.land_hundredths,
        HouseholdFact.income_bdt,
        HouseholdFact.latrine,
        HouseholdFact.water,
        HouseholdFact.electricity,
        HouseholdFact.flooded,
        HouseholdFact.near_embankment,
    )
    statement: Select[Any] = select(*columns).join(Round, col(Round.id) == HouseholdFact.round_id)
    statement = statement.where(
        col(HouseholdFact.household_id) == household_id, col(HouseholdFact.superseded_at).is_(None)
    )
    rows: Any = session.execute(statement.order_by(col(HouseholdFact.true_since).desc()))
    return tuple(HouseholdFacts(*row) for row in rows)


def _questions(session: Session, scope: Scope, household_id: int) -> tuple[RowQuestion, ...]:
    columns: tuple[Any, ...] = (
        StagedRow.person_id,
        StagedProblem.code,
        StagedProblem.severity,
        StagedProblem.sheet,
        StagedProblem.row_number,
        StagedProblem.heading,
        StagedProblem.details,
    )
    statement: Select[Any] = select(*columns).join(StagedProblem, col(StagedProblem.staged_row_id) == StagedRow.id)
    statement = statement.where(
        col(StagedRow.household_id) == household_id, col(StagedProblem.severity) == "please_confirm"
    ).order_by(col(StagedProblem.row_number), col(StagedProblem.id))
    rows: Any = session.execute(statement, execution_options=options(scope))
    return tuple(RowQuestion(*row) for row in rows)
