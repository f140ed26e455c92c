"""What a household's house, latrine and drinking water are: the codes that the ledger keeps."""

from __future__ import annotations

from enum import StrEnum


class Material(StrEnum):
    """What the roof or the walls are made of."""

    TIN = "tin"
    BRICK = "brick"
    MUD = "mud"
    BAMBOO = "bamboo"
    STRAW = "straw"
    TILE = "tile"
    CONCRETE = "concrete"
    WOOD = "wood"
    PLASTIC = "plastic"
    OTHER = "other"


class Latrine(StrEnum):
    """The latrine that the household uses; `open` is a place without one, `none` says only that there is none.

    In figures the two are one, as in the sanitation tables of a census: whoever has no latrine goes to an open place.
    """

    SANITARY = "sanitary"
    RING_SLAB = "ring_slab"
    PIT = "pit"
    OPEN = "open"
    NONE = "none"
    OTHER = "other"


class Water(StrEnum):
    """Where the drinking water comes from."""

    TUBEWELL = "tubewell"
    DEEP_TUBEWELL = "deep_tubewell"
    SUPPLY = "supply"
    POND = "pond"
    RIVER = "river"
    RAIN = "rain"
    FILTER = "filter"
    OTHER = "other"


MOVED_OUT, NOT_MET, HOUSEHOLD_NOT_MET = "moved_out", "not_met", "household_not_met"
"""What a row may say of a member instead of what was found: then nothing was found."""

HOUSEHOLD_FACTS = (
    "roof",
    "wall",
    "land_hundredths",
    "income_bdt",
    "latrine",
    "water",
    "electricity",
    "flooded",
    "near_embankment",
)
"""What a round finds about a household."""
