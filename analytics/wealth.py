"""What each asset counts for in the wealth index: learnt from the run's households, or one each where they are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.shapes import TableShape

ASSETS = (
    "brick_wall",
    "lasting_roof",
    "closed_latrine",
    "safe_water",
    "electricity",
    "some_land",
    "much_land",
)
PATTERNS, WEIGHTS = "int_asset_patterns", "ref_wealth_weights"
SHAPE = TableShape(WEIGHTS, tuple((name, "BIGINT") for name in (*ASSETS, "households", "explained_thousandths")))
LEARNT_FROM = 200
"""Fewer households than these teach nothing that would hold for the next ones."""
MILLION = 1_000_000


@dataclass(frozen=True)
class WealthWeights:
    """Millionths by asset; `explained_thousandths` of the variance stand in the index, 0 where nothing was learnt."""

    weights: dict[str, int]
    households: int
    explained_thousandths: int

    @property
    def row(self) -> tuple[int, ...]:
        """The weights in the order of the table's columns."""
        return (*(self.weights[asset] for asset in ASSETS), self.households, self.explained_thousandths)


def learn_weights(patterns: Sequence[dict[str, Any]]) -> WealthWeights:
    """The first principal component of the standardised assets, turned so that assets count for wealth on the whole.

    Shape: one record for each combination of assets, with the number of its `households`. An asset that all or none
    have counts for nothing. Every asset counts one with fewer than LEARNT_FROM households, with no two that differ, and
    where the component turns an asset against the others: what it tells apart then is not wealth.
    """
    households = sum(int(pattern["households"]) for pattern in patterns)
    stated = WealthWeights(dict.fromkeys(ASSETS, MILLION), households, 0)
    if households < LEARNT_FROM or len(patterns) < 2:
        return stated
    assets = np.array([[float(pattern[asset]) for asset in ASSETS] for pattern in patterns])
    share = np.array([float(pattern["households"]) for pattern in patterns]) / households
    means = share @ assets
    spread = np.sqrt(share @ (assets - means) ** 2)
    varying = spread > 0
    standard = (assets[:, varying] - means[varying]) / spread[varying]
    values, vectors = np.linalg.eigh(standard.T @ (standard * share[:, None]))
    first = vectors[:, -1] * (1 if vectors[:, -1].sum() >= 0 else -1)
    learnt = np.zeros(len(ASSETS))
    learnt[varying] = first / spread[varying]
    if learnt.min() < 0:
        return stated
    weights = {asset: round(float(weight) * MILLION) for asset, weight in zip(ASSETS, learnt, strict=True)}
    return WealthWeights(weights, households, round(1000 * float(values[-1]) / int(varying.sum())))
