"""Where a household stands: degrees on the earth, within the country."""

from __future__ import annotations

import re
from collections.abc import Callable

from importers.cells.reading import NOTHING, Cell, CellContext, Reading, confirm, refusal
from importers.cells.words import is_missing, plain_text

LATITUDES = (20.3, 26.7)
LONGITUDES = (88.0, 92.8)

_PARTS = re.compile(r"[\s,;|/]+")
_NAMES = re.compile(
    r"(?:lat(?:itude)?|lon(?:g(?:itude)?)?|gps|অক্ষাংশ|দ্রাঘিমাংশ|দ্রাঘিমা)\s*[:=.ঃ-]*|\b[ne](?=\s*\d)|[()\[\]{}]"
)
_PAIR = 2
_MOST_PARTS = 4
"""A telephone writes height and accuracy behind the two."""
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


def read_position(raw: Cell, context: CellContext) -> Reading:
    """Both degrees from one cell, `22.7581, 89.1274` or the other way round: no number can be both in this country.

    Shape: `lat` and `lon`.
    """
    if raw is False or is_missing(raw):
        return NOTHING
    parts = [part for part in _PARTS.split(_NAMES.sub(" ", plain_text(raw))) if part]
    degrees = [_degrees_written(part) for part in parts[:_PAIR]]
    if degrees == [0, 0]:  # a receiver without a fix
        return NOTHING
    told = sorted(one for one in degrees if one is not None)
    lat, lon = told if len(told) == _PAIR and len(parts) <= _MOST_PARTS else (0.0, 0.0)
    if not (LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]):
        lowest, highest = (f"{LATITUDES[end]}, {LONGITUDES[end]}" for end in (0, 1))
        return refusal(confirm("position_outside", lowest=lowest, highest=highest))
    return Reading({"lat": round(lat, 6), "lon": round(lon, 6)})


def _degrees_written(text: str) -> float | None:
    if found := _DEGREES.fullmatch(text):
        return float(found[1])
    if found := _MINUTES_SECONDS.fullmatch(text):
        return float(found[1]) + float(found[2]) / 60 + float(found[3] or 0) / 3600
    return None
