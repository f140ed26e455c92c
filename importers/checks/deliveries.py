"""One line of an office's list held against itself."""

from __future__ import annotations

from census_app.domain.identity import birth_year_of
from importers.drafts import Draft
from importers.model import Severity
from importers.period_columns import is_given, last_days_told

_NUMBER_KINDS = ("nid10", "nid13", "nid17", "brn17", "brn16", "number17")


def check_delivery_row(draft: Draft) -> None:
    """Note what the line lacks, and a delivery to somebody who was not born yet."""
    if not any(draft.values.get(key) for key in ("recipient_name", *_NUMBER_KINDS)):
        draft.add_problem("recipient_missing", Severity.BLOCKS_ROW, "recipient_name")
    codes = {problem.code for problem in draft.problems}
    if not draft.values.get("programme_code") and "programme_unknown" not in codes:
        draft.add_problem("programme_missing", Severity.BLOCKS_ROW, "programme")
    if any(map(is_given, draft.headings)) and not any(map(is_given, draft.values)) and "given_unreadable" not in codes:
        draft.add_problem("nothing_given", Severity.BLOCKS_ROW, next(filter(is_given, draft.headings)))
    if _delivered_before_birth(draft):
        draft.add_problem("delivered_before_birth", Severity.BLOCKS_ROW, "delivered_on")


def _delivered_before_birth(draft: Draft) -> bool:
    """Compare as far as both dates are known; the year that leads a number stands in for a birth date."""
    delivered = min(last_days_told(draft.values), default="")
    born = str(draft.values.get("birth_date") or "")
    if not born:
        years = [birth_year_of(kind, str(number)) for kind in _NUMBER_KINDS if (number := draft.values.get(kind))]
        born = next((str(year) for year in years if year), "")
    shared = min(len(delivered), len(born))
    return bool(shared) and delivered[:shared] < born[:shared]
