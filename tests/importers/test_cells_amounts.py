"""1. Money, land, quantities and mobile numbers become whole numbers of one unit. 2. What is none is asked back."""

from __future__ import annotations

import pytest

from importers.cells import Cell
from tests.importers.cell_reading import codes, values


@pytest.mark.parametrize(
    ("raw", "taka"),
    [
        (8000.0, 8000),
        ("১,২০,০০০", 120_000),
        ("Tk 5000", 5000),
        ("Tk. 5,000", 5000),
        ("5000/-", 5000),
        ("5000/=", 5000),
        ("৳ ৫০০", 500),
        ("৫০০০ টাকা মাত্র", 5000),
        ("১০ হাজার", 10_000),
        ("৫ হাজার ৫০০", 5500),
        ("1.5 lakh", 150_000),
        ("১ লক্ষ ২০ হাজার", 120_000),
        ("10k", 10_000),
        ("০", 0),
    ],
)
def test_income_is_read_in_whole_taka(raw: Cell, taka: int) -> None:
    assert values("income", raw, "income") == {"income_bdt": taka}


def test_money_paid_out_is_read_in_poisha() -> None:
    assert values("money", "Tk. 300.50", "amount_poisha") == {"amount_poisha": 30_050}
    assert values("money", 1500.0, "amount_poisha") == {"amount_poisha": 150_000}


@pytest.mark.parametrize("raw", ["", "-", "নাই", 0.0])
def test_no_money_paid_out_is_no_amount(raw: Cell) -> None:
    assert values("money", raw, "amount_poisha") == {}
    assert codes("money", raw, "amount_poisha") == []


@pytest.mark.parametrize("raw", ["৫০০০-৬০০০", "অনেক", "10+5", "5 6"])
@pytest.mark.parametrize("kind", ["income", "money", "land", "quantity"])
def test_what_is_not_one_number_is_asked_back(kind: str, raw: Cell) -> None:
    assert values(kind, raw) == {}
    assert codes(kind, raw) == ["number_unreadable"]


@pytest.mark.parametrize("kind", ["income", "land", "quantity", "number"])
def test_nothing_is_less_than_nought(kind: str) -> None:
    assert codes(kind, "-500") == ["number_negative"]


@pytest.mark.parametrize(
    ("raw", "hundredths"),
    [
        (42.0, 4200),
        ("0.5", 50),
        ("১০.৫ শতক", 1050),
        ("12 decimals", 1200),
        (0.0, 0),
        ("ভূমিহীন", 0),
        ("নাই", 0),
        ("নেই", 0),
    ],
)
def test_land_is_read_in_hundredths_of_a_decimal(raw: Cell, hundredths: int) -> None:
    assert values("land", raw) == {"land_hundredths": hundredths}
    assert codes("land", raw) == []


@pytest.mark.parametrize(
    ("raw", "hundredths"),
    [("২ বিঘা", 6600), ("2 বিঘা ৫ কাঠা", 7425), ("দেড় বিঘা", 4950), ("১ একর", 10_000), ("1 acre 10 decimal", 11_000)],
)
def test_other_measures_of_land_are_converted_and_that_is_said(raw: Cell, hundredths: int) -> None:
    assert values("land", raw) == {"land_hundredths": hundredths}
    assert codes("land", raw) == ["unit_converted"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (30.0, {"quantity_thousandths": 30_000}),
        ("30 কেজি", {"quantity_thousandths": 30_000, "unit": "kg"}),
        ("2.5kg", {"quantity_thousandths": 2_500, "unit": "kg"}),
        ("১ প্যাকেট", {"quantity_thousandths": 1_000, "unit": "packet"}),
    ],
)
def test_a_quantity_brings_the_unit_written_beside_it(raw: Cell, expected: dict[str, object]) -> None:
    assert values("quantity", raw) == expected


def test_an_unknown_unit_is_asked_back_and_the_quantity_kept() -> None:
    assert values("quantity", "2 xyz") == {"quantity_thousandths": 2_000}
    assert codes("quantity", "2 xyz") == ["value_unknown"]
    assert codes("unit", "xyz") == ["value_unknown"]
    assert values("unit", "কে.জি.") == {"unit": "kg"}


def test_a_plain_number_is_whole() -> None:
    assert values("number", "৪") == {"number": 4}
    assert codes("number", "4.5") == ["number_unreadable"]


@pytest.mark.parametrize(
    ("raw", "mobile"),
    [
        ("০১৯৩০৪৩৫৬০৯", "01930435609"),
        ("+8801810023548", "01810023548"),
        ("+৮৮০১৭৬৭৬৯২৩১৫", "01767692315"),
        (8801712345678.0, "01712345678"),
        ("01712-345678", "01712345678"),
        ("88 01712345678", "01712345678"),
        ("01489596344", "01489596344"),
    ],
)
def test_a_mobile_number_is_read_in_eleven_digits(raw: Cell, mobile: str) -> None:
    assert values("mobile", raw) == {"mobile": mobile}
    assert codes("mobile", raw) == []


@pytest.mark.parametrize("raw", [1604068536.0, "1604068536"])
def test_the_nought_that_a_number_cell_lost_is_put_back_and_that_is_said(raw: Cell) -> None:
    assert values("mobile", raw) == {"mobile": "01604068536"}
    assert codes("mobile", raw) == ["mobile_zero_restored"]


@pytest.mark.parametrize("raw", ["0171234567", "017123456789", "21712345678", "xyz"])
def test_a_wrong_mobile_number_is_asked_back_and_not_kept(raw: Cell) -> None:
    assert values("mobile", raw) == {}
    assert codes("mobile", raw) == ["mobile_wrong"]


def test_of_two_mobile_numbers_the_first_good_one_is_kept() -> None:
    assert values("mobile", "0171234, 01812345678") == {"mobile": "01812345678"}
    assert codes("mobile", "01712345678 / 01812345678") == ["several_mobiles"]


def test_an_account_number_may_carry_a_check_digit_behind_the_mobile_number() -> None:
    assert values("account", "017123456789", "account_mobile") == {"account_mobile": "01712345678"}
    assert codes("account", "017123456789", "account_mobile") == ["mobile_wallet_digit"]


@pytest.mark.parametrize(
    ("raw", "account"),
    [
        ("01712345678", "01712345678"), (1712345678.0, "01712345678"), ("+880 1712-345678", "01712345678"),
        ("0200001234567", "0200001234567"), ("০২০০-১২৩৪৫-৬৭৮৯০", "02001234567890"), (4401234567890.0, "4401234567890"),
    ],
)  # fmt: skip
def test_money_is_paid_to_a_mobile_or_into_a_bank_account(raw: Cell, account: str) -> None:
    assert values("account", raw, "account_mobile") == {"account_mobile": account}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("0171234567", "mobile_wrong"), ("A/C 12", "mobile_wrong"), ("123456789012345678", "mobile_wrong"),
        (1.23456789e16, "number_damaged"),
    ],
)  # fmt: skip
def test_an_account_that_is_neither_or_was_rounded_is_asked_back(raw: Cell, code: str) -> None:
    assert values("account", raw, "account_mobile") == {}
    assert codes("account", raw, "account_mobile") == [code]


@pytest.mark.parametrize("raw", [None, "", "নাই", "0", 0.0])
def test_nobody_needs_a_mobile(raw: Cell) -> None:
    assert values("mobile", raw) == {}
    assert codes("mobile", raw) == []


def test_a_number_beyond_all_measure_is_asked_back_at_once() -> None:
    for written in ("1e99999999", "9" * 40, "9" * 5000):
        for kind, field in (("income", "income_bdt"), ("money", "amount_poisha"), ("land", "land_hundredths")):
            assert not values(kind, written, field)
            assert codes(kind, written, field) == ["number_unreadable"]


@pytest.mark.parametrize(
    "written", ["১,৫০০/- (এক হাজার পাঁচশত)", "1500 (one thousand five hundred only)", "১৫০০/- কথায়: এক হাজার পাঁচশত"]
)
def test_the_same_sum_in_words_behind_the_figure_is_passed_over(written: str) -> None:
    assert values("money", written) == {"amount_poisha": 150_000}
