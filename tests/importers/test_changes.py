"""What accepting a file would change is told beforehand, and is what then changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import Refused
from census_app.ledger.writes.rounds import open_round
from census_app.sentences import sentence
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.changes import Changes, FieldChange
from importers.looking_ahead import waiting_changes
from importers.staging import stage_survey
from tests.cli.calling import census
from tests.ledger.doubles import dump

WARD = "4087907108"
HEADINGS = (
    "HH No,Para,Roof,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Mobile,Marital Status,NID No."
)
FIRST = (
    "1,Paschim Para,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,Married,19628719071800901",
    "1,Paschim Para,Tin,Rahima Khatun,Wife,Female,05-08-1970,Noor Ali,,Married,",
    "1,Paschim Para,Tin,Salma Khatun,Daughter,Female,05-08-1999,Md. Abdul Karim,,Unmarried,",
)
LATER = (
    "1,Paschim Para,Pucca,Md. Abdul Karim,Self,Male,04-07-1963,Md. Rahim,01710000001,Widowed,19628719071800901",
    "1,Paschim Para,Pucca,Salma Khatun,Daughter,Female,05-08-1999,Md. Abdul Karim,,Married,5551230071",
    "2,Purba Para,Tin,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,,Married,19808719071800902",
    "2,Purba Para,Tin,Rahima Khatun,Mother,Female,05-08-1970,Noor Ali,,Widowed,",
)


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    """The first round is believed, a file of the second waits as upload 2."""
    create_ledger(any_engine, settings)
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    stage(any_engine, settings, "2022", *FIRST)
    accept_rows(any_engine, settings, OPERATOR)
    stage(any_engine, settings, "2023", *LATER)
    return any_engine


def stage(ledger: Engine, settings: Settings, year: str, *rows: str) -> int:
    path = Path(settings.data_dir / f"{year}.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return stage_survey(ledger, settings, OPERATOR, path, path.name, year, WARD).upload_id


def changes_of(ledger: Engine, settings: Settings) -> Changes:
    ((_, changes),) = waiting_changes(ledger, settings, OPERATOR)
    return changes


def told(fields: object) -> set[tuple[str, str, object, object]]:
    assert isinstance(fields, list)
    lines: list[FieldChange] = fields
    return {(one.who.name_en if one.who else "", one.field, one.before, one.after) for one in lines}


def test_every_kind_of_change_is_told_with_what_stood_before(ledger: Engine, settings: Settings) -> None:
    changes = changes_of(ledger, settings)
    assert [(home.number, home.members) for home in changes.new_households] == [("2", 2)]
    assert [one.who.name_en for one in changes.new_persons] == ["Sushanta Paul", "Rahima Khatun"]
    assert told(changes.changed_fields) == {
        ("", "roof", "tin", "concrete"),
        ("Md. Abdul Karim", "mobile", "", "01710000001"),
        ("Md. Abdul Karim", "marital", "married", "widowed"),
        ("Salma Khatun", "marital", "unmarried", "married"),
    }
    assert told(changes.asked_fields) == {("Md. Abdul Karim", "birth_date", "1962-07-04", "1963-07-04")}
    assert [(one.who.name_en, one.kind, one.masked) for one in changes.numbers] == [
        ("Salma Khatun", "nid10", "••••••0071")
    ]
    assert [one.name_en for one in changes.missing] == ["Rahima Khatun"]
    assert [(one.who.name_en, one.who.person_id, one.other.person_id) for one in changes.doubles] == [
        ("Rahima Khatun", None, 2)
    ]


def test_looking_changes_nothing_and_what_was_told_is_what_then_changes(ledger: Engine, settings: Settings) -> None:
    before = dump(ledger, ())
    changes = changes_of(ledger, settings)
    assert dump(ledger, ()) == before
    accept_rows(ledger, settings, OPERATOR)
    after = dump(ledger, ())
    counts = changes.counts()
    assert len(after["persons"]) - len(before["persons"]) == counts["new_persons"]
    assert len(after["households"]) - len(before["households"]) == counts["new_households"]
    assert len(after["possible_matches"]) - len(before["possible_matches"]) == counts["doubles"]
    known = text("select count(*) from identity_numbers n join persons p on p.id = n.person_id where p.id <= 3")
    with ledger.connect() as connection:
        assert connection.execute(known).scalar_one() - 1 == counts["numbers"]
    assert waiting_changes(ledger, settings, OPERATOR) == []


def test_whoever_has_a_known_number_in_another_house_is_listed_there(ledger: Engine, settings: Settings) -> None:
    accept_rows(ledger, settings, OPERATOR)
    stage(
        ledger,
        settings,
        "2023",
        LATER[2].replace("Gopal Paul,", "Gopal Paul,01710000009"),
        LATER[0].replace("1,P", "2,P"),
    )
    ((_, changes),) = waiting_changes(ledger, settings, OPERATOR)
    assert [(one.who.name_en, one.who.household_number, one.listed_in) for one in changes.moved] == [
        ("Md. Abdul Karim", "1", "2")
    ]


def test_what_a_file_of_the_same_round_listed_already_is_not_missing(ledger: Engine, settings: Settings) -> None:
    accept_rows(ledger, settings, OPERATOR)
    stage(ledger, settings, "2023", LATER[0].replace("01710000001", "01710000002").replace("Widowed", ""))
    changes = changes_of(ledger, settings)
    assert [one.name_en for one in changes.missing] == ["Rahima Khatun"]
    assert ("Md. Abdul Karim", "marital", "widowed", "") in told(changes.changed_fields)


def test_only_whoever_may_accept_looks_ahead(ledger: Engine, settings: Settings) -> None:
    volunteer = Scope(9, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
    with pytest.raises(Refused) as refused:
        waiting_changes(ledger, settings, volunteer)
    assert refused.value.code == "may_not_accept"


def test_a_dry_run_counts_and_an_undoing_takes_back(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_ledger(engine, settings)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    upload_id = stage(engine, settings, "2022", *FIRST)
    monkeypatch.setenv("CENSUS_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("CENSUS_DATA_DIR", str(settings.data_dir))
    (counted,) = json.loads(census("accept", "--dry-run", "--json").stdout)
    assert (counted["upload_id"], counted["new_households"], counted["new_persons"]) == (upload_id, 1, 3)
    assert census("accept", "--dry-run", "--lang", "bn").output == sentence("changes_counted", "bn", counted) + "\n"
    assert json.loads(census("accept", "--json").stdout)["accepted"] == 3
    assert census("accept", "--dry-run").output == sentence("nothing_waits", "en") + "\n"
    assert census("accept", "--dry-run", "--upload", "99").exit_code == 1
    undone = census("undo", "--upload", str(upload_id), "--json")
    assert json.loads(undone.stdout) == {"rows": 3, "persons": 3, "households": 1}
    again = census("undo", "--upload", str(upload_id))
    assert (again.exit_code, "No acceptance of this file stands" in again.output) == (1, True)
    assert json.loads(census("accept", "--json").stdout)["accepted"] == 3
