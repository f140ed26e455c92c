"""How alike two names sound: words against words, the weakest pair counting as much as all together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from census_app.domain.names.phonemes import VOWELS, Sounds, sounds_of
from census_app.domain.names.shared_words import common_word, is_family_name

_COMMON_WEIGHT = 0.5
_PAIRED_FROM = 0.6
"""Two words less alike than this are not the same word written twice."""
_COMMON_CONTRADICTION = 0.6
"""What is left of two names that agree but for their common words (Gazi against Sardar)."""
_MISSING_OWN, _MISSING_COMMON = 0.5, 0.7

_UNLIKE, _UNLIKE_FIRST = 1.5, 2.0
_NEAR_CONSONANTS = {
    frozenset("cs"): 0.25, frozenset("ck"): 0.4, frozenset("nm"): 0.9, frozenset("dt"): 0.6, frozenset("pf"): 0.6,
    frozenset("pb"): 0.8, frozenset("kg"): 0.8, frozenset("gj"): 0.8,
}  # fmt: skip
_VOWEL_PAIRS = {
    "aA": 0.0, "a.": 0.0, "ao": 0.15, "aO": 0.5, "ae": 0.5, "ai": 0.7, "au": 0.5, "A.": 0.55, "Ao": 0.5, "AO": 0.7,
    "Ae": 0.7, "Ai": 0.8, "Au": 0.8, "oO": 0.0, "o.": 0.0, "ou": 0.25, "oe": 0.6, "oi": 0.8, "O.": 0.15, "Ou": 0.2,
    "Oe": 0.7, "Oi": 0.8, ".e": 0.5, ".i": 0.5, ".u": 0.3, "ie": 0.12, "iu": 0.7, "eu": 0.7,
}  # fmt: skip
_VOWEL_COSTS = {frozenset(pair): cost for pair, cost in _VOWEL_PAIRS.items()}
_LEFT_OUT = {".": 0.05, "a": 0.25, "o": 0.25, "A": 0.4, "O": 0.35, "i": 0.4, "e": 0.4, "u": 0.45, "h": 0.65}
_FIRST_VOWEL_LEFT_OUT = 0.9
_PARTICLES, _PARTICLE_WEIGHT, _LONGER_THAN_PARTICLE = frozenset({"ul", "ur"}), 1.0, 5
_WEIGHTS = {".": 0.1, "h": 0.8} | dict.fromkeys("aAoOieu", 0.3)
_LAST_VOWEL_OF_ONE = {"": 0.0, ".": 0.05, "o": 0.2, "O": 0.3, "e": 0.4}
_LAST_VOWEL_MARKS_GENDER, _LAST_VOWEL_SAME_SEX = 0.9, 0.2


def likeness(one: Sequence[str], other: Sequence[str], same_sex: bool) -> float:
    """Between 0 and 1: the words' likeness, joining two neighbours where the other name writes them as one."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    return max(_aligned(a, b, same_sex) for a, b in _joinings(_without_title(one), _without_title(other)))


def _without_title(words: Sequence[str]) -> tuple[str, ...]:
    """A family name before a name that ends with one is a title (Sheikh Sirajul Islam Molla is of the Mollas)."""
    titled = len(words) > 2 and is_family_name(words[0]) and is_family_name(words[-1])
    return tuple(words[1:] if titled else words)


def _joinings(one: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    tried = [(one, other)]
    if len(one) > len(other):
        tried += [(joined, other) for joined in _neighbours_joined(one)]
    if len(other) > len(one):
        tried += [(one, joined) for joined in _neighbours_joined(other)]
    return tried


def _neighbours_joined(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    places = range(len(words) - 1)
    return [(*words[:place], words[place] + words[place + 1], *words[place + 2 :]) for place in places]


def _aligned(one: tuple[str, ...], other: tuple[str, ...], same_sex: bool) -> float:
    """Greedy: the most alike words are paired first; what is left over on both sides contradicts."""
    promoted = not (_has_own_word(one) and _has_own_word(other))
    pairs = sorted(
        ((word_likeness(a, b, same_sex), i, j) for i, a in enumerate(one) for j, b in enumerate(other)), reverse=True
    )
    left, right = set(range(len(one))), set(range(len(other)))
    score = total = 0.0
    weakest = 1.0
    for wanted in (_PAIRED_FROM, 0.0):
        for alike, i, j in pairs:
            if alike < wanted or i not in left or j not in right:
                continue
            left.remove(i)
            right.remove(j)
            common = not promoted and bool(common_word(one[i]) and common_word(other[j]))
            weight = _COMMON_WEIGHT if common else 1.0
            score, total = score + weight * alike, total + weight
            weakest = min(weakest, max(alike, _COMMON_CONTRADICTION) if common else alike)
    for word in [*(one[i] for i in left), *(other[j] for j in right)]:
        weight, kept = (_COMMON_WEIGHT, _MISSING_COMMON) if common_word(word) else (1.0, _MISSING_OWN)
        score, total = score + weight * kept, total + weight
    return (score / total + weakest) / 2


def _has_own_word(words: tuple[str, ...]) -> bool:
    return any(not common_word(word) for word in words)


@lru_cache(maxsize=500_000)
def word_likeness(one: str, other: str, same_sex: bool) -> float:
    """How alike two words sound, between 0 and 1; two common words are the same word or wholly different."""
    common, other_common = common_word(one), common_word(other)
    if common and other_common:
        return float(common == other_common)
    first, second = sounds_of(one), sounds_of(other)
    cost = _cost(first.body, second.body) + _last_vowel_cost(first, second, same_sex)
    telling = (_weight(first) + _weight(second)) / 2 - _weight_of_particle(first, second)
    return max(0.0, 1.0 - cost / telling)


def _weight_of_particle(first: Sounds, second: Sounds) -> float:
    """A particle at the end of both words tells nobody apart: Zahirul and Zahurul are Zahir and Zahur."""
    endings = {sounds.body[-2:] for sounds in (first, second)}
    shortest = min(len(first.body), len(second.body))
    return _PARTICLE_WEIGHT if endings <= _PARTICLES and shortest >= _LONGER_THAN_PARTICLE else 0.0


def _weight(sounds: Sounds) -> float:
    return sum(_WEIGHTS.get(sound, 1.0) for sound in sounds.body) or 1.0


def _cost(one: str, other: str) -> float:
    """The cheapest way from one row of sounds to the other (Wagner and Fischer, with unequal costs)."""
    row = [0.0]
    for j, b in enumerate(other):
        row.append(row[-1] + _left_out(b, j))
    for i, a in enumerate(one):
        dropped = _left_out(a, i)
        previous, row = row, [row[0] + dropped]
        for j, b in enumerate(other):
            changed = previous[j] + _changed(a, b, i == 0 and j == 0)
            row.append(min(changed, previous[j + 1] + dropped, row[j] + _left_out(b, j)))
    return row[-1]


def _left_out(sound: str, place: int) -> float:
    """A first vowel is heard (Amina, Mina); a later one is easily lost."""
    return _FIRST_VOWEL_LEFT_OUT if place == 0 and sound in VOWELS else _LEFT_OUT.get(sound, 1.0)


def _changed(a: str, b: str, first: bool) -> float:
    if a == b:
        return 0.0
    pair = frozenset((a, b))
    if a in VOWELS and b in VOWELS:
        return _VOWEL_COSTS[pair]
    return _NEAR_CONSONANTS.get(pair, _UNLIKE_FIRST if first else _UNLIKE)


def _last_vowel_cost(first: Sounds, second: Sounds, same_sex: bool) -> float:
    """A last -a or -i that only one has marks the gender, unless both are known to be of one sex."""
    a, b = first.last_vowel, second.last_vowel
    if a == b:
        return 0.0
    marks = _LAST_VOWEL_SAME_SEX if same_sex else _LAST_VOWEL_MARKS_GENDER
    if not a or not b:
        return min(marks, _LAST_VOWEL_OF_ONE.get(a or b, marks))
    return min(marks, 2 * _VOWEL_COSTS[frozenset((a, b))])
