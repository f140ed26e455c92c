"""The listed people as the comparison takes them in: names as ASCII keys, numbers as hashes, birth dates as spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

from analytics.shapes import Row, TableShape
from census_app.domain.names import name_parts
from census_app.domain.person import birth_date_of

PEOPLE = TableShape(
    "src_people",
    (
        ("person_id", "BIGINT"),
        ("side", "INTEGER"),
        ("household_id", "BIGINT"),
        *((name, "VARCHAR") for name in ("area_code", "para_code", "place", "address", "sex", "born_on")),
        ("born_from_year", "INTEGER"),
        ("born_until_year", "INTEGER"),
        *((name, "VARCHAR") for name in ("given", "given_light", "family")),
        *((f"{kin}{part}", "VARCHAR") for kin in ("father", "mother", "spouse") for part in ("", "_family")),
        *((f"{kind}_{half}", "VARCHAR") for kind in ("smart", "nid", "brn") for half in ("even", "odd")),
        ("mobile_key", "VARCHAR"),
    ),
)
"""What the comparison reads; any column may be null, and what is null speaks neither for nor against."""

Listing = Mapping[str, Any]
_LETTERS = re.compile(r"[^a-z0-9]+")
_TEXTS = (
    "area_code", "para_code", "place", "address", "sex", "birth", "birth_precision", "name", "given", "family",
    "father", "mother", "spouse", "smart", "nid", "brn", "mobile",
)  # fmt: skip
_HASH_OF_THIS_RUN = blake2b(key=token_bytes(32), digest_size=8)
"""Keyed anew by each process: nothing of a search is kept, and no number need be found again by another one."""
_Key = str | None


def as_keys(listings: Iterable[Listing], side: int = 0, plain: bool = False) -> Iterator[Row]:
    """Each listing as a row of PEOPLE; numbers go in as hashes under a key that only this process has.

    A listing has person_id and whatever is known of household_id, area_code, para_code, place, address, sex, birth
    (partial ISO, or yyyymmdd) with birth_precision, name (or given and family), father, mother, spouse, smart, nid,
    brn (numbers, as digits) and mobile. `plain` compares names letter by letter, for lists that are not from
    Bangladesh.
    """
    parts_of = _plain_parts if plain else _parts
    for listing in listings:
        (
            area_code, para_code, place, address, sex, birth, precision, name, given, family,
            father, mother, spouse, smart, nid, brn, mobile,
        ) = [value.strip() if type(value) is str else _text(value) for value in map(listing.get, _TEXTS)]  # fmt: skip
        yield (
            int(listing["person_id"]),
            side,
            listing.get("household_id"),
            area_code or None,
            para_code or None,
            _letters(place) if place else None,
            _letters(address) if address else None,
            sex.lower() or None,
            *_birth(birth, precision),
            *(parts_of(name) if name else _given_and_family(given, family, plain)),
            *parts_of(father)[::2],
            *parts_of(mother)[::2],
            *parts_of(spouse)[::2],
            *_halves("smart", smart),
            *_halves("nid", nid),
            *_halves("brn", brn),
            _hashed(mobile) if mobile else None,
        )


def _text(value: Any) -> str:
    """What was told; frames write NaN where nothing was."""
    return "" if value is None or value != value else str(value).strip()


@lru_cache(maxsize=200_000)
def _parts(name: str) -> tuple[_Key, _Key, _Key]:
    """Somebody's own word in both keys, and the other words."""
    parts = name_parts(name)
    return parts.own or None, parts.own_light or None, parts.others or None


def _plain_parts(name: str) -> tuple[_Key, _Key, _Key]:
    first, _, others = name.partition(" ")
    return _given_and_family(first, others, plain=True)


def _given_and_family(given: str, family: str, plain: bool) -> tuple[_Key, _Key, _Key]:
    if not plain:
        return _parts(f"{given} {family}")
    letters = _letters(given)
    return _parts(given)[0] or letters, letters, _letters(family)


def _letters(text: str) -> str | None:
    return " ".join(_LETTERS.sub(" ", text.lower()).split()) or None


@lru_cache(maxsize=200_000)
def _birth(text: str, precision: str) -> tuple[str | None, int | None, int | None]:
    """The day when it is told, and the earliest and latest year; an impossible date is nobody's birthday."""
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        known = birth_date_of(text, precision)
        span = known.earliest().year, known.latest().year
    except ValueError:
        year = int(text[:4]) if re.match(r"\d{4}", text) else None
        return None, year, year
    return (text.replace("-", "") if known.precision == "day" else None), *span


def _halves(kind: str, number: str) -> tuple[_Key, _Key]:
    """Every other digit, and those between: one slip of the pen leaves one half alone, whichever it is."""
    return (_hashed(f"{kind} even:{number[::2]}"), _hashed(f"{kind} odd:{number[1::2]}")) if number else (None, None)


def _hashed(text: str) -> str:
    hashed = _HASH_OF_THIS_RUN.copy()
    hashed.update(text.encode())
    return hashed.hexdigest()
