"""Identity numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.domain.bangla_text import bangla_digits
from census_app.domain.identity import (
    Caution,
    Expected,
    Fault,
    NumberKind,
    area_of_brn,
    birth_year_of,
    keyed_hash,
    lookup_digits,
    mask,
    names_a_place,
    read_number,
)

NID17 = "19628719071800005"
BRN17 = "19628719071035363"


@pytest.mark.parametrize(
    ("written", "expected", "kind", "value"),
    [
        ("9378326616", "nid", "nid10", "9378326616"),
        ("৯৩৭৮৩২৬৬১৬", "nid", "nid10", "9378326616"),
        ("'9378326616", "nid", "nid10", "9378326616"),
        ("9378326616.0", "nid", "nid10", "9378326616"),
        ("8719071800005", "nid", "nid13", "8719071800005"),
        ("1962 8719071800005", "nid", "nid17", NID17),
        ("1962-8719071-800005", "nid", "nid17", NID17),
        ("1962.8719071.800005", "nid", "nid17", NID17),
        ("\u200b১৯৬২\u00a0৮৭১৯০৭১৮০০০০৫", "nid", "nid17", NID17),
        (BRN17, "brn", "brn17", BRN17),
        (BRN17, "any", "number17", BRN17),
        ("1962871907135363", "brn", "brn16", "1962871907135363"),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, expected: Expected, kind: str, value: str) -> None:
    read = read_number(written, expected)
    assert (read.kind, read.value, read.fault) == (kind, value, "")


@pytest.mark.parametrize(
    ("written", "expected", "fault"),
    [
        ("1.98712E+16", "nid", Fault.DAMAGED),
        ("১.৯৮৭১২E+১৬", "brn", Fault.DAMAGED),
        ("19628719071800004.0", "nid", Fault.DAMAGED),
        ("544482471", "nid", Fault.WRONG_LENGTH),
        ("1962871907180005", "nid", Fault.WRONG_LENGTH),
        ("কার্ড হারানো", "nid", Fault.NOT_DIGITS),
        ("", "any", Fault.NOT_DIGITS),
        ("96700A8234", "nid", Fault.NOT_DIGITS),
        ("0", "nid", Fault.PLACEHOLDER),
        ("০০০০০০০০০০", "nid", Fault.PLACEHOLDER),
        ("1111111111", "nid", Fault.PLACEHOLDER),
        ("1234567890", "nid", Fault.PLACEHOLDER),
        ("19628719071000000", "brn", Fault.TOO_MANY_ZEROS),
        ("87190718000050000", "brn", Fault.IMPLAUSIBLE_YEAR),
        ("20358719071035363", "brn", Fault.FUTURE_YEAR),
    ],
)
def test_an_unusable_number_says_why_and_has_no_kind_to_look_up(written: str, expected: Expected, fault: Fault) -> None:
    read = read_number(written, expected, latest_year=2022)
    assert (read.kind, read.fault) == (NumberKind.OTHER, fault)


def test_a_number_of_the_wrong_length_tells_its_length() -> None:
    assert read_number("544482471", "nid").length == 9


def test_a_card_number_in_the_birth_registration_column_keeps_its_kind_with_a_caution() -> None:
    read = read_number("9378326616", "brn")
    assert (read.kind, read.warning) == (NumberKind.NID10, Caution.NUMBER_IN_OTHER_COLUMN)


def test_a_handwritten_registration_of_16_digits_is_an_old_number() -> None:
    assert read_number("1962871907135363", "brn").warning is Caution.OLD_NUMBER


def same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return not set(lookup_digits(*one)).isdisjoint(lookup_digits(*other))


def test_the_old_13_digit_number_meets_the_17_digit_one() -> None:
    assert same(("nid17", NID17), ("nid13", NID17[4:]))
    assert lookup_digits("nid17", NID17)[0] == lookup_digits("nid13", NID17[4:])[0]


def test_17_digits_of_unknown_kind_meet_both_registers() -> None:
    assert same(("number17", NID17), ("nid17", NID17))
    assert same(("number17", BRN17), ("brn17", BRN17))


def test_a_birth_registration_never_meets_an_nid_of_the_same_digits() -> None:
    assert not same(("brn17", NID17), ("nid17", NID17))


@given(st.from_regex(r"(19[0-9]{2}|20[0-2][0-9])[0-9]{12}[1-9]", fullmatch=True), st.sampled_from(["nid", "brn"]))
def test_bangla_digits_and_spaces_change_no_number(digits: str, expected: Expected) -> None:
    spaced = f" {bangla_digits(digits[:4])} {bangla_digits(digits[4:])}"
    read = read_number(spaced, expected, latest_year=2029)
    assert read == read_number(digits, expected, latest_year=2029)
    assert read.value == digits


@given(st.from_regex(r"[1-9][0-9]{12}", fullmatch=True), st.integers(1900, 2022))
def test_the_birth_year_before_an_nid_changes_nothing_in_what_it_meets(nid13: str, year: int) -> None:
    assert same(("nid13", nid13), ("nid17", f"{year}{nid13}"))


def test_only_numbers_led_by_a_birth_year_tell_one() -> None:
    assert birth_year_of("nid17", NID17) == 1962
    assert birth_year_of("nid10", "9378326616") is None


def test_a_birth_registration_tells_the_union_that_registered_it() -> None:
    assert area_of_brn(BRN17) == "879071"
    assert area_of_brn("9378326616") is None


@pytest.mark.parametrize(
    ("number", "named"),
    [
        ("19628719071000901", True),
        ("19628739047000901", True),
        ("19628719072000901", False),
        ("19628769071000901", False),
        ("19621219071000901", True),
        ("19621279071000901", False),
        ("9378326616", True),
    ],
    ids=["own union", "town", "no such union", "no kind of place", "district not listed", "nor its kind", "a card"],
)
def test_a_birth_registration_names_a_place_that_exists(number: str, named: bool) -> None:
    assert names_a_place(number, {"879071", "879047"}) is named


def test_a_masked_number_shows_its_last_four_digits() -> None:
    assert mask("9378326616") == "••••••6616"
    assert mask("6616") == "••••"


def test_the_hash_depends_on_the_key_and_the_form() -> None:
    form = lookup_digits("nid13", "8719071800005")[0]
    assert keyed_hash(b"a", form) == keyed_hash(b"a", form)
    assert len({keyed_hash(b"a", form), keyed_hash(b"b", form), keyed_hash(b"a", form + "1")}) == 3
    assert len(keyed_hash(b"a", form)) == 32
