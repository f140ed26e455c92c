"""The maps that exist, and what their paras can be coloured by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from census_app.domain.errors import NotFound
from maps import base, choropleth, legends, points
from maps.boundaries import locate, para_cells
from maps.labels import word
from maps.request import HouseholdPoint, MapRequest


@dataclass(frozen=True)
class Measure:
    """Something that is true of a household or not."""

    code: str
    name_bn: str
    name_en: str

    def name(self, language: str) -> str:
        """The measure as readers of the language call it."""
        return self.name_bn if language == "bn" else self.name_en

    def holds(self, point: HouseholdPoint) -> bool:
        """True when it is true of that household; the first two tiers are the priority."""
        return point.tier in ("A", "B") if self.code == "priority" else self.code in point.measures


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("priority", "দুর্যোগে অগ্রাধিকার ক বা খ", "Disaster priority A or B"),
        Measure("no_latrine", "স্বাস্থ্যসম্মত ল্যাট্রিন নেই", "No sanitary latrine"),
        Measure("flooded", "পানিতে ডোবে", "Flooded"),
        Measure("near_embankment", "বেড়িবাঁধের কাছে", "Near the embankment"),
        Measure("no_electricity", "বিদ্যুৎ নেই", "No electricity"),
    )
}


def render_map(request: MapRequest) -> str:
    """The map as a whole HTML page. Raises: NotFound when there is no such map or measure."""
    draw = MAPS.get(request.map_code)
    measure = MEASURES.get(request.measure_code)
    if draw is None or measure is None:
        raise NotFound("map_not_found", {"map": request.map_code, "measure": request.measure_code})
    return draw(request, measure)


def _ward_households(request: MapRequest, measure: Measure) -> str:
    located, language = locate(request.points), request.language
    name = measure.name(language)
    shares = choropleth.para_shares(located.points, measure.holds, language)
    legend = legends.legend(name, located.points, located.left_off, request)
    if not located.points:
        return base.page(request, None, f"<p>{word('nothing_to_show', language)}</p>{legend}", legends.style_sheet())
    drawn = base.empty_map()
    cells = para_cells(located)
    choropleth.para_layer(cells, shares, name, language).add_to(drawn)
    points.household_layer(located, request).add_to(drawn)
    choropleth.name_layer(cells, shares).add_to(drawn)
    west, south, east, north = cells.total_bounds.tolist()
    drawn.fit_bounds([[south, west], [north, east]], padding=(12, 12))
    return base.page(request, drawn, legend + legends.table(name, shares, language), legends.style_sheet())


MAPS: dict[str, Callable[[MapRequest, Measure], str]] = {"ward_households": _ward_households}
