"""Under which keys a word is kept for search, and which slips of the pen still lead to it."""

from __future__ import annotations

from functools import lru_cache

from census_app.domain.bangla_text import tidy
from census_app.domain.names import name_keys
from census_app.domain.names.shared_words import common_word
from census_app.domain.names.words import is_particle, words_of

_SHORTEST_WITH_A_SLIP = 3
_SHORTEST_SKELETON_WITH_A_SLIP = 4
_PLACE_ENDINGS = tuple(map(tidy, ("para", "পাড়া")))
_SHORTEST_BEFORE_ENDING = 3
_GENERIC = """
    para পাড়া gram গ্রাম village union ইউনিয়ন ward ওয়ার্ড upazila উপজেলা no নং
"""
_SAY_NOTHING_OF_A_PLACE = frozenset(tidy(_GENERIC).split())
_LIGHT_LETTERS = {"a": 0.35, "i": 0.35, "u": 0.35, "h": 0.6}
_NEAR = {frozenset("nm"): 0.7, frozenset("dt"): 0.6, frozenset("pf"): 0.6, frozenset("bp"): 0.8, frozenset("kg"): 0.8,
         frozenset("gj"): 0.8, frozenset("sk"): 0.8, frozenset("iu"): 0.3, frozenset("ai"): 0.3}  # fmt: skip
_DEAREST_CHANGE = 1.3


@lru_cache(maxsize=100_000)
def index_word(word: str) -> str:
    """The key under which the word is kept: the same for both scripts and for most ways to spell it."""
    return name_keys(word).light.replace(" ", "")


@lru_cache(maxsize=50_000)
def variants_of(word: str) -> frozenset[str]:
    """What a word is found by. Two words share one when their keys differ by a letter left out, put in, or changed."""
    keys = name_keys(word)
    light, skeleton = keys.light.replace(" ", ""), keys.skeleton.replace(" ", "")
    found = {light, "~" + skeleton}
    if len(light) >= _SHORTEST_WITH_A_SLIP:
        found |= _one_left_out(light)
    if len(skeleton) >= _SHORTEST_SKELETON_WITH_A_SLIP:
        found |= {"~" + slip for slip in _one_left_out(skeleton)}
    return frozenset(found) - {"", "~"}


def _one_left_out(key: str) -> set[str]:
    return {key[:place] + key[place + 1 :] for place in range(len(key))}


@lru_cache(maxsize=100_000)
def key_likeness(one: str, other: str) -> float:
    """How alike two index words are, between 0 and 1: vowels weigh little, as they are the first to be misheard."""
    if one == other:
        return 1.0
    whole = (sum(map(_weight, one)) + sum(map(_weight, other))) / 2
    return max(0.0, 1.0 - _cost(*_unlike_parts(one, other)) / whole)


def _unlike_parts(one: str, other: str) -> tuple[str, str]:
    """What is left between the letters that both begin and end with: no cheaper way changes any of those."""
    shorter = min(len(one), len(other))
    first = 0
    while first < shorter and one[first] == other[first]:
        first += 1
    last = 0
    while last < shorter - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return one[first : len(one) - last], other[first : len(other) - last]


def _cost(one: str, other: str) -> float:
    """The cheapest way from one key to the other (Wagner and Fischer, with unequal costs)."""
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _weight(letter))
    for letter in one:
        dropped = _weight(letter)
        previous, row = row, [row[0] + dropped]
        for place, beside in enumerate(other):
            changed = previous[place] + _changed(letter, beside)
            row.append(min(changed, previous[place + 1] + dropped, row[place] + _weight(beside)))
    return row[-1]


def _weight(letter: str) -> float:
    return _LIGHT_LETTERS.get(letter, 1.0)


def _changed(one: str, other: str) -> float:
    return 0.0 if one == other else _NEAR.get(frozenset((one, other)), _DEAREST_CHANGE)


@lru_cache(maxsize=50_000)
def tells_little(word: str) -> bool:
    """True for a word that very many names hold (Begum, Islam), or that goes with the word beside it (Uddin)."""
    return bool(common_word(word)) or is_particle(word)


def place_word(word: str) -> str:
    """The word without the ending that only says that it is a para; a short word stays as it is."""
    for ending in _PLACE_ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_BEFORE_ENDING:
            return stem
    return word


def place_words(name: str) -> tuple[str, ...]:
    """The words that tell a place from others: Rishi of Rishi Para, and of ঋষিপাড়া."""
    return tuple(place_word(word) for word in words_of(name) if word not in _SAY_NOTHING_OF_A_PLACE)
