"""Any order of merging, undoing and new rows: the money stays, and undoing everything leaves the never-merged state."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import combinations, count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR
from census_app.domain.merging import CHOICES, SIDES
from census_app.ledger.writes.doubles import NewPair, offer_matches
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.reference import load_reference
from tests.ledger.doubles import accept_person, correct, dump, give, merge, received, timeless, undo
from tests.ledger.people import OTHER_WARD, WARD
from tests.ledgers import open_test_ledger

RECORDS = (1, 2, 3, 4)
PAIRS = tuple(combinations(RECORDS, 2))
GIVEN = 100_000
_files = count()

records = st.sampled_from(RECORDS)
choices = st.dictionaries(st.sampled_from(CHOICES), st.sampled_from(SIDES), max_size=len(CHOICES))
acts = st.one_of(
    st.tuples(st.just("merge"), records, records, choices),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("give"), records),
    st.tuples(st.just("facts"), records),
    st.tuples(st.just("correct"), records, st.sampled_from(("mobile", "name_bn"))),
)


RUN = NewRun(date(2022, 6, 30), "1", "snapshot", ("same_period_twice",))


def finding(identity: str, *persons: int) -> NewFinding:
    return NewFinding(identity, "same_period_twice", "review", WARD, None, persons, (), (), ())


@pytest.fixture(scope="module")
def beginning(empty_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of four records, the third of another ward, in which every pair of them is asked about."""
    path = tmp_path_factory.mktemp("merging") / "beginning.db"
    shutil.copyfile(empty_ledger_file, path)
    engine = open_test_ledger(path)
    load_reference(engine, OPERATOR)
    for place in range(len(RECORDS)):
        ward = OTHER_WARD if place == 2 else WARD
        give(engine, accept_person(engine, place, ward, mobile=f"0171000000{place}"), GIVEN)
    store_findings(engine, OPERATOR, RUN, [finding("a", 1, 2), finding("b", 2, 3, 4), finding("c", 4)])
    offer_matches(engine, OPERATOR, [NewPair(*pair, 0.9) for pair in PAIRS])
    engine.dispose()
    return path


class Story:
    """Two ledgers that go through the same, but that nothing is ever decided in the second."""

    def __init__(self, merging: Engine, never: Engine) -> None:
        self.merging, self.never = merging, never
        self.both = (merging, never)
        self.links: dict[int, tuple[int, int]] = {}
        self.given = dict.fromkeys(RECORDS, GIVEN)

    def person_of(self, record: int) -> int:
        """The oldest record that hangs together with this one."""
        together = {record}
        while grown := {end for link in self.links.values() if together & {*link} for end in link} - together:
            together |= grown
        return min(together)

    def merge(self, one: int, other: int, chosen: dict[str, str]) -> None:
        if self.person_of(one) != self.person_of(other):
            pair = (min(one, other), max(one, other))
            self.links[merge(self.merging, PAIRS.index(pair) + 1, **chosen)] = pair

    def undo(self, which: int) -> None:
        if self.links:
            match_id = sorted(self.links)[which % len(self.links)]
            undo(self.merging, match_id)
            del self.links[match_id]

    def give(self, record: int) -> None:
        """An office's list names the record's own number; nobody but the ledger knows whose it is by now."""
        self.given[record] += 1
        give(self.merging, self.person_of(record), 1, f"key-555123450{record - 1}")
        give(self.never, record, 1, f"key-555123450{record - 1}")

    def facts(self, record: int) -> None:
        """A later sheet brings facts and a number of the person."""
        for engine in self.both:
            accept_person(engine, record - 1, known=self.person_of(record))

    def correct(self, record: int, column: str) -> None:
        """Somebody corrects what the person's record says."""
        put_right = f"put right {next(_files)}"
        for engine in self.both:
            correct(engine, self.person_of(record), **{column: put_right})

    def check(self) -> None:
        """Each person has what its records were given, lives in one household and has one set of facts a round."""
        money: dict[int, int] = {}
        for record, amount in self.given.items():
            money[self.person_of(record)] = money.get(self.person_of(record), 0) + amount
        assert received(self.merging) == money
        assert self._counts("memberships where until_on is null") == dict.fromkeys(money, 1)
        assert self._counts("person_facts where superseded_at is null") == dict.fromkeys(money, 1)

    def _counts(self, rows: str) -> dict[int, int]:
        with self.merging.connect() as connection:
            asked = text(f"select person_id, count(*) from {rows} group by person_id")
            return {int(person): int(found) for person, found in connection.execute(asked)}


@contextmanager
def two_ledgers(beginning: Path, folder: Path) -> Iterator[Story]:
    files = [folder / f"{next(_files)}.db" for _ in range(2)]
    engines = []
    for file in files:
        shutil.copyfile(beginning, file)
        engines.append(open_test_ledger(file))
    yield Story(*engines)
    for engine in engines:
        engine.dispose()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=2, max_size=9), st.randoms())
@example(
    [("merge", 2, 1, {}), ("merge", 2, 3, {"mobile": "right"}), ("merge", 1, 3, {}), ("correct", 1, "mobile")],
    Random(0),
)
@example([("merge", 2, 4, {}), ("merge", 4, 3, {"home": "right"}), ("give", 2)], Random(0))
@example([("merge", 3, 4, {}), ("give", 4), ("merge", 3, 1, {}), ("undo", 0)], Random(0))
def test_in_any_order_the_money_stays_and_undoing_everything_leaves_the_never_merged_state(
    beginning: Path, tmp_path: Path, done: list[tuple[object, ...]], chance: Random
) -> None:
    with two_ledgers(beginning, tmp_path) as story:
        for act, *told in done:
            getattr(story, str(act))(*told)
            story.check()
        while story.links:
            story.undo(chance.randrange(len(story.links)))
            story.check()
        assert timeless(dump(story.merging)) == timeless(dump(story.never))
