"""A person who was written down twice is counted, listed, exported and recognised once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import OPERATOR
from census_app.domain.search import read_question
from census_app.ledger.engine import reading
from census_app.ledger.reads import (
    books,
    corrections,
    deliveries,
    doubles,
    exports,
    figures,
    findings,
    households,
    matches,
    persons,
    search,
    snapshot,
    suspense,
)
from census_app.ledger.reads.staged_rows import ready_rows
from census_app.ledger.standing import standing_of
from census_app.ledger.writes.deliveries import DELIVERY_FIELDS, DecidedDelivery, attach_deliveries
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.reference import load_reference
from tests.ledger.doubles import UPAZILA, accept_person, give, merge, offer
from tests.ledger.people import WARD, row, stage_upload

KEPT, MERGED, OTHER = 1, 2, 3
NUMBERS = ["key-5551234500", "key-5551234501"]


def ids(lines: Iterable[Any]) -> list[int]:
    return [line["person_id"] if isinstance(line, dict) else line.person_id for line in lines]


def joined(lines: Iterable[dict[str, Any]], column: str) -> list[int]:
    return [int(person) for line in lines for person in line[column].split(";")]


def of_snapshot(session: Session, table: str, place: int = 0) -> list[int]:
    return [line[place] for line in snapshot.snapshot_tables(session, OPERATOR, b"key")[table]()]


READS: dict[str, Callable[[Session], list[int]]] = {
    "the page of a household": lambda s: ids(persons.members_of(s, OPERATOR, KEPT)),
    "the page of the other household": lambda s: ids(persons.members_of(s, OPERATOR, MERGED)),
    "lines by id": lambda s: ids(persons.lines_of(s, OPERATOR, [KEPT, MERGED])),
    "the old id": lambda s: [persons.get_person(s, OPERATOR, MERGED).line.person_id],
    "look-up by both numbers": lambda s: ids(persons.find_by_number(s, OPERATOR, NUMBERS)),
    "search": lambda s: ids(search.find_people(s, OPERATOR, read_question("করিম"), b"key").hits),
    "pairs": lambda s: [p.person_id for d in doubles.list_doubles(s, OPERATOR) for p in (d.left, d.right)],
    "suspense": lambda s: [one.person_id for d in suspense.list_suspense(s, OPERATOR) for one in d.candidates],
    "a finding": lambda s: ids(findings.list_findings(s, OPERATOR, findings.FindingFilter())[0].persons),
    "matching": lambda s: ids(matches.known_persons(s, OPERATOR, WARD)),
    "a corrected sheet": lambda s: list(corrections.persons_corrected(s, OPERATOR, 1).values()),
    "export of persons": lambda s: ids(exports.persons(s, OPERATOR, WARD)),
    "export of survey rows": lambda s: ids(exports.survey_rows(s, OPERATOR, WARD)),
    "export of deliveries": lambda s: ids(exports.deliveries(s, OPERATOR, WARD)),
    "export of suspense": lambda s: [
        int(i) for d in exports.suspense(s, OPERATOR, WARD) for i in d["candidates"].split(";")
    ],
    "export of findings": lambda s: [
        int(i) for f in exports.findings(s, OPERATOR, WARD) for i in f["person_id"].split(";")
    ],
    "persons of the snapshot": lambda s: of_snapshot(s, "src_persons"),
    "numbers of the snapshot": lambda s: of_snapshot(s, "src_numbers"),
    "deliveries of the snapshot": lambda s: of_snapshot(s, "src_deliveries", 1),
}
MAY_BE_EMPTY = {"the page of the other household", "pairs", "a corrected sheet", "search"}
ONCE = {"the page of a household", "lines by id", "look-up by both numbers", "suspense", "a finding", "matching",
        "export of persons", "export of suspense", "export of findings", "persons of the snapshot"}  # fmt: skip


@pytest.fixture
def merged(any_engine: Engine) -> Engine:
    """Two records of three are one person: each with a delivery, a pair with the third, a finding, a suspense."""
    load_reference(any_engine, OPERATOR)
    for place in range(3):
        give(any_engine, accept_person(any_engine, place), 100_000)
    run = NewRun(date(2022, 6, 30), "1", "snapshot", ("same_period_twice",))
    store_findings(any_engine, OPERATOR, run, [
        NewFinding("a", "same_period_twice", "review", WARD, None, (KEPT, MERGED), (), (), ()),
    ])  # fmt: skip
    wait(any_engine)
    match_id = offer(any_engine, KEPT, MERGED)
    offer(any_engine, MERGED, OTHER)
    merge(any_engine, match_id)
    return any_engine


def wait(engine: Engine) -> None:
    """A delivery waits that either record may have received."""
    told = {"programme_code": "OAA", "period_code": "2021-22", "amount_poisha": 1, "quantity_thousandths": None}
    told |= {"period_from": date(2021, 7, 1), "period_until": date(2022, 6, 30), "delivered_on": None}
    upload_id = stage_upload(engine, [row(9)], UPAZILA, kind="deliveries")
    with reading(engine) as session:
        standing = standing_of(session, UPAZILA)
        (waiting,) = ready_rows(session, OPERATOR, upload_id)
    fields = {**dict.fromkeys(DELIVERY_FIELDS, ""), **told}
    considered = [(MERGED, 2.0, ["name"]), (KEPT, 1.0, ["name"])]
    decided = [DecidedDelivery(waiting.row_id, fields, None, ["several_persons_fit"], considered)]
    attach_deliveries(engine, OPERATOR, upload_id, UPAZILA, "social_services", standing, decided)


@pytest.mark.parametrize("read", READS)
def test_no_read_knows_the_merged_record_any_more(merged: Engine, read: str) -> None:
    with reading(merged) as session:
        found = READS[read](session)
    assert MERGED not in found
    assert found or read in MAY_BE_EMPTY
    assert read not in ONCE or found.count(KEPT) == 1


def test_the_figures_count_the_person_once(merged: Engine) -> None:
    with reading(merged) as session:
        counted = figures.place_figures(session, OPERATOR, WARD)
        (reached,) = figures.coverage(session, OPERATOR, WARD)
        living = sum(band.male + band.female for band in figures.age_bands(session, OPERATOR, 2022, WARD))
        members = [line.members for line in households.list_households(session, OPERATOR, WARD)]
        (book,) = [book for book in books.books_of(session, OPERATOR, WARD) if book.upload_id == 1]
        history = deliveries.history_of(session, OPERATOR, KEPT)
    assert (counted.persons, living, sorted(members)) == (2, 2, [0, 1, 1])
    assert (reached.persons, reached.deliveries, reached.amount_poisha) == (2, 3, 300_000)
    assert len(book.households[0].members) == 1
    assert [office.total_poisha for office in history] == [200_000]


def test_a_later_sheet_and_a_later_list_find_the_person_by_what_was_merged(merged: Engine) -> None:
    with reading(merged) as session:
        (person, _) = matches.known_persons(session, OPERATOR, WARD)
    assert [name for name, _ in person.other_names] == ["আব্দুল করিম"]
    assert len(person.other_homes) == 1
    assert {key for _, key in person.numbers} == set(NUMBERS)
