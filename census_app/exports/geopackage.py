"""Records with a position into a GeoPackage, which map programs open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas
import pandas

from census_app.domain.errors import Refused


def write_geopackage(path: Path, columns: tuple[str, ...], records: Iterable[dict[str, Any]]) -> int:
    """The file holds one point for each record with a position; the number of points comes back.

    Raises: Refused for records without such columns.
    """
    if not {"lat", "lon"} <= set(columns):
        raise Refused("format_needs_positions", {"format": "gpkg"})
    frame = pandas.DataFrame.from_records([r for r in records if r["lat"] is not None], columns=list(columns))
    points = geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame.lon, frame.lat), crs="EPSG:4326")
    points.to_file(path, driver="GPKG", layer="census")
    return len(points)
