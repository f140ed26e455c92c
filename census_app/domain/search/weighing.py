"""How well a person fits a question, and why: each asked word beside the words of the person and the person's kin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from census_app.domain.search.question import AskedWord, Question, Whose
from census_app.domain.search.variants import tells_little

Likeness = Callable[[str, str], float]

SAME_WORD = 0.93
_HEARD_FROM = 0.6
"""Two words less alike than this do not speak for each other."""
_COMMON_WEIGHT = 0.4
_OF_KIN, _OF_PLACE = 0.93, 0.95
_LITTLE_OF_KIN = 0.5
_OWN, _PLACE = "own", "place"
_MAY_BE: dict[Whose, dict[str, float]] = {
    Whose.ANYBODY: {_OWN: 1.0, "father": _OF_KIN, "mother": _OF_KIN, "spouse": _OF_KIN, _PLACE: _OF_PLACE},
    Whose.FATHER: {"father": 1.0},
    Whose.MOTHER: {"mother": 1.0},
    Whose.SPOUSE: {"spouse": 1.0},
    Whose.PLACE: {_PLACE: 1.0},
}
"""Whose words may answer, and what they count."""
_NOBODYS_OWN, _FIRST_OF_KIN = 0.7, 0.85
"""What is left when no word, or not the first one, fits the person's own name: people say the name first."""
_OWN_WORD_NOT_ASKED = 0.02
_ELSEWHERE, _OTHER_HOUSEHOLD, _OTHER_NUMBER = 0.6, 0.6, 0.5
_NOTHING_FITS = 0.75
_MAY_BE_A_WARD = frozenset("123456789")
_HELD_AT_LEAST, _NAME_BESIDE_HELD = 0.5, 0.6
"""Whoever lives in the household, or holds the number, that was told, is worth a look whatever the name."""


class Reason(StrEnum):
    """Why somebody was found."""

    NUMBER = "number"
    MOBILE = "mobile"
    ENDING = "ending"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    FATHER = "father"
    MOTHER = "mother"
    SPOUSE = "spouse"
    PLACE = "place"
    WARD = "ward"
    HOUSEHOLD = "household"
    BIRTH_YEAR = "birth_year"
    MERGED = "merged"


@dataclass(frozen=True)
class Answering:
    """A person as a question meets one: words of names, and what else can be asked about.

    `words` holds each word with whose it is (own, father, mother, spouse); `place_code` is the para where the
    household stands, or the ward; `ends_so` is true when a number of the person ends as asked.
    """

    words: tuple[tuple[str, str], ...]
    place_code: str
    ward: int
    household: str
    birth_year: str
    ends_so: bool = False


@dataclass(frozen=True)
class Weighed:
    """How well a person answers, around 1 for everything asked; and what speaks for it."""

    score: float
    reasons: tuple[Reason, ...]


class _Fit(NamedTuple):
    likeness: float
    asked: int
    whose: str
    place: int


def weigh(question: Question, person: Answering, likeness: Likeness, places: Mapping[str, Sequence[str]]) -> Weighed:
    """Names as far as they fit, times what else was asked. `places` holds the codes that an asked word may name."""
    reasons: list[Reason] = []
    score = 1.0
    if question.words:
        fits = _fits(question.words, person, likeness, places)
        score = _name_score(question.words, fits, sum(whose == _OWN for whose, _ in person.words))
        reasons += _name_reasons(fits)
    for factor, reason in _beside_names(question, person):
        score *= factor
        if reason and reason not in reasons:
            reasons.append(reason)
    if Reason.ENDING in reasons or (Reason.HOUSEHOLD in reasons and person.household not in _MAY_BE_A_WARD):
        score = _HELD_AT_LEAST + _NAME_BESIDE_HELD * score
    return Weighed(score, tuple(reasons))


def _fits(
    words: Sequence[AskedWord], person: Answering, likeness: Likeness, places: Mapping[str, Sequence[str]]
) -> list[_Fit]:
    """The best partner of each asked word; no word of the person answers twice."""
    tried: list[_Fit] = []
    for asked, word in enumerate(words):
        may_be = _MAY_BE[word.whose]
        for place, (whose, held) in enumerate(person.words):
            alike = likeness(word.text, held)
            if alike >= _HEARD_FROM and (factor := may_be.get(whose)):
                tried.append(_Fit(alike * factor, asked, whose, place))
        if word.text in places and _PLACE in may_be and person.place_code.startswith(tuple(places[word.text])):
            tried.append(_Fit(may_be[_PLACE], asked, _PLACE, -1 - asked))
    tried.sort(reverse=True)
    kept: list[_Fit] = []
    answered: set[int] = set()
    used: set[int] = set()
    for fit in tried:
        if fit.asked not in answered and fit.place not in used:
            answered.add(fit.asked)
            used.add(fit.place)
            kept.append(fit)
    return kept


def _name_score(words: Sequence[AskedWord], fits: Sequence[_Fit], own_words: int) -> float:
    weights = [_COMMON_WEIGHT if tells_little(word.text) else 1.0 for word in words]
    first = first_telling(words)
    score = sum(weights[fit.asked] * fit.likeness * _speaks(fit, words, fits) for fit in fits) / sum(weights)
    own = sum(fit.whose == _OWN for fit in fits)
    if not own:
        score *= _NOBODYS_OWN if any(word.whose is Whose.ANYBODY for word in words) else 1.0
    elif any(fit.asked == first and fit.whose != _OWN for fit in fits) and words[first].whose is Whose.ANYBODY:
        score *= _FIRST_OF_KIN
    return score - _OWN_WORD_NOT_ASKED * (own_words - own)


def _speaks(fit: _Fit, words: Sequence[AskedWord], fits: Sequence[_Fit]) -> float:
    """How much the fit says: half, when all that fits a relative's name is a word that very many names hold."""
    asked = words[fit.asked]
    if fit.whose in (_OWN, _PLACE) or asked.whose is not Whose.ANYBODY or not tells_little(asked.text):
        return 1.0
    beside = any(other.whose == fit.whose and not tells_little(words[other.asked].text) for other in fits)
    return 1.0 if beside else _LITTLE_OF_KIN


def first_telling(words: Sequence[AskedWord]) -> int:
    """The place of the first word that says who it is: Barek of Abdul Barek. Of words that say little, the first."""
    return next((place for place, word in enumerate(words) if not tells_little(word.text)), 0)


def _name_reasons(fits: Sequence[_Fit]) -> list[Reason]:
    own = [fit.likeness for fit in fits if fit.whose == _OWN]
    reasons = [Reason.SAME_NAME if min(own) >= SAME_WORD else Reason.LIKE_NAME] if own else []
    others = {fit.whose for fit in fits}
    return reasons + [reason for whose, reason in _REASON_OF.items() if whose in others]


_REASON_OF = {one.value: one for one in (Reason.FATHER, Reason.MOTHER, Reason.SPOUSE, Reason.PLACE)}


def _beside_names(question: Question, person: Answering) -> list[tuple[float, Reason | None]]:
    """A factor for everything else that was asked, with the reason when it holds."""
    told: list[tuple[float, Reason | None]] = []
    if question.wards:
        told.append((1.0, Reason.WARD) if person.ward in question.wards else (_ELSEWHERE, None))
    if question.households:
        held = person.household in question.households
        told.append((1.0, Reason.HOUSEHOLD) if held else (_OTHER_HOUSEHOLD, None))
    if person.ends_so:
        told.append((1.0, Reason.ENDING))
    told += [_bare(bare, person) for bare in question.bare]
    told += [(_OTHER_NUMBER, None) for ending in question.endings if len(ending) > 4 and not person.ends_so]
    return told


def _bare(bare: str, person: Answering) -> tuple[float, Reason | None]:
    """A number that nothing is said about: the household, the ward, the year of birth, or the end of a number."""
    if bare == person.household:
        return 1.0, Reason.HOUSEHOLD
    if bare == str(person.ward):
        return 1.0, Reason.WARD
    if bare == person.birth_year:
        return 1.0, Reason.BIRTH_YEAR
    return (1.0, None) if person.ends_so else (_NOTHING_FITS, None)
