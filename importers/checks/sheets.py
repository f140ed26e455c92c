"""The rows of one file held against each other: one number on two rows, one person listed twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from census_app.domain.identity import lookup_digits
from census_app.domain.person import Precision
from importers.drafts import Draft
from importers.model import Severity

_NUMBER_KINDS = ("nid10", "nid13", "nid17", "brn17", "brn16", "number17")


def check_for_doubles(drafts: Sequence[Draft]) -> None:
    """Note on both rows when they show one identity number, or one name with one birth date and father."""
    by_number: dict[str, list[Draft]] = defaultdict(list)
    by_person: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        for kind in _NUMBER_KINDS:
            if kind in draft.values:
                by_number[lookup_digits(kind, str(draft.values[kind]))[0]].append(draft)
        if key := _person_key(draft):
            by_person[key].append(draft)
    listed_twice = _note_pairs(by_person.values(), "person_listed_twice", frozenset())
    _note_pairs(by_number.values(), "number_on_two_rows", listed_twice)


def _person_key(draft: Draft) -> tuple[str, ...] | None:
    told = draft.values.get
    if told("birth_precision") != Precision.DAY or not (name := told("name_bn") or told("name_en")):
        return None
    return str(name), str(told("birth_date") or ""), str(told("father_name") or "")


def _note_pairs(groups: Iterable[list[Draft]], code: str, known: frozenset[int]) -> frozenset[int]:
    """Note the problem on each row of a group, naming another row of it; known doubles are not asked about twice."""
    noted: set[int] = set()
    for group in (group for group in groups if len(group) > 1):
        different = list({id(draft): draft for draft in group if id(draft) not in known}.values())
        for draft in different if len(different) > 1 else ():
            other = different[0] if draft is not different[0] else different[1]
            draft.add_problem(
                code, Severity.PLEASE_CONFIRM, "name", other_row=other.row_number, other_sheet=other.sheet
            )
            noted.add(id(draft))
    return frozenset(noted)
