"""Who is listed twice: relatives and namesakes are not, people with gaps in their listings are."""

from __future__ import annotations

from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from analytics.duplicates import Duplicates, TooManyWouldMerge, as_keys, find_duplicates, link_lists, read_weights
from analytics.duplicates.evidence import EVIDENCE
from analytics.duplicates.learning import learn_from_labels, learn_unlabelled
from analytics.duplicates.weights import keep_weights
from benchmarks.listed_people import Listing, make_listings

LISTED = make_listings(6_000, seed=31)
WARD = "4087110101"
REAL = {
    "area_code": WARD, "para_code": f"{WARD}-01", "sex": "male", "birth": "1971-05-17", "name": "মোঃ কেরামত আলী মোড়ল",
    "father": "মৃত সোলাইমান মোড়ল", "mother": "মোছাঃ জহুরা বেগম", "spouse": "মোছাঃ তাসলিমা খাতুন",
}  # fmt: skip


def told(number: int, listing: Listing) -> dict[str, Any]:
    return {"person_id": number, "household_id": listing.household, **asdict(listing)}


def found_among(*people: dict[str, Any]) -> Duplicates:
    """What is found when these few are listed beside everybody else, whose names tell how common a name is."""
    others = [told(number, one) for number, one in enumerate(LISTED)]
    few = [{"person_id": 900_000 + place, "household_id": 900_000 + place, **one} for place, one in enumerate(people)]
    return find_duplicates(as_keys([*others, *few]))


def decision_on(*people: dict[str, Any]) -> str:
    """The decision on the first two of these people; `new` when nobody would ask."""
    pairs = found_among(*people).pairs
    return next((pair.decision for pair in pairs if min(pair.left_id, pair.right_id) >= 900_000), "new")


def score(found: set[tuple[int, int]], people: list[str]) -> tuple[float, float]:
    """F1 and precision of the pairs, against who is who."""
    true = {pair for pair in combinations(range(len(people)), 2) if people[pair[0]] == people[pair[1]]}
    right = len(found & true)
    return 2 * right / (len(found) + len(true)), right / len(found)


def test_most_who_are_listed_twice_are_found_and_hardly_anybody_else() -> None:
    found = found_among()
    pairs = {tuple(sorted((pair.left_id, pair.right_id))) for pair in found.pairs if pair.decision == "same"}
    listings: dict[int, list[int]] = {}
    for number, one in enumerate(LISTED):
        listings.setdefault(one.person, []).append(number)
    true = {pair for numbers in listings.values() for pair in combinations(numbers, 2)}
    assert len(pairs & true) / len(pairs) >= 0.98
    assert 2 * len(pairs & true) / (len(pairs) + len(true)) >= 0.95
    assert all(pair.reasons for pair in found.pairs)


def test_one_person_in_two_scripts_without_any_number_is_the_same() -> None:
    other = REAL | {"name": "Md. Keramat Ali", "father": "Solaiman Morol", "mother": "", "spouse": "Taslima Begum"}
    assert decision_on(REAL, other | {"para_code": f"{WARD}-03"}) == "same"


def test_a_woman_listed_with_her_parents_and_with_her_husband_is_the_same() -> None:
    wife = REAL | {"sex": "female", "name": "মোছাঃ আঞ্জুমান আরা", "spouse": "মোঃ তোফাজ্জেল হোসেন"}
    at_home = wife | {"name": "Anjuman Ara", "spouse": "", "birth": "1971"}
    with_husband = wife | {
        "father": "Tofazzel Hossain",
        "spouse": "",
        "mother": "Johura Begum",
        "para_code": f"{WARD}-05",
    }
    assert decision_on(wife, at_home) == "same"
    assert decision_on(wife, with_husband) == "same"


def test_twins_are_two_people() -> None:
    assert decision_on(REAL, REAL | {"name": "মোঃ মোবারক আলী মোড়ল", "spouse": "", "household_id": 900_000}) == "new"


def test_brothers_with_names_that_sound_alike_are_never_the_same() -> None:
    hasan = REAL | {"name": "মোঃ হাসান আলী মোড়ল", "spouse": "", "household_id": 900_000}
    assert decision_on(hasan, hasan | {"name": "মোঃ হোসেন আলী মোড়ল", "birth": "1973-02-11"}) != "same"


def test_father_and_son_of_one_name_are_two_people() -> None:
    son = REAL | {"birth": "1996-02-11", "father": REAL["name"], "mother": "তাসলিমা খাতুন", "spouse": ""}
    assert decision_on(REAL, son) == "new"


def test_namesakes_born_on_one_first_of_january_are_not_the_same() -> None:
    clerk = {"area_code": WARD, "sex": "female", "birth": "1980-01-01", "name": "মোছাঃ ফাতেমা খাতুন"}
    assert decision_on(clerk | {"para_code": f"{WARD}-01"}, clerk | {"para_code": f"{WARD}-04"}) != "same"


def test_one_number_under_two_wholly_different_people_is_not_the_same() -> None:
    number = {"nid": "1990000000013"}
    stranger = {
        "area_code": "4087907109",
        "sex": "female",
        "birth": "1999-11-02",
        "name": "শ্রীমতি অর্চনা দেবী",
        "father": "বিমল রায়",
    }
    assert decision_on(REAL | number, stranger | number) != "same"


@pytest.mark.parametrize("lost", ["birth", "father", "mother", "spouse", "sex", "para_code"])
def test_a_missing_value_weakens_and_switches_nothing_off(lost: str) -> None:
    assert decision_on(REAL, {name: value for name, value in REAL.items() if name != lost}) == "same"


def test_three_listings_of_one_person_form_one_cluster() -> None:
    found = found_among(REAL, REAL | {"name": "Keramat Ali"}, REAL | {"birth": "1971"})
    assert (900_000, 900_001, 900_002) in found.clusters


def test_a_list_that_came_twice_stops_the_search() -> None:
    rows = [told(number, one) for number, one in enumerate(LISTED[:1_000])]
    again = [row | {"person_id": row["person_id"] + 1_000, "household_id": None} for row in rows]
    with pytest.raises(TooManyWouldMerge) as stopped:
        find_duplicates(as_keys([*rows, *again]))
    assert stopped.value.listed == 2_000
    assert stopped.value.merged > 400


def test_two_lists_are_linked_and_nobody_is_taken_twice() -> None:
    first: dict[int, Listing] = {}
    second: dict[int, Listing] = {}
    for one in LISTED:
        (second if one.person in first else first)[one.person] = one
    left = [told(number, first[number]) for number in sorted(first) if number % 2 == 0 or number in second]
    right = [
        told(number, second.get(number, first[number])) for number in sorted(first) if number in second or number % 2
    ]
    linked = [pair for pair in link_lists(left, right).pairs if pair.decision == "same"]
    assert len({pair.left_id for pair in linked}) == len({pair.right_id for pair in linked}) == len(linked)
    right_ones = sum(pair.left_id == pair.right_id for pair in linked)
    assert 2 * right_ones / (len(linked) + len(second)) >= 0.95


def test_nobody_listed_means_nothing_found() -> None:
    assert find_duplicates(as_keys([])).pairs == ()
    assert find_duplicates(as_keys([{"person_id": 1}, {"person_id": 2}])).pairs == ()


def test_kept_weights_are_read_back(tmp_path: Path) -> None:
    weights = read_weights()
    keep_weights(weights, tmp_path / "weights.toml")
    assert read_weights(tmp_path / "weights.toml") == weights
    assert set(weights.by_level) == {piece.name for piece in EVIDENCE}


def test_weights_learned_from_labels_give_the_labels_back() -> None:
    import numpy as np

    levels = np.zeros((2, len(EVIDENCE)), dtype=np.int64)
    levels[0, 0], levels[1, 0] = 1, len(EVIDENCE[0].levels)
    pairs, same = np.array([100.0, 900.0]), np.array([95.0, 3.0])
    weights = learn_from_labels(levels, pairs, same, "two patterns", read_weights().learned_on)
    alike, different = weights.log_odds(levels)
    assert alike > 0 > different
    again = learn_unlabelled(levels, pairs, weights, "the pairs", weights.learned_on)
    assert again.log_odds(levels)[0] > again.log_odds(levels)[1]
