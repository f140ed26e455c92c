"""Problems of a sheet as a page tells them: what it is first, then the rule and what to do."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from census_app.domain.bangla_text import bangla_digits
from census_app.sentences import sentence
from census_app.web.language import current_language

FIRST_SENTENCE = re.compile(r"^.*?(?:।|\.(?=\s|$))", re.DOTALL)


def teach(app: Flask) -> None:
    """Templates can explain one problem, or name a kind of problem."""
    app.jinja_env.globals.update(explained=explained, problem_title=problem_title)


def explained(problem: Any) -> tuple[str, str]:
    """What is wrong in one sentence, and what follows it: the rule and the remedy."""
    return _parted(problem.code, problem.details)


def problem_title(code: str) -> str:
    """What this kind of problem is, with dots for what differs from row to row."""
    return _parted(code, {})[0]


def _parted(code: str, details: dict[str, Any]) -> tuple[str, str]:
    language = current_language()
    if language == "bn":
        details = {name: bangla_digits(str(v)) if isinstance(v, int) else v for name, v in details.items()}
    try:
        told = sentence(code, language, details)
    except KeyError:  # a code of an older or newer catalogue must not take the page away
        return code.replace("_", " "), ""
    first = FIRST_SENTENCE.match(told)
    return (told, "") if first is None else (first.group(), told[first.end() :].strip())
