"""How well a person fits a question, and why: each asked word beside the words of the person and the person's kin."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from census_app.domain.names.shared_words import common_word
from census_app.domain.search.question import AskedWord, Question, Whose

Likeness = Callable[[str, str], float]

SAME_WORD = 0.93
_HEARD_FROM = 0.6
"""Two words less alike than this do not speak for each other."""
_COMMON_WEIGHT = 0.4
_OF_KIN, _OF_PLACE = 0.93, 0.95
_NOBODYS_OWN = 0.7
"""What is left when no word fits the person's own name: the question may be about somebody's wife."""
_OWN_WORD_NOT_ASKED = 0.02
_ELSEWHERE, _OTHER_HOUSEHOLD, _OTHER_NUMBER = 0.6, 0.6, 0.5
_NOTHING_FITS = 0.75
_HELD = 1.1


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

    `place_code` is the para where the household stands, or the ward; `ends_so` is true when a number of the person
    ends as asked.
    """

    own: tuple[str, ...]
    father: tuple[str, ...]
    mother: tuple[str, ...]
    spouse: tuple[str, ...]
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


@dataclass(frozen=True)
class _Fit:
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
        score = _name_score(question.words, fits, len(person.own))
        reasons += _name_reasons(fits)
    for factor, reason in _beside_names(question, person):
        score *= factor
        if reason and reason not in reasons:
            reasons.append(reason)
    return Weighed(score, tuple(reasons))


def _fits(
    words: Sequence[AskedWord], person: Answering, likeness: Likeness, places: Mapping[str, Sequence[str]]
) -> list[_Fit]:
    """The best partner of each asked word; no word of the person answers twice."""
    tried: list[_Fit] = []
    for asked, word in enumerate(words):
        for whose, factor in _may_be(word.whose):
            if whose == Whose.PLACE:
                if person.place_code.startswith(tuple(places.get(word.text, ())) or ("-",)):
                    tried.append(_Fit(_OF_PLACE, asked, whose, asked))
                continue
            for place, held in enumerate(getattr(person, whose)):
                alike = likeness(word.text, held)
                if alike >= _HEARD_FROM:
                    tried.append(_Fit(alike * factor, asked, whose, place))
    tried.sort(key=lambda fit: -fit.likeness)
    kept: list[_Fit] = []
    answered: set[int] = set()
    used: set[tuple[str, int]] = set()
    for fit in tried:
        if fit.asked not in answered and (fit.whose, fit.place) not in used:
            answered.add(fit.asked)
            used.add((fit.whose, fit.place))
            kept.append(fit)
    return kept


_ANYBODYS = (("own", 1.0), ("father", _OF_KIN), ("spouse", _OF_KIN), ("mother", _OF_KIN), ("place", 1.0))


def _may_be(whose: Whose) -> tuple[tuple[str, float], ...]:
    return _ANYBODYS if whose is Whose.ANYBODY else ((whose.value, 1.0),)


def _name_score(words: Sequence[AskedWord], fits: Sequence[_Fit], own_words: int) -> float:
    weights = [_COMMON_WEIGHT if common_word(word.text) else 1.0 for word in words]
    score = sum(weights[fit.asked] * fit.likeness for fit in fits) / sum(weights)
    own = sum(fit.whose == "own" for fit in fits)
    if not own and any(word.whose is Whose.ANYBODY for word in words):
        score *= _NOBODYS_OWN
    return score - _OWN_WORD_NOT_ASKED * (own_words - own)


def _name_reasons(fits: Sequence[_Fit]) -> list[Reason]:
    own = [fit.likeness for fit in fits if fit.whose == "own"]
    reasons = [Reason.SAME_NAME if min(own) >= SAME_WORD else Reason.LIKE_NAME] if own else []
    others = {fit.whose for fit in fits} - {"own"}
    return reasons + [reason for reason in Reason if reason.value in others]


def _beside_names(question: Question, person: Answering) -> list[tuple[float, Reason | None]]:
    """A factor for everything else that was asked, with the reason when it holds."""
    told: list[tuple[float, Reason | None]] = []
    if question.wards:
        told.append((1.0, Reason.WARD) if person.ward in question.wards else (_ELSEWHERE, None))
    if question.households:
        held = person.household in question.households
        told.append((_HELD, Reason.HOUSEHOLD) if held else (_OTHER_HOUSEHOLD, None))
    if person.ends_so:
        told.append((_HELD, Reason.ENDING))
    told += [_bare(bare, person) for bare in question.bare]
    told += [(_OTHER_NUMBER, None) for ending in question.endings if len(ending) > 4 and not person.ends_so]
    return told


def _bare(bare: str, person: Answering) -> tuple[float, Reason | None]:
    """A number that nothing is said about: the household, the ward, the year of birth, or the end of a number."""
    if bare == person.household:
        return _HELD, Reason.HOUSEHOLD
    if bare == str(person.ward):
        return 1.0, Reason.WARD
    if bare == person.birth_year:
        return 1.0, Reason.BIRTH_YEAR
    return (1.0, None) if person.ends_so else (_NOTHING_FITS, None)
