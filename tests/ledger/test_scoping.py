"""No read of an area-bound table without a scope, and none beyond it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func
from sqlalchemy.orm import aliased
from sqlmodel import select

from census_app.domain.access import OPERATOR, Scope
from census_app.ledger.engine import reading
from census_app.ledger.scoping import UnscopedRead, options
from census_app.ledger.tables import AreaBound, Household, Membership, Person, Round
from tests.ledger.people import OTHER_WARD, WARD, accept_household


@pytest.fixture
def two_wards(any_engine: Engine) -> Engine:
    accept_household(any_engine, WARD, members=2)
    accept_household(any_engine, OTHER_WARD, members=3)
    return any_engine


def scope(*areas: str) -> Scope:
    return Scope(7, "somebody", areas, ("*",), frozenset())


UNSCOPED = {
    "rows": select(Person),
    "a column": select(Person.name_bn),
    "a count": select(func.count()).select_from(Person),
    "a join from an open table": select(Round.id).join(Person, Person.first_upload_id == Round.id),
    "a subquery": select(func.count()).select_from(select(Person.id).subquery()),
    "an alias": select(aliased(Person).id),
    "a condition": select(Round.id).where(Round.id.in_(select(Person.id))),
}


@pytest.mark.parametrize("shape", UNSCOPED)
def test_a_select_without_a_scope_is_refused_in_every_shape(engine: Engine, shape: str) -> None:
    with reading(engine) as session, pytest.raises(UnscopedRead):
        session.exec(UNSCOPED[shape]).all()


@pytest.mark.parametrize("areas", [(WARD,), ("",)])
def test_a_bare_table_is_refused_even_with_a_scope_since_nothing_would_narrow_it(
    engine: Engine, areas: tuple[str, ...]
) -> None:
    mine = options(scope(*areas))
    with reading(engine) as session:
        for bare in (select(Person.__table__), select(func.count()).select_from(Person.__table__)):
            with pytest.raises(UnscopedRead):
                session.execute(bare, execution_options=mine)


def test_getting_by_id_without_a_scope_is_refused(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(UnscopedRead):
        session.get(Person, 1)


@pytest.mark.parametrize(
    ("areas", "persons"), [((WARD,), 2), ((OTHER_WARD,), 3), (("40879071",), 5), ((), 0), (("",), 5)]
)
def test_rows_counts_and_joins_are_narrowed_alike(two_wards: Engine, areas: tuple[str, ...], persons: int) -> None:
    mine = options(scope(*areas))
    with reading(two_wards) as session:
        assert len(session.exec(select(Person), execution_options=mine).all()) == persons
        assert session.exec(select(func.count()).select_from(Person), execution_options=mine).one() == persons
        joined = select(Household.number).join(Membership, Membership.household_id == Household.id)
        assert len(session.exec(joined, execution_options=mine).all()) == persons
        inner = select(Person.id).subquery()
        assert session.exec(select(func.count()).select_from(inner), execution_options=mine).one() == persons


@pytest.mark.parametrize("areas", [(WARD,), (OTHER_WARD,), ("40879071",), ()])
def test_a_table_under_another_name_is_narrowed_like_the_table_itself(
    two_wards: Engine, areas: tuple[str, ...]
) -> None:
    mine, own, other = options(scope(*areas)), aliased(Person), aliased(Person)
    pairs = select(own.area_code, other.area_code).join(other, own.id != other.id)
    beside_itself = select(Person.area_code, other.area_code).join(other, other.sex == Person.sex)
    inner = aliased(Person, select(Person).subquery())
    with reading(two_wards) as session:
        direct = session.exec(select(Person.area_code), execution_options=mine).all()
        assert sorted(session.exec(select(own.area_code), execution_options=mine).all()) == sorted(direct)
        assert sorted(session.exec(select(inner.area_code), execution_options=mine).all()) == sorted(direct)
        assert len(session.exec(pairs, execution_options=mine).all()) == len(direct) * (
            len(direct) - 1 if direct else 0
        )
        assert len(session.exec(beside_itself, execution_options=mine).all()) == len(direct) ** 2


def test_a_neighbour_whose_code_begins_alike_is_not_inside() -> None:
    assert not scope("4087907").holds_area("40879108")
    assert scope("408790").holds_area(WARD)
    assert OPERATOR.holds_area(WARD)


def test_every_table_with_an_area_is_marked_as_bound_to_it() -> None:
    marked = {table.__tablename__ for table in AreaBound.__subclasses__()}
    with_area = {name for name, table in Person.metadata.tables.items() if "area_code" in table.c}
    # Desks and trail entries name an area without belonging to it: they are read by people who hold no area.
    # The words in the names of places, where a round is open and which flow holds tell of nobody.
    free = {"user_assignments", "audit_events", "search_places", "round_areas", "flow_choices"}
    assert with_area - marked == free
