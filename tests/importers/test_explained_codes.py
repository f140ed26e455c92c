"""Codes in the cells of a column whose own heading says what they mean."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from importers.cells import CellContext
from importers.explained_codes import codes_explained_in
from importers.layouts import load_layout
from tests.importers.sheets import codes, survey, values

CONTEXT = CellContext("", date(2022, 3, 15))


@pytest.mark.parametrize(
    "heading",
    [
        "লিঙ্গ (১=পুরুষ, ২=মহিলা)",
        "৫। লিঙ্গ (১-পুরুষ, ২-মহিলা)",
        "Sex (1=M, 2=F)",
        "Sex 1. Male 2. Female",
        "Gender [Male=1; Female=2]",
        "লিঙ্গ: পুরুষ-১, মহিলা-২",
        "Sex M 1 F 2",
    ],
)
def test_a_heading_explains_the_codes_below_it(heading: str) -> None:
    sex = load_layout("household_census").field("sex")
    assert codes_explained_in(heading, sex, CONTEXT) == {"1": {"sex": "male"}, "2": {"sex": "female"}}


@pytest.mark.parametrize("heading", ["Sex (2021)", "Sex (1=M, 2=?)", "৫। লিঙ্গ", "Sex (1=M)", "Sex M 1 F 2 X 3"])
def test_a_heading_that_explains_not_every_code_explains_none(heading: str) -> None:
    sex = load_layout("household_census").field("sex")
    assert codes_explained_in(heading, sex, CONTEXT) == {}


def test_explained_codes_are_read_for_a_single_row_and_said(tmp_path: Path) -> None:
    read = survey(
        tmp_path,
        """
        | খানা নং | নাম | লিঙ্গ (১=পুরুষ, ২=মহিলা) | বৈবাহিক অবস্থা (১=বিবাহিত, ২=অবিবাহিত, ৩=বিধবা) |
        | 1 | রহিমা বিবি | ২ | int:3 |
        | 1 | করিম গাজী | পুরুষ | ৭ |
        """,
    )
    assert (values(read, 2)["sex"], values(read, 2)["marital"]) == ("female", "widowed")
    assert codes(read, 2) == {"code_explained_in_heading"}
    assert values(read, 3)["sex"] == "male"
    assert "value_unknown" in codes(read, 3)
