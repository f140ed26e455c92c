"""What the ledger refuses, and the word it refuses it with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.backup import back_up, restore_backup
from census_app.ledger.bulk import take_ids
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.households import get_household
from census_app.ledger.reads.users import account_named
from census_app.ledger.tables import Delivery, Office, Programme
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.ledger.writes.finding_answers import review_finding
from census_app.ledger.writes.numbers import NotedNumber, add_number, judge_number
from census_app.settings import Settings, read_settings
from tests.ledger.people import WARD, accept_household


def refusal(act: object) -> str:
    assert callable(act)
    with pytest.raises(CensusError) as refused:
        act()
    return refused.value.code


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    upload_id = accept_household(any_engine)
    with writing(any_engine) as session:
        session.add(Office(code="food", name_en="Food", name_bn="খাদ্য"))
        session.flush()
        unit = {"unit": "household", "kind": "food"}
        session.add(Programme(code="FFP", office_code="food", name_en="FFP", name_bn="খাদ্যবান্ধব", **unit))
        session.flush()
        session.add(
            Delivery(
                id=take_ids(session, Delivery, 1)[0],
                upload_id=upload_id,
                staged_row_id=1,
                area_code=WARD,
                office_code="food",
                programme_code="FFP",
                period_code="2021-09",
                period_from=date(2021, 9, 1),
                period_until=date(2021, 9, 30),
                known_since=datetime(2022, 1, 1, tzinfo=UTC),
            )
        )
    return any_engine


def test_a_delivery_is_reversed_once_with_a_reason_by_its_own_office(ledger: Engine) -> None:
    relief = Scope(9, "relief", (WARD,), ("relief",), frozenset())
    assert refusal(lambda: reverse_delivery(ledger, OPERATOR, 1, " ")) == "reason_needed"
    assert refusal(lambda: reverse_delivery(ledger, relief, 1, "not ours")) == "delivery_not_found"
    reverse_delivery(ledger, OPERATOR, 1, "the sack was never fetched")
    assert refusal(lambda: reverse_delivery(ledger, OPERATOR, 1, "again")) == "delivery_reversed_already"


def test_an_answer_to_a_finding_is_refused_with_its_reason(engine: Engine) -> None:
    for decision, note, code in (
        ("deleted", "why", "decision_unknown"),
        ("explained", "", "note_needed"),
        ("explained", "why", "finding_not_found"),
    ):
        assert refusal(lambda d=decision, n=note: review_finding(engine, OPERATOR, 1, d, n)) == code


def test_what_is_not_there_is_not_found(engine: Engine) -> None:
    with reading(engine) as session:
        assert refusal(lambda: account_named(session, "nobody")) == "user_not_found"
        assert refusal(lambda: get_household(session, OPERATOR, 1)) == "household_not_found"


def test_a_number_is_noted_and_judged_with_its_reason_alone(engine: Engine) -> None:
    accept_household(engine, members=1)
    noted = NotedNumber("nid10", "5559990001", "new", ["new"])
    assert refusal(lambda: add_number(engine, OPERATOR, 99, noted, "card")) == "person_not_found"
    assert refusal(lambda: add_number(engine, OPERATOR, 1, noted, " ")) == "evidence_needed"
    add_number(engine, OPERATOR, 1, noted, "card")
    assert refusal(lambda: add_number(engine, OPERATOR, 1, noted, "card")) == "number_held_already"
    assert refusal(lambda: judge_number(engine, OPERATOR, 1, 99, "withdrawn", "card")) == "number_not_found"
    assert refusal(lambda: judge_number(engine, OPERATOR, 1, 1, "damaged", "card")) == "unknown_status"
    assert refusal(lambda: judge_number(engine, OPERATOR, 1, 1, "withdrawn", "")) == "evidence_needed"


def test_a_backup_is_refused_where_it_would_not_be_whole(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    server = Settings("postgresql+psycopg://census@localhost/census", tmp_path)
    assert refusal(lambda: back_up(server, engine, OPERATOR, tmp_path / "copy")) == "backup_needs_sqlite"
    (tmp_path / "copy").write_bytes(b"no archive")
    assert refusal(lambda: restore_backup(settings, tmp_path / "copy")) == "backup_damaged"


def test_a_database_of_another_make_is_refused() -> None:
    assert refusal(lambda: read_settings({}, "mysql://somewhere/census")) == "database_not_supported"
