"""A small population as chance has it: boundary days, gaps, faults, Bangla: whatever engines might read differently."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any, TypeVar

from analytics.snapshot import SNAPSHOT_TABLES
from census_app.reference import read_reference

FIRST_ID = 1_000_000
HOUSEHOLDS, PERSONS, DELIVERIES = 60, 240, 3_000
AREAS = ("4087907107", "4087041501", "1004090105")
DAYS = tuple(map(date.fromisoformat, (
    "1922-06-30", "1956-02-29", "1957-02-28", "1957-06-30", "1957-07-01", "1960-02-29", "1987-03-01", "2004-02-29",
    "2004-06-30", "2007-12-31", "2009-02-28", "2010-01-01", "2012-02-29", "2017-06-30", "2017-07-01", "2022-07-05",
)))  # fmt: skip
PAID = tuple(map(date.fromisoformat, (
    "2021-07-01", "2021-09-30", "2022-02-28", "2022-03-01", "2022-06-30", "2022-07-01", "2023-02-28", "2023-03-01",
    "2024-02-29", "2024-03-01",
)))  # fmt: skip
PERIODS = (
    ("2021-07..2021-09", date(2021, 7, 1), date(2021, 9, 30)),
    ("প্রথম কিস্তি", date(2021, 7, 1), date(2021, 9, 30)),
    ("2021-08..2021-10", date(2021, 8, 1), date(2021, 10, 31)),
    ("2022-02", date(2022, 2, 1), date(2022, 2, 28)),
    ("2020-06..2020-08", date(2020, 6, 1), date(2020, 8, 31)),
    ("2021-22", date(2021, 7, 1), date(2022, 6, 30)),
    ("2019-21", date(2019, 7, 1), date(2021, 12, 31)),
    ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
)
T = TypeVar("T")


class _Chance(Random):
    def maybe(self, values: Sequence[T], none: float = 0.2) -> T | None:
        """One of the values, or nothing."""
        return None if self.random() < none else self.choice(values)


def made_up_tables(seed: int = 408790) -> dict[str, list[tuple[Any, ...]]]:
    """The source tables; the same for the same seed."""
    chance = _Chance(seed)
    made = {
        "src_persons": _persons(chance),
        "src_numbers": [{"person_id": FIRST_ID + n, "kind": "nid10", "number_key": f"n{n // 2}"} for n in range(60)],
        "src_households": _households(chance),
        "src_deliveries": _deliveries(chance),
        "src_listings": [_listing(chance, number) for number in range(PERSONS)],
        "src_visits": [_visit(chance) for _ in range(40)],
        "src_doubts": [_doubt(chance) for _ in range(120)],
        "src_deaths": [{"person_id": FIRST_ID + n % 40, "source": ("survey", "register")[n // 40]} for n in range(60)],
    }
    return {
        shape.name: [tuple(row.get(column) for column, _ in shape.columns) for row in made[shape.name]]
        for shape in SNAPSHOT_TABLES
    }


def _persons(chance: _Chance) -> list[dict[str, Any]]:
    rows = []
    for number in range(PERSONS):
        born, died = chance.maybe(DAYS, 0.1), chance.maybe(PAID, 0.8)
        home = chance.maybe(range(HOUSEHOLDS + 1), 0.05)
        row = {
            "person_id": FIRST_ID + number,
            "household_id": None if home is None else FIRST_ID + home,
            "area_code": chance.choice(AREAS),
            "para_code": chance.maybe(("4087907107-01", "পশ্চিম পাড়া")),
            "sex": chance.maybe(("female", "female", "male", "hijra"), 0.1),
            "birth_from": born,
            "birth_until": born and (born.replace(month=12, day=31) if chance.random() < 0.2 else born),
            "birth_precision": "day",
            "death_from": died,
            "death_until": died,
            "alive": died is None,
            "relation": chance.maybe(("head", "spouse", "child", "child")),
            "marital": chance.maybe(("unmarried", "married", "widowed")),
            "education_class": chance.maybe((0, 3, 5, 9, 10, 12)),
            "in_school": chance.maybe((True, False)),
            "disability": chance.maybe(("physical", "visual"), 0.7),
            "pregnant": chance.maybe((True, False), 0.7),
            "religion": chance.maybe(("islam", "hindu", "christian")),
        }
        rows.append(row)
    rows.append({**rows[0]})  # stands twice
    rows.append(
        {**rows[1], "person_id": FIRST_ID + PERSONS, "birth_from": date(2020, 1, 1), "birth_until": date(2019, 1, 1)}
    )
    return rows


def _listing(chance: _Chance, number: int) -> dict[str, Any]:
    row = {
        "person_id": FIRST_ID + number,
        "area_code": chance.choice(AREAS),
        "uploaded_by": chance.maybe(("3", "10")),
        "round_code": chance.maybe(("2021", "2022", "জরিপ")),
        "of_newest_round": chance.maybe((True, False)),
        "was_in_school": chance.maybe((True, False), 0.5),
    }
    cells = ("in_bangla", "in_latin", "has_father", "has_mother", "has_mobile", "has_nid", "has_brn")
    return {**row, **{name: chance.choice((True, False)) for name in cells}}


def _visit(chance: _Chance) -> dict[str, Any]:
    return {
        "person_id": FIRST_ID + chance.randrange(PERSONS),
        "area_code": chance.choice(AREAS),
        "outcome": chance.choice(("prevented", "postponed", "married", "not_at_home")),
        "visited_on": chance.choice(PAID),
    }


def _doubt(chance: _Chance) -> dict[str, Any]:
    kind = chance.choice(("cell", "cell", "double"))
    return {
        "person_id": FIRST_ID + chance.randrange(PERSONS),
        "area_code": chance.choice(AREAS),
        "kind": kind,
        "field": "" if kind == "double" else chance.choice(("nid", "birth_date", "father_name", "mobile", "")),
        "code": "possible_match" if kind == "double" else chance.choice(("number_damaged", "age_against_birth")),
    }


def _households(chance: _Chance) -> list[dict[str, Any]]:
    return [
        {
            "household_id": FIRST_ID + number,
            "area_code": chance.choice(AREAS),
            "para_code": chance.maybe(("4087907107-01", "পশ্চিম পাড়া")),
            "number": str(number),
            "roof": chance.maybe(("tin", "straw", "brick")),
            "wall": chance.maybe(("mud", "brick", "bamboo")),
            "land_hundredths": chance.maybe((0, 400, 401, 9000)),
            "income_bdt": chance.maybe((0, 2500, 8000, 8001, 20000)),
            "latrine": chance.maybe(("none", "open", "ring_slab")),
            "water": chance.maybe(("pond", "river", "deep_tubewell")),
            "electricity": chance.maybe((True, False)),
            "flooded": chance.maybe((True, False)),
            "near_embankment": chance.maybe((True, False)),
            "lat": 22.75,
        }
        for number in range(HOUSEHOLDS)
    ]


def _deliveries(chance: _Chance) -> list[dict[str, Any]]:
    programmes = [(line["code"], line["office_code"]) for line in read_reference("programmes")]
    often = [
        one for one in programmes if one[0] in ("OAA", "WID", "DIS", "PST", "MCB", "VGD", "VWB", "FFP", "TCB", "GRT")
    ]
    rows = []
    for number in range(DELIVERIES):
        code, office = chance.choice(often if chance.random() < 0.8 else programmes)
        period_code, period_from, period_until = chance.choice(PERIODS)
        person = chance.maybe(range(PERSONS + 1), 0.05)
        home = chance.maybe(range(HOUSEHOLDS))
        row = {
            "delivery_id": FIRST_ID + number,
            "person_id": None if person is None else FIRST_ID + person,
            "household_id": None if home is None else FIRST_ID + home,
            "area_code": chance.choice(AREAS),
            "office_code": chance.choice((office, "uno")),
            "programme_code": code,
            "period_code": period_code,
            "period_from": period_from,
            "period_until": period_until,
            "delivered_on": chance.maybe(PAID),
            "amount_poisha": chance.maybe((50_000, 150_000, 2**40)),
            "account_key": chance.maybe(("", "a", "b", "c", "d")),
            "attached": person is not None,
        }
        rows.append(row)
    faults = ({"programme_code": "XYZ"}, {"amount_poisha": -1}, {"quantity_thousandths": -1}, {"period_code": ""},
              {"person_id": 1, "attached": True}, {"period_until": date(2019, 1, 1)})  # fmt: skip
    return rows + [{**rows[n], **fault, "delivery_id": FIRST_ID + DELIVERIES + n} for n, fault in enumerate(faults)]
