"""From the words of a question to the persons who may be meant, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.search import AskedWord, Question, Whose, index_word, key_likeness, tells_little, variants_of
from census_app.domain.search.weighing import first_telling
from census_app.ledger.postings import id_bytes
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import SearchPlace, SearchPosting, SearchWord

MOST_WRITINGS = 24
"""As many words of the ledger are taken for another writing of one asked word."""
_HEARD_FROM = 0.5
_SURELY = 0.9
_KIN, _FIRST_OF_KIN = 0.85, 0.6
"""What a name of the kin counts beside the person's own: less for the first word, as people say the name first."""
_OF_A_SHARED_WORD = 0.3
_MANY_WORDS = 4

Ids = NDArray[np.int64]
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """One asked word, and the words of the ledger that may be another writing of it, the likest first."""

    asked: AskedWord
    writings: dict[str, float]
    is_first: bool


class Hearing(NamedTuple):
    """What a question may have meant: its words, particles for themselves, and by the text of each word of either
    reading the keys of the ledger that a slip of the pen leads to, with how alike they are."""

    words: list[Heard]
    alike: dict[str, dict[str, float]]


def hear(session: Session, question: Question) -> Hearing:
    """Each word with what it may be a writing of; words that no name holds have nothing.

    A word that a reading of the question joins (Kamaluddin) is a writing of each of its parts, so that one look-up
    serves both readings.
    """
    apart, joined = question.words_apart, [word for word in question.words if word not in question.words_apart]
    alike = _alike(session, [*apart, *joined])
    least = {word: _SURELY if tells_little(word.text) else _HEARD_FROM for word in alike}
    writings = {word: _likest(found, least[word]) for word, found in alike.items()}
    for whole in joined:
        for part in apart:
            if part not in question.words and part.whose is whole.whose and part.text[1:] in whole.text:
                writings[part] = {**writings[whole], **writings[part]}
    first = first_telling(apart) if apart else 0
    heard = [Heard(word, writings[word], place == first) for place, word in enumerate(apart)]
    return Hearing(heard, {word.text: found for word, found in alike.items()})


def _alike(session: Session, words: Sequence[AskedWord]) -> dict[AskedWord, dict[str, float]]:
    """For each word the keys of the ledger that share a variant with it, and how alike they are."""
    asked_by: dict[str, set[AskedWord]] = {}
    for word in words:
        for variant in variants_of(word.text):
            asked_by.setdefault(variant, set()).add(word)
    found: dict[AskedWord, dict[str, float]] = {word: {} for word in words}
    wanted = pick(SearchWord.variant, SearchWord.word).where(col(SearchWord.variant).in_(asked_by))
    for variant, writing in session.execute(wanted) if asked_by else ():
        for word in asked_by[variant]:
            found[word][writing] = key_likeness(index_word(word.text), writing)
    return found


def _likest(writings: dict[str, float], least: float) -> dict[str, float]:
    """A word that many names share has one key, however it is written; any other may be another word misspelt."""
    good = [writing for writing, likeness in writings.items() if likeness >= least]
    good.sort(key=lambda writing: (-writings[writing], writing))
    return {writing: writings[writing] for writing in good[:MOST_WRITINGS]}


def places_named(session: Session, scope: Scope, heard: Iterable[Heard]) -> dict[str, tuple[str, ...]]:
    """The codes of the places within or around the scope that each word may name."""
    named: dict[str, list[str]] = {}
    for one in heard:
        for writing, likeness in one.writings.items():
            if likeness >= _SURELY and one.asked.whose in (Whose.ANYBODY, Whose.PLACE):
                named.setdefault(writing, []).append(one.asked.text)
    places: dict[str, list[str]] = {}
    wanted = pick(SearchPlace.word, SearchPlace.area_code).where(col(SearchPlace.word).in_(named))
    for writing, code in session.execute(wanted) if named else ():
        if scope.holds_area(code) or any(area.startswith(code) for area in scope.areas):
            for text in named[writing]:
                places.setdefault(text, []).append(code)
    return {text: tuple(codes) for text, codes in places.items()}


class Candidates:
    """The persons in whose names, or parents' or spouse's names, the words stand; of `held` one word is enough.

    Words that many names share (Begum, Islam) tell little and have long lists: they are only asked when nothing else
    was, or when the others leave too many. Of the others a person may lack one, or of many two: so nobody is counted
    whom not one of the two or three rarest names.
    """

    def __init__(
        self,
        session: Session,
        scope: Scope,
        heard: Sequence[Heard],
        inside: ColumnElement[bool] | None = None,
        held: Sequence[int] = (),
    ) -> None:
        self.read = partial(_postings, session, scope, inside)
        names = [one for one in heard if one.asked.whose is not Whose.PLACE and one.writings]
        telling = [one for one in names if not tells_little(one.asked.text)] or names
        self.shared = [one for one in names if one not in telling]
        lists = sorted(self.read(telling), key=lambda several: sum(len(person_ids) for _, person_ids in several))
        self.words = len(lists)
        self.lacking = 1 if self.words < _MANY_WORDS else 2
        rarest = [person_ids for several in lists[: self.lacking + 1] for _, person_ids in several]
        self.counted = _Counted([np.array(held, np.int64), *rarest])
        self.held = np.unique(self.counted.places_of(np.array(held, np.int64)))
        self.total = np.zeros(len(self.counted.persons), np.float32)
        self.named_by = np.zeros(len(self.counted.persons), np.uint8)
        for several in lists:
            weights = self.counted.weights(several)
            self.total += weights
            self.named_by += weights > 0

    def holding_any(self, limit: int) -> list[int]:
        """Those of `held` whom at least one word names, the likeliest first."""
        return self._best(self.held[self.named_by[self.held] > 0], limit)

    def holding_all(self, limit: int) -> list[int]:
        """Those whom every word names, the likeliest first."""
        return self._best(np.flatnonzero(self.named_by == self.words), limit) if self.words else []

    def holding_most(self, limit: int) -> list[int]:
        """Those whom every word but one names, of many words but two: misread, or nobody's here."""
        most = (self.named_by > 0) & (self.named_by >= self.words - self.lacking) & (self.named_by < self.words)
        return self._best(np.flatnonzero(most), limit)

    def _best(self, places: NDArray[np.integer[Any]], limit: int) -> list[int]:
        if len(places) > limit:
            for lists in self.read(self.shared) if self.shared else ():
                self.total += self.counted.weights(lists) * _OF_A_SHARED_WORD
            self.shared = []
            places = places[np.argsort(-self.total[places], kind="stable")[:limit]]
        found: list[int] = self.counted.persons[places].tolist()
        return found


class _Counted:
    """Persons, each once and in order, with a place of their own; everybody else is at place 0, which is nobody's."""

    def __init__(self, lists: Sequence[Ids]) -> None:
        last = max((int(person_ids.max()) for person_ids in lists if len(person_ids)), default=0)
        told = np.zeros(last + 1, np.bool_)
        for person_ids in lists:
            told[person_ids] = True
        told[0] = True
        self.persons = np.flatnonzero(told)
        self._place_of: NDArray[np.int32] = np.zeros(last + 2, np.int32)  # the one after the last stands for all beyond
        self._place_of[self.persons] = np.arange(len(self.persons))

    def places_of(self, person_ids: Ids) -> NDArray[np.int32]:
        return self._place_of.take(person_ids, mode="clip")

    def weights(self, lists: Sequence[tuple[float, Ids]]) -> Weights:
        """For each place the best that a writing of the word makes of the person."""
        weights: Weights = np.zeros(len(self.persons), np.float32)
        for weight, person_ids in lists:  # what is put in last, stays
            weights[self.places_of(person_ids)] = weight
        weights[0] = 0
        return weights


def _postings(
    session: Session, scope: Scope, inside: ColumnElement[bool] | None, heard: Sequence[Heard]
) -> list[list[tuple[float, Ids]]]:
    """For each word the persons named by each of its writings, with what that counts, the least first."""
    joined = [func.aggregate_strings(column, "") for column in (col(SearchPosting.own), col(SearchPosting.kin))]
    writings = {writing for one in heard for writing in one.writings}
    wanted = pick(SearchPosting.word, *joined).where(col(SearchPosting.word).in_(writings))
    if inside is not None:
        wanted = wanted.where(inside)
    found = session.execute(wanted.group_by(col(SearchPosting.word)), execution_options=options(scope))
    persons = {word: (read_ids(own), read_ids(kin)) for word, own, kin in found}
    return [_lists_of(one, persons) for one in heard]


def _lists_of(heard: Heard, persons: dict[str, tuple[Ids, Ids]]) -> list[tuple[float, Ids]]:
    lists: list[tuple[float, Ids]] = []
    anybody = heard.asked.whose is Whose.ANYBODY
    of_kin = _FIRST_OF_KIN if anybody and heard.is_first else _KIN
    for writing in heard.writings.keys() & persons.keys():
        own, kin = persons[writing]
        lists.append((heard.writings[writing] * of_kin, kin))
        if anybody:
            lists.append((heard.writings[writing], own))
    return sorted(lists, key=lambda one: one[0])


def read_ids(text: str | None) -> Ids:
    """The ids that a posting, or several one after the other, hold."""
    return np.frombuffer(id_bytes(text), ">u4").astype(np.int64)
