"""Households as one layer of circles on a canvas, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium

from maps.labels import harmless, household_label, word
from maps.legends import TIERS
from maps.request import HouseholdPoint

_LAST_ON_TOP = {tier: place for place, tier in enumerate(reversed(TIERS))}


def household_layer(points: Sequence[HouseholdPoint], language: str) -> folium.GeoJson:
    """One layer of all households, the most urgent on top; pointing at one tells its number, para and tier."""
    in_order = sorted(points, key=lambda point: _LAST_ON_TOP[point.tier])
    fields = {key: word(key, language) for key in ("household", "para", "tier")}
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": [_feature(point, language) for point in in_order]},
        marker=folium.CircleMarker(radius=5, color="#ffffff", weight=1, fill=True, fill_opacity=0.95),
        tooltip=folium.GeoJsonTooltip(list(fields), list(fields.values())),
    )


def _feature(point: HouseholdPoint, language: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
        "properties": {
            "style": {"fillColor": TIERS[point.tier]},
            "household": household_label(point.label, language),
            "para": harmless(point.para_name),
            "tier": word("tier_" + point.tier, language),
        },
    }
