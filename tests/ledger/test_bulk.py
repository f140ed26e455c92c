"""Whole sets go in as they are and come back as they were, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.domain.access import OPERATOR
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import reading, writing
from census_app.ledger.json_text import to_json
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.scoping import options
from census_app.ledger.tables import Area, Household, PossibleMatch
from census_app.ledger.writes.rounds import open_round
from tests.ledger.people import WARD


def test_words_moments_lists_and_nothing_survive_the_way(any_engine: Engine) -> None:
    moment = datetime(2022, 1, 31, 18, 30, 5, 123456, tzinfo=UTC)
    evidence = ["name", "বাবার নাম", "tab\there", 'quote"and\\slash']
    columns = ("id", "area_code", "kind", "left_id", "right_id", "score", "evidence", "state", "known_since", "note")
    with writing(any_engine) as session:
        (id_,) = take_ids(session, PossibleMatch, 1)
        row = (id_, WARD, "persons", 1, 2, 0.5, to_json(evidence), "open", moment, "line\nbreak")
        insert_many(session, PossibleMatch, columns, [row])
    with reading(any_engine) as session:
        kept = session.exec(select(PossibleMatch), execution_options=options(OPERATOR)).one()
    assert (kept.evidence, kept.known_since, kept.note, kept.decided_at) == (evidence, moment, "line\nbreak", None)


def test_what_every_row_says_is_given_once(any_engine: Engine) -> None:
    moment = datetime(2022, 1, 31, 18, 30, tzinfo=UTC)
    with writing(any_engine) as session:
        same = {"area_code": WARD, "para_code": "", "created_at": moment}
        insert_many(session, Household, ("number",), [("1",), ("2",)], same)
        insert_many(session, Household, ("number",), [], same)
    with reading(any_engine) as session:
        kept = session.exec(select(Household), execution_options=options(OPERATOR)).all()
    assert sorted((home.number, home.area_code, home.created_at) for home in kept) == [
        ("1", WARD, moment),
        ("2", WARD, moment),
    ]
    assert len({home.id for home in kept}) == 2


def test_ids_are_handed_out_once(any_engine: Engine) -> None:
    made = datetime(2022, 1, 1, tzinfo=UTC)
    seen: list[int] = []
    for start in (0, 3):
        with writing(any_engine) as session:
            ids = take_ids(session, Household, 3)
            rows = [(id_, WARD, str(start + place), "", made) for place, id_ in enumerate(ids)]
            insert_many(session, Household, ("id", "area_code", "number", "para_code", "created_at"), rows)
        seen += ids
    assert len(set(seen)) == 6


def test_a_transaction_that_fails_leaves_nothing(any_engine: Engine) -> None:
    def add_then_fail() -> None:
        with writing(any_engine) as session:
            columns = ("code", "level", "parent_code", "name_en", "name_bn", "brn_area_code")
            insert_many(session, Area, columns, [("40", "division", "", "Khulna", "খুলনা", "")])
            raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError):
        add_then_fail()
    with reading(any_engine) as session:
        assert session.exec(select(Area)).all() == []


def test_a_day_stays_a_day(any_engine: Engine) -> None:
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    with reading(any_engine) as session:
        assert get_round(session, "2022").opened_on == date(2022, 1, 1)
