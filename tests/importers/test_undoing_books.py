"""A returned book is undone as one: corrected cells, moves and deaths of people known before are as they were."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.writes.rounds import note_books, open_round
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.importers.test_undoing import different, whole

WARD = "4087907108"
HEADINGS = "HH No,Roof,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Mobile,NID No."
ROWS = (
    "7,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,19628719071800901",
    "7,Tin,Rahima Khatun,Wife,Female,09-03-1968,Gofur Ali,,",
    "7,Tin,Noor Islam,Son,Male,09-09-1999,Md. Abdul Karim,,19998719071800903",
    "8,Tin,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,01710000001,19808719071800902",
)
CORRECTED = {
    "Md. Abdul Karim": {"death_date": "02/11/2022"},
    "Rahima Khatun": {"birth_date": "10/03/1968", "mobile": "01710000009", "marital": "Widowed"},
    "Sushanta Paul": {"name": "Sushanta Kumar Paul", "mobile": "01710000002"},
}
NOOR = {"household_number": "8", "name": "Noor Islam", "relation": "Not related", "sex": "Male"}
NOOR |= {"birth_date": "09/09/1999", "nid": "19998719071800903"}
NEW = {"household_number": "7", "name": "Fatema Khatun", "relation": "Daughter", "sex": "Female"}
NEW |= {"birth_date": "01/12/2022"}


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    create_ledger(any_engine, settings)
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    path = settings.data_dir / "sheet.csv"
    path.write_text("\n".join([HEADINGS, *ROWS]) + "\n", encoding="utf-8")
    stage_survey(any_engine, settings, OPERATOR, path, path.name, "2022", WARD)
    accept_rows(any_engine, settings, OPERATOR)
    return any_engine


def book(ledger: Engine, settings: Settings, name: str = "book.xlsx") -> Path:
    """The one book of the ward, printed for 2023."""
    with reading(ledger) as session:
        (one,) = books_of(session, OPERATOR, WARD)
    note_books(ledger, OPERATOR, "2023", WARD, [one])
    path = settings.data_dir / name
    write_prefilled_form(one, "2023", path, "en")
    return path


def give_in(ledger: Engine, settings: Settings, path: Path) -> int:
    return stage_survey(ledger, settings, OPERATOR, path, path.name, "2023", WARD).upload_id


def accept(ledger: Engine, settings: Settings, upload_id: int) -> None:
    assert accept_rows(ledger, settings, OPERATOR, upload_id=upload_id).accepted > 0


def ask(ledger: Engine, query: str) -> list[Any]:
    with ledger.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def refusal(ledger: Engine, upload_id: int) -> str:
    before = whole(ledger)
    with pytest.raises(Refused) as refused:
        undo_acceptance(ledger, OPERATOR, upload_id, "the wrong ward")
    assert different(ledger, before) == []
    return refused.value.code


def test_corrections_moves_and_deaths_of_people_known_before_are_as_they_were(
    ledger: Engine, settings: Settings
) -> None:
    path = book(ledger, settings)
    corrected_book(path, CORRECTED, ["Noor Islam"], [("Sushanta Paul", NOOR), ("Rahima Khatun", NEW)])
    upload_id = give_in(ledger, settings, path)
    before = whole(ledger)
    accept(ledger, settings, upload_id)
    assert ask(ledger, "select kind, happened_on from life_events") == [("death", "2022-11-02")]
    assert {("birth_date", "1968-03-09"), ("mobile", "01710000001")} <= set(
        ask(ledger, "select column_name, before from person_changes")
    )
    moved = "select until_on is null, end_reason from memberships where person_id = 3 order by id"
    assert [bool(running) for running, _ in ask(ledger, moved)] == [False, True]
    undone = undo_acceptance(ledger, OPERATOR, upload_id, "the book of another ward")
    assert (undone.persons, undone.rows) == (1, 5)
    assert different(ledger, before) == []
    with reading(ledger) as session:
        assert walk_chain(session).broken is None
    accept(ledger, settings, upload_id)
    undo_acceptance(ledger, OPERATOR, upload_id, "once more")
    assert different(ledger, before) == []


def test_a_book_is_not_undone_while_a_later_one_speaks_of_the_same_people(ledger: Engine, settings: Settings) -> None:
    path = book(ledger, settings)
    other = book(ledger, settings, "other.xlsx")
    corrected_book(path, CORRECTED)
    first = give_in(ledger, settings, path)
    accept(ledger, settings, first)
    second = give_in(ledger, settings, other)
    accept(ledger, settings, second)
    assert refusal(ledger, first) == "built_on_later_file"
    undo_acceptance(ledger, OPERATOR, second, "first things last")
    undo_acceptance(ledger, OPERATOR, first, "the wrong ward")


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        ("built_on_changes", "update persons set mobile = '01710000003' where mobile = '01710000002'"),
        ("built_on_homes", "update memberships set until_on = '2023-05-05' where person_id = 3 and until_on is null"),
    ],
)
def test_what_was_changed_again_since_keeps_the_book(
    ledger: Engine, settings: Settings, code: str, statement: str
) -> None:
    path = book(ledger, settings)
    corrected_book(path, CORRECTED, ["Noor Islam"], [("Sushanta Paul", NOOR)])
    upload_id = give_in(ledger, settings, path)
    accept(ledger, settings, upload_id)
    with ledger.begin() as connection:
        connection.execute(text(statement))
    assert refusal(ledger, upload_id) == code
