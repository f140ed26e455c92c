"""What was delivered is never edited: it is taken back, or it is said that it did not arrive; every sum follows."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.engine import reading
from census_app.ledger.reads.closed_rounds import closed_round
from census_app.ledger.reads.deliveries import history_of
from census_app.ledger.reads.exports import deliveries
from census_app.ledger.reads.figures import coverage, place_figures
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.reads.suspense import count_suspense
from census_app.ledger.writes.deliveries import reverse_delivery, say_state
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.rounds import close_round
from census_app.ledger.writes.suspense import attach_by_hand, detach_delivery
from tests.ledger.doubles import accept_person, give
from tests.ledger.people import WARD

UNION = Scope(7, "chairman", ("40879071",), ("*",), frozenset())


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    """A person who was given 100, 200 and 400 taka."""
    load_reference(any_engine, OPERATOR)
    person_id = accept_person(any_engine, 0)
    for taka in (100, 200, 400):
        give(any_engine, person_id, taka * 100)
    return any_engine


def sums(ledger: Engine, scope: Scope = OPERATOR) -> list[object]:
    """The money and the number of deliveries that count: person, programme, place, export, snapshot."""
    with reading(ledger) as session:
        (office,) = history_of(session, scope, 1)
        (programme,) = coverage(session, scope)
        told = [row for row in deliveries(session, scope, WARD) if row["counts"] == "yes"]
        place = place_figures(session, scope)
    assert office.listed_poisha == 70_000
    assert len({programme.deliveries, place.deliveries_attached}) == 1
    if scope is OPERATOR:
        assert len(told) == programme.deliveries
    assert office.total_poisha == programme.amount_poisha
    return [office.total_poisha, programme.deliveries]


def test_a_delivery_that_was_taken_back_or_did_not_arrive_counts_nowhere(ledger: Engine) -> None:
    assert sums(ledger) == sums(ledger, UNION) == [70_000, 3]
    reverse_delivery(ledger, OPERATOR, 1, "listed twice")
    say_state(ledger, OPERATOR, 2, "refused", "he is well off, he says")
    assert sums(ledger) == sums(ledger, UNION) == [40_000, 1]
    say_state(ledger, OPERATOR, 2, "received", "he took it in the end")
    assert sums(ledger) == sums(ledger, UNION) == [60_000, 2]
    say_state(ledger, OPERATOR, 3, "unreachable", "his telephone is off")
    assert sums(ledger) == sums(ledger, UNION) == [20_000, 1]
    close_round(ledger, OPERATOR, "2022")
    with reading(ledger) as session:
        closed = closed_round(session, OPERATOR, get_round(session, "2022"))
    assert [ward.deliveries for ward in closed.wards] == [1]


def test_a_waiting_delivery_that_was_taken_back_waits_no_longer(ledger: Engine) -> None:
    detach_delivery(ledger, OPERATOR, 1, "his neighbour's")
    with reading(ledger) as session:
        assert count_suspense(session, OPERATOR) == place_figures(session, OPERATOR).deliveries_in_suspense == 1
    reverse_delivery(ledger, OPERATOR, 1, "nobody's")
    with reading(ledger) as session:
        assert count_suspense(session, OPERATOR) == place_figures(session, OPERATOR).deliveries_in_suspense == 0
    assert refusal(attach_by_hand, ledger, OPERATOR, 1, 1, "after all") == "delivery_not_waiting"


def refusal(act: object, *arguments: object) -> str:
    with pytest.raises(CensusError) as refused:
        act(*arguments)  # type: ignore[operator]
    return refused.value.code


def test_it_is_said_by_the_own_office_alone_with_a_reason_and_never_of_what_is_gone(ledger: Engine) -> None:
    stranger = Scope(8, "fisheries", ("408790",), ("fisheries",), frozenset())
    elsewhere = Scope(9, "elsewhere", ("4087907101",), ("*",), frozenset())
    for act, more in ((say_state, ("refused",)), (reverse_delivery, ())):
        for scope in (stranger, elsewhere):
            assert refusal(act, ledger, scope, 1, *more, "because") == "delivery_not_found"
        assert refusal(act, ledger, OPERATOR, 1, *more, "  ") == "reason_needed"
    assert refusal(say_state, ledger, OPERATOR, 1, "lost", "because") == "delivery_state_unknown"
    counter = reverse_delivery(ledger, UNION, 1, "listed twice")
    assert refusal(reverse_delivery, ledger, OPERATOR, 1, "again") == "delivery_reversed_already"
    assert refusal(say_state, ledger, OPERATOR, 1, "refused", "again") == "delivery_reversed_already"
    assert refusal(reverse_delivery, ledger, OPERATOR, counter, "back") == "delivery_is_counter_entry"


def test_what_the_list_said_stays_as_it_was(ledger: Engine) -> None:
    asked = text("select * from deliveries where reverses_id is null order by id")
    with ledger.connect() as connection:
        before = connection.execute(asked).all()
    reverse_delivery(ledger, OPERATOR, 1, "listed twice")
    say_state(ledger, OPERATOR, 2, "refused", "he is well off")
    with ledger.connect() as connection:
        assert connection.execute(asked).all() == before
