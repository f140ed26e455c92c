"""What a person reads when something is refused or wrong: looked up by code, in Bangla or English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from census_app.domain.errors import CensusError
from census_app.reference import read_reference

LANGUAGES = ("bn", "en")


class _Kept(dict[str, object]):
    """Blanks that nobody filled stay visible instead of failing the sentence that tells of another failure."""

    def __missing__(self, name: str) -> str:
        return "…"


def sentence(code: str, language: str, values: Mapping[str, object] | None = None) -> str:
    """The sentence of the code with its blanks filled. Raises: KeyError for a code nobody gave a sentence."""
    return _sentences()[code][language].format_map(_Kept(values or {}))


def error_sentence(error: CensusError, language: str) -> str:
    """What to tell the person whose request was refused or whose input could not be read."""
    return sentence(error.code, language, error.values)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return {line["code"]: line for line in read_reference("messages")}
