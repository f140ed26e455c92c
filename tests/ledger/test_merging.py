"""Records become one person and two again: nothing is lost, and the order does not matter."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.domain.merging import CHOICES
from census_app.ledger.engine import open_ledger, reading
from census_app.ledger.reads.merges import merges_of
from census_app.ledger.reads.persons import find_by_number, get_person
from census_app.ledger.tables import FindingPerson
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.merges import undo_merge
from census_app.ledger.writes.moved_rows import HANGING
from census_app.ledger.writes.reference import load_reference
from census_app.settings import Settings
from tests.ledger.doubles import DECISIONS, accept_person, correct, dump, give, merge, offer, received, timeless, undo
from tests.ledger.people import OTHER_WARD, WARD

RUN = NewRun(date(2022, 6, 30), "1", "snapshot", ("same_period_twice",))
ALL_RIGHT = dict.fromkeys(CHOICES, "right")


def finding(identity: str, *persons: int) -> NewFinding:
    return NewFinding(identity, "same_period_twice", "review", WARD, None, persons, (), (), ())


def settle_people(engine: Engine) -> Engine:
    """Three records, the third of another ward, each with a household, a number, facts, a delivery and a finding."""
    load_reference(engine, OPERATOR)
    for place, ward in enumerate((WARD, WARD, OTHER_WARD)):
        give(engine, accept_person(engine, place, ward), 100_000 + place)
    store_findings(engine, OPERATOR, RUN, [finding("a", 1), finding("b", 1, 2), finding("c", 2, 3)])
    return engine


@pytest.fixture
def people(any_engine: Engine) -> Engine:
    return settle_people(any_engine)


@pytest.fixture
def never_merged(empty_ledger_file: Path, tmp_path: Path, settings: Settings) -> Iterator[Engine]:
    """The same people in a ledger in which nobody decides anything."""
    shutil.copyfile(empty_ledger_file, tmp_path / "never.db")
    engine = open_ledger(replace(settings, database_url=f"sqlite:///{tmp_path / 'never.db'}"))
    yield settle_people(engine)
    engine.dispose()


OF_RECORDS = {"merge_changes", "person_changes", "closed_persons"}
"""What these tell, they tell of the record as it was, whoever it turns out to be."""


def test_every_table_with_a_person_follows_the_person() -> None:
    with_person = {name for name, table in SQLModel.metadata.tables.items() if "person_id" in table.columns}
    derived = {name for name in with_person if name.startswith("search_")}
    assert with_person - derived == {model.__tablename__ for model in (*HANGING, FindingPerson)} | OF_RECORDS


def test_merging_and_taking_it_back_leaves_every_table_as_it_was(people: Engine) -> None:
    match_id = offer(people, 1, 3)
    before = dump(people)
    merge(people, match_id, **ALL_RIGHT)
    assert dump(people) != before
    undo_merge(people, OPERATOR, match_id, "they are brothers")
    assert dump(people) == before


def test_the_survivor_has_what_both_had_and_what_was_chosen(people: Engine) -> None:
    merge(people, offer(people, 1, 3), name_bn="right", home="right", facts="right")
    with reading(people) as session:
        person = get_person(session, OPERATOR, 1)
        by_old_id = get_person(session, OPERATOR, 3)
        (by_old_number,) = find_by_number(session, OPERATOR, ["key-5551234502"])
        (standing,) = merges_of(session, OPERATOR, 1)
    assert by_old_id == person
    assert by_old_number == person.line
    assert (person.line.person_id, person.line.name_bn, person.line.area_code) == (1, "রহিমা খাতুন", OTHER_WARD)
    assert (person.line.birth_date, person.line.household_number) == ("1960-01-02", "2")
    assert [held.value for held in person.numbers] == ["5551234500", "5551234502"]
    assert [facts.education_class for facts in person.facts] == [2]
    assert len(person.origins) == 2
    assert received(people) == {1: 200_002, 2: 100_001}
    assert (standing.records, standing.note) == ((1, 3), "asked the family")


def test_whose_word_is_not_chosen_keeps_the_record_that_stands_for_both(people: Engine) -> None:
    merge(people, offer(people, 1, 2))
    with reading(people) as session:
        person = get_person(session, OPERATOR, 2)
    assert (person.line.name_bn, person.line.household_number) == ("করিম শেখ", "0")
    assert [facts.education_class for facts in person.facts] == [0]


def test_a_finding_about_two_records_of_a_person_is_about_the_person_once(people: Engine) -> None:
    match_id = merge(people, offer(people, 1, 2))
    asked = text("select f.identity, p.person_id from finding_persons p join findings f on f.id = p.finding_id")
    with people.connect() as connection:
        assert {tuple(row) for row in connection.execute(asked)} == {("a", 1), ("b", 1), ("c", 1), ("c", 3)}
    undo(people, match_id)
    with people.connect() as connection:
        assert {tuple(row) for row in connection.execute(asked)} == {
            ("a", 1), ("b", 1), ("b", 2), ("c", 2), ("c", 3),
        }  # fmt: skip


LATER: dict[str, Callable[[Engine], object]] = {
    "a delivery under the number of the survivor": lambda engine: give(engine, 1, 70, "key-5551234500"),
    "a delivery by name": lambda engine: give(engine, 1, 70),
    "a corrected field that was not chosen": lambda engine: correct(engine, 1, mother_name="আমেনা"),
    "a number and facts from a later sheet": lambda engine: accept_person(engine, 0, known=1),
}


@pytest.mark.parametrize("later", LATER)
def test_what_comes_later_stays_when_the_merge_is_taken_back_and_nothing_else(
    people: Engine, never_merged: Engine, later: str
) -> None:
    match_id = merge(people, offer(people, 1, 2), name_bn="right", birth="right", facts="right", home="right")
    LATER[later](people)
    undo(people, match_id)
    LATER[later](never_merged)
    assert timeless(dump(people)) == timeless(dump(never_merged))


def test_a_delivery_under_the_number_of_the_other_record_goes_with_that_number(people: Engine) -> None:
    match_id = merge(people, offer(people, 1, 3), home="right")
    give(people, 1, 70, "key-5551234502")
    assert received(people) == {1: 200_072, 2: 100_001}
    undo(people, match_id)
    assert received(people) == {1: 100_000, 2: 100_001, 3: 100_072}


def test_a_field_that_was_corrected_after_the_merge_stays_corrected(people: Engine) -> None:
    first = merge(people, offer(people, 1, 2), name_bn="right", birth="right")
    correct(people, 1, name_bn="করিম উদ্দিন")
    second = merge(people, offer(people, 1, 3), mobile="right")
    undo(people, second)
    with reading(people) as session:
        assert get_person(session, OPERATOR, 1).line.name_bn == "করিম উদ্দিন"
    undo(people, first)
    with reading(people) as session:
        line = get_person(session, OPERATOR, 1).line
    assert (line.name_bn, line.birth_date) == ("করিম উদ্দিন", "1960-01-02")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_merges_that_hang_together_are_taken_back_in_any_order(people: Engine, order: tuple[int, int]) -> None:
    pairs = [offer(people, 1, 2), offer(people, 2, 3)]
    before = dump(people)
    merges = [merge(people, pairs[0], **ALL_RIGHT), merge(people, pairs[1], **ALL_RIGHT)]
    assert received(people) == {1: 300_003}
    undo(people, merges[order[0]])
    assert received(people) == ({1: 100_000, 2: 200_003} if order[0] == 0 else {1: 200_001, 3: 100_002})
    undo(people, merges[order[1]])
    assert dump(people) == before


def test_a_link_taken_back_leaves_what_would_be_there_without_it(people: Engine) -> None:
    pairs = [offer(people, 1, 2), offer(people, 2, 3)]
    choices = {"name_bn": "right", "home": "right", "facts": "right"}
    merge(people, pairs[1], **choices)
    alone = dump(people, (*DECISIONS, "merge_changes", "moved_rows"))
    undo(people, merge(people, pairs[0], **ALL_RIGHT))
    assert dump(people, (*DECISIONS, "merge_changes", "moved_rows")) == alone


def test_a_merge_is_taken_back_once(people: Engine) -> None:
    match_id = merge(people, offer(people, 1, 2))
    undo(people, match_id)
    with pytest.raises(Refused, match="merge_undone_already"):
        undo(people, match_id)
