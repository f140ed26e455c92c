"""Accounts, their desks, and the scope these open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from census_app.domain.access import Assignment, Role, Scope, scope_of
from census_app.domain.errors import NotFound
from census_app.ledger.tables import User, UserAssignment


@dataclass(frozen=True)
class Account:
    """One account with its desks."""

    user_id: int
    name: str
    shown_as: str
    language: str
    disabled: bool
    desks: tuple[Assignment, ...]


def get_account(session: Session, user_id: int) -> Account:
    """The account of that id. Raises: NotFound when there is none."""
    return _one(session, session.get(User, user_id))


def account_named(session: Session, name: str) -> Account:
    """The account of that name. Raises: NotFound when there is none."""
    return _one(session, session.exec(select(User).where(User.name == name)).first())


def list_accounts(session: Session) -> list[Account]:
    """All accounts by name, those that may no longer sign in included."""
    desks: dict[int, list[Assignment]] = {}
    for desk in session.exec(select(UserAssignment).order_by(col(UserAssignment.id))):
        desks.setdefault(desk.user_id, []).append(_assignment(desk))
    users = session.exec(select(User).order_by(User.name))
    return [_account(user, desks.get(user.id, [])) for user in users]


def scope_for(session: Session, user_id: int, on: date) -> Scope:
    """What that user may see and do on that day; nothing at all for a disabled account."""
    account = get_account(session, user_id)
    desks = [] if account.disabled else list(account.desks)
    return scope_of(account.user_id, account.name, desks, on)


def _one(session: Session, user: User | None) -> Account:
    if user is None:
        raise NotFound("user_not_found")
    found = session.exec(select(UserAssignment).where(UserAssignment.user_id == user.id))
    return _account(user, [_assignment(desk) for desk in found])


def _account(user: User, desks: list[Assignment]) -> Account:
    return Account(user.id, user.name, user.shown_as, user.language, user.disabled, tuple(desks))


def _assignment(desk: UserAssignment) -> Assignment:
    return Assignment(Role(desk.role), desk.area_code, desk.office_code, desk.from_on, desk.until_on)
