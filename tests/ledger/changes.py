"""Desks that ask for changes and approve them, and short ways to do either."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR, Assignment, Role, Scope, scope_of
from census_app.domain.change_requests import ApprovalRule, read_rules
from census_app.ledger.engine import reading
from census_app.ledger.reads.believed import believed
from census_app.ledger.reads.change_requests import ChangePage, get_request
from census_app.ledger.writes.change_requests import Approved, NewChange, NewItem, approve_change, file_change
from census_app.ledger.writes.users import add_user, assign
from census_app.reference import read_reference
from tests.ledger.people import WARD

RULES: tuple[ApprovalRule, ...] = read_rules(read_reference("change_rules"))
KEY = bytes(32)
UNION, UPAZILA = WARD[:8], WARD[:6]
FROM = date(2022, 1, 1)
DESKS = {
    "clerk": (Role.ENTREPRENEUR, UNION),
    "other_clerk": (Role.ENTREPRENEUR, UNION),
    "member": (Role.WARD_MEMBER, WARD),
    "chairman": (Role.CHAIRMAN, UNION),
    "uno": (Role.UNO, UPAZILA),
}


def add_desks(engine: Engine) -> dict[str, Scope]:
    """Somebody sits at each desk; their scopes by name."""
    scopes = {}
    for name, (role, area) in DESKS.items():
        user_id = add_user(engine, OPERATOR, name, name.title(), "a long pass phrase")
        assign(engine, OPERATOR, name, role, area, "", FROM)
        scopes[name] = scope_of(user_id, name, [Assignment(role, area, "", FROM)], date(2026, 1, 1))
    return scopes


def now(engine: Engine, person_id: int, field: str) -> str:
    with reading(engine) as session:
        return believed(session, OPERATOR, [person_id])[person_id, field]


def asking(engine: Engine, person_id: int, told: dict[str, str], kind: str = "correct", **more: Any) -> NewChange:
    """What somebody asks for who looked at the person at this moment."""
    items = [NewItem(person_id, field, now(engine, person_id, field), wanted) for field, wanted in told.items()]
    said = {"reason": "the book is wrong", "paper": "birth_certificate", "reference": "seen on 3 March", **more}
    return NewChange(kind, items, **said)


def ask(engine: Engine, scope: Scope, person_id: int, told: dict[str, str], kind: str = "correct", **more: Any) -> int:
    return file_change(engine, scope, person_id, asking(engine, person_id, told, kind, **more), RULES)


def page_of(engine: Engine, scope: Scope, request_id: int) -> ChangePage:
    with reading(engine) as session:
        return get_request(session, scope, request_id)


def approve(engine: Engine, scope: Scope, request_id: int) -> Approved:
    """The actor approves what stands there at this moment."""
    seen = page_of(engine, scope, request_id).seen
    return approve_change(engine, scope, request_id, seen, "", RULES, KEY)


def rows(engine: Engine, question: str, **values: object) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question), values)]
