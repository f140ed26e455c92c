"""A later sheet names people whom the ledger knows: as themselves, whatever was found out about their records since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.ledger.engine import reading
from census_app.ledger.reads.doubles import list_doubles
from census_app.ledger.writes.doubles import merge_records, tell_apart
from census_app.ledger.writes.proposals import propose_match
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.staging import stage_survey

WARD, OTHER_WARD = "4087907108", "4087907101"
HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No."
KARIM = "7,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901"
KARIM_OVER_THERE = "3,আব্দুল করিম,Self,Male,04-07-1962,রহিম,5551230071"
WITHOUT_NUMBER = "7,Abdul Karim,Self,Male,04-07-1962,Md. Rahim,"
TWIN = "8,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,19628719071800901"


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    create_ledger(any_engine, settings)
    for year in (2022, 2023, 2024):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    return any_engine


def believe(ledger: Engine, settings: Settings, ward: str, year: int, *rows: str) -> list[int]:
    """A volunteer of the ward gives the rows in, a chairman of the union accepts; whom each row is about."""
    path = Path(settings.data_dir / f"{ward}-{year}.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    volunteer = Scope(1, "volunteer", (ward,), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
    member = Scope(2, "checker", (ward,), ("*",), frozenset({Permission.ACCEPT_ROWS}))
    upload = stage_survey(ledger, settings, volunteer, path, path.name, str(year), ward).upload_id
    accept_rows(ledger, settings, member, upload_id=upload)
    asked = text("select person_id from staged_rows where upload_id = :upload and state = 'accepted' order by id")
    with ledger.connect() as connection:
        return list(connection.execute(asked, {"upload": upload}).scalars())


def waiting(ledger: Engine) -> list[tuple[int, int, str]]:
    with reading(ledger) as session:
        pairs = list_doubles(session, OPERATOR)
    return [(pair.left.person_id, pair.right.person_id, pair.seen) for pair in pairs]


@pytest.mark.parametrize("again", [KARIM, WITHOUT_NUMBER], ids=["by number", "by name and birthday"])
def test_who_was_merged_into_a_record_of_another_ward_is_known_again(
    ledger: Engine, settings: Settings, again: str
) -> None:
    (there,) = believe(ledger, settings, OTHER_WARD, 2022, KARIM_OVER_THERE)
    (here,) = believe(ledger, settings, WARD, 2022, KARIM)
    pair = propose_match(ledger, OPERATOR, there, here, "he has two houses").match_id
    ((older, younger, seen),) = waiting(ledger)
    assert (older, younger) == (there, here)
    merge_records(ledger, OPERATOR, pair, seen, {"home": "left"}, "the family says so")
    assert believe(ledger, settings, WARD, 2023, again, TWIN.replace("800901", "800977"))[0] == there
    assert believe(ledger, settings, OTHER_WARD, 2024, KARIM_OVER_THERE) == [there]
    assert waiting(ledger) == []


@pytest.mark.parametrize("decided", [True, False])
def test_two_who_share_a_number_are_asked_about_once_however_often_they_are_listed(
    ledger: Engine, settings: Settings, decided: bool
) -> None:
    first = believe(ledger, settings, WARD, 2022, KARIM, TWIN)
    ((_, _, seen),) = waiting(ledger)
    with ledger.connect() as connection:
        match_id = int(connection.execute(text("select max(id) from possible_matches")).scalar_one())
    if decided:
        tell_apart(ledger, OPERATOR, match_id, seen, "two cards, one was misread")
    assert believe(ledger, settings, WARD, 2023, KARIM, TWIN) == first
    assert len(waiting(ledger)) == (0 if decided else 1)
