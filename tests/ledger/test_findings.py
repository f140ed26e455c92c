"""Findings have a life: the same question does not come back as a new one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger.engine import reading
from census_app.ledger.scoping import options
from census_app.ledger.tables import Finding, FindingReview
from census_app.ledger.writes.finding_answers import review_finding
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from tests.ledger.people import WARD, accept_household

RUN = NewRun(date(2022, 6, 30), "1", "snapshot-1", ("same_period_twice",))


def finding(identity: str) -> NewFinding:
    reasons = ({"code": "paid_twice_for_one_period", "values": {"programme": "OAA"}},)
    return NewFinding(
        identity, "same_period_twice", "certain", WARD, None, (1,), ("OAA",), ("social_services",), reasons
    )


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    accept_household(any_engine)
    store_findings(any_engine, OPERATOR, RUN, [finding("a"), finding("b")])
    return any_engine


def states(engine: Engine) -> dict[str, str]:
    with reading(engine) as session:
        found = session.exec(select(Finding.identity, Finding.state), execution_options=options(OPERATOR))
        return dict(found.all())


def test_the_same_facts_again_are_the_same_finding(ledger: Engine) -> None:
    summary = store_findings(ledger, OPERATOR, RUN, [finding("a"), finding("b"), finding("c")])
    assert (summary.new, summary.seen_again, summary.closed) == (1, 2, 0)
    assert summary.counts == {"same_period_twice": 3}


def test_an_open_finding_whose_ground_is_gone_closes_and_opens_again_when_it_returns(ledger: Engine) -> None:
    store_findings(ledger, OPERATOR, RUN, [finding("a")])
    assert states(ledger) == {"a": "open", "b": "closed"}
    store_findings(ledger, OPERATOR, RUN, [finding("a"), finding("b")])
    assert states(ledger) == {"a": "open", "b": "open"}


def test_an_answered_finding_keeps_its_answer_in_the_next_run(ledger: Engine) -> None:
    review_finding(ledger, OPERATOR, 1, "explained", "two payments were two quarters")
    store_findings(ledger, OPERATOR, RUN, [finding("a"), finding("b")])
    assert states(ledger) == {"a": "explained", "b": "open"}


def test_a_second_answer_stands_beside_the_first(ledger: Engine) -> None:
    review_finding(ledger, OPERATOR, 1, "explained", "first")
    review_finding(ledger, OPERATOR, 1, "referred", "second")
    with reading(ledger) as session:
        assert session.exec(select(FindingReview.note).order_by(FindingReview.id)).all() == ["first", "second"]


def test_an_answer_needs_a_note_a_known_decision_and_a_finding_in_scope(ledger: Engine) -> None:
    elsewhere = Scope(3, "uno", ("4087907101",), ("*",), frozenset())
    for scope, decision, note, error in (
        (OPERATOR, "explained", "  ", Refused),
        (OPERATOR, "deleted", "why", Refused),
        (elsewhere, "explained", "why", NotFound),
    ):
        with pytest.raises(error):
            review_finding(ledger, scope, 1, decision, note)
