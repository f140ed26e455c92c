"""What a person reads when something is refused or wrong: looked up by code, in Bangla or English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from census_app.domain.bangla_text import bangla_digits
from census_app.domain.errors import CensusError
from census_app.reference import read_reference

LANGUAGES = ("bn", "en")


@dataclass(frozen=True)
class Message:
    """What a code says in one language: what it is, which rule, what to do; a severity only when it is a problem."""

    code: str
    severity: str
    what: str
    rule: str
    remedy: str


class Filled(dict[str, object]):
    """Blanks that nobody filled stay visible instead of failing the sentence that tells of another failure."""

    def __missing__(self, name: str) -> str:
        return "…"


@cache
def messages(language: str) -> Mapping[str, Message]:
    """Every message by its code.

    Source: `data/reference/messages.csv`.
    """
    return {
        line["code"]: Message(
            line["code"],
            line["severity"],
            line[f"what_{language}"],
            line[f"rule_{language}"],
            line[f"remedy_{language}"],
        )
        for line in read_reference("messages")
    }


def sentence(code: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """The sentences of the code with their blanks filled. Raises: KeyError for a code nobody gave a sentence."""
    message = messages(language)[code]
    told = " ".join(part for part in (message.what, message.rule, message.remedy) if part)
    return told.format_map(Filled({name: shown(value, language) for name, value in (values or {}).items()}))


def told_of_one(code: str, language: str, details: Mapping[str, object]) -> Message:
    """What is said of one problem, its blanks filled; a code of an older or newer catalogue is told as it is."""
    message = messages(language).get(code)
    if message is None:
        return Message(code, "", code.replace("_", " "), "", "")
    blanks = Filled({name: shown(value, language) for name, value in details.items()})
    parts = (part.format_map(blanks) for part in (message.what, message.rule, message.remedy))
    return Message(code, message.severity, *parts)


def told_of_many(code: str, language: str) -> Message:
    """What is said of a problem that many rows have, each with details of its own: nothing is left to be filled."""
    message = told_of_one(code, language, {})
    return replace(message, what=_counted(language).get(code, message.what))


@cache
def _counted(language: str) -> Mapping[str, str]:
    """The codes whose sentence has blanks, told without them.

    Source: `data/reference/counted.csv`.
    """
    return {line["code"]: line[language] for line in read_reference("counted")}


def shown(value: object, language: str) -> str:
    """Counts in the digits of the language; whatever somebody wrote, as it was written."""
    return bangla_digits(str(value)) if language == "bn" and isinstance(value, int) else str(value)


def error_sentence(error: CensusError, language: str) -> str:
    """What to tell the person whose request was refused or whose input could not be read."""
    return sentence(error.code, language, error.values)
