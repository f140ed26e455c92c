"""What a sheet alone can tell: rows, households and whole sheets that contradict themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from importers.checks.deliveries import check_delivery_row
from importers.checks.households import check_households
from importers.checks.rows import check_survey_row
from importers.checks.sheets import check_for_doubles
from importers.drafts import Draft

__all__ = ["check_deliveries", "check_survey"]


def check_survey(drafts: Sequence[Draft], as_of: date) -> None:
    """Note on each row of a survey what contradicts itself, its household or another row."""
    for draft in drafts:
        check_survey_row(draft, as_of)
    check_households(drafts)
    check_for_doubles(drafts)


def check_deliveries(drafts: Sequence[Draft]) -> None:
    """Note on each row of an office's list what is missing or cannot be."""
    for draft in drafts:
        check_delivery_row(draft)
