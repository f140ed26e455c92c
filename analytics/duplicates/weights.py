"""How much each level of each piece of evidence weighs, when that was learned and from what."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analytics.duplicates.evidence import EVIDENCE, MOST_LEVELS, Levels

REGISTER_WEIGHTS = Path(__file__).parent / "weights.toml"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Log-odds (natural logarithm) by evidence and level; `start` is what a pair of candidates begins with."""

    learned_on: date
    learned_from: str
    start: float
    by_level: dict[str, dict[str, float]]

    @cached_property
    def table(self) -> Floats:
        """The weights by place of the evidence and level, nought for what is not told. Shape: (evidence, levels)."""
        table = np.zeros((len(EVIDENCE), MOST_LEVELS))
        for place, piece in enumerate(EVIDENCE):
            for level, name in enumerate(piece.levels, start=1):
                table[place, level] = self.by_level.get(piece.name, {}).get(name, 0.0)
        return table

    def log_odds(self, levels: Levels) -> Floats:
        """How much speaks for one person, by row of levels."""
        told: Floats = self.table[np.arange(len(EVIDENCE)), levels].sum(axis=1)
        return self.start + told


def weights_from(table: Floats, start: float, learned_from: str, on: date) -> Weights:
    """The weights that such a table holds."""
    by_level = {
        piece.name: {name: round(float(table[place, level]), 2) for level, name in enumerate(piece.levels, start=1)}
        for place, piece in enumerate(EVIDENCE)
    }
    return Weights(on, learned_from, round(start, 2), by_level)


def read_weights(path: Path = REGISTER_WEIGHTS) -> Weights:
    """The weights that were kept in that file."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    by_level = {piece.name: told[piece.name] for piece in EVIDENCE}
    return Weights(told["learned_on"], told["learned_from"], told["start"], by_level)


def keep_weights(weights: Weights, path: Path = REGISTER_WEIGHTS) -> None:
    """The file holds the weights, with the day and the ground on which they were learned."""
    lines = [f"learned_on = {weights.learned_on.isoformat()}", f'learned_from = "{weights.learned_from}"']
    lines.append(f"start = {weights.start}")
    for name, levels in weights.by_level.items():
        lines += ["", f"[{name}]", *(f"{level} = {weight}" for level, weight in levels.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
