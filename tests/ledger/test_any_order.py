"""Accepts, undos, gifts, reversals, refusals, merges and unmerges in any order: sums, recipients and seals hold."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.domain.errors import CensusError
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import reading
from census_app.ledger.reads.figures import coverage
from census_app.ledger.writes.deliveries import reverse_delivery, say_state
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.staging import stage_survey
from tests.ledger.doubles import give, merge, offer, undo
from tests.ledger.people import WARD
from tests.ledgers import open_test_ledger

HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,NID No."
FILES = (
    ["1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,19628719071800901", "1,Rahima Khatun,Wife,Female,05-08-1970,,"],
    ["1,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,5551230071", "2,Noor Islam,Self,Male,09-09-1999,Karim,"],
    ["3,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,19808719071800902"],
)
PROGRAMMES = ("OAA", "VGD")
_files = count()

uploads, places = st.integers(1, len(FILES)), st.integers(0, 5)
acts = st.one_of(
    st.tuples(st.just("accept"), uploads),
    st.tuples(st.just("undo_upload"), uploads),
    st.tuples(st.just("give"), places, st.sampled_from(PROGRAMMES), st.integers(1, 9)),
    st.tuples(st.just("reverse"), places),
    st.tuples(st.just("say"), places, st.sampled_from(("refused", "unreachable", "received"))),
    st.tuples(st.just("merge"), places, places),
    st.tuples(st.just("unmerge"), places),
)


@pytest.fixture(scope="module")
def beginning(empty_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which three files of one ward wait."""
    folder = tmp_path_factory.mktemp("any_order")
    path = folder / "beginning.db"
    shutil.copyfile(empty_ledger_file, path)
    engine, there = open_test_ledger(path), Settings(f"sqlite:///{path}", folder)
    create_ledger(engine, there)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    for place, rows in enumerate(FILES):
        sheet = folder / f"{place}.csv"
        sheet.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
        stage_survey(engine, there, OPERATOR, sheet, sheet.name, "2022", WARD)
    engine.dispose()
    return path


class Story:
    """What was given and what still counts of it, beside the ledger that is told the same."""

    def __init__(self, ledger: Engine, settings: Settings) -> None:
        self.ledger, self.settings = ledger, settings
        self.given: dict[int, tuple[str, int]] = {}
        self.gone: set[int] = set()
        self.lost: set[int] = set()
        self.merged: list[int] = []
        self.refused = 0

    def accept(self, upload_id: int) -> None:
        accept_rows(self.ledger, self.settings, OPERATOR, upload_id=upload_id)

    def undo_upload(self, upload_id: int) -> None:
        self._try(undo_acceptance, upload_id, "the wrong ward")

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
def story_of(beginning: Path, folder: Path) -> Iterator[Story]:
    file = folder / f"{next(_files)}.db"
    shutil.copyfile(beginning, file)
    shutil.copytree(beginning.parent / "keys", folder / "keys", dirs_exist_ok=True)
    engine = open_test_ledger(file)
    yield Story(engine, Settings(f"sqlite:///{file}", folder))
    engine.dispose()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=3, max_size=14))
@example(
    [
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
)
@example([("accept", 3), ("undo_upload", 3), ("accept", 1), ("undo_upload", 1), ("accept", 3), ("give", 0, "OAA", 1)])
def test_in_any_order_the_sums_hold_each_delivery_has_one_living_recipient_and_no_seal_is_broken(
    beginning: Path, tmp_path: Path, done: list[tuple[object, ...]]
) -> None:
    with story_of(beginning, tmp_path) as story:
        for act, *told in done:
            getattr(story, str(act))(*told)
            story.check()
        story.check_seals()
