"""Under which keys a word is kept for search, and which slips of the pen still lead to it."""

from __future__ import annotations

from functools import lru_cache

from census_app.domain.bangla_text import tidy
from census_app.domain.names import name_keys
from census_app.domain.names.words import words_of

_SHORTEST_WITH_A_SLIP = 3
_SHORTEST_SKELETON_WITH_A_SLIP = 4
_PLACE_ENDINGS = tuple(map(tidy, ("para", "পাড়া")))
_SHORTEST_BEFORE_ENDING = 3
_GENERIC = frozenset(map(tidy, "para পাড়া gram গ্রাম village union ইউনিয়ন ward ওয়ার্ড upazila উপজেলা no নং".split()))


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


def place_word(word: str) -> str:
    """The word without the ending that only says that it is a para; a short word stays as it is."""
    for ending in _PLACE_ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_BEFORE_ENDING:
            return stem
    return word


def place_words(name: str) -> tuple[str, ...]:
    """The words that tell a place from others: Rishi of Rishi Para, and of ঋষিপাড়া."""
    return tuple(place_word(word) for word in words_of(name) if word not in _GENERIC)
