"""Accounts: adding them, giving them desks, letting their owners in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Engine
from sqlmodel import Session, select

from census_app.domain.access import Role, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.tables import User, UserAssignment
from census_app.ledger.writes.audit import append_event

FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=10)
SHORTEST_PASSWORD = 8

# 19 MiB and two passes: the smallest setting that password guidance still calls sound, so that an old laptop
# is not brought to its knees by a handful of people signing in at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class SignedIn:
    """Who has just been let in."""

    user_id: int
    name: str
    shown_as: str
    language: str


def add_user(engine: Engine, scope: Scope, name: str, shown_as: str, password: str, language: str = "bn") -> int:
    """There is a new account of that name, without a desk yet; its id comes back.

    Raises: Refused when the name is taken or the password too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password_too_short", {"least": str(SHORTEST_PASSWORD)})
    with writing(engine) as session:
        if session.exec(select(User.id).where(User.name == name)).first() is not None:
            raise Refused("user_name_taken", {"name": name})
        user = User(name=name, shown_as=shown_as, password_hash=_hasher.hash(password), language=language)
        session.add(user)
        session.flush()
        append_event(session, scope, "user_added", f"user:{user.id}")
        return user.id


def assign(
    engine: Engine,
    scope: Scope,
    name: str,
    role: Role,
    area_code: str,
    office_code: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
) -> None:
    """The user holds one more desk: this role, here, for this office, from that day (today when not said)."""
    with writing(engine) as session:
        user = _user_named(session, name)
        desk = UserAssignment(
            user_id=user.id,
            role=role.value,
            area_code=area_code,
            office_code=office_code,
            from_on=from_on or clock.today(),
            until_on=until_on,
        )
        session.add(desk)
        told = {"role": role.value, "area_code": area_code, "office_code": office_code}
        append_event(session, scope, "user_assigned", f"user:{user.id}", details=told)


def disable_user(engine: Engine, scope: Scope, name: str) -> None:
    """The user cannot sign in any more; what they did stays in the trail."""
    with writing(engine) as session:
        user = _user_named(session, name)
        user.disabled = True
        append_event(session, scope, "user_disabled", f"user:{user.id}")


def set_language(engine: Engine, scope: Scope, language: str) -> None:
    """The user is greeted in that language from now on."""
    with writing(engine) as session:
        user = session.get_one(User, scope.actor_id)
        user.language = language
        append_event(session, scope, "language_set", f"user:{user.id}", details={"language": language})


def log_in(engine: Engine, name: str, password: str) -> SignedIn:
    """The password was right, and the trail says that this user signed in.

    Raises: Refused (`log_in_refused`, the same for an unknown name and a wrong password; `log_in_locked`).
    """
    with writing(engine) as session:
        user = session.exec(select(User).where(User.name == name)).first()
        refusal = _refusal(user, password)
        if user is not None:
            _count(user, refusal)
            action = "signed_in" if refusal is None else refusal
            append_event(session, Scope(user.id, name, (), (), frozenset()), action, f"user:{user.id}")
    if user is None or refusal is not None:  # raised outside the transaction, so that the count is kept
        raise Refused(refusal or "log_in_refused")
    return SignedIn(user.id, user.name, user.shown_as, user.language)


def _refusal(user: User | None, password: str) -> str | None:
    if user is None:
        _hasher.hash(password)  # an unknown name takes as long as a known one
        return "log_in_refused"
    if user.locked_until is not None and user.locked_until > clock.now():
        return "log_in_locked"
    try:
        _hasher.verify(user.password_hash, password)
    except VerifyMismatchError:
        return "log_in_refused"
    return "log_in_refused" if user.disabled else None


def _count(user: User, refusal: str | None) -> None:
    if refusal is None:
        user.failed_log_ins, user.locked_until = 0, None
    elif refusal == "log_in_refused":
        user.failed_log_ins += 1
        if user.failed_log_ins >= FAILURES_BEFORE_LOCK:
            user.failed_log_ins, user.locked_until = 0, clock.now() + LOCKED_FOR


def _user_named(session: Session, name: str) -> User:
    user = session.exec(select(User).where(User.name == name)).first()
    if user is None:
        raise NotFound("user_not_found", {"name": name})
    return user
