"""How far search has caught up with what is believed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import Session

from census_app.domain.access import OPERATOR
from census_app.domain.names import KEYS_VERSION
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import IdentityNumber, Person, SearchProgress, SearchWaiting

_LAST_DIGITS = 4


def is_behind(session: Session) -> bool:
    """True when somebody is believed, or was changed, whom search does not know yet."""
    progress = session.get(SearchProgress, 1)
    if progress is None or progress.keys_version != KEYS_VERSION:
        return True
    if session.execute(pick(SearchWaiting.person_id).limit(1)).first() is not None:
        return True
    return progress.last_person_id < _newest(session, Person) or progress.last_number_id < _newest(
        session, IdentityNumber
    )


def persons_behind(session: Session) -> int:
    """About how many persons search does not know yet, wherever they are."""
    progress = session.get(SearchProgress, 1)
    return _newest(session, Person) - (progress.last_person_id if progress else 0)


def ending_form(number: str) -> str:
    """What is hashed of a number so that it is found by its last four digits."""
    return f"ending:{number[-_LAST_DIGITS:]}"


def _newest(session: Session, table: Any) -> int:
    newest = pick(func.max(table.id))
    return session.execute(newest, execution_options=options(OPERATOR, merged_too=True)).scalar_one() or 0
