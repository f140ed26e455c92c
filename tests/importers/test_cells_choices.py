"""1. Every listed word reads as its code, in any spelling. 2. An unlisted word is asked back, never guessed."""

from __future__ import annotations

from collections import defaultdict

import pytest

from census_app.domain.person import Marital, Relation, Sex
from census_app.reference import read_reference
from importers.cells import Cell
from importers.cells.choices import codes_written, list_names, words_of
from importers.cells.words import word_key
from tests.importers.cell_reading import codes, reading, values

LISTED = [(line["list"], line["code"], line["word"], line["language"]) for line in read_reference("choices")]


def test_every_listed_word_is_read_as_the_code_it_is_listed_under() -> None:
    misread = [(name, word) for name, code, word, _ in LISTED if codes_written(name, word) != (code,)]
    assert misread == []


def test_no_two_codes_of_a_list_share_a_word_once_spelling_is_set_aside() -> None:
    meanings = defaultdict(set)
    for name, code, word, _ in LISTED:
        meanings[name, word_key(word)].add(code)
    assert [key for key, found in meanings.items() if len(found) > 1 or not key[1]] == []


def test_each_code_can_be_written_in_both_languages() -> None:
    languages = defaultdict(set)
    for name, code, _, language in LISTED:
        languages[name, code].add(language)
    assert [key for key, found in languages.items() if found != {"bn", "en"}] == []


@pytest.mark.parametrize(("name", "known"), [("sex", Sex), ("relation", Relation), ("marital", Marital)])
def test_the_lists_know_the_codes_of_the_domain_and_no_others(name: str, known: type[Sex]) -> None:
    assert set(words_of(name).values()) == {member.value for member in known}


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("sex", "পুরুষ", "male"),
        ("sex", "পুরূষ", "male"),
        ("sex", "পু:", "male"),
        ("sex", "নারী", "female"),
        ("sex", "f", "female"),
        ("sex", "তৃতীয় লিঙ্গ", "hijra"),
        ("relation", "নিজে", "head"),
        ("relation", "ছেলের বউ", "child_in_law"),
        ("relation", "daughter-in-law", "child_in_law"),
        ("relation", "নাতী", "grandchild"),
        ("relation", "Self (head)", "head"),
        ("relation", "স্বামী/স্ত্রী", "spouse"),
        ("marital", "বিধবা/বিপত্নীক", "widowed"),
        ("marital", "M", "married"),
        ("marital", "Single", "unmarried"),
        ("choice:latrine", "নেই", "none"),
        ("choice:latrine", "রিং-স্ল্যাব", "ring_slab"),
        ("choice:roof", "পাকা", "concrete"),
        ("choice:wall", "পাকা", "brick"),
        ("choice:water", "Tube-well", "tubewell"),
        ("choice:occupation", "জেলে (মৌসুমী)", "fisher"),
        ("choice:religion", "সনাতন", "hindu"),
        ("choice:disability", "দৃষ্টি, শ্রবণ", "multiple"),
        ("choice:disability", "Physically challenged", "physical"),
    ],
)
def test_a_word_is_read_as_its_code(kind: str, raw: Cell, code: str) -> None:
    assert values(kind, raw, "field") == {"field": code}


@pytest.mark.parametrize("raw", ["1", 2.0, "যাযাবর", "পু/ম/অজানা"])
def test_an_unknown_word_is_asked_back_and_never_defaulted(raw: Cell) -> None:
    assert values("sex", raw) == {}
    assert codes("sex", raw) == ["value_unknown"]


def test_two_answers_in_one_cell_are_asked_back() -> None:
    assert values("relation", "পুত্র/স্ত্রী") == {}
    assert codes("relation", "পুত্র/স্ত্রী") == ["several_choices"]


@pytest.mark.parametrize("raw", [None, "", "-", "—", "?", "N/A"])
def test_an_empty_choice_is_no_problem(raw: Cell) -> None:
    assert values("sex", raw) == {}
    assert codes("sex", raw) == []


@pytest.mark.parametrize("raw", ["নাই", "না", "No", "সুস্থ"])
def test_no_disability_is_an_answer_without_a_code(raw: Cell) -> None:
    assert values("choice:disability", raw, "disability") == {}
    assert codes("choice:disability", raw, "disability") == []


def test_a_disability_without_its_kind_is_asked_back() -> None:
    assert codes("choice:disability", "হ্যাঁ", "disability") == ["value_unknown"]


@pytest.mark.parametrize(
    ("raw", "answer"),
    [("হ্যাঁ", True), ("No", False), ("নেই", False), (True, True), (1.0, True), (0.0, False), ("✓", True), ("Yes.", True)],
)
def test_yes_and_no_are_read_however_they_are_written(raw: Cell, answer: bool) -> None:
    assert values("yes_no", raw, "electricity") == {"electricity": answer}


def test_a_column_has_its_own_words_for_yes_and_no() -> None:
    assert values("yes_no", "পড়ে না", "in_school") == {"in_school": False}
    assert values("yes_no", "পল্লী বিদ্যুৎ", "electricity") == {"electricity": True}
    assert codes("yes_no", "পড়ে না", "electricity") == ["value_unknown"]
    assert values("yes_no", "-", "electricity") == {}


@pytest.mark.parametrize(
    ("raw", "passed"),
    [
        ("5", 5),
        (5.0, 5),
        ("৫ম শ্রেণি", 5),
        ("পঞ্চম শ্রেণী", 5),
        ("Class 8", 8),
        ("class VIII", 8),
        ("এস.এস.সি", 10),
        ("HSC pass", 12),
        ("এইচএসসি পাশ", 12),
        ("JSC", 8),
        ("আলিম", 12),
        ("BA", 16),
        ("স্নাতক (সম্মান)", 16),
        ("মাস্টার্স", 17),
        ("নিরক্ষর", 0),
        (0.0, 0),
        ("নার্সারি", 0),
    ],
)
def test_the_class_passed_is_read_in_years_of_schooling(raw: Cell, passed: int) -> None:
    assert values("class", raw) == {"education_class": passed}


@pytest.mark.parametrize("raw", ["৩২", "হাফেজ"])
def test_a_class_that_is_none_is_asked_back(raw: Cell) -> None:
    assert codes("class", raw) == ["value_unknown"]


def test_what_is_repeated_in_a_message_hides_long_numbers() -> None:
    assert reading("sex", "M 19618719071800033").problems[0].details == {"written": "M •••"}


def test_the_lists_that_layouts_may_name_are_there() -> None:
    assert {"roof", "wall", "latrine", "water", "occupation", "disability", "religion", "unit"} <= set(list_names())
