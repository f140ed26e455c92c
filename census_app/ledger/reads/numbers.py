"""The identity numbers of one person, each with what is believed of it and since when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import IdentityNumber

BELIEVED = ("given", "proposed")


@dataclass(frozen=True)
class NumberLine:
    """One number of a person, whatever became of it."""

    number_id: int
    kind: str
    value: str
    status: str
    first_seen_on: date


def numbers_of(session: Session, scope: Scope, person_id: int) -> list[NumberLine]:
    """Every number that was ever noted for the person, those that are believed first."""
    columns = (IdentityNumber.id, IdentityNumber.kind, IdentityNumber.value, IdentityNumber.status)
    found = pick(*columns, IdentityNumber.first_seen_on).where(col(IdentityNumber.person_id) == person_id)
    rows = session.execute(found.order_by(col(IdentityNumber.id)), execution_options=options(scope))
    return sorted((NumberLine(*row) for row in rows), key=lambda line: line.status not in BELIEVED)


def holders_of(session: Session, scope: Scope, lookup_keys: Collection[str]) -> list[int]:
    """The persons for whom a number is believed that is stored under one of the keyed hashes."""
    found = pick(IdentityNumber.person_id).where(
        col(IdentityNumber.lookup_key).in_(list(lookup_keys)), col(IdentityNumber.status).in_(BELIEVED)
    )
    return sorted(set(session.execute(found, execution_options=options(scope)).scalars()))
