"""What a sender confirmed about a row holds for its next reading, as long as the row still says what was confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from census_app.ledger.reads.uploaded_rows import RowLine, RowProblem
from census_app.ledger.writes.uploads import NewProblem
from importers.matching import NUMBER_FIELDS
from importers.mended_rows import ProblemKey, key_of
from importers.model import ReadRow

_WHO = ("name_bn", "name_en", "sex", "birth_date", "father_name", "spouse_name", *NUMBER_FIELDS)
_RESTS_ON: Mapping[str, Sequence[str]] = {
    "dead_person_listed": (*_WHO, "death_date"),
    "death_before_birth": ("birth_date", "death_date"),
    "number_held_by_another": _WHO,
    "number_one_slip_off": _WHO,
    "person_in_other_household": (*_WHO, "household_number"),
    "person_listed_twice": _WHO,
    "pregnant_man": ("sex", "pregnant"),
    "sex_contradicts_relation": ("sex", "relation"),
}
"""The fields that a question is about where neither its own cell nor its details tell all of them."""


def still_confirmed(
    found: Sequence[NewProblem], row: ReadRow, before: Sequence[RowProblem], corrects: RowLine | None
) -> list[NewProblem]:
    """What was found in a row; what its sender had confirmed of the same question is confirmed again.

    Shape: `before` was confirmed when this row of the same file was read before, so that its cells are what they were;
    `corrects` is the row of an earlier file that this one corrects.
    """
    kept = list(before)
    if corrects is not None:
        kept += [problem for problem in corrects.problems if _says_the_same(problem, corrects, row)]
    answers = {_key(problem): problem for problem in kept if problem.confirmed_at is not None}
    return [_answered(problem, answers.get(_key(problem))) for problem in found]


def _says_the_same(problem: RowProblem, earlier: RowLine, row: ReadRow) -> bool:
    """True when what the question is about stands in both rows: its cell, and the fields beside it."""
    if earlier.cells.get(problem.heading, "") != row.raw.get(problem.heading, ""):
        return False
    everything = () if problem.heading else (*earlier.content, *row.values)
    fields = _RESTS_ON.get(problem.code, everything)
    return all(earlier.content.get(name) == row.values.get(name) for name in fields)


def _answered(problem: NewProblem, answer: RowProblem | None) -> NewProblem:
    if answer is None or problem.severity != answer.severity:
        return problem
    return replace(problem, confirmed_by=answer.confirmed_by_id, confirmed_at=answer.confirmed_at)


def _key(problem: NewProblem | RowProblem) -> ProblemKey:
    return key_of(problem.code, problem.heading, problem.details)
