"""What pages ask of the ledger: on both databases, within the scope, in as few statements for many rows as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, update
from sqlmodel import Session, col

from census_app.domain.access import EVERY_OFFICE, OPERATOR, Permission, Scope
from census_app.domain.errors import NotFound
from census_app.domain.search import read_question
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads import (
    audit,
    deliveries,
    double_groups,
    doubles,
    figures,
    finding_counts,
    findings,
    households,
    persons,
    search,
    suspense,
    uploads,
)
from census_app.ledger.tables import HouseholdFact
from tests.ledger.people import OTHER_WARD, WARD, accept_household

NEIGHBOUR = Scope(9, "neighbour", (OTHER_WARD,), (EVERY_OFFICE,), frozenset(Permission))
OFFICE = Scope(9, "health", ("408790",), ("health",), frozenset(Permission))

LISTS: dict[str, Callable[[Session, Scope], Any]] = {
    "uploads": lambda session, scope: uploads.list_uploads(session, scope, waiting=True),
    "households": lambda session, scope: households.list_households(session, scope),
    "paras": lambda session, scope: households.count_by_para(session, scope),
    "points": lambda session, scope: households.household_points(session, scope),
    "search": lambda session, scope: search.find_people(session, scope, read_question("করিম 017 w8 1234"), b"key"),
    "numbers": lambda session, scope: persons.find_by_number(session, scope, ["x"]),
    "history": lambda session, scope: deliveries.history_of(session, scope, 1),
    "suspense": lambda session, scope: suspense.list_suspense(session, scope, "health"),
    "findings": lambda session, scope: findings.list_findings(
        session, scope, findings.FindingFilter("x", "y", "z", WARD)
    ),
    "findings about": lambda session, scope: findings.findings_about(session, scope, 1),
    "groups of doubles": lambda session, scope: double_groups.list_groups(session, scope),
    "finding counts": lambda session, scope: finding_counts.count_findings(session, scope, WARD),
    "my findings": lambda session, scope: findings.list_findings(
        session, scope, findings.FindingFilter("x", "y", "at_work", WARD, "health", "mine", "1", "R01")
    ),
    "overdue findings": lambda session, scope: findings.list_findings(
        session, scope, findings.FindingFilter(desk="overdue", age="3")
    ),
    "workload": lambda session, scope: finding_counts.workload(session, scope, findings.FindingFilter()),
    "money by office": lambda session, scope: finding_counts.money_by_office(
        session, scope, findings.FindingFilter(office_code="health")
    ),
    "doubles": lambda session, scope: doubles.list_doubles(session, scope),
    "place": lambda session, scope: figures.place_figures(session, scope, WARD),
    "ages": lambda session, scope: figures.age_bands(session, scope, 2022, WARD),
    "coverage": lambda session, scope: figures.coverage(session, scope, WARD),
    "conditions": lambda session, scope: figures.living_conditions(session, scope, WARD),
    "trail": lambda session, scope: audit.list_events(session, scope, audit.TrailFilter("a", "b", 1)),
}


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("scope", [OPERATOR, NEIGHBOUR, OFFICE], ids=lambda scope: scope.actor)
def test_every_list_can_be_read_on_both_databases(any_engine: Engine, name: str, scope: Scope) -> None:
    with reading(any_engine) as session:
        LISTS[name](session, scope)


def test_a_household_without_a_latrine_and_one_in_the_open_are_one_figure(any_engine: Engine) -> None:
    for number, latrine in enumerate(("none", "open", "sanitary"), start=1):
        accept_household(any_engine, number=str(number))
        with writing(any_engine) as session:
            newest = select(func.max(HouseholdFact.id)).scalar_subquery()
            change = update(HouseholdFact).where(col(HouseholdFact.id) == newest).values(latrine=latrine)
            session.connection().execute(change)
    with reading(any_engine) as session:
        conditions = figures.living_conditions(session, OPERATOR, WARD)
    assert conditions["latrine"] == [figures.Count("open", 2), figures.Count("sanitary", 1)]
    assert conditions["electricity"] == [figures.Count("yes", 3)]


def test_a_household_and_a_person_are_found_within_the_scope_alone(any_engine: Engine) -> None:
    accept_household(any_engine, members=3)
    with reading(any_engine) as session:
        (line,) = households.list_households(session, OPERATOR)
        members = persons.members_of(session, OPERATOR, line.household_id)
        assert (line.members, len(members)) == (3, 3)
        page = persons.get_person(session, OPERATOR, members[0].person_id)
        assert page.line == members[0]
        assert page.origins[0].file_name == "sheet.xlsx"
        assert households.get_household(session, OPERATOR, line.household_id).number == "1"
        assert households.list_households(session, NEIGHBOUR) == []
        with pytest.raises(NotFound):
            households.get_household(session, NEIGHBOUR, line.household_id)
        with pytest.raises(NotFound):
            persons.get_person(session, NEIGHBOUR, members[0].person_id)
        with pytest.raises(NotFound):
            persons.get_person(session, OFFICE, members[0].person_id)


def test_many_households_take_no_more_statements_than_one(engine: Engine) -> None:
    counts = []
    for number in ("1", "2", "3"):
        accept_household(engine, number=number)
        with reading(engine) as session, counted(engine) as statements:
            assert len(households.list_households(session, OPERATOR)) == int(number)
            assert len(uploads.list_uploads(session, OPERATOR)) == int(number)
        counts.append(len(statements))
    assert len(set(counts)) == 1
