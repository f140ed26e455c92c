"""What somebody types into the one box, and how well a person answers it."""

from __future__ import annotations

from functools import partial

import pytest

from census_app.domain.names import KEYS_VERSION, name_keys
from census_app.domain.names.likeness import word_likeness
from census_app.domain.names.words import words_of
from census_app.domain.search import (
    Answering,
    Question,
    Reason,
    Weighed,
    Whose,
    index_word,
    place_words,
    read_question,
    tells_little,
    variants_of,
    weigh,
)


def words(question: Question) -> list[tuple[str, str]]:
    return [(word.text, word.whose.value) for word in question.words]


@pytest.mark.parametrize(
    ("typed", "part", "read"),
    [
        ("5551231234", "numbers", ("5551231234",)),
        ("৫৫৫ ১২৩-১২৩৪", "numbers", ("5551231234",)),
        ("1990 8719071 000123", "numbers", ("19908719071000123",)),
        ("01700000001", "mobiles", ("01700000001",)),
        ("০১৭০০-০০০০০১", "mobiles", ("01700000001",)),
        ("+8801700000001", "mobiles", ("01700000001",)),
        ("rahima 1234", "endings", ("1234",)),
        ("rahima 001234", "endings", ("001234",)),
        ("rohima w8", "wards", (8,)),
        ("Rahima, ward no. 08", "wards", (8,)),
        ("৮ নং ওয়ার্ড রহিমা", "wards", (8,)),
        ("রহিমা ওয়ার্ড ৮", "wards", (8,)),
        ("khana 123 rahima", "households", ("123",)),
        ("রহিমা খানা ১২৩", "households", ("123",)),
        ("hh-12", "households", ("12",)),
        ("রহিমা করিম ৮", "bare", ("8",)),
        ("rahima 8 120", "bare", ("8", "120")),
    ],
)
def test_a_number_is_read_for_what_it_may_be(typed: str, part: str, read: tuple[object, ...]) -> None:
    assert getattr(read_question(typed), part) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Mst. Rahima Begum", [("rahima", "anybody"), ("begum", "anybody")]),
        ("Rahima d/o Md. Karim, ward 3", [("rahima", "anybody"), ("karim", "father")]),
        ("রহিমা স্বামী: করিম", [("রহিমা", "anybody"), ("করিম", "spouse")]),
        ("রহিমা পিতা করিম মাতা আমেনা", [("রহিমা", "anybody"), ("করিম", "father"), ("আমেনা", "mother")]),
        ("rahima rishi para", [("rahima", "anybody"), ("rishi", "place")]),
        ("রহিমা ঋষিপাড়া", [("রহিমা", "anybody"), ("ঋষি", "place")]),
        ("father karim, rahima", [("karim", "father"), ("rahima", "anybody")]),
        ("name of the son", []),
    ],
)
def test_a_sign_says_whose_name_follows(typed: str, read: list[tuple[str, str]]) -> None:
    assert words(read_question(typed)) == read


@pytest.mark.parametrize("typed", ["", "   ", "?!", "name", "ওয়ার্ড"])
def test_an_empty_question_asks_for_nothing(typed: str) -> None:
    question = read_question(typed)
    assert question.is_empty or words(question)


def test_the_kinds_of_a_question_hold_nothing_that_was_typed() -> None:
    kinds = read_question("Rahima Karim w8 01700000001 1234").kinds
    assert kinds == ("mobiles", "endings", "wards", "bare", "words")


def test_a_name_with_a_particle_is_read_joined_and_apart() -> None:
    joined, apart = read_question("Kamal Uddin").readings
    assert words(joined) == [("kamaluddin", "anybody")]
    assert words(apart) == [("kamal", "anybody"), ("uddin", "anybody")]
    assert len(read_question("Rahima Karim").readings) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("rohima", "রহিমা"), ("rahema", "rahima"), ("fatima", "phatema"), ("karim", "করীম")]
)
def test_a_word_is_kept_under_one_key_in_both_scripts(one: str, other: str) -> None:
    assert index_word(one) == index_word(other)


@pytest.mark.parametrize(
    ("one", "other"), [("rahima", "rahma"), ("sufia", "sofia"), ("jamal", "kamal"), ("রহিমা", "বহিমা")]
)
def test_one_wrong_letter_still_leads_to_the_word(one: str, other: str) -> None:
    assert variants_of(one) & variants_of(other)


def test_two_different_words_share_no_variant() -> None:
    assert variants_of("rahima").isdisjoint(variants_of("salma"))


def test_a_para_is_told_by_the_words_before_the_ending() -> None:
    assert [index_word(word) for word in place_words("Rishi Para")] == [index_word(w) for w in place_words("ঋষিপাড়া")]


def person(own: str, father: str = "", mother: str = "", spouse: str = "", **more: object) -> Answering:
    told = {"own": own, "father": father, "mother": mother, "spouse": spouse}
    written = tuple((whose, word) for whose, name in told.items() if name for word in words_of(name))
    fields: dict[str, object] = {
        "place_code": "4087907108",
        "ward": 8,
        "household": "123",
        "birth_year": "1962",
        **more,
    }
    return Answering(written, **fields)  # type: ignore[arg-type]


def weighed(typed: str, someone: Answering, places: dict[str, tuple[str, ...]] | None = None) -> Weighed:
    def likeness(one: str, other: str) -> float:
        return word_likeness(one, other, same_sex=False)

    return weigh(read_question(typed), someone, likeness, places or {})


RAHIMA = person("রহিমা খাতুন", father="আব্দুল করিম", mother="আমেনা বেগম")


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ("Rohima Khatun", {Reason.SAME_NAME}),
        ("Rahina Khatun", {Reason.LIKE_NAME}),
        ("rohima karim", {Reason.SAME_NAME, Reason.FATHER}),
        ("rohima amena w8", {Reason.SAME_NAME, Reason.MOTHER, Reason.WARD}),
        ("rohima 8", {Reason.SAME_NAME, Reason.WARD}),
        ("rohima 123", {Reason.SAME_NAME, Reason.HOUSEHOLD}),
        ("rohima 1962", {Reason.SAME_NAME, Reason.BIRTH_YEAR}),
    ],
)
def test_every_part_that_fits_is_a_reason(typed: str, reasons: set[Reason]) -> None:
    found = weighed(typed, RAHIMA)
    assert set(found.reasons) == reasons
    assert found.score > 0.75


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("rahima khatun", RAHIMA, person("রহিমা বেগম")),
        ("rahima karim", RAHIMA, person("রহিমা খাতুন", father="জামাল হোসেন")),
        ("rahima karim", RAHIMA, person("করিম", mother="রহিমা")),
        ("rahima w8", RAHIMA, person("রহিমা খাতুন", ward=7)),
        ("rahima household 123", RAHIMA, person("রহিমা খাতুন", household="124")),
        ("rahima 1234", person("রহিমা খাতুন", ends_so=True), RAHIMA),
        ("rahima husband karim", person("রহিমা", spouse="করিম"), person("রহিমা", father="করিম")),
        ("zahura household 123", RAHIMA, person("সালমা", household="7")),
        ("abdul karim", person("আব্দুল করীম"), person("আব্দুল জলিল", father="করিম")),
        ("rahima sultana", person("রহীমা সুলতানা"), person("রহিমা", mother="আমেনা সুলতানা")),
    ],
)
def test_whoever_answers_more_of_the_question_weighs_more(typed: str, better: Answering, worse: Answering) -> None:
    assert weighed(typed, better).score > weighed(typed, worse).score


def test_a_place_that_was_named_speaks_for_whoever_lives_there() -> None:
    here = person("রহিমা", place_code="4087907108-02")
    there = person("রহিমা", place_code="4087907108-03")
    places = {"rishi": ("4087907108-02",)}
    assert Reason.PLACE in weighed("rahima rishi para", here, places).reasons
    assert weighed("rahima rishi para", here, places).score > weighed("rahima rishi para", there, places).score


def test_no_word_of_a_person_answers_two_words_of_the_question() -> None:
    assert weighed("karim karima", person("করিম")).score < 0.6


def test_a_father_who_was_named_is_not_looked_for_in_the_own_name() -> None:
    assert read_question("father karim").words[0].whose is Whose.FATHER
    assert weighed("father karim", person("করিম")).score == pytest.approx(-0.02)


def test_a_shared_word_of_a_relative_speaks_when_another_word_of_the_relative_fits_too() -> None:
    daughter = person("রহিমা", mother="আমেনা সুলতানা")
    assert weighed("rahima amena sultana", daughter).score > 0.9
    assert weighed("rahima sultana", daughter).score < 0.9


@pytest.mark.parametrize(("word", "little"), [("Begum", True), ("উদ্দিন", True), ("Nahar", True), ("রহিমা", False)])
def test_a_word_tells_little_when_many_hold_it_or_it_goes_with_another(word: str, little: bool) -> None:
    assert tells_little(word.lower()) is little


def test_a_particle_that_was_not_written_down_costs_less_than_a_name() -> None:
    apart = read_question("kamal uddin").readings[-1]
    likeness = partial(word_likeness, same_sex=False)
    assert weigh(apart, person("কামাল"), likeness, {}).score > 0.6
    assert weigh(apart, person("মিন্টু উদ্দিন"), likeness, {}).score < 0.4


def test_the_version_of_the_keys_is_raised_when_a_key_changes() -> None:
    """Stored keys are made anew only when the version says so."""
    kept = {
        "মোছাঃ রহিমা খাতুন": ("rhm ktn", "rhima ktun"),
        "Md. Abdul Karim": ("abdl krm", "abdul krim"),
        "Kamal Uddin": ("kmldn", "kmludin"),
        "Syed Jahangir Alam": ("sd jhngr alm", "sid jhngir alm"),
        "লক্ষ্মী রানী": ("lk rn", "lki rni"),
        "এ কে এম হক": ("akm hk", "akm hk"),
        "Fatema Begum": ("ftm bgm", "ftima bigum"),
        "শেখ হাসান আলী": ("sk hsn al", "sik hsn ali"),
    }
    assert KEYS_VERSION == 3
    assert {name: (name_keys(name).skeleton, name_keys(name).light) for name in kept} == kept
