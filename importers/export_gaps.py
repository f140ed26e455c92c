"""Signs that the export of a form was cut short: rows that end where servers stop, fewer entries than were counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from census_app.domain.bangla_text import ascii_digits
from importers.form_exports import Section, group_and_question
from importers.headings import heading_index
from importers.layouts import Layout
from importers.model import Problem, Severity
from importers.parent_rows import Chains

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


def fewer_than_counted(repeat: Section, chains: Chains, layout: Layout) -> Iterator[tuple[int, Problem]]:
    """The first row of each parent that counted more entries of the repeat than the file has, with the problem."""
    nearest = [chain[0] if chain else None for chain in chains.different]
    sections = {parent.section for parent in nearest if parent is not None}
    counts = {section: columns_that_count(section, repeat, layout) for section in sections}
    if not any(counts.values()):
        return
    first = dict(zip(reversed(chains.of_rows), reversed(repeat.rows), strict=True))
    for place, entries in Counter(chains.of_rows).items():
        if (parent := nearest[place]) is None:
            continue
        section = parent.section
        counted = max((_number(section.texts_in(column)[parent.row]) for column in counts[section]), default=0)
        if counted > entries:
            details: dict[str, str | int] = {"counted": counted, "found": entries}
            yield first[place], Problem("members_fewer_than_counted", Severity.PLEASE_CONFIRM, details=details)


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
