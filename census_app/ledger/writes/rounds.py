"""Rounds: opening a survey period."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from census_app.domain.access import Scope
from census_app.domain.errors import Refused
from census_app.ledger.engine import writing
from census_app.ledger.tables import Round
from census_app.ledger.writes.audit import append_event


def open_round(engine: Engine, scope: Scope, code: str, opened_on: date) -> int:
    """There is an open round of that code; its id comes back. Raises: Refused when the code is taken."""
    with writing(engine) as session:
        if session.exec(select(Round.id).where(Round.code == code)).first() is not None:
            raise Refused("round_exists", {"round": code})
        survey_round = Round(code=code, opened_on=opened_on)
        session.add(survey_round)
        session.flush()
        append_event(session, scope, "round_opened", f"round:{survey_round.id}", details={"round": code})
        return survey_round.id
