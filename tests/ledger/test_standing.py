"""Two acceptances never work from one past: the slower plan is refused, and planned again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.scoping import options
from census_app.ledger.standing import standing_of
from census_app.ledger.tables import Household, Person
from census_app.ledger.writes.acceptance import accept_survey
from census_app.ledger.writes.accepted_rows import SurveyAcceptance
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.staging import stage_survey
from tests.ledger.people import OTHER_WARD, WARD, accept_household

THIRD_WARD = "4087907109"
HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name"


def standing(engine: Engine, area_code: str) -> int:
    with reading(engine) as session:
        return standing_of(session, area_code)


def test_a_ledger_moves_on_for_the_place_and_for_what_it_is_part_of(any_engine: Engine) -> None:
    before = standing(any_engine, WARD)
    accept_household(any_engine, OTHER_WARD)
    assert standing(any_engine, WARD) == before
    assert standing(any_engine, OTHER_WARD) == standing(any_engine, WARD[:6]) > before


def test_a_plan_from_before_another_acceptance_changes_nothing(any_engine: Engine) -> None:
    before = standing(any_engine, WARD)
    upload_id = accept_household(any_engine)
    late = SurveyAcceptance(upload_id, WARD, before, 1, date(2022, 1, 1), [])
    with pytest.raises(Refused) as refused:
        accept_survey(any_engine, OPERATOR, late)
    assert refused.value.code == "ledger_moved_on"


def test_four_desks_that_accept_at_once_leave_what_four_in_a_row_would(any_engine: Engine, settings: Settings) -> None:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    uploads = [stage(any_engine, settings, place) for place in range(4)]
    with ThreadPoolExecutor(4) as desks:
        list(desks.map(lambda upload_id: accept_rows(any_engine, settings, OPERATOR, upload_id=upload_id), uploads))
    with reading(any_engine) as session:
        numbers = session.exec(select(Household.number), execution_options=options(OPERATOR)).all()
        persons = session.exec(select(Person.id), execution_options=options(OPERATOR)).all()
    assert sorted(numbers) == ["1", "1-2", "1-3", "1-4"]
    assert len(persons) == 4


def test_wards_accepted_side_by_side_leave_what_they_would_in_a_row(any_engine: Engine, settings: Settings) -> None:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    for place, ward_code in enumerate((WARD, OTHER_WARD, WARD, THIRD_WARD)):
        stage(any_engine, settings, place, ward_code)
    done = accept_rows(any_engine, settings, OPERATOR, "2022", processes=2)
    with reading(any_engine) as session:
        found = select(Household.area_code, Household.number)
        homes = session.exec(found, execution_options=options(OPERATOR)).all()
    assert done.accepted == 4
    assert sorted(homes) == [(OTHER_WARD, "1"), (WARD, "1"), (WARD, "1-2"), (THIRD_WARD, "1")]


def stage(engine: Engine, settings: Settings, place: int, ward_code: str = WARD) -> int:
    """A sheet with another family under the household number 1; the id of its upload."""
    name = ("Karim Mia", "Sushanta Paul", "Rahima Khatun", "Noor Islam")[place]
    path = Path(settings.data_dir / f"{place}.csv")
    path.write_text(f"{HEADINGS}\n1,{name},Self,Male,0{place + 1}-07-1962,Father {place}\n", encoding="utf-8")
    return stage_survey(engine, settings, OPERATOR, path, path.name, "2022", ward_code).upload_id
