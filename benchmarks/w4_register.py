"""A ledger full of listed people, all of whom are believed; the same people as lines for peers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.ledgers import empty_ledger
from benchmarks.listed_people import Listing, Someone, make_listings, make_people

LINES_FILE = "lines.csv"
FILL_FILE = "fill.txt"
"""Seconds that a first fill of the search lists took for each million persons."""


class Register(NamedTuple):
    """The people as they are, and the listing of each person of the ledger, by the person's id less one."""

    people: list[Someone]
    listings: list[Listing]


def make_register(size: int, seed: int = 2022) -> Register:
    """That many persons of a ledger, household by household."""
    listings = make_listings(size, seed)
    listings.sort(key=lambda one: (one.area_code, one.household, one.person))
    return Register(make_people(size, seed), listings)


def keep_ledger(register: Register, folder: Path) -> None:
    """The folder holds a ledger in which everybody of the register is believed and can be searched."""
    from census_app.ledger.writes.search import catch_up
    from census_app.settings import NUMBER_KEY

    engine, settings = empty_ledger(folder)
    believe(engine, settings.key(NUMBER_KEY), register.listings)
    began = time.perf_counter()
    assert catch_up(engine, settings.key(NUMBER_KEY))
    (folder / FILL_FILE).write_text(str((time.perf_counter() - began) / len(register.listings) * 1_000_000))
    engine.dispose()


def believe(engine: Any, number_key: bytes, listings: list[Listing]) -> None:
    """The ledger, empty so far, holds everybody listed."""
    from census_app.ledger.bulk import insert_many
    from census_app.ledger.engine import writing
    from census_app.ledger.tables import Household, IdentityNumber, Membership, Person

    homes = homes_of(listings)
    with writing(engine) as session:
        when = {"created_at": _moment()}
        insert_many(session, Household, ("id", "area_code", "number", "para_code"), homes.values(), when)
        insert_many(session, Person, PERSON_COLUMNS, _persons(listings), when)
        spell = {"relation": "head", "from_on": date(2022, 1, 1), "end_reason": "", "known_since": _moment()}
        members = ((n, homes[one.area_code, one.household][0], one.area_code) for n, one in enumerate(listings, 1))
        insert_many(session, Membership, ("person_id", "household_id", "area_code"), members, spell)
        columns = ("person_id", "area_code", "kind", "value", "lookup_key")
        first_seen = {"first_seen_on": date(2022, 1, 1), "status": "given"}
        insert_many(session, IdentityNumber, columns, _numbers(listings, number_key), first_seen)


PERSON_COLUMNS = (
    "id", "temporary_key", "area_code", "name_bn", "name_en", "sex", "birth_date", "birth_precision", "father_name",
    "mother_name", "spouse_name", "mobile", "name_skeleton", "name_light", "father_skeleton", "spouse_skeleton",
    "death_date",
)  # fmt: skip


def _moment() -> Any:
    from census_app.ledger import clock

    return clock.now()


def homes_of(listings: list[Listing]) -> dict[tuple[str, int], tuple[int, str, str, str]]:
    """Households by ward and truth: id, ward, the number people know it by, para."""
    homes: dict[tuple[str, int], tuple[int, str, str, str]] = {}
    in_ward: Counter[str] = Counter()
    for one in listings:
        if (one.area_code, one.household) not in homes:
            in_ward[one.area_code] += 1
            number = str(in_ward[one.area_code])
            homes[one.area_code, one.household] = (len(homes) + 1, one.area_code, number, one.para_code)
    return homes


def _persons(listings: list[Listing]) -> Iterator[tuple[Any, ...]]:
    from census_app.domain.names import name_keys

    for number, one in enumerate(listings, 1):
        bangla, english = ("", one.name) if one.name.isascii() else (one.name, "")
        keys = name_keys(one.name)
        kin = (name_keys(one.father).skeleton, name_keys(one.spouse).skeleton)
        told = (one.birth, one.birth_precision, one.father, one.mother, one.spouse, one.mobile)
        yield (
            number, f"T-{number}", one.area_code, bangla, english, one.sex, *told, keys.skeleton, keys.light, *kin, ""
        )  # fmt: skip


def _numbers(listings: list[Listing], number_key: bytes) -> Iterator[tuple[Any, ...]]:
    from census_app.domain.identity import keyed_hash, lookup_digits

    for number, one in enumerate(listings, 1):
        for kind, value in (("nid17", one.nid), ("brn17", one.brn)):
            if value:
                stored = keyed_hash(number_key, lookup_digits(kind, value)[0])
                yield number, one.area_code, kind, value, stored


def keep_lines(register: Register, folder: Path) -> None:
    """The folder holds the names of each person and the kin as one line, for peers that compare text.

    A ward stands in no line: a word that all lines share would make them all alike.
    """
    with (folder / LINES_FILE).open("w", encoding="utf-8") as file:
        for one in register.listings:
            print(" ".join(filter(None, (one.name, one.father, one.spouse, one.mother))), file=file)
