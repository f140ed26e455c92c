"""Somebody at a desk says that two may be one: a pair like the others, with the reason beside it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import GRANTS, OPERATOR, Role, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.doubles import PossibleDouble, list_doubles, pair_of, pairs_about
from census_app.ledger.writes.doubles import ask_on_the_spot, tell_apart
from census_app.ledger.writes.proposals import Proposed, propose_match
from census_app.ledger.writes.reference import load_reference
from tests.ledger.doubles import accept_person, merge, offer, undo
from tests.ledger.people import OTHER_WARD, WARD

MEMBER = Scope(7, "member", (WARD,), ("*",), GRANTS[Role.WARD_MEMBER])


@pytest.fixture
def people(any_engine: Engine) -> Engine:
    """Four records, the last of another ward."""
    load_reference(any_engine, OPERATOR)
    for place, ward in enumerate((WARD, WARD, WARD, OTHER_WARD)):
        accept_person(any_engine, place, ward)
    return any_engine


def about(engine: Engine, person_id: int, scope: Scope = OPERATOR) -> list[PossibleDouble]:
    with reading(engine) as session:
        return pairs_about(session, scope, person_id)


def others(engine: Engine, person_id: int, scope: Scope = OPERATOR) -> list[int]:
    ends = [(pair.left.person_id, pair.right.person_id) for pair in about(engine, person_id, scope)]
    return [one + other - person_id for one, other in ends]


def events(engine: Engine) -> int:
    with engine.connect() as connection:
        counted = text("select count(*) from audit_events where action = 'match_proposed'")
        return int(connection.execute(counted).scalar_one())


def test_a_proposed_pair_waits_before_all_that_was_reckoned(people: Engine) -> None:
    offer(people, 1, 3)
    proposed = propose_match(people, MEMBER, 2, 1, " one mother, one house ")
    assert proposed.fate == "new"
    with reading(people) as session:
        first, _ = list_doubles(session, OPERATOR)
    assert (first.left.person_id, first.right.person_id, first.evidence) == (1, 2, ("proposed",))
    assert [(said.decision, said.note) for said in first.decisions] == [("proposed", "one mother, one house")]
    assert (others(people, 2), others(people, 1), others(people, 4)) == ([1], [2, 3], [])
    assert events(people) == 1


def test_whoever_says_it_again_adds_a_reason_and_changes_nothing_else(people: Engine) -> None:
    match_id = offer(people, 1, 2)
    with reading(people) as session:
        seen = pair_of(session, OPERATOR, match_id).seen
    ask_on_the_spot(people, OPERATOR, match_id, seen, "who lives there?")
    assert propose_match(people, MEMBER, 1, 2, "I know her") == Proposed(match_id, "waiting")
    (pair,) = about(people, 1)
    assert (pair.state, [said.decision for said in pair.decisions]) == ("asked", ["asked", "proposed"])


def test_who_was_told_apart_stays_apart_whatever_somebody_proposes(people: Engine) -> None:
    match_id = offer(people, 1, 2)
    with reading(people) as session:
        seen = pair_of(session, OPERATOR, match_id).seen
    tell_apart(people, OPERATOR, match_id, seen, "twins")
    assert propose_match(people, MEMBER, 2, 1, "they look the same") == Proposed(match_id, "told_apart")
    assert (about(people, 1), events(people)) == ([], 0)


def test_a_record_that_was_merged_is_proposed_as_the_person_it_is(people: Engine) -> None:
    match_id = merge(people, offer(people, 1, 2))
    with pytest.raises(Refused, match="one_person_already"):
        propose_match(people, OPERATOR, 2, 1, "the same")
    assert propose_match(people, OPERATOR, 2, 3, "the same again").fate == "new"
    assert (others(people, 1), others(people, 3)) == ([3], [1])
    undo(people, match_id)
    assert (others(people, 1), others(people, 3), others(people, 2)) == ([3, 2], [1], [1])


def test_a_reason_is_wanted_and_both_persons_must_lie_in_the_scope(people: Engine) -> None:
    with pytest.raises(Refused, match="note_needed"):
        propose_match(people, MEMBER, 1, 2, "  ")
    for person_id in (4, 99):
        with pytest.raises(NotFound, match="person_not_found"):
            propose_match(people, MEMBER, 1, person_id, "the same")
    propose_match(people, OPERATOR, 1, 4, "she moved here")
    assert (others(people, 1), others(people, 1, MEMBER)) == ([4], [])
