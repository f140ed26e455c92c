"""From weighed pairs to decisions: who is one person, who may be, and who therefore belongs together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.duplicates.evidence import words_of
from analytics.duplicates.learning import chance_of
from analytics.duplicates.weights import Floats

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Pair:
    """Two listings that are one person, or may be: the chance between 0 and 1, and what speaks for it and against."""

    left_id: int
    right_id: int
    score: float
    decision: Literal["same", "possible"]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class WeighedPairs:
    """Pairs worth a closer look, column by column; log-odds before anybody else is considered."""

    left: Ids
    right: Ids
    pattern: NDArray[np.int64]
    log_odds: Floats

    def __len__(self) -> int:
        return len(self.left)


def against_rivals(pairs: WeighedPairs) -> Floats:
    """The log-odds once each listing's other candidates are considered: nearly everybody has one double at most."""
    if not len(pairs):
        return pairs.log_odds
    odds = np.exp(np.clip(pairs.log_odds, -40, 40))
    _, places = np.unique(np.concatenate([pairs.left, pairs.right]), return_inverse=True)
    left, right = places[: len(pairs)], places[len(pairs) :]
    of_listing = np.bincount(left, odds, places.max() + 1) + np.bincount(right, odds, places.max() + 1)
    rivals: Floats = np.log1p(np.maximum(of_listing[left] - odds, 0)) + np.log1p(
        np.maximum(of_listing[right] - odds, 0)
    )
    return pairs.log_odds - rivals


def decide(pairs: WeighedPairs, same_from: float, possible_from: float, one_to_one: bool) -> tuple[Pair, ...]:
    """The pairs that are one person or may be, the surest first; `one_to_one` gives each listing one partner only."""
    chance = chance_of(pairs.log_odds if one_to_one else against_rivals(pairs))
    order = [place for place in np.lexsort((pairs.right, pairs.left, -chance)) if chance[place] >= possible_from]
    taken: set[tuple[str, int]] = set()
    decided = []
    for place in order:
        left, right = int(pairs.left[place]), int(pairs.right[place])
        if one_to_one:
            if {("left", left), ("right", right)} & taken:
                continue
            taken |= {("left", left), ("right", right)}
        decision: Literal["same", "possible"] = "same" if chance[place] >= same_from else "possible"
        reasons = words_of(int(pairs.pattern[place]))
        decided.append(Pair(left, right, round(float(chance[place]), 4), decision, reasons))
    return tuple(decided)


def clusters_of(pairs: Iterable[Pair]) -> tuple[tuple[int, ...], ...]:
    """The listings that are one person, directly or by way of others, two or more together."""
    leader: dict[int, int] = {}

    def find(one: int) -> int:
        while leader.setdefault(one, one) != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for pair in pairs:
        if pair.decision == "same":
            leader[find(pair.left_id)] = find(pair.right_id)
    together: dict[int, list[int]] = {}
    for one in sorted(leader):
        together.setdefault(find(one), []).append(one)
    return tuple(sorted(tuple(members) for members in together.values()))
