"""What a map is asked to show. Nothing in here says who lives in a household."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


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

    `asset_url` gives the address of a file below `static/`; `nonce` is the one that the page's policy allows;
    `tier_names` are the words of the lists of findings, so that map and list speak alike.
    """

    map_code: str
    title: str
    points: tuple[HouseholdPoint, ...]
    language: str
    nonce: str
    asset_url: Callable[[str], str]
    measure_code: str = "priority"
    tier_names: Mapping[str, str] = field(default_factory=dict)

    def tier_name(self, tier: str) -> str:
        """What readers call the tier; its letter when it was given no name."""
        return self.tier_names.get(tier, tier)
