"""A ledger full of listed people, and questions about some of them as somebody at a desk would type them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.ledgers import empty_ledger
from benchmarks.listed_people import Listing, Name, Someone, make_listings, make_people
from benchmarks.misspellings import badly_copied, respelt

QUESTIONS = 200
MOST_ALIKE = 20
"""A question that is true of more people than an answer shows has no right answer, and is not asked."""
QUESTIONS_FILE = "questions.csv"
LINES_FILE = "lines.csv"
MISSPELT, MISCOPIED = 0.35, 0.15


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
    _believe(engine, settings.key(NUMBER_KEY), register.listings)
    assert catch_up(engine, settings.key(NUMBER_KEY))
    engine.dispose()


def _believe(engine: Any, number_key: bytes, listings: list[Listing]) -> None:
    from census_app.ledger.bulk import insert_many
    from census_app.ledger.engine import writing
    from census_app.ledger.tables import Household, IdentityNumber, Membership, Person

    homes = _homes(listings)
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


def _homes(listings: list[Listing]) -> dict[tuple[str, int], tuple[int, str, str, str]]:
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


class _Known(NamedTuple):
    """What somebody at the desk may say besides the name: the sign that is asked, and the text typed."""

    sign: str
    text: str


def keep_questions(register: Register, folder: Path, seed: int = 4) -> None:
    """The folder holds misspelt questions, each with the ids of all records of the person meant."""
    chance = Random(seed)
    homes = _homes(register.listings)
    truths = Counter(truth for one in register.listings for truth in _truths(register.people[one.person], one))
    records: dict[int, list[int]] = {}
    for number, one in enumerate(register.listings, 1):
        records.setdefault(one.person, []).append(number)
    with (folder / QUESTIONS_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("typed", "sign", "right"))
        asked = 0
        while asked < QUESTIONS:
            number = chance.randrange(len(register.listings))
            one = register.listings[number]
            someone = register.people[one.person]
            known = chance.choice(_sayable(someone, one, homes[one.area_code, one.household][2], chance))
            if any(truths[truth] > MOST_ALIKE for truth in _truths(someone, one) if truth[0] == known.sign):
                continue
            typed = [_typed(someone.name, chance), known.text]
            writer.writerow((" ".join(typed), known.sign, " ".join(map(str, records[one.person]))))
            asked += 1


def _sayable(someone: Someone, one: Listing, household: str, chance: Random) -> list[_Known]:
    """The other things that are in the person's record, in words that are not the record's."""
    ward = int(one.area_code[8:10])
    ward_text = chance.choice((f"ward {ward}", f"w{ward}", f"ওয়ার্ড {ward}", str(ward)))
    known = [_Known("household", f"{household} {ward_text}")]
    if one.father and (one.spouse or not someone.female or not someone.spouse):  # else it may be the husband's name
        known.append(_Known("father", _typed(someone.father, chance)))
        known.append(_Known("father, ward", f"{_typed(someone.father, chance)} {ward_text}"))
    if one.spouse and someone.spouse:
        known.append(_Known("spouse, ward", f"{_typed(someone.spouse, chance)} {ward_text}"))
    if one.mother:
        known.append(_Known("mother, ward", f"{ward_text} {_typed(someone.mother, chance)}"))
    if one.nid:
        known.append(_Known("ending", one.nid[-4:]))
    return known


def _truths(someone: Someone, one: Listing) -> Iterator[tuple[Any, ...]]:
    """What could be asked about a listing: counted, to know which questions are true of too many."""
    ward = one.area_code[8:10]
    yield "father", someone.name, someone.father
    yield "father, ward", someone.name, someone.father, ward
    yield "spouse, ward", someone.name, someone.spouse, ward
    yield "mother, ward", someone.name, someone.mother, ward


def _typed(name: Name, chance: Random) -> str:
    """The name in either script, some words spelt in another way, now and then one letter wrong."""
    words = [respelt(word, chance) if chance.random() < MISSPELT else word for word in chance.choice(name)]
    if chance.random() < MISCOPIED:
        place = chance.randrange(len(words))
        words[place] = badly_copied(words[place], chance)
    return " ".join(words)


def keep_lines(register: Register, folder: Path) -> None:
    """The folder holds the names of each person and the kin as one line, for peers that compare text.

    A ward stands in no line: a word that all lines share would make them all alike.
    """
    with (folder / LINES_FILE).open("w", encoding="utf-8") as file:
        for one in register.listings:
            print(" ".join(filter(None, (one.name, one.father, one.spouse, one.mother))), file=file)


def read_questions(folder: Path) -> list[tuple[str, str, frozenset[int]]]:
    """Typed text, what was told besides the name, and the ids of the records that are right."""
    with (folder / QUESTIONS_FILE).open(encoding="utf-8", newline="") as file:
        return [(q["typed"], q["sign"], frozenset(map(int, q["right"].split()))) for q in csv.DictReader(file)]
