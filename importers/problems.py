"""The catalogue of what can be said about a file or refused: where it is, what it is, which rule, what to do next."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from census_app.domain.bangla_text import bangla_digits
from census_app.settings import REFERENCE_DIR
from importers.model import Problem

Language = Literal["bn", "en"]

_WORDS_OF_PLACE = {
    "bn": {"sheet": "পাতা ‘{}’", "row": "সারি {}", "heading": "কলাম ‘{}’", "file": "পুরো ফাইল"},
    "en": {"sheet": "sheet “{}”", "row": "row {}", "heading": "column “{}”", "file": "the whole file"},
}
_SENTENCE = {
    "bn": "{where}: {what} নিয়ম: {rule} করণীয়: {remedy}",
    "en": "{where}: {what} Rule: {rule} What to do: {remedy}",
}


@dataclass(frozen=True)
class Message:
    """What a code says in one language; `severity` is empty for what is no problem of the data."""

    code: str
    kind: str
    severity: str
    what: str
    rule: str
    remedy: str


@dataclass(frozen=True)
class Explanation:
    """A problem told to the person who can mend it."""

    where: str
    what: str
    rule: str
    remedy: str


@cache
def messages(language: Language) -> Mapping[str, Message]:
    """Every message by its code.

    Source: `data/reference/messages.csv`.
    """
    with (REFERENCE_DIR / "messages.csv").open(encoding="utf-8", newline="") as file:
        return {
            line["code"]: Message(
                code=line["code"],
                kind=line["kind"],
                severity=line["severity"],
                what=line[f"what_{language}"],
                rule=line[f"rule_{language}"],
                remedy=line[f"remedy_{language}"],
            )
            for line in csv.DictReader(file)
        }


ALL_CODES = frozenset(messages("en"))


def explain(problem: Problem, language: Language) -> Explanation:
    """The four parts of what is said about a problem.

    Raises: KeyError when nobody has written what the code means, or the problem lacks a detail its sentence names.
    """
    message = messages(language)[problem.code]
    details = {name: _shown(value, language) for name, value in problem.details.items()}
    return Explanation(
        where=_place(problem, language),
        what=message.what.format(**details),
        rule=message.rule.format(**details),
        remedy=message.remedy.format(**details),
    )


def describe(problem: Problem, language: Language) -> str:
    """The whole message in one line."""
    told = explain(problem, language)
    return _SENTENCE[language].format(where=told.where, what=told.what, rule=told.rule, remedy=told.remedy)


def say(code: str, values: Mapping[str, str], language: Language) -> str:
    """What is said when something was refused or could not be read: the same sentences, without a place."""
    message = messages(language)[code]
    told = " ".join(part for part in (message.what, message.rule, message.remedy) if part)
    return told.format(**{name: _shown(value, language) for name, value in values.items()})


def _place(problem: Problem, language: Language) -> str:
    words = _WORDS_OF_PLACE[language]
    parts = [
        words["sheet"].format(problem.sheet) if problem.sheet else "",
        words["row"].format(_shown(problem.row_number, language)) if problem.row_number is not None else "",
        words["heading"].format(problem.heading) if problem.heading else "",
    ]
    return ", ".join(part for part in parts if part) or words["file"]


def _shown(value: str | int, language: Language) -> str:
    """Counts in the digits of the language; what was written in a sheet, as it was written."""
    return bangla_digits(str(value)) if language == "bn" and isinstance(value, int) else str(value)
