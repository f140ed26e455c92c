"""The catalogue of problems: each told with where it is, what it is, which rule, and what to do next."""

from __future__ import annotations

from census_app.domain.bangla_text import bangla_digits
from census_app.reference import read_reference
from census_app.sentences import sentence
from importers.model import Problem, Severity

ALL_CODES = frozenset(line["code"] for line in read_reference("messages") if line["severity"])

_PLACE_WORDS = {
    "bn": {"sheet": "পাতা ‘{}’", "row": "সারি {}", "heading": "কলাম ‘{}’", "file": "পুরো ফাইল"},
    "en": {"sheet": "Sheet “{}”", "row": "row {}", "heading": "column “{}”", "file": "The whole file"},
}


def describe(problem: Problem, language: str) -> str:
    """The place of the problem, then its sentences: what, which rule, what to do.

    Raises: KeyError when nobody has written what the code means.
    """
    details = {name: _shown(value, language) for name, value in problem.details.items()}
    return f"{_place(problem, language)}: {sentence(problem.code, language, details)}"


def severity_of(code: str) -> Severity:
    """How far a problem of that code reaches, wherever it is met."""
    return next(Severity(line["severity"]) for line in read_reference("messages") if line["code"] == code)


def _place(problem: Problem, language: str) -> str:
    words = _PLACE_WORDS[language]
    parts = (
        words["sheet"].format(problem.sheet) if problem.sheet else "",
        words["row"].format(_shown(problem.row_number, language)) if problem.row_number is not None else "",
        words["heading"].format(problem.heading) if problem.heading else "",
    )
    place = ", ".join(part for part in parts if part) or words["file"]
    return place[0].upper() + place[1:]


def _shown(value: str | int, language: str) -> str:
    """Counts in the digits of the language; what was written in a sheet, as it was written."""
    return bangla_digits(str(value)) if language == "bn" and isinstance(value, int) else str(value)
