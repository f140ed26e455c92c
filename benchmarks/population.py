"""A made-up population of any size: the same seed makes the same people."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

RUNGS = {"S": 2_000, "M": 30_000, "L": 300_000, "XL": 2_200_000}
"""The ladder: a ward, a union, an upazila, a district."""

SURVEYED_ON = np.datetime64("2022-06-30")
SERIALS = 1_000_000  # identity numbers: year, this area's seven digits, six digits of serial
AREA_OF_NUMBERS = "8719071"
RELATIONS = ("head", "spouse", "child", "parent")
_SIZES_OF_HOUSEHOLDS = np.array([1, 2, 3, 4, 5, 6, 7, 8])
_SHARES_OF_SIZES = np.array([0.04, 0.11, 0.2, 0.27, 0.2, 0.1, 0.05, 0.03])


@dataclass(frozen=True)
class Population:
    """Persons in the order of their households; every array has one element for each person.

    `born_on` is a day; `relation` an index into RELATIONS; the numbers are text, empty where there is none.
    """

    household: Array
    relation: Array
    female: Array
    born_on: Array
    name_bn: Array
    name_en: Array
    father: Array
    nid17: Array
    brn17: Array
    mobile: Array

    def __len__(self) -> int:
        return len(self.household)

    @property
    def age_years(self) -> Array:
        """Completed years on the day of the survey (to within the leap days)."""
        lived_days: Array = (SURVEYED_ON - self.born_on).astype(np.int64)
        return (lived_days / 365.2425).astype(np.int64)


def make_population(size: int, seed: int = 2022) -> Population:
    """Exactly that many persons, in households of the sizes and ages of a southern union."""
    chance = np.random.default_rng(seed)
    household, place = _households(size, chance)
    relation = _relations(place, chance)
    female = np.where(relation == 0, chance.random(size) < 0.14, chance.random(size) < 0.5)
    female[relation == 1] = True
    born_on = _birthdays(household, relation, chance)
    names_en, names_bn, families = _names(household, female, chance)
    adult = born_on < SURVEYED_ON - np.timedelta64(18 * 365 + 5, "D")
    return Population(
        household=household,
        relation=relation,
        female=female,
        born_on=born_on,
        name_bn=names_bn,
        name_en=names_en,
        father=_fathers(household, place, names_en, families, chance),
        nid17=np.where(adult & (chance.random(size) < 0.8), _numbers(born_on, 0), ""),
        brn17=np.where(~adult | (chance.random(size) < 0.3), _numbers(born_on, SERIALS // 2), ""),
        mobile=np.where(adult & (chance.random(size) < 0.6), _mobiles(size, chance), ""),
    )


def _households(size: int, chance: np.random.Generator) -> tuple[Array, Array]:
    sizes = chance.choice(_SIZES_OF_HOUSEHOLDS, size=size, p=_SHARES_OF_SIZES)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    household = np.repeat(np.arange(size), sizes)[:size]
    return household, np.arange(size) - starts[household]


def _relations(place: Array, chance: np.random.Generator) -> Array:
    relation = np.minimum(place, 2)
    relation[(place == 1) & (chance.random(len(place)) < 0.12)] = 2
    relation[(place >= 4) & (chance.random(len(place)) < 0.25)] = 3
    return relation


def _birthdays(household: Array, relation: Array, chance: np.random.Generator) -> Array:
    size = len(household)
    age_of_head = chance.triangular(22, 38, 80, size)[household]
    older = np.select(
        [relation == 0, relation == 1, relation == 2],
        [0, chance.uniform(0, 9, size), chance.uniform(19, 38, size)],
        -chance.uniform(18, 30, size),
    )
    age = np.clip(age_of_head - older, 0, 97)
    born_on: Array = SURVEYED_ON - (age * 365.2425 + chance.uniform(0, 365, size)).astype("timedelta64[D]")
    return born_on


def _names(household: Array, female: Array, chance: np.random.Generator) -> tuple[Array, Array, Array]:
    """English (one in four in another spelling) and Bangla names, and the family names of the households."""
    size = len(household)
    english, bangla, respelt = _name_lists()
    given = chance.integers(0, 1 << 30, size)
    family = chance.integers(0, 1 << 30, size)[household]

    def given_names(lists: dict[str, Array]) -> Array:
        return np.where(female, _pick(lists["female"], given), _pick(lists["male"], given))

    families = _pick(english["family"], family)
    written = np.where(chance.random(size) < 0.25, given_names(respelt), given_names(english))
    return written + " " + families, given_names(bangla) + " " + _pick(bangla["family"], family), families


def _name_lists() -> tuple[dict[str, Array], dict[str, Array], dict[str, Array]]:
    """By kind (male, female, family): names in English, in Bangla, and in another English spelling."""
    with (Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def column(name: str) -> dict[str, Array]:
        kinds = ("male", "female", "family")
        return {kind: np.array([r[name] for r in rows if r["kind"] == kind], dtype=object) for kind in kinds}

    return column("en"), column("bn"), column("respelt")


def _pick(names: Array, places: Array) -> Array:
    picked: Array = names[places % len(names)]
    return picked


def _fathers(household: Array, place: Array, names: Array, families: Array, chance: np.random.Generator) -> Array:
    """Children have the head as father; everybody else a man of the same family name."""
    heads = np.arange(len(household)) - place
    men = _name_lists()[0]["male"]
    elders = _pick(men, chance.integers(0, len(men), len(household))) + " " + families
    return np.where(place >= 2, names[heads], elders)


def _numbers(born_on: Array, first_serial: int) -> Array:
    years = born_on.astype("datetime64[Y]").astype(str)
    serials = (np.arange(len(born_on)) + first_serial) % SERIALS
    return np.char.add(np.char.add(years, AREA_OF_NUMBERS), np.char.zfill(serials.astype(str), 6)).astype(object)


def _mobiles(size: int, chance: np.random.Generator) -> Array:
    return np.char.add("01", chance.integers(300_000_000, 999_999_999, size).astype(str)).astype(object)
