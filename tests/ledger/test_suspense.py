"""A delivery that found nobody waits with its reasons and with the persons who were considered."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.ledger.engine import reading
from census_app.ledger.reads.exports import suspense
from census_app.ledger.reads.staged_rows import ready_rows
from census_app.ledger.reads.suspense import count_suspense, list_suspense
from census_app.ledger.scoping import options
from census_app.ledger.standing import standing_of
from census_app.ledger.tables import Person
from census_app.ledger.writes.deliveries import DELIVERY_FIELDS, DecidedDelivery, attach_deliveries
from census_app.ledger.writes.reference import load_reference
from tests.ledger.people import OTHER_WARD, WARD, accept_household, row, stage_upload

UPAZILA = "408790"
FIELDS = {
    **dict.fromkeys(DELIVERY_FIELDS, ""),
    "programme_code": "OAA",
    "period_code": "2021-22",
    "period_from": date(2021, 7, 1),
    "period_until": date(2022, 6, 30),
    "delivered_on": date(2021, 10, 5),
    "amount_poisha": 150_000,
    "quantity_thousandths": None,
}


@pytest.fixture
def two_wait(any_engine: Engine) -> Engine:
    """Two deliveries in suspense: one that three persons of two wards fit, and one of a name that nobody bears."""
    load_reference(any_engine, OPERATOR)
    accept_household(any_engine, WARD, members=2)
    accept_household(any_engine, OTHER_WARD, members=1)
    upload_id = stage_upload(any_engine, [row(2), row(3)], UPAZILA, kind="deliveries")
    with reading(any_engine) as session:
        standing = standing_of(session, UPAZILA)
        rows = [waiting.row_id for waiting in ready_rows(session, OPERATOR, upload_id)]
        persons = list(session.exec(select(Person.id).order_by(col(Person.id)), execution_options=options(OPERATOR)))
    considered = [(person_id, 3.0 - place, ["name", "village"]) for place, person_id in enumerate(persons)]
    decided = [
        DecidedDelivery(rows[0], FIELDS, None, ["several_persons_fit"], considered),
        DecidedDelivery(rows[1], FIELDS, None, ["nobody_of_that_name"]),
    ]
    attach_deliveries(any_engine, OPERATOR, upload_id, UPAZILA, "social_services", standing, decided)
    return any_engine


def test_each_waits_with_the_reason_that_was_found_when_it_came(two_wait: Engine) -> None:
    with reading(two_wait) as session:
        several, nobody = list_suspense(session, OPERATOR)
    assert (several.why, len(several.candidates)) == (("several_persons_fit",), 3)
    assert (nobody.why, nobody.candidates) == (("nobody_of_that_name",), ())
    assert [candidate.score for candidate in several.candidates] == [3.0, 2.0, 1.0]
    assert several.candidates[0].evidence == ("name", "village")


def test_the_export_tells_the_same_reasons_and_the_likeliest_person_first(two_wait: Engine) -> None:
    with reading(two_wait) as session:
        lines = list_suspense(session, OPERATOR)
        exported = list(suspense(session, OPERATOR, ""))
    assert [row["reasons"] for row in exported] == ["several_persons_fit", "nobody_of_that_name"]
    assert exported[0]["candidates"] == ";".join(str(candidate.person_id) for candidate in lines[0].candidates)


def test_a_desk_of_another_place_sees_nothing_that_waits(two_wait: Engine) -> None:
    desk = Scope(7, "somebody", ("408743",), ("*",), frozenset(Permission))
    with reading(two_wait) as session:
        assert (list_suspense(session, desk), count_suspense(session, desk)) == ([], 0)
        assert list(suspense(session, desk, "")) == []
