"""How far it is on foot from each household to each shelter, as far as positions tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

EARTH_M = 6_371_008.8
_HOUSEHOLDS_AT_ONCE = 4_000
Array = np.ndarray[Any, Any]
Spot = tuple[float, float]
"""Degrees north, degrees east."""


@dataclass(frozen=True)
class Distances:
    """For each household, the shelters from the nearest on. Shape: household by shelter. Units: metres on foot."""

    order: Array
    metres: Array

    def from_household(self, place: int) -> Iterator[tuple[int, int]]:
        """(shelter, metres), the nearest first; shelters are told by their place among those handed in."""
        for shelter in self.order[place].tolist():
            yield shelter, int(self.metres[place, shelter])

    def nearest(self, place: int) -> int | None:
        """Metres to the nearest shelter; None when there is none."""
        return int(self.metres[place].min()) if self.metres.shape[1] else None


def distances(households: Sequence[Spot], shelters: Sequence[Spot], detour_percent: int) -> Distances:
    """The straight line over the ground, longer by the detour that paths make.

    Units: degrees north and east; `detour_percent` is 100 where paths are straight.
    """
    homes, places = _radians(households), _radians(shelters)
    shape = (len(households), len(shelters))
    metres, order = np.empty(shape, np.int32), np.empty(shape, np.int32)
    for start in range(0, len(homes), _HOUSEHOLDS_AT_ONCE):
        part = slice(start, start + _HOUSEHOLDS_AT_ONCE)
        metres[part] = np.rint(_haversine(homes[part], places) * (detour_percent / 100))
        order[part] = np.argsort(metres[part], axis=1, kind="stable")
    return Distances(order, metres)


def middles(spots: Sequence[Spot | None], groups: Sequence[str]) -> dict[str, Spot]:
    """The middle of each group of spots: the median, which one slip of the pen does not move far."""
    known: dict[str, list[Spot]] = {}
    for spot, group in zip(spots, groups, strict=True):
        if spot is not None:
            known.setdefault(group, []).append(spot)
    middle = {group: np.median(np.array(found), axis=0) for group, found in known.items()}
    return {group: (float(lat), float(lon)) for group, (lat, lon) in middle.items()}


def _radians(spots: Sequence[Spot]) -> Array:
    angles: Array = np.radians(np.array(spots, float).reshape(-1, 2))
    return angles


def _haversine(homes: Array, places: Array) -> Array:
    apart = homes[:, None, :] - places[None, :, :]
    both = np.cos(homes[:, None, 0]) * np.cos(places[None, :, 0])
    chord = np.sin(apart[..., 0] / 2) ** 2 + both * np.sin(apart[..., 1] / 2) ** 2
    metres: Array = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return metres
