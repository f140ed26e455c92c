"""From weighed pairs to decisions: who is one person, who may be, and who therefore belongs together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log1p
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analytics.duplicates.evidence import MORE_THAN_A_NAME, words_of
from analytics.duplicates.learning import chance_of
from analytics.duplicates.weights import Floats

Ids = NDArray[np.int64]
_SUREST = 1 - 1e-9


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
    """The log-odds once each listing's other candidates are considered.

    Whoever may be the same as one of two listings but not as the other speaks against these two being one person;
    three listings of one person are no rivals.
    """
    chance = chance_of(pairs.log_odds)
    candidates: dict[int, dict[int, float]] = defaultdict(dict)
    for left, right, likely in zip(pairs.left.tolist(), pairs.right.tolist(), chance.tolist(), strict=True):
        candidates[left][right] = candidates[right][left] = likely
    adjusted = pairs.log_odds.copy()
    for place, (left, right) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        for one, other in ((left, right), (right, left)):
            if len(candidates[one]) > 1:
                adjusted[place] -= log1p(_odds_of_rivals(candidates[one], other, candidates[other]))
    return adjusted


def _odds_of_rivals(candidates: dict[int, float], chosen: int, of_chosen: dict[int, float]) -> float:
    """The odds of all candidates but the chosen one, as far as they are not the chosen one too."""
    return sum(
        likely / (1 - min(likely, _SUREST)) * (1 - of_chosen.get(rival, 0.0))
        for rival, likely in candidates.items()
        if rival != chosen
    )


@dataclass(frozen=True)
class Bars:
    """From which chance on a pair is the same, is so although only name, place and year speak for it, is possible."""

    same_from: float
    same_by_name_from: float
    possible_from: float


def decide(pairs: WeighedPairs, bars: Bars, one_to_one: bool) -> tuple[Pair, ...]:
    """The pairs that are one person or may be, the surest first; `one_to_one` gives each listing one partner only."""
    chance = chance_of(pairs.log_odds if one_to_one else against_rivals(pairs))
    order = [place for place in np.lexsort((pairs.right, pairs.left, -chance)) if chance[place] >= bars.possible_from]
    taken: set[tuple[str, int]] = set()
    decided = []
    for place in order:
        left, right = int(pairs.left[place]), int(pairs.right[place])
        if one_to_one:
            if {("left", left), ("right", right)} & taken:
                continue
            taken |= {("left", left), ("right", right)}
        reasons = words_of(int(pairs.pattern[place]))
        bar = bars.same_from if MORE_THAN_A_NAME & set(reasons) else bars.same_by_name_from
        decision: Literal["same", "possible"] = "same" if chance[place] >= bar else "possible"
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
