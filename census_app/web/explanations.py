"""Problems of a sheet as a page tells them: what it is, the rule, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from census_app.domain.errors import CensusError
from census_app.ledger.reads.uploads import HEAVIEST_FIRST
from census_app.sentences import Message, error_sentence, told_of_many, told_of_one
from census_app.web.language import current_language


def teach(app: Flask) -> None:
    """Templates can explain one problem, name a kind of problem, or go through the kinds of a whole file."""
    app.jinja_env.globals.update(
        explained=explained, problem_title=problem_title, problem_kinds=problem_kinds, refusal_text=refusal_text
    )


def refusal_text(refusal: CensusError) -> str:
    """The sentences about something that was refused."""
    return error_sentence(refusal, current_language())


def explained(problem: Any) -> Message:
    """The three sentences about one stored problem, their blanks filled."""
    return told_of_one(problem.code, current_language(), problem.details)


def problem_title(code: str) -> str:
    """What this kind of problem is, without what differs from row to row."""
    return told_of_many(code, current_language()).what


def problem_kinds(counts: Mapping[str, int]) -> list[tuple[Message, int]]:
    """Each kind of problem with how many rows have it: what blocks a row first, then the commonest.

    Shape: counts by code.
    """
    heaviness = {severity: rank for rank, severity in enumerate(HEAVIEST_FIRST)}
    told = [(told_of_many(code, current_language()), count) for code, count in counts.items()]
    return sorted(told, key=lambda kind: (heaviness.get(kind[0].severity, len(heaviness)), -kind[1]))
