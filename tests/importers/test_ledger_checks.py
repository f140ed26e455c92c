"""What a sheet says against what is believed already comes back to its writer as a question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.staging import stage_survey

WARD = "4087907108"
HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No.,Date of Death"
KARIM = "1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901,"
RAHELA = "2,Rahela Khatun,Self,Female,09-01-1950,Kasem Ali,19508719071800902,11-05-2021"


@pytest.fixture
def ledger(engine: Engine, settings: Settings) -> Engine:
    create_ledger(engine, settings)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    open_round(engine, OPERATOR, "2023", date(2023, 1, 1))
    problems_of(engine, settings, "2022", KARIM, RAHELA)
    accept_rows(engine, settings, OPERATOR)
    return engine


def problems_of(ledger: Engine, settings: Settings, round_code: str, *rows: str) -> dict[str, int]:
    """The problems of a sheet of these rows, by code; every row is ready or held, none is lost."""
    path = Path(settings.data_dir / f"{round_code}.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    staged = stage_survey(ledger, settings, OPERATOR, path, path.name, round_code, WARD)
    assert staged.ready + staged.held == len(rows)
    return staged.problems


def test_a_year_later_the_same_sheet_raises_no_question(ledger: Engine, settings: Settings) -> None:
    assert problems_of(ledger, settings, "2023", KARIM, RAHELA) == {}


@pytest.mark.parametrize(
    ("code", "row"),
    [
        ("number_held_by_another", "3,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,19628719071800901,"),
        ("dead_person_listed", RAHELA.replace("11-05-2021", "")),
        ("person_in_other_household", KARIM.replace("1,Md", "7,Md", 1)),
        ("number_one_slip_off", KARIM.replace("800901", "809001")),
    ],
)
def test_what_the_ledger_knows_otherwise_is_asked_back(ledger: Engine, settings: Settings, code: str, row: str) -> None:
    assert problems_of(ledger, settings, "2023", row).get(code) == 1


def test_a_namesake_born_on_another_day_is_somebody_else(ledger: Engine, settings: Settings) -> None:
    namesake = KARIM.replace("04-07-1962", "05-07-1981").replace("19628719071800901", "").replace("1,Md", "9,Md", 1)
    assert problems_of(ledger, settings, "2023", namesake) == {}
