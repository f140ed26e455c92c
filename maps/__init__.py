"""Maps that need nothing from outside the site: `render_map` turns a request into a whole page."""

from maps.catalogue import MAPS, MEASURES, Measure, render_map
from maps.request import HouseholdPoint, MapRequest

__all__ = ["MAPS", "MEASURES", "HouseholdPoint", "MapRequest", "Measure", "render_map"]
