"""Names: are two writings, in Bangla or Roman letters, one name; and under which ASCII keys is a name looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from census_app.domain.names.likeness import likeness
from census_app.domain.names.phonemes import sounds_of
from census_app.domain.names.shared_words import common_word, common_words
from census_app.domain.names.words import words_of, words_once

SAME_NAME_FROM = 0.84
"""Two names at least so alike are taken for one name. A name alone never makes two records one person."""


KEYS_VERSION = 3
"""Raised whenever a name gets other keys: stored keys of an older version are made anew before search is complete."""

_SHORTEST_TELLING_KEY = 4


@dataclass(frozen=True)
class NameKeys:
    """ASCII keys of a name, the same for both scripts, words in the order written.

    `skeleton` holds the consonants and finds candidates; `light` also the vowels i and u and a last -a.
    """

    skeleton: str
    light: str


@dataclass(frozen=True)
class NameParts:
    """The keys of a name taken apart: the word that is somebody's own in both keys, the skeletons of all others."""

    own: str
    own_light: str
    others: str


@lru_cache(maxsize=100_000)
def name_keys(name: str) -> NameKeys:
    """The keys under which the name is stored and looked up; both are empty for an empty name."""
    keys = [_word_keys(word) for word in words_of(name)]
    return NameKeys(" ".join(key.skeleton for key in keys), " ".join(key.light for key in keys))


def name_parts(name: str) -> NameParts:
    """The first word that many people do not share (Karim in Abdul Karim Gazi), and the others in their order."""
    written = [word for word in words_once(name) if _word_keys(word).skeleton]
    words = [*map(_word_keys, written)]
    if not words:
        return NameParts("", "", "")
    own = _own_word(written, words)
    others = " ".join([keys.skeleton for place, keys in enumerate(words) if place != own])
    return NameParts(words[own].skeleton, words[own].light, others)


def _own_word(written: Sequence[str], words: Sequence[NameKeys]) -> int:
    """Its place: a shared word stands for somebody whose name has no other, and after Abdul the next one does."""
    abdul = _word_keys("abdul").skeleton
    for place, (word, keys) in enumerate(zip(written, words, strict=True)):
        if keys.skeleton != abdul and not _is_shared(word, keys):
            return place
    return int(len(words) > 1 and words[0].skeleton == abdul)


def _is_shared(word: str, keys: NameKeys) -> bool:
    """A short key tells too little: Maya is not Mia."""
    return keys.light in _shared_keys() and (len(keys.light) >= _SHORTEST_TELLING_KEY or bool(common_word(word)))


@cache
def _shared_keys() -> frozenset[str]:
    return frozenset(_word_keys(word).light for word in common_words())


@lru_cache(maxsize=100_000)
def _word_keys(word: str) -> NameKeys:
    """A common word has the keys of its code, however it is written."""
    sounds = sounds_of(common_word(word) or word)
    return NameKeys(sounds.skeleton, sounds.light)


def name_similarity(one: str, other: str, sex: str | None = None) -> float:
    """How alike two names are, between 0 and 1, whatever script each is written in.

    `sex` is given when both persons are known to be of that sex: then a last -a tells nothing more.
    """
    return likeness(words_of(one), words_of(other), same_sex=bool(sex))


def same_name(one: str, other: str, sex: str | None = None) -> bool:
    """True when the two are taken for writings of one name."""
    return name_similarity(one, other, sex) >= SAME_NAME_FROM
