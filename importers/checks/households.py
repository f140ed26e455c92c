"""The members of one household held against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from census_app.domain.person import Relation
from importers.checks.rows import birth_year
from importers.drafts import Draft
from importers.model import Severity

_YOUNGEST_PARENT_YEARS = 12
_OLDEST_DIFFERENCE_YEARS = 75


def check_households(drafts: Sequence[Draft]) -> None:
    """Note households without a head or with two, and children hardly younger than their parents."""
    households: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if number := draft.values.get("household_number"):
            households[str(number)].append(draft)
    for members in households.values():
        _check_heads(members)
        _check_generations(members)


def _check_heads(members: Sequence[Draft]) -> None:
    if "relation" not in members[0].headings:
        return
    heads = [member for member in members if member.values.get("relation") == Relation.HEAD]
    if not heads:
        members[0].add_problem("household_without_head", Severity.PLEASE_CONFIRM, "relation", members=len(members))
    for second in heads[1:]:
        other = heads[0].row_number
        second.add_problem("household_with_two_heads", Severity.PLEASE_CONFIRM, "relation", other_row=other)


def _check_generations(members: Sequence[Draft]) -> None:
    parents = [
        year
        for member in members
        if member.values.get("relation") in (Relation.HEAD, Relation.SPOUSE) and (year := birth_year(member))
    ]
    for child in members if parents else ():
        born = birth_year(child) if child.values.get("relation") == Relation.CHILD else None
        if born is None:
            continue
        least, most = born - max(parents), born - min(parents)
        if least < _YOUNGEST_PARENT_YEARS:
            child.add_problem("parent_too_young", Severity.PLEASE_CONFIRM, "birth_date", years=least)
        elif most > _OLDEST_DIFFERENCE_YEARS:
            child.add_problem("parent_too_old", Severity.PLEASE_CONFIRM, "birth_date", years=most)
