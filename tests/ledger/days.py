"""A ledger whose days a test chooses: whatever is believed, looked at or decided happens on the day that was set."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from census_app.ledger import clock


class Days:
    """The clock of the ledger, noon in Bangladesh of the day that was set, and a little later each time it is read."""

    def __init__(self) -> None:
        self.moment = datetime(2022, 1, 1, 6, tzinfo=UTC)

    def on(self, day: date) -> date:
        """From now on it is that day."""
        self.moment = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        return day

    def now(self) -> datetime:
        """The next moment."""
        self.moment += timedelta(milliseconds=1)
        return self.moment


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """The days of the ledger are this test's own."""
    days = Days()
    monkeypatch.setattr(clock, "now", days.now)
    monkeypatch.setattr(clock, "today", lambda: days.moment.astimezone(clock.BANGLADESH).date())
    return days
