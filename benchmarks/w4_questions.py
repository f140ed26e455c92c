"""Questions about people of a register, as somebody at a desk would type them, and who is meant by each."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks.listed_people import Listing, Name, Someone
from benchmarks.misspellings import badly_copied, respelt
from benchmarks.w4_register import Register, homes_of

OF_EACH_KIND, TO_WARM_UP = 60, 10
PERSONS_FOR_A_QUESTION = 100
"""Fewer persons than that for each question of a kind, and the questions become fewer, too."""
QUESTIONS_FILE = "questions.csv"
MISSPELT, MISCOPIED = 0.35, 0.15
DESKS = {"register": 0, "upazila": 6, "union": 8, "ward": 10}
"""How much of an area's code a desk is bound to."""
_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


class Asked(NamedTuple):
    """What was typed, what kind of question it is, and whom it means.

    `right` are the ids of all records of the person; `area_code` is the ward of the record that was drawn;
    `alike` is of how many records the question is true at each desk, in the order of `DESKS`.
    """

    typed: str
    kind: str
    right: frozenset[int]
    area_code: str
    alike: tuple[int, ...]


class _Drawn(NamedTuple):
    """A listing that a question is about, with the person as he or she is."""

    someone: Someone
    listing: Listing
    household: str
    chance: Random

    @property
    def ward(self) -> str:
        return self.listing.area_code[8:10]

    @property
    def ward_text(self) -> str:
        number = int(self.ward)
        return self.chance.choice((f"ward {number}", f"w{number}", f"ওয়ার্ড {number}", str(number)))

    @property
    def father_is_known(self) -> bool:
        """Not where the column may hold the husband's name instead."""
        someone, one = self.someone, self.listing
        return bool(one.father and (one.spouse or not someone.female or not someone.spouse))

    def digits(self, number: str) -> str:
        return self.chance.choice((number, number, number.translate(_BANGLA_DIGITS), f"{number[:4]} {number[4:]}"))

    def name(self, name: Name | None) -> str:
        return _typed(name, self.chance) if name else ""


class _Kind(NamedTuple):
    """What a kind of question needs, what is typed, and what of a person makes it true."""

    needs: Callable[[_Drawn], Any]
    typed: Callable[[_Drawn], Sequence[str]]
    true_of: Callable[[Someone, Listing], Iterator[tuple[Any, ...]]]
    named: bool = True


def _ward(one: Listing) -> str:
    return one.area_code[8:10]


def _endings(one: Listing) -> Iterator[str]:
    return (number[-4:] for number in {one.nid, one.brn, one.mobile} if number)


KINDS: dict[str, _Kind] = {
    "number": _Kind(
        lambda d: d.listing.nid or d.listing.brn,
        lambda d: [d.digits(d.listing.nid or d.listing.brn)],
        lambda p, one: ((number,) for number in {one.nid, one.brn} if number),
        named=False,
    ),
    "mobile": _Kind(
        lambda d: d.listing.mobile,
        lambda d: [d.digits(d.listing.mobile)],
        lambda p, one: iter([(one.mobile,)]),
        named=False,
    ),
    "ending": _Kind(
        lambda d: d.listing.nid,
        lambda d: [d.listing.nid[-4:]],
        lambda p, one: ((end,) for end in _endings(one)),
        named=False,
    ),
    "name": _Kind(
        lambda d: True,
        lambda d: d.chance.choice(d.someone.name),
        lambda p, one: iter([(p.name,)]),
    ),
    "misspelt, Bangla": _Kind(
        lambda d: True,
        lambda d: [_misspelt(d.someone.name.bangla, d.chance)],
        lambda p, one: iter([(p.name,)]),
    ),
    "misspelt, English": _Kind(
        lambda d: True,
        lambda d: [_misspelt(d.someone.name.english, d.chance)],
        lambda p, one: iter([(p.name,)]),
    ),
    "name, ward": _Kind(
        lambda d: True,
        lambda d: [d.name(d.someone.name), d.ward_text],
        lambda p, one: iter([(p.name, _ward(one))]),
    ),
    "name, father": _Kind(
        lambda d: d.father_is_known,
        lambda d: [d.name(d.someone.name), d.name(d.someone.father)],
        lambda p, one: iter([(p.name, p.father)]),
    ),
    "name, father, ward": _Kind(
        lambda d: d.father_is_known,
        lambda d: [d.name(d.someone.name), d.name(d.someone.father), d.ward_text],
        lambda p, one: iter([(p.name, p.father, _ward(one))]),
    ),
    "name, spouse or mother, ward": _Kind(
        lambda d: (d.listing.spouse and d.someone.spouse) or d.listing.mother,
        lambda d: [d.name(d.someone.name), d.name(_kin(d.someone, d.listing)), d.ward_text],
        lambda p, one: ((p.name, kin, _ward(one)) for kin in (p.spouse, p.mother)),
    ),
    "name, household, ward": _Kind(
        lambda d: True,
        lambda d: [d.name(d.someone.name), d.household, d.ward_text],
        lambda p, one: iter([(p.name, one.household)]),
    ),
    "name, ending": _Kind(
        lambda d: d.listing.nid,
        lambda d: [d.name(d.someone.name), d.listing.nid[-4:]],
        lambda p, one: ((p.name, end) for end in _endings(one)),
    ),
}
"""Names are spelt as people spell them for `name`, with at least one slip for `misspelt`, and as it comes elsewhere."""


def _kin(someone: Someone, one: Listing) -> Name | None:
    return someone.spouse if one.spouse and someone.spouse else someone.mother


def keep_questions(register: Register, folder: Path, seed: int = 4) -> None:
    """The folder holds questions of every kind in turn, those to warm up with first."""
    chance = Random(seed)
    homes = homes_of(register.listings)
    records: dict[int, list[int]] = {}
    for number, one in enumerate(register.listings, 1):
        records.setdefault(one.person, []).append(number)
    asked: list[tuple[str, str, Listing]] = []
    of_each = min(OF_EACH_KIND, len(register.listings) // PERSONS_FOR_A_QUESTION)
    for _ in range(TO_WARM_UP + of_each):
        asked += [_drawn(register, homes, kind, chance) for kind in KINDS]
    alike = _true_of(register, asked)
    with (folder / QUESTIONS_FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("typed", "kind", "right", "area_code", "alike"))
        for (typed, kind, one), counts in zip(asked, alike, strict=True):
            writer.writerow((typed, kind, _listed(records[one.person]), one.area_code, _listed(counts)))


def _listed(numbers: Sequence[int]) -> str:
    return " ".join(map(str, numbers))


def _drawn(
    register: Register, homes: dict[tuple[str, int], Any], kind: str, chance: Random
) -> tuple[str, str, Listing]:
    while True:
        one = chance.choice(register.listings)
        drawn = _Drawn(register.people[one.person], one, homes[one.area_code, one.household][2], chance)
        if KINDS[kind].needs(drawn):
            return " ".join(KINDS[kind].typed(drawn)), kind, one


def _true_of(register: Register, asked: Sequence[tuple[str, str, Listing]]) -> list[list[int]]:
    """For each question, of how many listings of each desk's area it is true: one way to read it is enough."""
    wanted: dict[tuple[Any, ...], list[int]] = {}
    for place, (_, kind, one) in enumerate(asked):
        for truth in KINDS[kind].true_of(register.people[one.person], one):
            wanted.setdefault((kind, truth), []).append(place)
    counts: list[Counter[int]] = [Counter() for _ in asked]
    for one in register.listings:
        for kind, about in KINDS.items():
            true = {
                place
                for truth in about.true_of(register.people[one.person], one)
                for place in wanted.get((kind, truth), ())
            }
            for place in true:
                counts[place].update(_desks_that_see(one.area_code, asked[place][2].area_code))
    return [[count[desk] for desk in DESKS.values()] for count in counts]


def _desks_that_see(area_code: str, asker: str) -> list[int]:
    return [digits for digits in DESKS.values() if area_code[:digits] == asker[:digits]]


def _typed(name: Name, chance: Random) -> str:
    """The name in either script, some words spelt in another way, now and then one letter wrong."""
    words = [respelt(word, chance) if chance.random() < MISSPELT else word for word in chance.choice(name)]
    if chance.random() < MISCOPIED:
        _copy_badly(words, chance)
    return " ".join(words)


def _misspelt(written: Sequence[str], chance: Random) -> str:
    """The name with one word spelt in another way, and now and then one letter wrong besides."""
    words = list(written)
    place = chance.randrange(len(words))
    words[place] = respelt(words[place], chance)
    if words == list(written) or chance.random() < MISCOPIED:
        _copy_badly(words, chance)
    return " ".join(words)


def _copy_badly(words: list[str], chance: Random) -> None:
    place = chance.randrange(len(words))
    words[place] = badly_copied(words[place], chance)


def read_questions(folder: Path) -> list[Asked]:
    """The questions in the order in which they are asked."""
    with (folder / QUESTIONS_FILE).open(encoding="utf-8", newline="") as file:
        return [
            Asked(q["typed"], q["kind"], frozenset(_read(q["right"])), q["area_code"], tuple(_read(q["alike"])))
            for q in csv.DictReader(file)
        ]


def _read(numbers: str) -> list[int]:
    return list(map(int, numbers.split()))
