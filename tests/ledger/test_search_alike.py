"""Both databases give the same answers: to every kind of question, at desks of every width."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.w4_questions import DESKS, KINDS, Asked, keep_questions, read_questions
from benchmarks.w4_register import believe, make_register
from census_app.domain.access import OPERATOR, Scope
from census_app.domain.search import read_question
from census_app.ledger.engine import reading
from census_app.ledger.reads.search import find_people
from census_app.ledger.writes.search import catch_up

KEY = b"k" * 32
PERSONS = 2_500


def answer(engine: Engine, asked: Asked, digits: int) -> list[tuple[int, float, tuple[str, ...]]]:
    scope = Scope(1, "desk", (asked.area_code[:digits],), OPERATOR.offices, OPERATOR.permissions)
    with reading(engine) as session:
        found = find_people(session, scope, read_question(asked.typed), KEY)
    return [(hit.line.person_id, round(hit.score, 6), tuple(hit.reasons)) for hit in found.hits]


@pytest.mark.postgres
def test_both_databases_give_the_same_answers(engine: Engine, postgres_engine: Engine, tmp_path: Path) -> None:
    register = make_register(PERSONS)
    keep_questions(register, tmp_path)
    for each in (engine, postgres_engine):
        believe(each, KEY, register.listings)
        assert catch_up(each, KEY)
    questions = read_questions(tmp_path)[: 10 * len(KINDS)]
    found = 0
    for asked in questions:
        for digits in DESKS.values():
            answers = [answer(each, asked, digits) for each in (engine, postgres_engine)]
            assert answers[0] == answers[1], (asked.typed, digits)
            found += not asked.right.isdisjoint(person_id for person_id, _, _ in answers[0])
    assert found > 0.95 * len(questions) * len(DESKS)
