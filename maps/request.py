"""What a map is asked to show. Nothing in here says who lives in a household."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class HouseholdPoint:
    """One household on the map: its number, its place, and what is true of it.

    `tier` is A, B, C or empty; `measures` holds the codes of `catalogue.MEASURES` that are true of the household.
    Units: degrees north and east; None where the sheet had no position.
    """

    household_id: int
    label: str
    lat: float | None
    lon: float | None
    para_code: str
    para_name: str
    tier: str = ""
    measures: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MapRequest:
    """One map for one reader.

    `asset_url` gives the address of a file below `static/`; `nonce` is the one that the page's policy allows.
    """

    map_code: str
    title: str
    points: tuple[HouseholdPoint, ...]
    language: str
    nonce: str
    asset_url: Callable[[str], str]
    measure_code: str = "priority"
