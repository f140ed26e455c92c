"""From the words of a question to the persons who may be meant, the likeliest first."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import combinations

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.search import AskedWord, Whose, index_word, key_likeness, variants_of
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import SearchPlace, SearchPosting, SearchWord

MOST_WRITINGS = 12
"""As many words of the ledger are taken for another writing of one asked word."""
_HEARD_FROM = 0.5
_SURELY_THE_PLACE = 0.9
_KIN = 0.85
_TOO_MANY = 2_000
_WIDTH = 8


@dataclass(frozen=True)
class Heard:
    """One asked word, and the words of the ledger that may be another writing of it, the likest first."""

    asked: AskedWord
    writings: dict[str, float]


def hear(session: Session, words: Sequence[AskedWord]) -> list[Heard]:
    """Each word with what it may be a writing of; words that no name holds have nothing."""
    asked_by: dict[str, set[AskedWord]] = {}
    for word in words:
        for variant in variants_of(word.text):
            asked_by.setdefault(variant, set()).add(word)
    found: dict[AskedWord, dict[str, float]] = {word: {} for word in words}
    wanted = pick(SearchWord.variant, SearchWord.word).where(col(SearchWord.variant).in_(asked_by))
    for variant, writing in session.execute(wanted):
        for word in asked_by[variant]:
            found[word][writing] = key_likeness(index_word(word.text), writing)
    return [Heard(word, _likest(writings)) for word, writings in found.items()]


def _likest(writings: dict[str, float]) -> dict[str, float]:
    good = [writing for writing, likeness in writings.items() if likeness >= _HEARD_FROM]
    good.sort(key=lambda writing: (-writings[writing], writing))
    return {writing: writings[writing] for writing in good[:MOST_WRITINGS]}


def places_named(session: Session, scope: Scope, heard: Iterable[Heard]) -> dict[str, tuple[str, ...]]:
    """The codes of the places within or around the scope that each word may name."""
    named: dict[str, list[str]] = {}
    for one in heard:
        for writing, likeness in one.writings.items():
            if likeness >= _SURELY_THE_PLACE and one.asked.whose in (Whose.ANYBODY, Whose.PLACE):
                named.setdefault(writing, []).append(one.asked.text)
    places: dict[str, list[str]] = {}
    wanted = pick(SearchPlace.word, SearchPlace.area_code).where(col(SearchPlace.word).in_(named))
    for writing, code in session.execute(wanted) if named else ():
        if scope.holds_area(code) or any(area.startswith(code) for area in scope.areas):
            for text in named[writing]:
                places.setdefault(text, []).append(code)
    return {text: tuple(codes) for text, codes in places.items()}


class Candidates:
    """The persons in whose names, or parents' or spouse's names, the words stand."""

    def __init__(
        self, session: Session, scope: Scope, heard: Sequence[Heard], inside: ColumnElement[bool] | None = None
    ) -> None:
        names = [one for one in heard if one.asked.whose is not Whose.PLACE]
        lists = _postings(session, scope, {writing for one in names for writing in one.writings}, inside)
        self.weights = [_weights(one, lists) for one in names]

    def holding_any(self, person_ids: Iterable[int]) -> list[int]:
        """Those of the persons whom at least one word names."""
        return [person_id for person_id in person_ids if any(person_id in weights for weights in self.weights)]

    def holding_all(self, limit: int) -> list[int]:
        """Those whom every word names, the likeliest first."""
        return _heaviest(self.weights, limit) if self.weights else []

    def holding_all_but_one(self, limit: int) -> list[int]:
        """Those whom every word but one names: that one was misread, or belongs to nobody here."""
        if len(self.weights) < 2:
            return []
        found = {
            person_id: None
            for some in combinations(self.weights, len(self.weights) - 1)
            for person_id in _heaviest(some, limit)
        }
        total = {person_id: sum(weights.get(person_id, 0.0) for weights in self.weights) for person_id in found}
        return nlargest(limit, found, key=total.__getitem__)


def _postings(
    session: Session, scope: Scope, words: Collection[str], inside: ColumnElement[bool] | None
) -> dict[str, tuple[array[int], array[int]]]:
    """For each word, whose own name and whose kin's name holds it."""
    joined = [func.aggregate_strings(column, "") for column in (col(SearchPosting.own), col(SearchPosting.kin))]
    wanted = pick(SearchPosting.word, *joined).where(col(SearchPosting.word).in_(words))
    if inside is not None:
        wanted = wanted.where(inside)
    found = session.execute(wanted.group_by(col(SearchPosting.word)), execution_options=options(scope))
    return {word: (read_ids(own), read_ids(kin)) for word, own, kin in found}


def _weights(heard: Heard, lists: dict[str, tuple[array[int], array[int]]]) -> dict[int, float]:
    """For each person the best that a writing of the word makes of them: what is put in last, stays."""
    told: list[tuple[float, array[int]]] = []
    for writing, likeness in heard.writings.items():
        own, kin = lists.get(writing, (array("I"), array("I")))
        told.append((likeness * _KIN, kin))
        if heard.asked.whose is Whose.ANYBODY:
            told.append((likeness, own))
    weights: dict[int, float] = {}
    for weight, person_ids in sorted(told, key=lambda one: one[0]):
        weights.update(dict.fromkeys(person_ids, weight))
    return weights


def _heaviest(several: Sequence[dict[int, float]], limit: int) -> list[int]:
    """Those in all of them, by the sum of their weights; of very many, the first that come."""
    fewest, *others = sorted(several, key=len)
    common: Collection[int] = fewest.keys()
    for weights in others:
        common = common & weights.keys() if isinstance(common, set) else fewest.keys() & weights.keys()
    if len(common) > _TOO_MANY:
        best = max(fewest.values())
        surest = [person_id for person_id in common if fewest[person_id] == best]
        common = surest[:_TOO_MANY] if len(surest) >= limit else common
    return nlargest(limit, common, key=lambda person_id: sum(weights[person_id] for weights in several))


def written_ids(person_ids: Iterable[int]) -> str:
    """The ids as a posting keeps them."""
    return "".join(f"{person_id:0{_WIDTH}x}" for person_id in person_ids)


def read_ids(text: str | None) -> array[int]:
    """The ids that a posting, or several one after the other, hold."""
    person_ids = array("I", bytes.fromhex(text or ""))
    if sys.byteorder == "little":
        person_ids.byteswap()
    return person_ids
