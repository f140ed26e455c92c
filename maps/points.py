"""Households as one layer of circles on a canvas, however many there are."""

from __future__ import annotations

from typing import Any

import folium

from maps.boundaries import Located
from maps.labels import harmless, household_label, word
from maps.legends import TIERS
from maps.request import HouseholdPoint, MapRequest

_LAST_ON_TOP = {tier: place for place, tier in enumerate(reversed(TIERS))}


def household_layer(located: Located, request: MapRequest) -> folium.GeoJson:
    """One layer of all households, the most urgent on top; pointing at one tells its number and tier."""
    placed = zip(located.points, located.positions, strict=True)
    in_order = sorted(placed, key=lambda one: _LAST_ON_TOP[one[0].tier])
    features = [_feature(point, position, request) for point, position in in_order]
    fields = {key: word(key, request.language) for key in ("household", "tier")}
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=5, color="#ffffff", weight=1, fill=True, fill_opacity=0.95),
        tooltip=folium.GeoJsonTooltip(list(fields), list(fields.values())),
    )


def _feature(point: HouseholdPoint, position: tuple[float, float], request: MapRequest) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position},
        "properties": {
            "style": {"fillColor": TIERS[point.tier]},
            "household": household_label(point.label, request.language),
            "tier": harmless(request.tier_name(point.tier)) or "–",
        },
    }
