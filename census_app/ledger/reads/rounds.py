"""Survey periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from census_app.domain.errors import NotFound
from census_app.ledger.tables import Round, RoundArea


@dataclass(frozen=True)
class SurveyRound:
    """One survey period."""

    round_id: int
    code: str
    opened_on: date
    closed_on: date | None
    closed_at: datetime | None = None


def get_round(session: Session, code: str) -> SurveyRound:
    """The round of that code. Raises: NotFound when nobody opened it."""
    found = session.exec(select(Round).where(Round.code == code)).first()
    if found is None:
        raise NotFound("round_not_found", {"round": code})
    return _as_read(found)


def list_rounds(session: Session) -> list[SurveyRound]:
    """All rounds, the newest first."""
    found = session.exec(select(Round).order_by(col(Round.opened_on).desc()))
    return [_as_read(one) for one in found]


def round_areas(session: Session, round_id: int) -> list[str]:
    """The places for which the round was opened; none when it is open everywhere."""
    found = select(RoundArea.area_code).where(RoundArea.round_id == round_id).order_by(RoundArea.area_code)
    return list(session.exec(found))


def _as_read(one: Round) -> SurveyRound:
    return SurveyRound(one.id, one.code, one.opened_on, one.closed_on, one.closed_at)
