"""A plan made from the ledger as it stood is made again when somebody else was quicker to change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from census_app.domain.errors import Refused

_MOST_ATTEMPTS = 20
T = TypeVar("T")


def planned_anew(plan_and_carry_out: Callable[[], T]) -> T:
    """The plan has been carried out, made anew as often as the ledger moved on meanwhile.

    Raises: Refused when the ledger never held still, and whatever else is refused.
    """
    for _ in range(_MOST_ATTEMPTS - 1):
        try:
            return plan_and_carry_out()
        except Refused as refused:
            if refused.code != "ledger_moved_on":
                raise
    return plan_and_carry_out()
