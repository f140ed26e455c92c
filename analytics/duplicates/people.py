"""The listed people as the comparison takes them in: names as ASCII keys, numbers as hashes, birth dates as spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from analytics.loading import Row, TableShape
from census_app.domain.names import NameParts, name_keys, name_parts
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
        *((name, "VARCHAR") for name in ("given", "given_light", "family", "father", "father_family")),
        *((name, "VARCHAR") for name in ("mother", "spouse")),
        *((f"{kind}_{part}", "VARCHAR") for kind in ("smart", "nid", "brn") for part in ("key", "even", "odd")),
        ("mobile_key", "VARCHAR"),
    ),
)
"""What the comparison reads; any column may be null, and what is null speaks neither for nor against."""

Hash = Callable[[str], str]
Listing = Mapping[str, Any]
_LETTERS = re.compile(r"[^a-z0-9]+")
_NUMBERS = ("smart", "nid", "brn")


def as_keys(listings: Iterable[Listing], side: int = 0, plain: bool = False, hashed: Hash = str) -> Iterator[Row]:
    """Each listing as a row of PEOPLE.

    A listing has person_id and whatever is known of household_id, area_code, para_code, place, address, sex, birth
    (partial ISO, or yyyymmdd) with birth_precision, name (or given and family), father, mother, spouse, smart, nid,
    brn (numbers, as digits) and mobile. `plain` compares names letter by letter, for lists that are not from
    Bangladesh. `hashed` is the keyed hash under which numbers go in.
    """
    parts_of = _plain_parts if plain else _parts
    for listing in listings:
        told = {name: _text(listing.get(name)) for name in _TEXTS}
        own = parts_of(told["name"]) if told["name"] else _given_and_family(told["given"], told["family"], plain)
        father, mother, spouse = (parts_of(told[name]) for name in ("father", "mother", "spouse"))
        yield (
            int(listing["person_id"]),
            side,
            listing.get("household_id"),
            told["area_code"] or None,
            told["para_code"] or None,
            _letters(told["place"]),
            _letters(told["address"]),
            told["sex"].lower() or None,
            *_birth(told["birth"], told["birth_precision"]),
            *(part or None for part in (own.own, own.own_light, own.others, father.own, father.others)),
            mother.own or None,
            spouse.own or None,
            *(key for kind in _NUMBERS for key in _number_keys(told[kind], kind, hashed)),
            hashed(f"mobile:{told['mobile']}") if told["mobile"] else None,
        )


_TEXTS = (
    "area_code", "para_code", "place", "address", "sex", "birth", "birth_precision", "name", "given", "family",
    "father", "mother", "spouse", "smart", "nid", "brn", "mobile",
)  # fmt: skip


def _text(value: Any) -> str:
    """What was told; frames write NaN where nothing was."""
    return "" if value is None or value != value else str(value).strip()


@lru_cache(maxsize=200_000)
def _parts(name: str) -> NameParts:
    return name_parts(name_keys(name))


def _plain_parts(name: str) -> NameParts:
    first, _, others = name.partition(" ")
    return _given_and_family(first, others, plain=True)


def _given_and_family(given: str, family: str, plain: bool) -> NameParts:
    if not plain:
        return _parts(f"{given} {family}")
    letters = _letters(given) or ""
    return NameParts(_parts(given).own or letters, letters, _letters(family) or "")


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


def _number_keys(number: str, kind: str, hashed: Hash) -> tuple[str | None, str | None, str | None]:
    """The number, and the half of its digits that one slip of the pen leaves alone, whichever it is."""
    if not number:
        return None, None, None
    return hashed(f"{kind}:{number}"), hashed(f"{kind} even:{number[::2]}"), hashed(f"{kind} odd:{number[1::2]}")
