"""A byte changed in any table that is only added to is found by the walk, and the entry is named; on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import SQLModel, select

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.ledger.chain import Walked, walk_chain
from census_app.ledger.engine import reading, writing
from census_app.ledger.kept_tables import CHAINED, SEALED
from census_app.ledger.reads.books import books_of
from census_app.ledger.scoping import options
from census_app.ledger.seals import TABLES, as_ranges, ids_of, note_written, rows_of
from census_app.ledger.tables import (
    FindingAssignment,
    FlowChoice,
    HazardCall,
    HazardMark,
    HeadingAnswer,
    MarriageVisit,
    RowCorrection,
    VerificationDecision,
    VerifiedRow,
)
from census_app.ledger.writes.audit import append_event, seal_what_stood
from census_app.ledger.writes.deliveries import reverse_delivery, say_state
from census_app.ledger.writes.finding_answers import review_finding
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.rounds import close_round, note_books, open_round
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.ledger.changes import add_desks, ask
from tests.ledger.doubles import give, merge, offer
from tests.ledger.people import OTHER_WARD, WARD

HEADINGS = (
    "HH No,Roof,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Date of death,NID No.,Marital Status"
)
ROWS = (
    "7,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,19628719071800901,Married",
    "7,Tin,Rahima Khatun,Wife,Female,09-03-1968,Gofur Ali,02-11-2021,,Widowed",
    "8,Tin,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,,19808719071800902,Married",
)
RUN = NewRun(date(2022, 6, 30), "1", "snapshot", ("same_period_twice",))
CHANGES = {
    "deliveries": "update deliveries set amount_poisha = amount_poisha + 1 where id = 2",
    "delivery_states": "update delivery_states set reason = reason || '.' where id = 1",
    "attachments": "update attachments set method = 'nie' where id = 1",
    "person_changes": "update person_changes set after = after || '.' where id = 1",
    "person_facts": "update person_facts set marital = 'widoweD' where id = 2",
    "household_facts": "update household_facts set roof = 'tim' where id = 1",
    "memberships": "update memberships set relation = 'chief' where id = 1",
    "life_events": "update life_events set happened_on = '2021-11-03' where id = 1",
    "match_decisions": "update match_decisions set note = note || '.' where id = 1",
    "merges": "update merges set left_id = right_id where id = 1",
    "finding_reviews": "update finding_reviews set note = note || '.' where id = 1",
    "change_items": "update change_items set field = field || '.' where id = 1",
    "finding_assignments": "update finding_assignments set note = note || '.' where id = 1",
    "hazard_marks": "update hazard_marks set outcome = outcome || '.' where id = 1",
    "marriage_visits": "update marriage_visits set outcome = outcome || '.' where id = 1",
    "heading_answers": "update heading_answers set answer = answer || '.' where id = 1",
    "row_corrections": "update row_corrections set field = field || '.' where id = 1",
    "flow_choices": "update flow_choices set flow = 'directed' where id = 1",
    "verification_decisions": "update verification_decisions set words = words || '.' where id = 1",
    "verified_rows": "update verified_rows set household_number = '9' where decision_id = 1 and staged_row_id = 1",
    "change_steps": "update change_steps set taken_by = taken_by + 1 where id = 1",
    "closed_figures": f"update closed_figures set persons = persons + 1 where area_code = '{WARD}'",
    "closed_heads": f"update closed_heads set head_hash = '0' || substr(head_hash, 2) where area_code = '{WARD}'",
    "closed_persons": "update closed_persons set name_en = name_en || '.' where person_id = 1",
}

ROW_OF = {"deliveries": "2", "person_facts": "2", "closed_figures": WARD, "closed_heads": WARD}


SHEETS = ((WARD, ROWS), (OTHER_WARD, ("9,Tin,Anil Das,Self,Male,02-03-1981,Gopal Das,,19818719071800903,Married",)))


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    """A ledger in which every table that is only added to holds at least two rows."""
    create_ledger(any_engine, settings)
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    for ward, rows in SHEETS:
        path = settings.data_dir / f"{ward}.csv"
        path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
        stage_survey(any_engine, settings, OPERATOR, path, path.name, "2022", ward)
    accept_rows(any_engine, settings, OPERATOR)
    close_round(any_engine, OPERATOR, "2022")
    with reading(any_engine) as session:
        (book,) = books_of(session, OPERATOR, WARD)
    note_books(any_engine, OPERATOR, "2023", WARD, [book])
    write_prefilled_form(book, "2023", settings.data_dir / "book.xlsx", "en")
    corrected_book(settings.data_dir / "book.xlsx", {"Md. Abdul Karim": {"birth_date": "05/07/1962"}})
    stage_survey(any_engine, settings, OPERATOR, settings.data_dir / "book.xlsx", "book.xlsx", "2023", WARD)
    accept_rows(any_engine, settings, OPERATOR)
    for person_id in (1, 2):
        give(any_engine, person_id, 50_000)
    reverse_delivery(any_engine, OPERATOR, 1, "listed twice")
    say_state(any_engine, OPERATOR, 2, "refused", "she is well off, she says")
    finding = NewFinding("a", "same_period_twice", "review", WARD, None, (1,), (), (), ())
    store_findings(any_engine, OPERATOR, RUN, [finding])
    review_finding(any_engine, OPERATOR, 1, "explained", "two payments were two quarters")
    merge(any_engine, offer(any_engine, 1, 3))
    ask(any_engine, add_desks(any_engine)["clerk"], 2, {"birth": "1968-03-10"})
    _decide(any_engine)
    _write_each_twice(any_engine)
    return any_engine


def _decide(ledger: Engine) -> None:
    """What the desks of other tests do, in one act: a flow, a decision and its rows, a visit, a mark, answers."""
    at, day = datetime(2022, 5, 1, tzinfo=UTC), date(2022, 5, 1)
    of_flow: dict[str, Any] = {"area_code": WARD, "flow": "direct", "version": 1}
    by: dict[str, Any] = {"decided_by": 0, "decided_at": at}
    said: dict[str, Any] = {"heading_key": "a", "heading": "A", "about": "field", "answer": "sex"}
    call: dict[str, Any] = {"area_codes": [WARD], "weights": {}, "snapshot": "s"}
    with writing(ledger) as session:
        session.add(HazardCall(id=1, kind="flood", expected_on=day, as_of=day, opened_by=0, opened_at=at, **call))
        session.flush()
        session.add(HazardMark(area_code=WARD, hazard_id=1, person_id=2, outcome="moved", marked_by=0, marked_at=at))
        seen = {"visited_on": day, "outcome": "agreed", "note": "", "visited_by": 0, "recorded_at": at}
        session.add(MarriageVisit(area_code=WARD, person_id=2, **seen))
        session.add(FindingAssignment(finding_id=1, due_on=day, assigned_by=0, assigned_at=at))
        session.add(HeadingAnswer(layout="survey", answered_by=0, answered_at=at, **said))
        cell = {"heading": "Sex", "field": "sex", "written_before": "M", "written_now": "F"}
        of_row = {"upload_id": 1, "staged_row_id": 1, "area_code": WARD, "corrected_by": 0, "corrected_at": at}
        session.add(RowCorrection(**of_row, **cell))
        session.add(FlowChoice(fingerprint="f", chosen_by=0, chosen_at=at, **of_flow))
        session.add(VerificationDecision(upload_id=1, step="check", decision="confirm", **of_flow, **by))
        session.flush()
        for row_id in (1, 2):
            session.add(VerifiedRow(decision_id=1, staged_row_id=row_id, row_key=f"k{row_id}", household_number="7"))
        note_written(session, "verified_rows", rows_of("verified_rows", 1))
        append_event(session, OPERATOR, "rows_confirmed", "upload:1", WARD)


def _write_each_twice(ledger: Engine) -> None:
    """One act more writes a second row, a moment later, where a table holds only one."""
    classes = {one.class_.__tablename__: one.class_ for one in SQLModel._sa_registry.mappers}
    with writing(ledger) as session:
        for name, kept in SEALED.items():
            found = session.exec(select(classes[name]).limit(2), execution_options=options(OPERATOR)).all()
            if kept.group or len(found) > 1:
                continue
            told = found[0].model_dump(exclude={"id"})
            moments = {key: value + timedelta(seconds=1) for key, value in told.items() if type(value) is datetime}
            other = {"change_items": {"field": "death"}, "merges": {"decision_id": 2}}.get(name, {})
            session.add(classes[name](**{**told, **moments, **other}))
        append_event(session, OPERATOR, "rows_confirmed", "upload:1", WARD)


def walked(ledger: Engine) -> Walked:
    with reading(ledger) as session:
        return walk_chain(session)


def fault_of(ledger: Engine) -> tuple[str, str, str, str]:
    """Area, table, entry and fault of what the walk names first."""
    broken = walked(ledger).broken
    assert broken is not None
    return broken.area_code, broken.table_name, broken.row, broken.fault


def execute(ledger: Engine, *statements: str) -> None:
    """Somebody who owns the database does so, past the ledger, its triggers and foreign keys."""
    if ledger.dialect.name == "sqlite":
        with closing(sqlite3.connect(ledger.url.database or "", isolation_level=None)) as file:
            for (name,) in file.execute("select name from sqlite_master where type = 'trigger'").fetchall():
                file.execute(f"drop trigger {name}")
            counts = [file.execute(statement).rowcount for statement in statements]
    else:
        with ledger.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            counts = [connection.execute(text(statement)).rowcount for statement in statements]
    assert counts[-1] == 1


def first_two(ledger: Engine, table_name: str) -> tuple[str, list[Any]]:
    """The column by which rows are told apart (within those of the first round or decision), and two of its values."""
    kept = SEALED[table_name]
    key = kept.key[0]
    within = f" where {kept.group} = 1" if kept.group else ""
    with ledger.connect() as connection:
        wanted = text(f"select {key} from {table_name}{within} order by {key} limit 2")
        return key, [repr(value) for value in connection.execute(wanted).scalars()]


def copied(table_name: str, column: str, value: Any, where: str) -> tuple[str, ...]:
    also = ", decision_id = 77" if table_name == "merges" else ""
    return (
        "drop table if exists copied",
        f"create temporary table copied as select * from {table_name} where {where}",
        f"update copied set {column} = {value}{also}",
        f"insert into {table_name} select * from copied",
    )


def test_whatever_was_done_holds_and_every_such_table_is_among_it(ledger: Engine) -> None:
    found = walked(ledger)
    assert (found.first_broken_id, found.broken) == (None, None)
    assert set(CHANGES) == set(TABLES)
    with ledger.connect() as connection:
        counts = {name: connection.execute(text(f"select count(*) from {name}")).scalar_one() for name in TABLES}
    assert min(counts.values()) > 1, counts
    assert found.entries == sum(counts.values())


@pytest.mark.parametrize("table_name", TABLES)
def test_what_is_changed_taken_put_in_or_swapped_in_the_database_is_named(ledger: Engine, table_name: str) -> None:
    key, (one, other) = first_two(ledger, table_name)
    kept = SEALED[table_name]
    within = f" and {kept.group} = 1" if kept.group else ""
    group = rows_of(table_name, 1) if kept.group else ""
    named = one.strip("'")
    free = "'7'" if one.startswith("'") else "77"
    moves = (
        (one, "'0'" if one.startswith("'") else "-1"),
        (other, one),
        ("'0'" if one.startswith("'") else "-1", other),
    )
    swapped = [f"update {table_name} set {key} = {to} where {key} = {at}{within}" for at, to in moves]
    execute(ledger, *swapped)
    assert fault_of(ledger)[1:] == (table_name, named, "changed")
    execute(ledger, *swapped)
    assert walked(ledger).broken is None
    execute(ledger, *copied(table_name, key, free, f"{key} = {one}{within}"))
    area, *told = fault_of(ledger)
    assert told == [table_name, free.strip("'"), "unknown"]
    has_area = "area_code" in SQLModel.metadata.tables[table_name].columns
    assert kept.group or area.startswith(WARD[:6]) == has_area
    execute(ledger, f"delete from {table_name} where {key} = {free}{within}")
    execute(ledger, CHANGES[table_name])
    assert fault_of(ledger)[1:] == (table_name, ROW_OF.get(table_name, "1"), "changed")
    execute(ledger, f"delete from {table_name} where {key} = {one}{within}")
    assert fault_of(ledger)[1:] == (table_name, group or named, "missing")


@pytest.mark.parametrize("table_name", CHAINED)
def test_what_is_changed_taken_put_in_or_swapped_in_the_trail_is_named(ledger: Engine, table_name: str) -> None:
    fault = {"audit_events": "chain", "entry_seals": "seal"}[table_name]
    changes = {
        "audit_events": "update audit_events set reason = reason || '.' where id = 3",
        "entry_seals": "update entry_seals set digest = '0' || substr(digest, 2) where id = 1",
    }
    swapped = [f"update {table_name} set id = {to} where id = {at}" for at, to in ((2, -1), (3, 2), (-1, 3))]
    execute(ledger, *swapped)
    assert fault_of(ledger)[1::2] == (table_name, fault)
    execute(ledger, *swapped)
    assert walked(ledger).broken is None
    execute(ledger, *copied(table_name, "id", 99_999, "id = 3"))
    assert fault_of(ledger)[1::2] == (table_name, fault)
    execute(ledger, f"delete from {table_name} where id = 99999")
    execute(ledger, changes[table_name])
    assert fault_of(ledger)[1::2] == (table_name, fault)
    execute(ledger, f"delete from {table_name} where id = {1 if table_name == 'entry_seals' else 3}")
    assert fault_of(ledger)[1::2] == (table_name, fault)


def test_a_decision_that_nobody_took_is_named_with_its_area(ledger: Engine) -> None:
    execute(ledger, *copied("verification_decisions", "id", 77, "id = 1"))
    assert fault_of(ledger) == (WARD, "verification_decisions", "77", "unknown")
    execute(ledger, "delete from verification_decisions where id = 77")
    execute(ledger, *copied("verified_rows", "decision_id", 77, "staged_row_id = 1"))
    assert fault_of(ledger) == ("", "verified_rows", "decision 77", "unknown")


def test_a_seal_made_anew_for_the_changed_row_does_not_fit_its_event(ledger: Engine) -> None:
    execute(ledger, "update entry_seals set digest = '00' where id = 1")
    broken = walked(ledger).broken
    assert broken is not None
    assert broken.fault == "seal"


def test_what_an_undoing_took_away_is_not_missed(any_engine: Engine, settings: Settings) -> None:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    path = settings.data_dir / "sheet.csv"
    path.write_text("\n".join([HEADINGS, *ROWS]) + "\n", encoding="utf-8")
    upload_id = stage_survey(any_engine, settings, OPERATOR, path, path.name, "2022", WARD).upload_id
    for _ in range(2):
        accept_rows(any_engine, settings, OPERATOR)
        undo_acceptance(any_engine, OPERATOR, upload_id, "the wrong ward")
        assert walked(any_engine).broken is None
    accept_rows(any_engine, settings, OPERATOR)
    assert walked(any_engine).broken is None
    assert walked(any_engine).entries > 0


def test_an_older_ledger_is_sealed_once_as_it_stands(ledger: Engine) -> None:
    with ledger.begin() as connection:
        for statement in ("delete from entry_seals", "update audit_events set details = '{}'"):
            connection.execute(text(statement))
    assert seal_what_stood(ledger, OPERATOR) == len(TABLES)
    assert seal_what_stood(ledger, OPERATOR) == 0
    with reading(ledger) as session:
        assert walk_chain(session).first_broken_id is not None  # the trail itself was written over above


def test_rows_are_named_in_short() -> None:
    assert as_ranges([43, 1, 2, 3]) == "1-3 43"
    assert list(ids_of("1-3 43")) == [1, 2, 3, 43]
