"""Accepts, undos, returned books, changes asked for, clerks' edits, gifts, merges in any order: sums and seals hold."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import open_ledger, reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.figures import coverage
from census_app.ledger.writes.change_requests import refuse_change
from census_app.ledger.writes.deliveries import reverse_delivery, say_state
from census_app.ledger.writes.rounds import note_books, open_round
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.mending import mend_cell
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.importers.test_undoing import different, whole
from tests.ledger.changes import RULES, add_desks, approve, ask, page_of
from tests.ledger.doubles import give, merge, offer, undo
from tests.ledger.people import WARD
from tests.ledgers import drop_database, new_database, open_test_ledger

HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No."
FILES = (
    ["1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901", "1,Rahima Khatun,Wife,Female,05-08-1970,,"],
    ["1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,5551230071", "2,Noor Islam,Self,Male,09-09-1999,Karim,"],
    ["3,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,19808719071800902"],
)
PROGRAMMES = ("OAA", "VGD")
CELLS = {"birth_date": "05/07/1962", "mobile": "01710000009", "death_date": "02/11/2022", "marital": "Widowed"}
WANTED = {"birth": "1961-03-10", "sex": "male"}
_files = count()

uploads, places = st.integers(1, len(FILES) + 2), st.integers(0, 5)
acts = st.one_of(
    st.tuples(st.just("accept"), uploads),
    st.tuples(st.just("undo_upload"), uploads),
    st.tuples(st.just("give"), places, st.sampled_from(PROGRAMMES), st.integers(1, 9)),
    st.tuples(st.just("reverse"), places),
    st.tuples(st.just("say"), places, st.sampled_from(("refused", "unreachable", "received"))),
    st.tuples(st.just("merge"), places, places),
    st.tuples(st.just("unmerge"), places),
    st.tuples(st.just("accept_and_undo"), uploads),
    st.tuples(st.just("book"), places, st.sampled_from(sorted(CELLS))),
    st.tuples(st.just("ask"), places, st.sampled_from(sorted(WANTED))),
    st.tuples(st.just("answer"), places, st.sampled_from(("approve", "refuse"))),
    st.tuples(st.just("edit"), places, st.sampled_from(("Rahim Sheikh", "Gopal Chandra Paul"))),
)


@dataclass(frozen=True)
class Beginning:
    """A ledger in which three files of one ward wait, and two desks that ask for changes and answer."""

    url: str
    folder: Path
    desks: dict[str, Scope]


def _begin(engine: Engine, there: Settings) -> Beginning:
    create_ledger(engine, there)
    for year in (2022, 2023):
        open_round(engine, OPERATOR, str(year), date(year, 1, 1))
    for place, rows in enumerate(FILES):
        sheet = there.data_dir / f"{place}.csv"
        sheet.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
        stage_survey(engine, there, OPERATOR, sheet, sheet.name, "2022", WARD)
    desks = add_desks(engine)
    engine.dispose()
    return Beginning(there.database_url, there.data_dir, desks)


@pytest.fixture(scope="module")
def beginning(empty_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    folder = tmp_path_factory.mktemp("any_order")
    path = folder / "beginning.db"
    shutil.copyfile(empty_ledger_file, path)
    return _begin(open_test_ledger(path), Settings(f"sqlite:///{path}", folder))


@pytest.fixture(scope="module")
def beginning_on_server(postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    url = new_database(postgres_template, "any_order_beginning")
    there = Settings(url, tmp_path_factory.mktemp("any_order"))
    yield _begin(open_ledger(there), there)
    drop_database(url)


class Story:
    """What was given and what still counts of it, beside the ledger that is told the same."""

    def __init__(self, ledger: Engine, settings: Settings, desks: dict[str, Scope]) -> None:
        self.ledger, self.settings, self.desks = ledger, settings, desks
        self.requests: list[int] = []
        self.given: dict[int, tuple[str, int]] = {}
        self.gone: set[int] = set()
        self.lost: set[int] = set()
        self.merged: list[int] = []
        self.refused = 0

    def accept(self, upload_id: int) -> int:
        return accept_rows(self.ledger, self.settings, OPERATOR, upload_id=self._upload(upload_id)).accepted

    def undo_upload(self, upload_id: int) -> None:
        self._try(undo_acceptance, self._upload(upload_id), "the wrong ward")

    def accept_and_undo(self, upload_id: int) -> None:
        """What is accepted and undone at once has never been."""
        before = whole(self.ledger)
        if self.accept(upload_id):
            undo_acceptance(self.ledger, OPERATOR, self._upload(upload_id), "the wrong ward")
            assert different(self.ledger, before) == []

    def book(self, place: int, field: str) -> None:
        """A book is printed, one cell of it is written anew, and it comes back."""
        with reading(self.ledger) as session:
            books = books_of(session, OPERATOR, WARD)
        if books:
            one = books[place % len(books)]
            note_books(self.ledger, OPERATOR, "2023", WARD, [one])
            path = self.settings.data_dir / f"book{next(_files)}.xlsx"
            write_prefilled_form(one, "2023", path, "en")
            names = [
                row[0] for row in self._rows("select name_en from persons where merged_into_id is null order by id")
            ]
            with suppress(KeyError):  # somebody who is in no household stands in no book
                corrected_book(path, {names[place % len(names)]: {field: CELLS[field]}})
            stage_survey(self.ledger, self.settings, OPERATOR, path, path.name, "2023", WARD)

    def ask(self, place: int, field: str) -> None:
        if people := self._ids("select id from persons where merged_into_id is null order by id"):
            try:
                wanted = people[place % len(people)]
                self.requests.append(ask(self.ledger, self.desks["clerk"], wanted, {field: WANTED[field]}))
            except CensusError:
                self.refused += 1

    def answer(self, place: int, said: str) -> None:
        if not self.requests:
            return
        request_id = self.requests.pop(place % len(self.requests))
        try:
            if said == "approve":
                approve(self.ledger, self.desks["chairman"], request_id)
            else:
                seen = page_of(self.ledger, self.desks["chairman"], request_id).seen
                refuse_change(self.ledger, self.desks["chairman"], request_id, seen, "not so", RULES)
        except CensusError:
            self.refused += 1

    def edit(self, place: int, written: str) -> None:
        """A clerk puts a cell of a waiting row right."""
        waiting = self._rows(
            "select r.id, r.upload_id from staged_rows r join uploads u on u.id = r.upload_id"
            " where u.kind = 'survey' and r.state in ('ready', 'held') and u.file_name like '%.csv' order by r.id"
        )
        if waiting:
            row_id, upload_id = waiting[place % len(waiting)]
            try:
                mend_cell(self.ledger, self.settings, OPERATOR, upload_id, row_id, "Father's Name", written)
            except CensusError:
                self.refused += 1

    def _upload(self, place: int) -> int:
        surveys = self._ids("select id from uploads where kind = 'survey' order by id")
        return surveys[(place - 1) % len(surveys)]

    def give(self, place: int, programme: str, taka: int) -> None:
        if people := self._ids("select id from persons where merged_into_id is null order by id"):
            give(self.ledger, people[place % len(people)], taka * 100, programme=programme)
            (newest,) = self._ids("select max(id) from deliveries")
            self.given[newest] = (programme, taka * 100)

    def reverse(self, place: int) -> None:
        if self.given:
            wanted = sorted(self.given)[place % len(self.given)]
            if self._try(reverse_delivery, wanted, "listed twice"):
                self.gone.add(wanted)

    def say(self, place: int, state: str) -> None:
        if self.given:
            wanted = sorted(self.given)[place % len(self.given)]
            if self._try(say_state, wanted, state, "the family says so"):
                (self.lost.discard if state == "received" else self.lost.add)(wanted)

    def merge(self, one: int, other: int) -> None:
        people = self._ids("select id from persons where merged_into_id is null order by id")
        if people and one % len(people) != other % len(people):
            ends = sorted({people[one % len(people)], people[other % len(people)]})
            try:
                self.merged.append(merge(self.ledger, offer(self.ledger, *ends)))
            except (CensusError, IndexError):
                self.refused += 1

    def unmerge(self, place: int) -> None:
        if self.merged:
            undo(self.ledger, self.merged.pop(place % len(self.merged)))

    def _try(self, act: object, *arguments: object) -> bool:
        try:
            act(self.ledger, OPERATOR, *arguments)  # type: ignore[operator]
        except CensusError:
            self.refused += 1
            return False
        return True

    def _rows(self, query: str) -> list[Any]:
        with self.ledger.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def _ids(self, query: str) -> list[int]:
        with self.ledger.connect() as connection:
            return list(connection.execute(text(query)).scalars())

    def check(self) -> None:
        """Each programme has paid what was given and counts; each delivery hangs at one living record."""
        expected: dict[str, int] = defaultdict(int)
        for delivery_id, (programme, poisha) in self.given.items():
            if delivery_id not in self.gone | self.lost:
                expected[programme] += poisha
        with reading(self.ledger) as session:
            told = {line.programme_code: line.amount_poisha for line in coverage(session, OPERATOR)}
        assert told == dict(expected)
        hanging = self._ids(
            "select a.delivery_id from attachments a join persons p on p.id = a.person_id"
            " where a.ended_at is null and p.merged_into_id is null order by a.delivery_id"
        )
        assert hanging == sorted(self.given)
        assert self._ids("select count(*) from deliveries where reverses_id is null") == [len(self.given)]

    def check_seals(self) -> None:
        """Nothing was changed that is only added to."""
        with reading(self.ledger) as session:
            walked = walk_chain(session)
        assert (walked.first_broken_id, walked.broken) == (None, None)


@contextmanager
def story_of(beginning: Beginning, folder: Path) -> Iterator[Story]:
    shutil.copytree(beginning.folder / "keys", folder / "keys", dirs_exist_ok=True)
    if beginning.url.startswith("sqlite"):
        file = folder / f"{next(_files)}.db"
        shutil.copyfile(beginning.folder / "beginning.db", file)
        there = Settings(f"sqlite:///{file}", folder)
        engine = open_test_ledger(file)
    else:
        there = Settings(new_database(beginning.url, f"any_order_{next(_files)}"), folder)
        engine = open_ledger(there)
    yield Story(engine, there, beginning.desks)
    engine.dispose()
    if engine.dialect.name == "postgresql":
        drop_database(there.database_url)


def tell(beginning: Beginning, folder: Path, done: list[tuple[object, ...]]) -> None:
    with story_of(beginning, folder) as story:
        for act, *told in done:
            getattr(story, str(act))(*told)
            story.check()
            story.check_seals()


LONG = [
    ("accept", 1),
    ("accept", 2),
    ("give", 0, "OAA", 5),
    ("merge", 0, 2),
    ("give", 2, "VGD", 3),
    ("undo_upload", 2),
    ("reverse", 0),
    ("unmerge", 0),
    ("say", 1, "refused"),
]
OF_ALL_KINDS = [
    ("edit", 2, "Rahim Sheikh"),
    ("accept", 1),
    ("accept_and_undo", 3),
    ("accept", 3),
    ("book", 0, "birth_date"),
    ("accept_and_undo", 4),
    ("accept", 4),
    ("ask", 0, "birth"),
    ("ask", 1, "birth"),
    ("answer", 0, "approve"),
    ("answer", 0, "refuse"),
    ("undo_upload", 4),
    ("merge", 0, 2),
    ("book", 1, "mobile"),
    ("accept", 5),
    ("unmerge", 0),
]


HEALTH = [HealthCheck.function_scoped_fixture]


@settings(max_examples=25, deadline=None, suppress_health_check=HEALTH)
@given(st.lists(acts, min_size=3, max_size=14))
@example(LONG)
@example([("accept", 3), ("undo_upload", 3), ("accept", 1), ("undo_upload", 1), ("accept", 3), ("give", 0, "OAA", 1)])
@example(OF_ALL_KINDS)
def test_in_any_order_the_sums_hold_each_delivery_has_one_living_recipient_and_no_seal_is_broken(
    beginning: Beginning, tmp_path: Path, done: list[tuple[object, ...]]
) -> None:
    tell(beginning, tmp_path, done)


@pytest.mark.postgres
@settings(max_examples=4, deadline=None, suppress_health_check=HEALTH)
@given(st.lists(acts, min_size=3, max_size=14))
@example(LONG)
@example(OF_ALL_KINDS)
def test_so_it_is_on_a_server(beginning_on_server: Beginning, tmp_path: Path, done: list[tuple[object, ...]]) -> None:
    tell(beginning_on_server, tmp_path, done)


def test_each_kind_of_act_really_happens_in_the_longest_story(beginning: Beginning, tmp_path: Path) -> None:
    with story_of(beginning, tmp_path) as story:
        for act, *told in OF_ALL_KINDS:
            getattr(story, str(act))(*told)
        acts_told = dict(story._rows("select action, count(*) from audit_events group by action"))
        steps = dict(story._rows("select step, count(*) from change_steps group by step"))
        corrected = story._ids("select count(*) from person_changes where staged_row_id is not null")
    assert {"cell_corrected", "change_applied", "acceptance_undone", "persons_merged"} <= set(acts_told), acts_told
    assert {"filed", "approved", "applied", "refused"} <= set(steps), steps
    assert corrected[0] > 0
