"""Problems of a sheet as a page tells them: what it is, the rule, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from census_app.domain.bangla_text import bangla_digits
from census_app.ledger.reads.uploads import HEAVIEST_FIRST
from census_app.sentences import Filled, Message, messages
from census_app.web.language import current_language


def teach(app: Flask) -> None:
    """Templates can explain one problem, name a kind of problem, or go through the kinds of a whole file."""
    app.jinja_env.globals.update(explained=explained, problem_title=problem_title, problem_kinds=problem_kinds)


def explained(problem: Any) -> Message:
    """The three sentences about one stored problem, their blanks filled."""
    return _told(problem.code, problem.details)


def problem_title(code: str) -> str:
    """What this kind of problem is, with dots for what differs from row to row."""
    return _told(code, {}).what


def problem_kinds(counts: Mapping[str, int]) -> list[tuple[Message, int]]:
    """Each kind of problem with how many rows have it: what blocks a row first, then the commonest.

    Shape: counts by code.
    """
    heaviness = {severity: rank for rank, severity in enumerate(HEAVIEST_FIRST)}
    told = [(_told(code, {}), count) for code, count in counts.items()]
    return sorted(told, key=lambda kind: (heaviness.get(kind[0].severity, len(heaviness)), -kind[1]))


def _told(code: str, details: dict[str, Any]) -> Message:
    language = current_language()
    message = messages(language).get(code)
    if message is None:  # a code of an older or newer catalogue must not take the page away
        return Message(code, "", code.replace("_", " "), "", "")
    shown = {
        name: bangla_digits(str(v)) if language == "bn" and isinstance(v, int) else v for name, v in details.items()
    }
    parts = (message.what, message.rule, message.remedy)
    return Message(code, message.severity, *(part.format_map(Filled(shown)) for part in parts))
