"""An acceptance is undone only as long as nothing builds on it; the refusal says what does, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.writes.finding_answers import review_finding
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.numbers import NotedNumber, add_number, judge_number
from census_app.ledger.writes.proposals import propose_match
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.undoing import Undone, undo_acceptance
from census_app.sentences import LANGUAGES, sentence
from tests.ledger.doubles import accept_person, dump, give, merge, offer
from tests.ledger.doubles import undo as undo_merge
from tests.ledger.people import WARD

RUN = NewRun(date(2022, 6, 30), "1", "snapshot", ("same_period_twice",))
FIRST, SECOND = 1, 2
"""The uploads, and the persons whom they brought."""


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    """Two households of one person, each from a file of its own."""
    load_reference(any_engine, OPERATOR)
    assert [accept_person(any_engine, place) for place in range(2)] == [FIRST, SECOND]
    return any_engine


def asked_about(ledger: Engine) -> None:
    store_findings(
        ledger, OPERATOR, RUN, [NewFinding("a", "same_period_twice", "review", WARD, None, (SECOND,), (), (), ())]
    )


def note_number(ledger: Engine) -> None:
    add_number(ledger, OPERATOR, SECOND, NotedNumber("nid10", "5551234577", "key-77", ("key-77",)), "seen on the card")


def answer(ledger: Engine) -> None:
    asked_about(ledger)
    review_finding(ledger, OPERATOR, 1, "explained", "two payments were two quarters")


def execute(ledger: Engine, statement: str) -> None:
    with ledger.begin() as connection:
        connection.execute(text(statement))


BUILDING: dict[str, Callable[[Engine], object]] = {
    "built_on_deliveries": lambda ledger: give(ledger, SECOND, 50_000),
    "built_on_merges": lambda ledger: merge(ledger, offer(ledger, FIRST, SECOND)),
    "built_on_decisions": lambda ledger: propose_match(ledger, OPERATOR, FIRST, SECOND, "she said so"),
    "built_on_numbers": note_number,
    "built_on_findings": answer,
    "built_on_later_file": lambda ledger: accept_person(ledger, 1, known=SECOND),
    "built_on_changes": lambda ledger: execute(
        ledger,
        "insert into person_changes"
        " (area_code, person_id, column_name, before, after, round_id, staged_row_id, known_since)"
        " select area_code, person_id, 'name_en', '', 'Karim', 1, id, '2099-02-01 00:00:00+00:00' from staged_rows"
        f" where person_id = {SECOND}",
    ),
    "built_on_homes": lambda ledger: execute(
        ledger, "update memberships set until_on = '2022-02-02' where person_id = 2"
    ),
    "built_on_round": lambda ledger: execute(ledger, "update rounds set closed_on = '2022-03-01'"),
    "built_on_others": lambda ledger: execute(
        ledger,
        "insert into life_events (id, area_code, kind, person_id, happened_on, source, known_since)"
        " select 1, area_code, 'marriage', person_id, '2022-02-02', 'desk', known_since from memberships"
        " where person_id = 2",
    ),
}


def refusal(ledger: Engine, upload_id: int = SECOND, reason: str = "the wrong ward", scope: Scope = OPERATOR) -> str:
    before = dump(ledger, ())
    with pytest.raises(CensusError) as refused:
        undo_acceptance(ledger, scope, upload_id, reason)
    assert dump(ledger, ()) == before
    return refused.value.code


@pytest.mark.parametrize("code", BUILDING)
def test_what_something_builds_on_stays_and_it_is_said_what(ledger: Engine, code: str) -> None:
    BUILDING[code](ledger)
    assert refusal(ledger) == code
    assert all(sentence(code, language) for language in LANGUAGES)


def test_a_merge_that_was_undone_and_a_number_that_was_judged_are_built_on_it_too(ledger: Engine) -> None:
    with ledger.connect() as connection:
        number_id = connection.execute(text("select id from identity_numbers where person_id = 1")).scalar_one()
    judge_number(ledger, OPERATOR, FIRST, number_id, "withdrawn", "the card was another's")
    assert refusal(ledger, FIRST) == "built_on_numbers"
    match_id = offer(ledger, FIRST, SECOND)
    merge(ledger, match_id)
    undo_merge(ledger, match_id)
    assert refusal(ledger, SECOND) == "built_on_merges"


def test_an_event_that_a_desk_noted_of_somebody_it_brought_is_not_thrown_away(any_engine: Engine) -> None:
    accept_person(any_engine, 0)
    same = "insert into life_events (id, area_code, kind, person_id, happened_on, source, known_since)"
    execute(
        any_engine,
        f"{same} select 1, area_code, 'marriage', person_id, '2022-02-02', 'desk', known_since from memberships",
    )
    assert refusal(any_engine, 1) == "built_on_others"


def test_questions_that_nobody_answered_go_with_what_they_ask_about(ledger: Engine) -> None:
    asked_about(ledger)
    offer(ledger, FIRST, SECOND)
    assert undo_acceptance(ledger, OPERATOR, SECOND, "the wrong ward") == Undone(1, 1, 1)
    with ledger.connect() as connection:
        for table in ("findings", "finding_persons", "possible_matches"):
            assert connection.execute(text(f"select count(*) from {table}")).scalar_one() == 0
        told = connection.execute(text("select reason, area_code from audit_events where action = 'acceptance_undone'"))
        assert [tuple(one) for one in told] == [("the wrong ward", WARD)]


def test_an_undoing_needs_a_reason_a_file_in_scope_and_an_acceptance_that_stands(ledger: Engine) -> None:
    elsewhere = Scope(3, "chairman", ("4087907101",), ("*",), frozenset())
    assert refusal(ledger, reason=" ") == "undo_reason_needed"
    assert refusal(ledger, scope=elsewhere) == "upload_not_found"
    assert refusal(ledger, upload_id=99) == "upload_not_found"
    undo_acceptance(ledger, OPERATOR, SECOND, "the wrong ward")
    assert refusal(ledger) == "nothing_to_undo"
