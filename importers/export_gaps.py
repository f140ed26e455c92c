"""Signs that the export of a form was cut short: rows that end where servers stop, fewer entries than were counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from census_app.domain.bangla_text import ascii_digits
from importers.form_exports import Section, group_and_question
from importers.headings import heading_index
from importers.layouts import Layout
from importers.model import Problem, Severity

_LIMITS = frozenset({1_000, 30_000, 65_535, 1_048_575})
"""Where servers and sheets stop: one page of answers, a whole call, the rows of an .xls and of an .xlsx.

Source: Kobo's programming interface gives 30,000 submissions at once, since January 2026 1,000.
"""
_ROUND = 10_000
_COUNTS = "counted_again_here"
"""Why a heading such as "household size" is not read: its members are counted."""


def rows_end_at_a_limit(section: Section) -> Iterator[Problem]:
    """Exactly as many rows as a server gives at once are seldom all that there are."""
    rows = len(section.rows)
    if rows in _LIMITS or (rows and rows % _ROUND == 0):
        yield Problem("export_at_a_limit", Severity.PLEASE_CONFIRM, section.sheet.name, details={"rows": rows})


def fewer_than_counted(
    repeat: Section, parents: Sequence[tuple[Section, int] | None], layout: Layout
) -> Iterator[tuple[int, Problem]]:
    """The first row of each parent that counted more entries than the file has, with the problem; `parents` by row."""
    found = Counter(parent for parent in parents if parent is not None)
    first = {parent: row for row, parent in zip(reversed(repeat.rows), reversed(parents), strict=True)}
    sections = {section for section, _ in found}
    counts = {parent: columns_that_count(parent, repeat, layout) for parent in sections}
    for (section, parent_row), entries in found.items():
        expected = max((_number(section.texts_in(place)[parent_row]) for place in counts[section]), default=0)
        if expected > entries:
            details: dict[str, str | int] = {"counted": expected, "found": entries}
            row = first[section, parent_row]
            yield row, Problem("members_fewer_than_counted", Severity.PLEASE_CONFIRM, details=details)


def columns_that_count(parent: Section, repeat: Section, layout: Layout) -> frozenset[int]:
    """The columns of a parent that tell how many entries there are: the form's own count, or what was asked."""
    index, names = heading_index(layout), _names_of(repeat)
    return frozenset(
        place
        for heading, place in parent.places.items()
        if (question := group_and_question(heading)[1])
        and (question.casefold() in names or index.by_alias(question).ignored == _COUNTS)
    )


def _names_of(repeat: Section) -> frozenset[str]:
    """What a form calls the count of the repeat: its name, which its sheet or its headings have, and `count`."""
    groups = {group_and_question(heading)[0] for heading in repeat.places}
    sheet = group_and_question(repeat.sheet.name)[1]
    return frozenset(f"{name} count".casefold() for name in {*groups, sheet} if name)


def _number(text: str) -> int:
    digits = ascii_digits(text)
    return int(digits) if digits.isdecimal() else 0
