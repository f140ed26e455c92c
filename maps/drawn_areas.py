"""An area that somebody drew in a map program and pasted as GeoJSON: read, and asked what lies inside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely

from census_app.domain.errors import Refused
from maps.boundaries import BANGLADESH
from maps.ways import Spot

LONGEST = 200_000
_AREAS = ("Polygon", "MultiPolygon")


def read_area(text: str) -> Any:
    """The drawn area as one geometry.

    Raises: Refused for what is no GeoJSON, no area, crosses itself, or lies outside the country.
    """
    try:
        drawn = shapely.union_all([shapely.geometry.shape(one) for one in _geometries(json.loads(text[: LONGEST + 1]))])
        usable = len(text) <= LONGEST and drawn.geom_type in _AREAS and drawn.is_valid and drawn.area > 0
        if usable and shapely.contains(BANGLADESH, drawn):
            return drawn
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, shapely.errors.ShapelyError):
        pass
    raise Refused("area_not_drawn")


def inside(area: Any, spots: Sequence[Spot | None]) -> list[bool | None]:
    """For each spot, whether it lies in the area or on its border; None where no position is known."""
    shapely.prepare(area)
    known = [spot for spot in spots if spot is not None]
    found = iter(shapely.intersects_xy(area, [lon for _, lon in known], [lat for lat, _ in known]).tolist())
    return [None if spot is None else next(found) for spot in spots]


def believed(lat: float | None, lon: float | None) -> Spot | None:
    """The position; None where none is written, or one outside the country."""
    if lat is None or lon is None or not shapely.intersects_xy(BANGLADESH, lon, lat):
        return None
    return lat, lon


def _geometries(told: Any) -> list[dict[str, Any]]:
    if told["type"] == "FeatureCollection":
        return [geometry for feature in told["features"] for geometry in _geometries(feature)]
    if told["type"] == "Feature":
        return _geometries(told["geometry"])
    if told["type"] not in _AREAS:
        raise ValueError("not an area")
    return [told]
