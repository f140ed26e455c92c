"""The catalogue of problems: each told with where it is, what it is, which rule, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from census_app.sentences import Filled, messages, sentence, shown
from importers.model import Problem

__all__ = ["ALL_CODES", "Explanation", "Language", "describe", "explain", "messages", "say"]

Language = Literal["bn", "en"]

ALL_CODES = frozenset(messages("en"))

_PLACE_WORDS = {
    "bn": {"sheet": "পাতা ‘{}’", "row": "সারি {}", "heading": "কলাম ‘{}’", "file": "পুরো ফাইল"},
    "en": {"sheet": "Sheet “{}”", "row": "row {}", "heading": "column “{}”", "file": "The whole file"},
}
_WHOLE_MESSAGE = {
    "bn": "{told.where}: {told.what} নিয়ম: {told.rule} করণীয়: {told.remedy}",
    "en": "{told.where}: {told.what} Rule: {told.rule} What to do: {told.remedy}",
}


@dataclass(frozen=True)
class Explanation:
    """A problem told to the person who can mend it."""

    where: str
    what: str
    rule: str
    remedy: str


def explain(problem: Problem, language: Language) -> Explanation:
    """The four parts of what is said about a problem.

    Raises: KeyError when nobody has written what the code means.
    """
    message = messages(language)[problem.code]
    details = Filled({name: shown(value, language) for name, value in problem.details.items()})
    return Explanation(
        where=_place(problem, language),
        what=message.what.format_map(details),
        rule=message.rule.format_map(details),
        remedy=message.remedy.format_map(details),
    )


def describe(problem: Problem, language: str, file_name: str = "") -> str:
    """The whole message in one line; a file's name says where when it is given.

    Raises: KeyError when nobody has written what the code means.
    """
    spoken: Language = "bn" if language == "bn" else "en"
    told = explain(problem, spoken)
    return _WHOLE_MESSAGE[spoken].format(told=replace(told, where=file_name or told.where))


def say(code: str, values: Mapping[str, str], language: Language) -> str:
    """What is said when something was refused or could not be read: the same sentences, without a place."""
    return sentence(code, language, values)


def _place(problem: Problem, language: Language) -> str:
    words = _PLACE_WORDS[language]
    parts = (
        words["sheet"].format(problem.sheet) if problem.sheet else "",
        words["row"].format(shown(problem.row_number, language)) if problem.row_number is not None else "",
        words["heading"].format(problem.heading) if problem.heading else "",
    )
    place = ", ".join(part for part in parts if part) or words["file"]
    return place[0].upper() + place[1:]
