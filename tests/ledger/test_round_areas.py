"""A round that was opened for one place takes its files alone, and freezes its persons alone when it closes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.engine import reading
from census_app.ledger.reads.closed_rounds import closed_round
from census_app.ledger.reads.rounds import get_round, round_areas
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.rounds import close_round, open_round, open_round_for
from tests.ledger.doubles import accept_person, give
from tests.ledger.people import OTHER_WARD, WARD, row, stage_upload

UNION, DAY = "40879071", date(2023, 1, 1)
ELSEWHERE = "40879063"


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    """A person in each of two wards, from a round that was open everywhere."""
    load_reference(any_engine, OPERATOR)
    for place, ward in enumerate((WARD, OTHER_WARD)):
        give(any_engine, accept_person(any_engine, place, ward), 10_000)
    return any_engine


def refusal(act: object, *arguments: object) -> str:
    with pytest.raises(CensusError) as refused:
        act(*arguments)  # type: ignore[operator]
    return refused.value.code


def test_files_of_other_places_are_refused_until_it_is_opened_there(ledger: Engine) -> None:
    round_id = open_round_for(ledger, OPERATOR, "2023", DAY, WARD)
    stage_upload(ledger, [row(6)], WARD, round_id)
    assert refusal(stage_upload, ledger, [row(6)], OTHER_WARD, round_id) == "round_not_open_here"
    assert open_round_for(ledger, OPERATOR, "2023", DAY, OTHER_WARD) == round_id
    stage_upload(ledger, [row(6)], OTHER_WARD, round_id)
    with reading(ledger) as session:
        assert round_areas(session, round_id) == [OTHER_WARD, WARD]


def test_a_union_holds_its_wards_and_nothing_is_opened_twice_or_outside_the_scope(ledger: Engine) -> None:
    round_id = open_round_for(ledger, OPERATOR, "2023", DAY, UNION)
    stage_upload(ledger, [row(6)], WARD, round_id)
    assert refusal(open_round_for, ledger, OPERATOR, "2023", DAY, WARD) == "round_exists"
    assert refusal(open_round, ledger, OPERATOR, "2023", DAY) == "round_exists"
    assert refusal(open_round_for, ledger, OPERATOR, "2022", DAY, WARD) == "round_exists"  # open everywhere
    chairman = Scope(7, "chairman", (UNION,), ("*",), frozenset())
    assert refusal(open_round_for, ledger, chairman, "2023", DAY, ELSEWHERE) == "area_not_found"


def test_only_its_places_are_frozen_when_it_closes(ledger: Engine) -> None:
    open_round_for(ledger, OPERATOR, "2023", DAY, WARD)
    close_round(ledger, OPERATOR, "2023")
    with reading(ledger) as session:
        closed = closed_round(session, OPERATOR, get_round(session, "2023"))
    assert [(ward.area_code, ward.persons, ward.deliveries) for ward in closed.wards] == [(WARD, 1, 1)]
    assert WARD in closed.heads
    assert OTHER_WARD not in closed.heads
    with ledger.connect() as connection:
        assert connection.execute(text("select area_code from closed_persons")).scalars().all() == [WARD]
    assert refusal(open_round_for, ledger, OPERATOR, "2023", DAY, OTHER_WARD) == "round_closed"
