"""Whatever was done to the ledger, a snapshot that read only what changed holds what a whole one holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import combinations, count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from analytics.engine import connect
from analytics.parts import file_of, files_of
from analytics.snapshot import SNAPSHOT_TABLES, Taken, open_snapshot, take_snapshot
from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.ledger import clock
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.doubles import pair_of
from census_app.ledger.writes.audit import append_event, record_look
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.ledger.writes.doubles import NewPair, ask_on_the_spot, offer_matches, tell_apart
from census_app.ledger.writes.finding_answers import review_finding
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.numbers import NotedNumber, add_number, judge_number
from census_app.ledger.writes.proposals import propose_match
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.suspense import attach_by_hand, detach_delivery
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.ledger.writes.uploads import NewProblem
from census_app.ledger.writes.visits import NewVisit, record_visit
from census_app.settings import Settings
from tests.ledger.doubles import accept_person, correct, give, merge, undo
from tests.ledger.people import WARD
from tests.ledgers import open_test_ledger

WARDS = (WARD, "4087041501", WARD, "1004090105")
UNIONS = ("10040901", "40870415", "40879071")
RECORDS = (1, 2, 3, 4)
PAIRS = tuple(combinations(RECORDS, 2))
_files = count()

records, number = st.sampled_from(RECORDS), st.integers(0, 7)
choices = st.dictionaries(st.sampled_from(("home", "name_bn", "sex")), st.sampled_from(("left", "right")), max_size=3)
acts = st.one_of(
    st.tuples(st.just("merge"), records, records, choices),
    st.tuples(st.just("undo"), number),
    st.tuples(st.just("give"), records),
    st.tuples(st.just("accept"), st.sampled_from(WARDS)),
    st.tuples(st.just("hear_of"), records, st.sampled_from(WARDS)),
    st.tuples(st.just("reverse"), number),
    st.tuples(st.just("detach"), number),
    st.tuples(st.just("attach"), number, records),
    st.tuples(st.just("judge"), number, st.sampled_from(("given", "withdrawn", "proposed"))),
    st.tuples(st.just("note_number"), records),
    st.tuples(st.just("put_right"), records),
    st.tuples(st.just("visit"), records),
    st.tuples(st.just("tell_apart"), number),
    st.tuples(st.just("ask_on_the_spot"), number),
    st.tuples(st.just("propose"), records, number),
    st.tuples(st.just("offer")),
    st.tuples(st.just("undo_acceptance"), number),
    st.tuples(st.just("open_round")),
    st.tuples(st.just("review")),
    st.tuples(st.just("look"), st.sampled_from(WARDS)),
    st.tuples(st.just("take")),
)


class Life:
    """A ledger to which things happen, of which a snapshot is taken now and then."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.settings = Settings(str(engine.url), folder)
        self.places = count(len(RECORDS))
        self.merged: list[int] = []

    def begin(self) -> None:
        """Four records in three unions of two districts, each with a delivery, every pair of them asked about."""
        load_reference(self.engine, OPERATOR)
        for place, ward in enumerate(WARDS):
            give(self.engine, self.believe(place, ward, mobile=f"0171000000{place}"), 100_000)
        offer_matches(self.engine, OPERATOR, [NewPair(*pair, 0.9) for pair in PAIRS])
        run = NewRun(date(2022, 6, 30), "1", "none", ("same_period_twice",))
        asked = NewFinding("a", "same_period_twice", "review", WARD, None, (1, 2), (), (), ())
        store_findings(self.engine, OPERATOR, run, [asked])

    def believe(self, place: int, ward: str, **told: Any) -> int:
        """Somebody is believed, though a cell is still to be confirmed."""
        asked = NewProblem("number_damaged", "please_confirm", "খানা তথ্য", 6, "নাম", {})
        return accept_person(self.engine, place, ward, problems=(asked,), **told)

    def ids(self, select: str) -> list[int]:
        with self.engine.connect() as connection:
            return [int(row[0]) for row in connection.execute(text(select))]

    def person_of(self, record: int) -> int:
        return self.ids(f"select coalesce(merged_into_id, id) from persons where id = {record}")[0]

    def one_of(self, table: str, which: int) -> int:
        found = self.ids(f"select id from {table} order by id")
        return found[which % len(found)]

    def merge(self, one: int, other: int, chosen: dict[str, str]) -> None:
        if one != other:
            match_id = PAIRS.index((min(one, other), max(one, other))) + 1
            merge(self.engine, match_id, **chosen)
            self.merged.append(match_id)

    def undo(self, which: int) -> None:
        if self.merged:
            undo(self.engine, self.merged.pop(which % len(self.merged)))

    def give(self, record: int) -> None:
        give(self.engine, self.person_of(record), 1, f"key-555123450{record - 1}")

    def accept(self, ward: str) -> None:
        self.believe(next(self.places), ward)

    def hear_of(self, record: int, ward: str) -> None:
        """A sheet of some ward brings facts and a number of a person, wherever the person lives."""
        self.believe(record - 1, ward, known=self.person_of(record))

    def reverse(self, which: int) -> None:
        reverse_delivery(self.engine, OPERATOR, self.one_of("deliveries", which), "listed by mistake")

    def detach(self, which: int) -> None:
        detach_delivery(self.engine, OPERATOR, self.one_of("deliveries", which), "somebody else's")

    def attach(self, which: int, record: int) -> None:
        attach_by_hand(self.engine, OPERATOR, self.one_of("deliveries", which), self.person_of(record), "said so")

    def judge(self, which: int, judgement: str) -> None:
        number_id = self.one_of("identity_numbers", which)
        holder = self.ids(f"select person_id from identity_numbers where id = {number_id}")[0]
        judge_number(self.engine, OPERATOR, holder, number_id, judgement, "seen the card")

    def note_number(self, record: int) -> None:
        value = f"55512348{next(_files) % 100:02d}"
        noted = NotedNumber("nid10", value, f"key-{value}", [f"key-{value}"])
        add_number(self.engine, OPERATOR, self.person_of(record), noted, "seen the card")

    def put_right(self, record: int) -> None:
        """An act that no list of acts knows: whoever wrote it forgot to say what it leaves alone."""
        correct(self.engine, self.person_of(record), sex="female", mobile=f"017100001{next(_files) % 100:02d}")
        with writing(self.engine) as session:
            append_event(session, OPERATOR, "person_put_right", f"person:{record}", WARD)

    def visit(self, record: int) -> None:
        record_visit(self.engine, OPERATOR, self.person_of(record), NewVisit(clock.today(), "prevented", "seen them"))

    def decide(self, decide: Any, which: int) -> None:
        match_id = self.one_of("possible_matches", which)
        with reading(self.engine) as session:
            seen = pair_of(session, OPERATOR, match_id).seen
        decide(self.engine, OPERATOR, match_id, seen, "asked the family")

    def tell_apart(self, which: int) -> None:
        self.decide(tell_apart, which)

    def ask_on_the_spot(self, which: int) -> None:
        self.decide(ask_on_the_spot, which)

    def propose(self, record: int, which: int) -> None:
        propose_match(self.engine, OPERATOR, self.person_of(record), self.one_of("persons", which), "much alike")

    def offer(self) -> None:
        """The search through the register finds a pair of the newest person."""
        newest = self.ids("select max(id) from persons")[0]
        offer_matches(self.engine, OPERATOR, [NewPair(self.person_of(2), newest, 0.8)])

    def undo_acceptance(self, which: int) -> None:
        undo_acceptance(self.engine, OPERATOR, self.one_of("uploads", which), "the wrong file")

    def open_round(self) -> None:
        open_round(self.engine, OPERATOR, f"2023-{next(_files)}", date(2023, 1, 1))

    def review(self) -> None:
        review_finding(self.engine, OPERATOR, 1, "explained", "asked the office")

    def look(self, ward: str) -> None:
        record_look(self.engine, OPERATOR, "person:1", ward)

    def take(self, whole: bool = False, scope: Scope = OPERATOR) -> tuple[Path, Taken]:
        directory = self.settings.snapshots_dir / f"{next(_files):04d}"
        taken = take_snapshot(self.engine, self.settings, scope, directory, whole)
        return directory, taken

    def do(self, act: str, *told: Any) -> None:
        try:
            getattr(self, act)(*told)
        except CensusError:  # refused, as it would be at a desk: the ledger is as it was
            return

    def check(self) -> None:
        directory, taken = self.take()
        assert not taken.past_trail  # what changed is read off the trail, not noticed by counting
        assert content(directory) == content(self.take(whole=True)[0])


def content(directory: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a snapshot, and what it says of its files."""
    with connect(threads=1) as connection:
        open_snapshot(connection, directory)
        names = [shape.name for shape in SNAPSHOT_TABLES]
        rows = {name: connection.execute(f"select * from {name}").fetchall() for name in names}
    told = json.loads((directory / "snapshot.json").read_text(encoding="utf-8"))
    return {name: sorted(rows[name], key=repr) for name in rows} | {"parts": told["parts"]}


@pytest.fixture(scope="module")
def beginning(empty_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The beginning of a life, from which each example goes on."""
    path = tmp_path_factory.mktemp("life") / "beginning.db"
    shutil.copyfile(empty_ledger_file, path)
    engine = open_test_ledger(path)
    Life(engine, path.parent).begin()
    engine.dispose()
    return path


@contextmanager
def life_from(beginning: Path, folder: Path) -> Iterator[Life]:
    own = folder / f"{next(_files)}"
    own.mkdir()
    shutil.copyfile(beginning, own / "census.db")
    engine = open_test_ledger(own / "census.db")
    yield Life(engine, own)
    engine.dispose()


@pytest.fixture
def life(beginning: Path, tmp_path: Path) -> Iterator[Life]:
    with life_from(beginning, tmp_path) as begun:
        yield begun


@examples(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=1, max_size=8))
@example([("merge", 1, 4, {"home": "right"}), ("take",), ("merge", 2, 4, {}), ("take",), ("undo", 0)])
@example([("merge", 2, 4, {"home": "right"}), ("merge", 1, 2, {"home": "right"}), ("give", 1), ("take",), ("undo", 0)])
@example(
    [("visit", 2), ("visit", 4), ("take",), ("merge", 1, 4, {"home": "right"}), ("take",), ("visit", 1), ("undo", 0)]
)
@example([("accept", WARD), ("propose", 1, 4), ("take",), ("tell_apart", 6), ("tell_apart", 5), ("ask_on_the_spot", 2)])
@example([("accept", WARDS[1]), ("offer",), ("take",), ("undo_acceptance", 8), ("open_round",), ("hear_of", 2, WARD)])
@example([("hear_of", 4, WARD), ("take",), ("judge", 3, "withdrawn"), ("detach", 1), ("take",), ("attach", 1, 4)])
def test_in_any_order_of_acts_what_was_read_in_part_is_what_is_read_as_a_whole(
    beginning: Path, tmp_path: Path, done: list[tuple[Any, ...]]
) -> None:
    with life_from(beginning, tmp_path) as life:
        life.take()
        for act, *told in done:
            life.do(act, *told)
        life.check()


IN_ORDER: list[tuple[Any, ...]] = [
    ("give", 1),
    ("hear_of", 4, WARD),
    ("merge", 1, 4, {"home": "right"}),
    ("reverse", 0),
    ("detach", 2),
    ("judge", 1, "withdrawn"),
    ("note_number", 2),
    ("ask_on_the_spot", 3),
    ("merge", 2, 4, {}),
    ("attach", 2, 3),
    ("review",),
    ("look", WARD),
    ("visit", 4),
    ("tell_apart", 1),
    ("accept", WARDS[1]),
    ("offer",),
    ("propose", 3, 4),
    ("accept", WARD),
    ("undo_acceptance", -1),
    ("open_round",),
    ("undo", 0),
    ("undo", 0),
    ("put_right", 3),
]


def test_on_each_database_every_act_is_seen_by_the_next_snapshot(any_engine: Engine, tmp_path: Path) -> None:
    life = Life(any_engine, tmp_path)
    life.begin()
    life.take()
    for act, *told in IN_ORDER:
        getattr(life, act)(*told)
        life.check()


def test_only_the_union_in_which_something_changed_is_read_and_the_other_files_are_shared(life: Life) -> None:
    first, taken = life.take()
    assert taken == Taken(parts_read=4, parts_kept=0)  # three unions, and the upazila whose list was attached
    life.give(2)
    second, taken = life.take()
    assert (taken.parts_read, taken.parts_kept) == (2, 2)
    shared = {file.relative_to(second) for name in ("src_persons", "src_deliveries") for file in files_of(second, name)
              if (first / file.relative_to(second)).stat().st_ino == file.stat().st_ino}  # fmt: skip
    assert {path.stem for path in shared} == {"10040901", "40879071"}


@pytest.mark.parametrize("act", [("look", WARD), ("review",), ("take",)])
def test_nothing_is_read_when_nothing_changed(life: Life, act: tuple[Any, ...]) -> None:
    life.take()
    life.do(*act)
    assert life.take()[1].parts_read == 0


def test_a_ledger_that_is_not_the_one_of_before_is_read_as_a_whole(life: Life, beginning: Path) -> None:
    life.give(1)
    life.take()
    life.engine.dispose()
    for file in Path(life.settings.data_dir).glob("census.db*"):
        file.unlink()
    shutil.copyfile(beginning, life.settings.data_dir / "census.db")  # an older copy is put back
    assert life.take()[1].parts_kept == 0
    life.check()


def test_rows_that_went_past_the_trail_are_counted_and_the_whole_is_read(life: Life) -> None:
    life.take()
    with writing(life.engine) as session:
        session.connection().execute(text("delete from identity_numbers where person_id = 4"))
    directory, taken = life.take()
    assert (taken.parts_kept, taken.past_trail) == (0, True)
    assert content(directory) == content(life.take(whole=True)[0])


def test_a_snapshot_whose_file_is_lost_lends_nothing(life: Life) -> None:
    first, _ = life.take()
    file_of(first, "src_persons", "10040901").unlink()
    assert life.take()[1].parts_kept == 0
    assert not [path for path in life.settings.snapshots_dir.iterdir() if "unfinished" in path.name]


def test_a_snapshot_of_other_areas_is_no_base_and_holds_nothing_from_outside(life: Life) -> None:
    life.take()
    narrow = Scope(2, "chairman", ("40879071",), ("*",), frozenset())
    directory, taken = life.take(scope=narrow)
    assert taken.parts_kept == 0
    assert {file.stem for shape in SNAPSHOT_TABLES for file in files_of(directory, shape.name)} == {"40879071"}
    assert life.take(scope=narrow)[1].parts_read == 0
