"""Weights learned from pairs: from labelled ones, or from unlabelled ones by expectation and maximisation."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from analytics.duplicates.evidence import EVIDENCE, MOST_LEVELS, Levels
from analytics.duplicates.weights import Floats, Weights, weights_from

_NEWTON_STEPS = 30
_EM_STEPS = 4
"""Few: on lists of families, brothers and sisters would in the end be taken for one person."""
_RIDGE = 1.0
_SMOOTHING = 0.5


def learn_from_labels(levels: Levels, pairs: Floats, same: Floats, learned_from: str, on: date) -> Weights:
    """The weights under which the labels are likeliest (logistic regression, held back by a ridge).

    `pairs` counts the pairs of each row of levels, `same` those that are one person.
    """
    told = _indicators(levels)
    design = np.hstack([np.ones((len(told), 1)), told])
    held_back = np.full(design.shape[1], _RIDGE)
    held_back[0] = 0.0
    solved = np.zeros(design.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = chance_of(design @ solved)
        slope = design.T @ (same - pairs * chance) - held_back * solved
        bend = (design * (pairs * chance * (1 - chance))[:, None]).T @ design + np.diag(held_back + 1e-9)
        solved = solved + np.linalg.solve(bend, slope)
    return weights_from(_as_table(solved[1:]), float(solved[0]), learned_from, on)


def learn_unlabelled(levels: Levels, pairs: Floats, start: Weights, learned_from: str, on: date) -> Weights:
    """The weights that the pairs themselves suggest, from those of another list on (Fellegi and Sunter, EM)."""
    told = _indicators(levels).astype(bool)
    chance = chance_of(start.log_odds(levels))
    table, odds = start.table, start.start
    for _ in range(_EM_STEPS):
        same, different = pairs * chance, pairs * (1 - chance)
        table = _as_table(np.log(_shares(told, same)) - np.log(_shares(told, different)))
        odds = float(np.log(same.sum() + _SMOOTHING) - np.log(different.sum() + _SMOOTHING))
        chance = chance_of(odds + table[np.arange(len(EVIDENCE)), levels].sum(axis=1))
    return weights_from(table, odds, learned_from, on)


def chance_of(log_odds: Floats) -> Floats:
    """Log-odds as a chance between 0 and 1."""
    chance: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))
    return chance


def _indicators(levels: Levels) -> Floats:
    """A column for each told level of each piece of evidence, one where the row has it."""
    columns = [
        levels[:, place] == level for place, piece in enumerate(EVIDENCE) for level in range(1, len(piece.levels) + 1)
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _shares(told: NDArray[np.bool_], pairs: Floats) -> Floats:
    """How often each level stands among the pairs that tell its piece of evidence at all."""
    counts: Floats = pairs @ told + _SMOOTHING
    ends = np.cumsum([len(piece.levels) for piece in EVIDENCE])
    shares = [part / part.sum() for part in np.split(counts, ends[:-1])]
    return np.concatenate(shares)


def _as_table(solved: Floats) -> Floats:
    table = np.zeros((len(EVIDENCE), MOST_LEVELS))
    begins = 0
    for place, piece in enumerate(EVIDENCE):
        table[place, 1 : len(piece.levels) + 1] = solved[begins : begins + len(piece.levels)]
        begins += len(piece.levels)
    return table
