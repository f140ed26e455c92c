"""Which deliveries count: those that were not taken back, and that nobody says were refused or did not arrive."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import aliased
from sqlmodel import col

from census_app.ledger.query import pick
from census_app.ledger.tables import Delivery, DeliveryState

LOST = ("refused", "unreachable")
"""What became of a delivery that never got to its recipient."""
REVERSED, STANDS = "reversed", "stands"


def not_reversed(delivery: Any = Delivery) -> ColumnElement[bool]:
    """The condition that it is a delivery, no counter-entry, and that no counter-entry takes it back."""
    counter = aliased(Delivery)
    taken_back = pick(counter.reverses_id).where(col(counter.reverses_id).is_not(None))
    return and_(col(delivery.reverses_id).is_(None), col(delivery.id).not_in(taken_back))


def counts(delivery: Any = Delivery) -> ColumnElement[bool]:
    """The condition that the delivery counts in sums."""
    return and_(not_reversed(delivery), col(delivery.id).not_in(_not_arrived()))


def _not_arrived() -> Any:
    state, newest = aliased(DeliveryState), aliased(DeliveryState)
    last = pick(func.max(newest.id)).group_by(col(newest.delivery_id))
    return pick(state.delivery_id).where(col(state.id).in_(last), col(state.state).in_(LOST))
