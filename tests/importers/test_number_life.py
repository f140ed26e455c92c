"""The numbers of one life: none at first, then the birth registration, then the card; all is kept on one person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.domain.identity import keyed_hash, lookup_digits, mask
from census_app.ledger.engine import reading
from census_app.ledger.reads.deliveries import history_of
from census_app.ledger.reads.persons import PersonPage, get_person
from census_app.ledger.writes.numbers import NotedNumber, add_number, judge_number
from census_app.ledger.writes.rounds import open_round
from census_app.settings import NUMBER_KEY, Settings
from importers.acceptance import accept_rows
from importers.staging import stage_deliveries, stage_survey
from importers.suspense import ask_again
from tests.importers.sheets import write_xlsx

WARD = "4087907108"
SURVEY = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No.,Birth Reg. No."
FATHER = "1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901,"
GIRL = "1,Salma Khatun,Daughter,Female,09-01-2004,Md. Abdul Karim,"
LIST = "Name,Father/Husband,Village,এনআইডি/জন্ম নিবন্ধন নং,Programme,Date,Amount"
BRN, NID17, NID10 = "20048719071000901", "20048719071800902", "5551230044"


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    create_ledger(any_engine, settings)
    for year in (2022, 2023, 2024):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    return any_engine


def survey(ledger: Engine, settings: Settings, year: int, girl: str) -> int:
    """The household as it was written down that year is believed; the id of the girl."""
    path = Path(settings.data_dir / f"{year}.csv")
    path.write_text("\n".join([SURVEY, FATHER, GIRL + girl]) + "\n", encoding="utf-8")
    upload = stage_survey(ledger, settings, OPERATOR, path, path.name, str(year), WARD).upload_id
    accept_rows(ledger, settings, OPERATOR, upload_id=upload)
    asked = text("select max(person_id) from staged_rows where upload_id = :upload and state = 'accepted'")
    with ledger.connect() as connection:
        return int(connection.execute(asked, {"upload": upload}).scalar_one())


def listed(ledger: Engine, settings: Settings, number: str, day: str) -> None:
    """An office's list gives her something under that number."""
    path = Path(settings.data_dir / f"list-{day.replace('/', '-')}.csv")
    line = f"Salma Khatun,,,{number},VGD,{day},500"
    path.write_text(f"{LIST}\n{line}\n", encoding="utf-8")
    upload = stage_deliveries(ledger, settings, OPERATOR, path, path.name, "women_affairs", "2021-22", WARD).upload_id
    accept_rows(ledger, settings, OPERATOR, upload_id=upload)


def deliveries(ledger: Engine, person_id: int) -> int:
    with reading(ledger) as session:
        return sum(len(office.deliveries) for office in history_of(session, OPERATOR, person_id))


def person(ledger: Engine, person_id: int) -> PersonPage:
    with reading(ledger) as session:
        return get_person(session, OPERATOR, person_id)


def noted(settings: Settings, kind: str, value: str) -> NotedNumber:
    hashed = [keyed_hash(settings.key(NUMBER_KEY), form) for form in lookup_digits(kind, value)]
    return NotedNumber(kind, value, hashed[0], hashed)


def test_a_temporary_key_a_birth_registration_and_a_card_are_one_life(ledger: Engine, settings: Settings) -> None:
    girl = survey(ledger, settings, 2022, ",")
    before = person(ledger, girl)
    assert before.numbers == ()
    assert before.temporary_key.startswith("T-40879071-08-1-")
    listed(ledger, settings, BRN, "05/10/2021")
    assert deliveries(ledger, girl) == 0
    assert survey(ledger, settings, 2023, f",{BRN}") == girl
    assert deliveries(ledger, girl) == 1
    assert survey(ledger, settings, 2024, f"{NID17},{BRN}") == girl
    for number, day in ((NID17, "06/11/2021"), (NID17[4:], "07/12/2021"), (BRN, "08/01/2022")):
        listed(ledger, settings, number, day)
    now = person(ledger, girl)
    assert deliveries(ledger, girl) == 4
    assert [(held.kind, held.value) for held in now.numbers] == [("brn17", BRN), ("nid17", NID17)]
    assert now.temporary_key == before.temporary_key
    assert [origin.file_name for origin in now.origins] == ["2022.csv", "2023.csv", "2024.csv"]
    assert len(now.facts) == 3


def test_each_status_of_a_number_says_whom_it_finds(ledger: Engine, settings: Settings) -> None:
    girl = survey(ledger, settings, 2022, f"{NID17},")
    add_number(ledger, OPERATOR, girl, noted(settings, "nid10", NID10), "saw the card")
    listed(ledger, settings, NID10, "05/10/2021")
    assert deliveries(ledger, girl) == 1
    with ledger.connect() as connection:
        wanted = text("select id from identity_numbers where person_id = :girl and kind = 'nid10'")
        number_id = int(connection.execute(wanted, {"girl": girl}).scalar_one())
    for place, status in enumerate(("proposed", "withdrawn", "belongs_to_another"), start=1):
        judge_number(ledger, OPERATOR, girl, number_id, status, "asked at the office")
        listed(ledger, settings, NID10, f"0{place}/02/2022")
        assert deliveries(ledger, girl) == 1
        assert [held.status for held in person(ledger, girl).numbers] == ["given", status]
    judge_number(ledger, OPERATOR, girl, number_id, "given", "it is hers after all")
    assert ask_again(ledger, settings, OPERATOR, [WARD]) == 3
    assert deliveries(ledger, girl) == 4


def test_a_number_that_a_spreadsheet_has_cut_is_kept_as_damaged_and_is_no_identity(
    ledger: Engine, settings: Settings
) -> None:
    table = (
        "| HH No | Member Name | Relation with Head | Sex | Date of Birth | Father's Name | NID No. |\n"
        f"| 1 | Salma Khatun | Self | Female | 09-01-2004 | Md. Abdul Karim | float:{NID17} |"
    )
    path = write_xlsx(Path(settings.data_dir) / "cut.xlsx", {"Sheet1": table})
    staged = stage_survey(ledger, settings, OPERATOR, path, path.name, "2022", WARD)
    accept_rows(ledger, settings, OPERATOR, upload_id=staged.upload_id)
    assert staged.problems["number_damaged"] == 1
    held = person(ledger, 1).numbers
    assert [(number.kind, number.status) for number in held] == [("nid17_leading", "damaged")]
    assert mask(held[0].value).endswith(held[0].value[-4:])
