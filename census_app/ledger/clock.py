"""The one clock of the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

BANGLADESH = timezone(timedelta(hours=6))
"""Bangladesh Standard Time: six hours ahead of UTC all year."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Bangladesh."""
    return datetime.now(BANGLADESH).date()


def day_of(moment: datetime) -> date:
    """The day it is in Bangladesh at that moment."""
    return moment.astimezone(BANGLADESH).date()
