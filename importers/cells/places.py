"""Where a household stands: degrees on the earth, within the country."""

from __future__ import annotations

import re
from collections.abc import Callable

from importers.cells.reading import NOTHING, Cell, CellContext, Reading, confirm, refusal
from importers.cells.words import is_missing, plain_text

LATITUDES = (20.3, 26.7)
LONGITUDES = (88.0, 92.8)

_DEGREES = re.compile(r"(\d+(?:\.\d+)?)\s*°?\s*(?:[ne]|উঃ?|পূঃ?)?")
_MINUTES_SECONDS = re.compile(
    r"(\d+)\s*[°d]\s*(\d+(?:\.\d+)?)\s*['′m]?\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|″|''|s)?)?\s*[ne]?"
)


def degrees_reader(field: str, bounds: tuple[float, float]) -> Callable[[Cell, CellContext], Reading]:
    """A reader for degrees between the bounds; a place outside the country is asked back.

    Units: decimal degrees, WGS 84, six decimals.
    """

    def read_degrees(raw: Cell, context: CellContext) -> Reading:
        if raw is False or is_missing(raw):
            return NOTHING
        degrees = _degrees_written(plain_text(raw))
        if degrees == 0:  # a receiver without a fix writes 0, 0
            return NOTHING
        if degrees is None or not bounds[0] <= degrees <= bounds[1]:
            return refusal(confirm("position_outside", lowest=str(bounds[0]), highest=str(bounds[1])))
        return Reading({field: round(degrees, 6)})

    return read_degrees


def _degrees_written(text: str) -> float | None:
    if found := _DEGREES.fullmatch(text):
        return float(found[1])
    if found := _MINUTES_SECONDS.fullmatch(text):
        return float(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600
    return None
