"""Visits to girls' families: kept with the day of the next, for two desks, within the scope, following the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import EVERY_OFFICE, GRANTS, OPERATOR, Permission, Role, Scope
from census_app.domain.errors import CensusError
from census_app.ledger import clock
from census_app.ledger.engine import reading
from census_app.ledger.reads.visits import visit_list, visit_rows, visits_to
from census_app.ledger.writes.visits import NewVisit, record_purpose, record_visit
from tests.ledger.people import OTHER_WARD, WARD, accept_household

TODAY = clock.today()
BORN = TODAY.replace(year=TODAY.year - 15, day=1)
NEIGHBOUR = Scope(9, "neighbour", (OTHER_WARD,), (EVERY_OFFICE,), frozenset(Permission))
CHAIRMAN = Scope(9, "chairman", (WARD,), (EVERY_OFFICE,), GRANTS[Role.CHAIRMAN])
SEEN = NewVisit(TODAY, "prevented", "the groom's family went home")


@pytest.fixture
def girl(any_engine: Engine) -> int:
    """The id of a girl of fifteen."""
    accept_household(any_engine)
    with any_engine.begin() as connection:
        person_id = int(connection.execute(text("select max(id) from persons")).scalar_one())
        born = {"born": BORN.isoformat(), "id": person_id}
        connection.execute(text("update persons set sex = 'female', birth_date = :born where id = :id"), born)
    return person_id


def refused(act: object) -> str:
    assert callable(act)
    with pytest.raises(CensusError) as error:
        act()
    return error.value.code


def test_a_prevented_marriage_keeps_its_day_on_the_list_without_any_finding(any_engine: Engine, girl: int) -> None:
    again = record_visit(any_engine, OPERATOR, girl, SEEN)
    assert again == TODAY + timedelta(days=90)
    with reading(any_engine) as session:
        [listed] = visit_list(session, OPERATOR)
        _, visits = visits_to(session, OPERATOR, girl)
        assert list(visit_rows(session, OPERATOR, WARD)) == [(girl, WARD, "prevented", TODAY)]
    assert (listed.person.person_id, listed.tier, listed.newest) == (girl, "", visits[0])
    assert not listed.is_due(TODAY)
    assert listed.is_due(again)
    assert visits[0].note == SEEN.note


def test_a_later_visit_stands_beside_the_earlier_and_ends_the_following(any_engine: Engine, girl: int) -> None:
    record_visit(any_engine, OPERATOR, girl, NewVisit(TODAY - timedelta(days=3), "at_risk", "talk of a wedding"))
    record_visit(any_engine, OPERATOR, girl, NewVisit(TODAY, "married", "last week, in another district"))
    with reading(any_engine) as session:
        assert visit_list(session, OPERATOR) == []
        assert [visit.outcome for visit in visits_to(session, OPERATOR, girl)[1]] == ["married", "at_risk"]


def test_nobody_who_is_of_age_by_now_stays_on_the_list(any_engine: Engine, girl: int) -> None:
    record_visit(any_engine, OPERATOR, girl, SEEN)
    with any_engine.begin() as connection:
        connection.execute(text("update persons set birth_date = '1990-01-01' where id = :id"), {"id": girl})
    with reading(any_engine) as session:
        assert visit_list(session, OPERATOR) == []


def test_the_note_lies_under_seal_and_the_trail_tells_neither_note_nor_outcome(any_engine: Engine, girl: int) -> None:
    record_visit(any_engine, OPERATOR, girl, SEEN)
    with any_engine.connect() as connection:
        note = connection.execute(text("select note from marriage_visits")).scalar_one()
        told = connection.execute(text("select * from audit_events where action = 'visit_recorded'")).one()
    assert b"groom" not in bytes(note)
    assert "prevented" not in str(tuple(told))


def test_only_the_two_desks_and_only_their_area(any_engine: Engine, girl: int) -> None:
    record_visit(any_engine, OPERATOR, girl, SEEN)
    assert {role for role in Role if Permission.SEE_CHILD_MARRIAGE in GRANTS[role]} == {Role.UNO, Role.WOMEN_AFFAIRS}
    assert refused(lambda: record_visit(any_engine, CHAIRMAN, girl, SEEN)) == "not_permitted"
    assert refused(lambda: record_visit(any_engine, NEIGHBOUR, girl, SEEN)) == "person_not_found"
    assert refused(lambda: record_purpose(any_engine, CHAIRMAN, "why not")) == "not_permitted"
    with reading(any_engine) as session:
        assert refused(lambda: visit_list(session, CHAIRMAN)) == "not_permitted"
        assert refused(lambda: visits_to(session, CHAIRMAN, girl)) == "not_permitted"
        assert refused(lambda: visits_to(session, NEIGHBOUR, girl)) == "person_not_found"
        assert visit_list(session, NEIGHBOUR) == []
        assert list(visit_rows(session, NEIGHBOUR)) == []


@pytest.mark.parametrize(
    ("visit", "code"),
    [
        (NewVisit(TODAY, "gossip", "so they say"), "visit_outcome_unknown"),
        (NewVisit(TODAY, "at_risk", "  "), "note_needed"),
        (NewVisit(TODAY + timedelta(days=1), "at_risk", "tomorrow"), "visit_day_wrong"),
        (NewVisit(TODAY, "at_risk", "again today", TODAY), "visit_day_wrong"),
    ],
)
def test_a_visit_that_says_too_little_is_refused(any_engine: Engine, girl: int, visit: NewVisit, code: str) -> None:
    assert refused(lambda: record_visit(any_engine, OPERATOR, girl, visit)) == code


def test_the_purpose_stands_in_the_trail_before_the_list_is_made(any_engine: Engine) -> None:
    assert refused(lambda: record_purpose(any_engine, OPERATOR, " ")) == "purpose_needed"
    record_purpose(any_engine, OPERATOR, "monthly visits")
    with any_engine.connect() as connection:
        rows = connection.execute(text("select reason from audit_events where action = 'visit_list_asked'"))
        assert rows.scalars().all() == ["monthly visits"]
