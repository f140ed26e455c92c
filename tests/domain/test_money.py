"""Amounts as clerks write them, kept whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.domain.bangla_text import bangla_digits
from census_app.domain.money import poisha_of, thousandths_of, written_bdt, written_thousandths


@pytest.mark.parametrize(
    ("written", "poisha"),
    [
        ("1500", 150_000),
        ("1500.0", 150_000),
        ("1500.50", 150_050),
        ("১,৫০,০০০", 15_000_000),
        ("150,000.00", 15_000_000),
        ("৳ ১,৫০০/-", 150_000),
        ("Tk. 1500", 150_000),
        ("১৫০০ টাকা মাত্র", 150_000),
        ("1500/=", 150_000),
        (".5", 50),
        ("0", 0),
    ],
)
def test_an_amount_is_read_in_poisha(written: str, poisha: int) -> None:
    assert poisha_of(written) == poisha


@pytest.mark.parametrize("written", ["", "টাকা", "-5", "1,5", "1500.005", "15 00", "1e3", "১৫০০ কেজি", "."])
def test_what_is_no_amount_is_not_guessed(written: str) -> None:
    assert poisha_of(written) is None


def test_a_quantity_keeps_its_thousandths() -> None:
    assert thousandths_of("২.৫") == 2500
    assert thousandths_of("30") == 30_000
    assert thousandths_of("0.0001") is None
    assert written_thousandths(2500) == "2.5"
    assert written_bdt(-150_050) == "-1500.50"


@given(st.integers(0, 10**14), st.booleans())
def test_a_written_amount_is_read_back(amount: int, in_bangla: bool) -> None:
    bdt, quantity = written_bdt(amount), written_thousandths(amount)
    assert poisha_of(bangla_digits(bdt) if in_bangla else bdt) == amount
    assert thousandths_of(bangla_digits(quantity) if in_bangla else quantity) == amount
