"""Where households stand, and which land around them is their para's when no boundary file says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely

from maps.request import HouseholdPoint

DEGREES = "EPSG:4326"
METRES = "EPSG:32645"
"""UTM 45 north: Satkhira lies just west of 90° east."""

FARTHEST_M = 5_000
"""No household of one ward is farther from its middle: a position beyond is a slip of the pen."""

MARGIN_M = 60
"""Land around the outermost households that still counts as the para's."""

BANGLADESH = shapely.box(88.0, 20.5, 92.8, 26.8)
_DIGITS_KEPT = 0.000001  # degrees: a tenth of a metre


@dataclass(frozen=True)
class Located:
    """Households whose position can be believed, and how many others there are.

    Shape: `positions` (east, north) and the lines of `frame` stand in the order of `points`.
    Units: positions in degrees, rounded to a metre; the geometry of `frame` in metres.
    """

    points: tuple[HouseholdPoint, ...]
    positions: tuple[tuple[float, float], ...]
    frame: Any
    left_off: int


def locate(points: Sequence[HouseholdPoint]) -> Located:
    """Sort out the positions that are missing, outside the country, or far from where the others are."""
    given = [(point, position) for point in points if (position := _position(point)) is not None]
    places = gpd.points_from_xy([east for _, (east, _) in given], [north for _, (_, north) in given], crs=DEGREES)
    frame = gpd.GeoDataFrame({"place": range(len(given))}, geometry=places).to_crs(METRES)
    middle = shapely.Point(frame.geometry.x.median(), frame.geometry.y.median()) if given else shapely.Point()
    frame = frame[frame.distance(middle) <= FARTHEST_M].reset_index(drop=True)
    kept = [given[place] for place in frame["place"]]
    return Located(
        points=tuple(point for point, _ in kept),
        positions=tuple(position for _, position in kept),
        frame=frame,
        left_off=len(points) - len(kept),
    )


def _position(point: HouseholdPoint) -> tuple[float, float] | None:
    if point.lat is None or point.lon is None or not shapely.intersects_xy(BANGLADESH, point.lon, point.lat):
        return None
    return round(point.lon, 5), round(point.lat, 5)


def para_cells(located: Located) -> Any:
    """The land of each para: every spot belongs to the para of the nearest household.

    Shape: one line per para, columns para_code and geometry. Units: degrees.
    """
    homes = located.frame.assign(para_code=[point.para_code for point in located.points])
    homes = homes.drop_duplicates("geometry")[["para_code", "geometry"]]
    positions = shapely.MultiPoint(list(homes.geometry))
    land = positions.convex_hull.buffer(MARGIN_M)
    cells = gpd.GeoDataFrame(geometry=_cells_around(positions, land), crs=METRES)
    owned = cells.sjoin(homes, predicate="contains").dissolve("para_code").clip(land)
    owned = owned.to_crs(DEGREES)
    return owned.set_geometry(owned.geometry.set_precision(_DIGITS_KEPT)).reset_index()[["para_code", "geometry"]]


def _cells_around(positions: Any, land: Any) -> list[Any]:
    if len(positions.geoms) == 1:
        return [land]
    return list(shapely.voronoi_polygons(positions, extend_to=land).geoms)
