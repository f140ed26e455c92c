"""Accounts: who is let in, who is locked out, what a desk opens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.domain.access import OPERATOR, Permission, Role, can
from census_app.domain.errors import Refused
from census_app.ledger import clock
from census_app.ledger.engine import reading
from census_app.ledger.reads.users import account_named, scope_for
from census_app.ledger.tables import AuditEvent
from census_app.ledger.writes.users import FAILURES_BEFORE_LOCK, add_user, assign, disable_user, log_in
from tests.ledger.people import WARD

PASSWORD = "a long sentence"


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    add_user(any_engine, OPERATOR, "member", "ওয়ার্ড সদস্য", PASSWORD)
    return any_engine


def test_the_right_password_lets_in_and_is_recorded(ledger: Engine) -> None:
    assert log_in(ledger, "member", PASSWORD).shown_as == "ওয়ার্ড সদস্য"
    with reading(ledger) as session:
        assert "signed_in" in session.exec(select(AuditEvent.action)).all()


def test_an_unknown_name_and_a_wrong_password_are_told_the_same(ledger: Engine) -> None:
    for name in ("member", "nobody"):
        with pytest.raises(Refused) as refused:
            log_in(ledger, name, "something else")
        assert refused.value.code == "log_in_refused"


def test_too_many_failures_lock_the_account_even_for_the_right_password(ledger: Engine) -> None:
    for _ in range(FAILURES_BEFORE_LOCK):
        with pytest.raises(Refused):
            log_in(ledger, "member", "something else")
    with pytest.raises(Refused) as refused:
        log_in(ledger, "member", PASSWORD)
    assert refused.value.code == "log_in_locked"


def test_a_disabled_account_is_not_let_in_and_sees_nothing(ledger: Engine) -> None:
    assign(ledger, OPERATOR, "member", Role.WARD_MEMBER, WARD)
    disable_user(ledger, OPERATOR, "member")
    with pytest.raises(Refused):
        log_in(ledger, "member", PASSWORD)
    with reading(ledger) as session:
        account = account_named(session, "member")
        assert scope_for(session, account.user_id, clock.today()).areas == ()


def test_a_desk_opens_its_area_from_its_first_day_to_its_last(ledger: Engine) -> None:
    first, last = date(2022, 1, 1), date(2022, 12, 31)
    assign(ledger, OPERATOR, "member", Role.WARD_MEMBER, WARD, "", first, last)
    with reading(ledger) as session:
        user_id = account_named(session, "member").user_id
        for day, may in ((first, True), (last, True), (first - timedelta(1), False), (last + timedelta(1), False)):
            held = scope_for(session, user_id, day)
            assert can(held, Permission.LOOK_UP_PERSON) is may
            assert held.holds_area(WARD) is may


def test_a_short_password_and_a_taken_name_are_refused(ledger: Engine) -> None:
    for name, password, code in (("new", "short", "password_too_short"), ("member", PASSWORD, "user_name_taken")):
        with pytest.raises(Refused) as refused:
            add_user(ledger, OPERATOR, name, "নাম", password)
        assert refused.value.code == code
