"""What comes over a place, what becomes of each person there, and the shelters that stand ready."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from census_app.domain.areas import Level, level_of
from census_app.domain.bangla_text import ascii_digits
from census_app.domain.errors import Refused

MOST_CAPACITY = 20_000
DEEPEST_CM = 1_500
MOST_POINTS = 9
"""A weight beyond this would drown every other ground."""

_LATITUDES, _LONGITUDES = (20.5, 26.8), (88.0, 92.8)
_LONGEST_NAME = 120


class Hazard(StrEnum):
    """What comes: wind and surge, water that stands for weeks, water that rises within days."""

    CYCLONE = "cyclone"
    WATERLOGGING = "waterlogging"
    FLOOD = "flood"


class Outcome(StrEnum):
    """What became of a person who was to be reached."""

    REACHED = "reached"
    MOVED = "moved"
    REFUSED = "refused"
    NOT_FOUND = "not_found"


FOUND = frozenset({Outcome.REACHED, Outcome.MOVED, Outcome.REFUSED})
"""Somebody spoke to the person; whoever was not found, or has no mark at all, was missed."""


class ShelterKind(StrEnum):
    """What a shelter is on other days."""

    SCHOOL = "school"
    CYCLONE_SHELTER = "cyclone_shelter"
    UNION_PARISHAD = "union_parishad"


@dataclass(frozen=True)
class ShelterFields:
    """One shelter as somebody describes it. Units: degrees (None where nobody measured), persons."""

    name_bn: str
    name_en: str
    area_code: str
    para_code: str
    lat: float | None
    lon: float | None
    capacity: int
    kind: ShelterKind
    source: str


SHELTER_COLUMNS = ("name_bn", "name_en", "area_code", "para_code", "lat", "lon", "capacity", "kind", "source")
"""The columns of a file of shelters, and the fields of the form."""


def shelter_from(written: Mapping[str, str]) -> ShelterFields:
    """The shelter that these texts describe, in the digits of either language.

    Raises: Refused, naming the field, for one that is missing or cannot be read.
    """
    told = {name: _tidy(written.get(name) or "") for name in SHELTER_COLUMNS}
    name_bn, name_en = told["name_bn"], told["name_en"]
    if not (name_bn or name_en) or max(len(name_bn), len(name_en)) > _LONGEST_NAME:
        raise _wrong("name_bn", name_bn)
    if not told["source"] or len(told["source"]) > _LONGEST_NAME:
        raise _wrong("source", told["source"])
    area_code, para_code = ascii_digits(told["area_code"]), ascii_digits(told["para_code"])
    if not _is_level(area_code, Level.WARD):
        raise _wrong("area_code", told["area_code"])
    if para_code and not (_is_level(para_code, Level.PARA) and para_code.startswith(area_code)):
        raise _wrong("para_code", told["para_code"])
    if told["kind"] not in frozenset(ShelterKind):
        raise _wrong("kind", told["kind"])
    lat, lon = _degrees("lat", told["lat"], _LATITUDES), _degrees("lon", told["lon"], _LONGITUDES)
    if (lat is None) != (lon is None):
        raise _wrong("lat" if lat is None else "lon", "")
    capacity = whole_number(told["capacity"], 1, MOST_CAPACITY)
    if capacity is None:
        raise _wrong("capacity", told["capacity"])
    kind = ShelterKind(told["kind"])
    return ShelterFields(name_bn, name_en, area_code, para_code, lat, lon, capacity, kind, told["source"])


def whole_number(written: str, least: int, most: int) -> int | None:
    """The whole number written in digits of either language; None for anything else, or beyond the bounds."""
    digits = ascii_digits(written.strip())
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(most))):
        return None
    return int(digits) if least <= int(digits) <= most else None


def _wrong(field: str, written: str) -> Refused:
    return Refused("shelter_field_wrong", {"field": field, "written": written[:40]})


def _tidy(text: str) -> str:
    """Spaces as one, and no sign that a database or a printer cannot take."""
    kept = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _is_level(code: str, level: Level) -> bool:
    try:
        return level_of(code) is level
    except ValueError:
        return False


def _degrees(field: str, written: str, bounds: tuple[float, float]) -> float | None:
    if not written:
        return None
    try:
        degrees = float(ascii_digits(written))
    except ValueError:
        raise _wrong(field, written) from None
    if not bounds[0] <= degrees <= bounds[1]:
        raise _wrong(field, written)
    return round(degrees, 6)
