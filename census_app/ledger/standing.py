"""Whether the ledger still stands as it did when a plan was made: two acceptances never work from one past."""

from __future__ import annotations

from sqlalchemy import func, or_, text
from sqlmodel import Session, col, select

from census_app.domain.errors import Refused
from census_app.ledger.query import lies_in
from census_app.ledger.tables import AuditEvent, Round, RoundArea, StagedRow

_MOVING = (
    "accepted",
    "acceptance_undone",
    "deliveries_taken",
    "cell_corrected",
    "headings_answered",
    "rows_replaced",
    "rows_confirmed",
    "rows_sent_back",
    "rows_given_again",
    "persons_merged",
    "merge_undone",
    "number_added",
    "number_judged",
    "change_applied",
)
"""Acts by which something is believed, or a row that waits comes to say something else."""


def standing_of(session: Session, area_code: str) -> int:
    """The last act that moved what is believed or waits about the area, a part of it or what it is part of."""
    wider = [area_code[:length] for length in range(len(area_code))]
    newest = select(func.max(AuditEvent.id)).where(
        col(AuditEvent.action).in_(_MOVING),
        or_(lies_in(col(AuditEvent.area_code), area_code), col(AuditEvent.area_code).in_(wider)),
    )
    return session.exec(newest).one() or 0


def require_standing(session: Session, area_code: str, standing: int) -> None:
    """Nothing was believed about the area since, and nobody else will before this transaction ends.

    Raises: Refused when the ledger has moved on; the plan is to be made again.
    """
    hold_still(session)
    if standing_of(session, area_code) != standing:
        raise Refused("ledger_moved_on")


def hold_still(session: Session) -> None:
    """Nobody else believes anything, or changes a row that waits, until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        session.connection().execute(text("select pg_advisory_xact_lock(hashtext('census acceptance'))"))


def require_open(session: Session, round_id: int | None, closing: bool = False, area_code: str = "") -> None:
    """The round, if there is one, takes what comes, and nobody closes it before this transaction ends.

    With an area, the round was opened for it, too. Raises: Refused when it is closed, or was not opened there.
    """
    found = session.exec(select(Round).where(Round.id == round_id).with_for_update(read=not closing)).first()
    if found is not None and found.closed_on is not None:
        raise Refused("round_closed", {"round": found.code, "day": found.closed_on.isoformat()})
    places = session.exec(select(RoundArea.area_code).where(RoundArea.round_id == round_id)).all()
    if found is not None and area_code and places and not any(area_code.startswith(place) for place in places):
        raise Refused("round_not_open_here", {"round": found.code, "area": area_code})


def newest_row(session: Session) -> int:
    """The row that came last into the ledger, whoever may see it."""
    return int(session.connection().execute(select(func.max(col(StagedRow.id)))).scalar_one() or 0)


def is_newest_row(session: Session, row_id: int) -> bool:
    """True when no row came in since, and none will before this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("select pg_advisory_xact_lock(hashtext('census staging'))"))
    return newest_row(session) == row_id
