"""Pairs of persons who may be one human being, waiting for somebody to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger.reads.persons import PersonLine, lines_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import PossibleMatch


@dataclass(frozen=True)
class PossibleDouble:
    """Two persons who may be one, and what speaks for it and against it."""

    match_id: int
    area_code: str
    left: PersonLine
    right: PersonLine
    score: float
    evidence: tuple[str, ...]


def list_doubles(session: Session, scope: Scope, limit: int = 50, offset: int = 0) -> list[PossibleDouble]:
    """The pairs nobody has decided yet, the likeliest first; both persons of a pair lie in the scope."""
    columns = (
        PossibleMatch.id,
        PossibleMatch.area_code,
        PossibleMatch.left_id,
        PossibleMatch.right_id,
        PossibleMatch.score,
        PossibleMatch.evidence,
    )
    found: Select[Any] = (
        select(*columns)  # type: ignore[call-overload]
        .where(PossibleMatch.kind == "persons", PossibleMatch.state == "open")
        .order_by(col(PossibleMatch.score).desc(), col(PossibleMatch.id))
        .limit(limit)
        .offset(offset)
    )
    pairs: Any = session.execute(found, execution_options=options(scope)).all()
    wanted = [person_id for _, _, left, right, *_ in pairs for person_id in (left, right)]
    persons = {line.person_id: line for line in lines_of(session, scope, wanted)}
    return [
        PossibleDouble(match_id, area_code, persons[left], persons[right], score, tuple(evidence))
        for match_id, area_code, left, right, score, evidence in pairs
        if left in persons and right in persons
    ]
