"""An acceptance is undone as one: the whole database is compared with what it was before."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.domain.search import read_question
from census_app.ledger.engine import reading
from census_app.ledger.reads.search import find_people
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.search import catch_up
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import NUMBER_KEY, Settings
from importers.acceptance import accept_rows
from importers.staging import stage_survey
from tests.ledger.doubles import dump
from tests.ledgers import open_test_ledger

WARD = "4087907108"
HEADINGS = (
    "HH No,Para,Roof,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Mobile,Marital Status,NID No."
)
KARIM = "1,Paschim Para,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,Married,19628719071800901"
AGAIN = "1,Paschim Para,Pucca,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,01710000001,Widowed,5551230071"
FILES = (
    [KARIM, "1,Paschim Para,Tin,Rahima Khatun,Wife,Female,05-08-1970,,,Married,"],
    [AGAIN, "1,Paschim Para,Pucca,Noor Islam,Son,Male,09-09-1999,Md. Abdul Karim,,Unmarried,"],
    ["1,Purba Para,Tin,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,,Married,19808719071800902"],
    ["2,Dakshin Para,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,Married,"],
)
NOTED = ("audit_events", "entry_seals", "acceptances")
"""The trail with its seals, and the note of the undoing itself."""
_files = count()


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    return any_engine


def stage(ledger: Engine, settings: Settings, rows: list[str], name: str = "a") -> int:
    path = Path(settings.data_dir / f"{name}.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return stage_survey(ledger, settings, OPERATOR, path, path.name, "2022", WARD).upload_id


def whole(ledger: Engine) -> dict[str, list[tuple[Any, ...]]]:
    return dump(ledger, NOTED)


def different(ledger: Engine, before: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """The tables that are not as they were."""
    now = whole(ledger)
    return [name for name in before if now[name] != before[name]]


def found(ledger: Engine, settings: Settings, typed: str) -> list[int]:
    """Whom search answers with once it has caught up."""
    key = settings.key(NUMBER_KEY)
    assert catch_up(ledger, key)
    with reading(ledger) as session:
        return [hit.line.person_id for hit in find_people(session, OPERATOR, read_question(typed), key).hits]


def test_what_one_file_brought_is_gone_and_what_it_changed_is_as_it_was(ledger: Engine, settings: Settings) -> None:
    uploads = [stage(ledger, settings, rows, f"file{place}") for place, rows in enumerate(FILES)]
    befores = []
    for upload_id in uploads:
        befores.append(whole(ledger))
        assert accept_rows(ledger, settings, OPERATOR, upload_id=upload_id).accepted == len(FILES[len(befores) - 1])
        assert {"staged_rows", "persons", "person_facts", "uploads"} <= set(different(ledger, befores[-1]))
    with ledger.connect() as connection:
        filled = connection.execute(text("select table_name, column_name from filled_blanks")).all()
        assert ("persons", "mobile") in [tuple(one) for one in filled]
        assert connection.execute(text("select count(*) from possible_matches")).scalar_one() > 0
        superseded = "select count(*) from person_facts where superseded_at is not null"
        assert connection.execute(text(superseded)).scalar_one() > 0
    for upload_id, before in reversed(list(zip(uploads, befores, strict=True))):
        undo_acceptance(ledger, OPERATOR, upload_id, "the wrong ward")
        assert different(ledger, before) == []


def test_a_file_that_was_undone_is_accepted_again_and_nobody_bears_the_id_of_one_who_is_gone(
    ledger: Engine, settings: Settings
) -> None:
    upload_id = stage(ledger, settings, FILES[0])
    given_out: set[int] = set()
    for _ in range(3):
        assert accept_rows(ledger, settings, OPERATOR, upload_id=upload_id).accepted == 2
        with ledger.connect() as connection:
            persons = set(connection.execute(text("select id from persons")).scalars())
        assert len(persons) == 2
        assert not persons & given_out
        given_out |= persons
        for typed in ("Abdul Karim", "19628719071800901", "0901"):
            assert found(ledger, settings, typed) == [min(persons)]
        undone = undo_acceptance(ledger, OPERATOR, upload_id, "once more")
        assert (undone.rows, undone.persons, undone.households) == (2, 2, 1)
        assert found(ledger, settings, "Abdul Karim") == []


def test_rows_accepted_later_are_undone_before_those_accepted_first(ledger: Engine, settings: Settings) -> None:
    upload_id = stage(ledger, settings, [KARIM, AGAIN.replace("1,P", "3,P").replace("Md. Abdul Karim", "Noor Ali")])
    beginning = whole(ledger)
    with ledger.begin() as connection:
        connection.execute(text("update staged_rows set state = 'held' where row_number = 3"))
    accept_rows(ledger, settings, OPERATOR, upload_id=upload_id)
    with ledger.begin() as connection:
        connection.execute(text("update staged_rows set state = 'ready' where row_number = 3"))
    between = whole(ledger)
    assert between["uploads"] != beginning["uploads"]
    accept_rows(ledger, settings, OPERATOR, upload_id=upload_id)
    undo_acceptance(ledger, OPERATOR, upload_id, "the second part")
    assert different(ledger, between) == []
    undo_acceptance(ledger, OPERATOR, upload_id, "the first part")
    assert different(ledger, beginning) == []


@pytest.fixture(scope="module")
def beginning(empty_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which four files of one ward wait that speak of the same people and numbers."""
    folder = tmp_path_factory.mktemp("undoing")
    shutil.copyfile(empty_ledger_file, folder / "beginning.db")
    engine = open_test_ledger(folder / "beginning.db")
    settings = Settings(f"sqlite:///{folder / 'beginning.db'}", folder)
    create_ledger(engine, settings)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    for place, rows in enumerate(FILES):
        stage(engine, settings, rows, f"file{place}")
    engine.dispose()
    return folder / "beginning.db"


class Story:
    """Files accepted and undone in some order; how the whole database stood after each set of acceptances."""

    def __init__(self, ledger: Engine, settings: Settings) -> None:
        self.ledger, self.settings = ledger, settings
        self.standing: list[tuple[int, int]] = []
        self.stood: dict[tuple[tuple[int, int], ...], dict[str, list[tuple[Any, ...]]]] = {(): whole(ledger)}

    def accept(self, upload_id: int) -> None:
        if upload_id not in [one for one, _ in self.standing]:
            accept_rows(self.ledger, self.settings, OPERATOR, upload_id=upload_id)
            self.standing.append((upload_id, next(_files)))
            self.check()

    def undo(self, upload_id: int) -> None:
        before = whole(self.ledger)
        refused = self.refusal(upload_id)
        if refused:
            assert refused in ("nothing_to_undo", "built_on_later_file")
            assert [one for one, _ in self.standing[-1:]] != [upload_id]
            assert different(self.ledger, before) == []
        else:
            self.standing = [one for one in self.standing if one[0] != upload_id]
            self.check()

    def refusal(self, upload_id: int) -> str:
        """Why the file's acceptance stands on; nothing when it was undone."""
        try:
            undo_acceptance(self.ledger, OPERATOR, upload_id, "taken back")
        except Refused as refused:
            return refused.code
        return ""

    def check(self) -> None:
        now = whole(self.ledger)
        assert self.stood.setdefault(tuple(self.standing), now) == now


uploads = st.integers(1, len(FILES))
acts = st.lists(st.tuples(st.sampled_from(("accept", "undo")), uploads), min_size=3, max_size=12)


@property_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
@example([("accept", 1), ("accept", 2), ("accept", 3), ("undo", 1), ("accept", 4), ("undo", 3), ("undo", 2)])
def test_in_any_order_the_same_acceptances_leave_the_same_database(
    beginning: Path, tmp_path: Path, done: list[tuple[str, int]]
) -> None:
    file = tmp_path / f"{next(_files)}.db"
    shutil.copyfile(beginning, file)
    shutil.copytree(beginning.parent / "keys", tmp_path / "keys", dirs_exist_ok=True)
    engine = open_test_ledger(file)
    story = Story(engine, Settings(f"sqlite:///{file}", tmp_path))
    for act, upload_id in done:
        getattr(story, act)(upload_id)
    for upload_id, _ in reversed(story.standing[:]):
        story.undo(upload_id)
    assert story.standing == []
    engine.dispose()
