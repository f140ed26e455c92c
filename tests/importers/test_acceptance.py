"""Who may accept what, what a second file changes, and what is refused with which word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.engine import reading
from census_app.ledger.json_text import to_sorted_json
from census_app.ledger.reads.jobs import FileToRead
from census_app.ledger.reads.staged_rows import upload_counts
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, Person
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.staging import StagingSummary, row_keys, stage_deliveries, stage_survey

WARD = "4087907108"
HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No."
KARIM = "1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901"
OTHERS = "1,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,19808719071800902"


def desk(actor_id: int, *permissions: Permission, office: str = "*", area: str = WARD) -> Scope:
    return Scope(actor_id, f"desk {actor_id}", (area,), (office,), frozenset(permissions))


VOLUNTEER = desk(1, Permission.UPLOAD_SURVEY)
CHAIRMAN = desk(2, Permission.ACCEPT_ROWS, Permission.UPLOAD_SURVEY)


@pytest.fixture
def ledger(engine: Engine, settings: Settings) -> Engine:
    create_ledger(engine, settings)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    return engine


def stage(ledger: Engine, settings: Settings, *rows: str, scope: Scope = VOLUNTEER, name: str = "a") -> StagingSummary:
    path = Path(settings.data_dir / f"{name}.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return stage_survey(ledger, settings, scope, path, path.name, "2022", WARD)


def refusal(act: object) -> str:
    assert callable(act)
    with pytest.raises(CensusError) as refused:
        act()
    return refused.value.code


def count(ledger: Engine, table: type) -> int:
    with reading(ledger) as session:
        return len(session.exec(select(table.id), execution_options=options(OPERATOR)).all())


def test_the_maker_is_never_the_checker(ledger: Engine, settings: Settings) -> None:
    upload = stage(ledger, settings, KARIM, scope=CHAIRMAN).upload_id
    assert refusal(lambda: accept_rows(ledger, settings, CHAIRMAN, upload_id=upload)) == "maker_is_checker"
    assert count(ledger, Person) == 0


def test_a_desk_that_may_not_accept_is_refused(ledger: Engine, settings: Settings) -> None:
    upload = stage(ledger, settings, KARIM).upload_id
    assert refusal(lambda: accept_rows(ledger, settings, VOLUNTEER, upload_id=upload)) == "may_not_accept"


def test_an_office_neither_uploads_nor_accepts_for_another(ledger: Engine, settings: Settings) -> None:
    path = settings.data_dir / "list.csv"
    path.write_text("Name,Programme,Date\nMd. Abdul Karim,VGD,17/07/2021\n", encoding="utf-8")
    food = desk(3, Permission.UPLOAD_DELIVERIES, office="food")
    relief = desk(4, Permission.UPLOAD_DELIVERIES, office="relief")
    give = (path, path.name, "food", "2021-22", WARD)
    assert refusal(lambda: stage_deliveries(ledger, settings, relief, *give)) == "office_not_found"
    upload = stage_deliveries(ledger, settings, food, *give).upload_id
    assert refusal(lambda: accept_rows(ledger, settings, relief, upload_id=upload)) == "not_your_office"


def test_an_unknown_round_or_a_foreign_ward_is_not_found(ledger: Engine, settings: Settings) -> None:
    assert refusal(lambda: accept_rows(ledger, settings, CHAIRMAN, "1999")) == "round_not_found"
    elsewhere = desk(5, Permission.UPLOAD_SURVEY, area="4087907107")
    assert refusal(lambda: stage(ledger, settings, KARIM, scope=elsewhere)) == "area_not_found"
    with reading(ledger) as session:
        assert refusal(lambda: upload_counts(session, OPERATOR, 99)) == "upload_not_found"


def test_the_same_file_twice_changes_nothing(ledger: Engine, settings: Settings) -> None:
    first = stage(ledger, settings, KARIM)
    again = stage(ledger, settings, KARIM)
    assert (again.already_known, again.upload_id) == (True, first.upload_id)


def test_a_row_that_another_file_brought_is_refused_with_its_reason(ledger: Engine, settings: Settings) -> None:
    stage(ledger, settings, KARIM)
    again = stage(ledger, settings, KARIM, OTHERS, name="b")
    assert (again.refused, again.problems["row_already_known"]) == (1, 1)


def test_two_households_under_one_number_both_stay(ledger: Engine, settings: Settings) -> None:
    for name, row in (("a", KARIM), ("b", OTHERS)):
        upload = stage(ledger, settings, row, name=name).upload_id
        accept_rows(ledger, settings, CHAIRMAN, upload_id=upload)
    with reading(ledger) as session:
        numbers = session.exec(select(Household.number), execution_options=options(OPERATOR)).all()
        assert sorted(numbers) == ["1", "1-2"]
        assert upload_counts(session, OPERATOR, upload).problems["household_number_taken"] == 1


def test_a_known_person_with_another_birth_date_stays_as_believed_and_is_asked_about(
    ledger: Engine, settings: Settings
) -> None:
    for name, row in (("a", KARIM), ("b", KARIM.replace("04-07-1962", "05-07-1962"))):
        upload = stage(ledger, settings, row, name=name).upload_id
        accept_rows(ledger, settings, CHAIRMAN, upload_id=upload)
    with reading(ledger) as session:
        assert session.exec(select(Person.birth_date), execution_options=options(OPERATOR)).all() == ["1962-07-04"]
        assert upload_counts(session, OPERATOR, upload).problems["differs_from_ledger"] == 1


def test_no_row_key_is_found_out_by_trying_numbers_without_the_key_of_the_ledger() -> None:
    place = FileToRead("survey", "a.csv", "kept.csv", "4087907108", 1, "", "", "2022-07-01", 1)
    told = [to_sorted_json({"nid10": "5551230000"})]
    keys = {name: row_keys(told, place, name) for name in (bytes(32), bytes(31) + b"1")}
    assert len({tuple(key) for key in keys.values()}) == 2
    assert keys[bytes(32)] == row_keys(told, place, bytes(32))
