"""Paras, coloured by the share of their households for which something is true."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import folium

from maps.labels import harmless, number, percent, percent_text, word
from maps.legends import ParaShare, shade
from maps.request import HouseholdPoint

_BORDER = {"color": "#ffffff", "weight": 1.5, "fillOpacity": 1}

# A layer opens one tooltip at a time, so each name is bound to its own spot.
_WRITE_NAME = folium.JsCode(
    """(feature, layer) => layer.bindTooltip(
        feature.properties.para, {permanent: true, direction: "center", className: "para-name"})"""
)


def para_shares(
    points: Sequence[HouseholdPoint], holds: Callable[[HouseholdPoint], bool], language: str
) -> tuple[ParaShare, ...]:
    """The share of each para, by code."""
    paras: dict[str, list[HouseholdPoint]] = {}
    for point in points:
        paras.setdefault(point.para_code, []).append(point)
    return tuple(_share(code, paras[code], holds, language) for code in sorted(paras))


def _share(
    code: str, points: list[HouseholdPoint], holds: Callable[[HouseholdPoint], bool], language: str
) -> ParaShare:
    concerned = sum(map(holds, points))
    name = points[0].para_name or word("para_unknown", language)
    return ParaShare(code, name, len(points), concerned, percent(concerned, len(points)))


def para_layer(cells: Any, shares: Sequence[ParaShare], measure: str, language: str) -> folium.GeoJson:
    """One layer of all paras; pointing at one tells its name and figures.

    Shape: `cells` as `boundaries.para_cells` makes them.
    """
    by_code = {share.para_code: share for share in shares}
    collection: dict[str, Any] = json.loads(cells.to_json())
    for feature in collection["features"]:
        share = by_code[feature["properties"]["para_code"]]
        feature["properties"] = {
            "style": {**_BORDER, "fillColor": shade(share.per_cent)},
            "para": harmless(share.name),
            "households": number(share.households, language),
            "share": percent_text(share.per_cent, language),
        }
    fields = {"para": word("para", language), "households": word("households", language), "share": harmless(measure)}
    return folium.GeoJson(collection, tooltip=folium.GeoJsonTooltip(list(fields), list(fields.values())))


def name_layer(cells: Any, shares: Sequence[ParaShare]) -> folium.GeoJson:
    """The name of each para, written once on its land.

    Shape: `cells` as `boundaries.para_cells` makes them.
    """
    names = {share.para_code: harmless(share.name) for share in shares}
    spots = cells.set_geometry(cells.representative_point())
    spots = spots.assign(para=[names[code] for code in spots["para_code"]])[["para", "geometry"]]
    nothing = folium.CircleMarker(radius=0, stroke=False, fill=False, interactive=False)
    return folium.GeoJson(json.loads(spots.to_json()), marker=nothing, on_each_feature=_WRITE_NAME)
