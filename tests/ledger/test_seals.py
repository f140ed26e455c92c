"""A byte changed in any table that is only added to is found by the walk, and the entry is named; on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.ledger.chain import Walked, walk_chain
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.seals import TABLES, as_ranges, ids_of
from census_app.ledger.writes.audit import seal_what_stood
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
from tests.ledger.people import WARD

HEADINGS = "HH No,Roof,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Date of death,NID No."
ROWS = (
    "7,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,19628719071800901",
    "7,Tin,Rahima Khatun,Wife,Female,09-03-1968,Gofur Ali,02-11-2021,",
    "8,Tin,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,,19808719071800902",
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
    "change_steps": "update change_steps set taken_by = taken_by + 1 where id = 1",
    "closed_figures": "update closed_figures set persons = persons + 1",
    "closed_heads": f"update closed_heads set head_hash = 'x' || substr(head_hash, 2) where area_code = '{WARD}'",
    "closed_persons": "update closed_persons set name_en = name_en || '.' where person_id = 1",
}

ROW_OF = {"deliveries": "2", "person_facts": "2", "closed_figures": WARD, "closed_heads": WARD}


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    """A ledger in which every table that is only added to holds something."""
    create_ledger(any_engine, settings)
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    path = settings.data_dir / "sheet.csv"
    path.write_text("\n".join([HEADINGS, *ROWS]) + "\n", encoding="utf-8")
    stage_survey(any_engine, settings, OPERATOR, path, path.name, "2022", WARD)
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
    return any_engine


def walked(ledger: Engine) -> Walked:
    with reading(ledger) as session:
        return walk_chain(session)


def execute(ledger: Engine, statement: str) -> None:
    with ledger.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1


def test_whatever_was_done_holds_and_every_such_table_is_among_it(ledger: Engine) -> None:
    found = walked(ledger)
    assert (found.first_broken_id, found.broken) == (None, None)
    assert set(CHANGES) == set(TABLES)
    with ledger.connect() as connection:
        counts = {name: connection.execute(text(f"select count(*) from {name}")).scalar_one() for name in TABLES}
    assert min(counts.values()) > 0
    assert found.entries == sum(counts.values())


@pytest.mark.parametrize("table_name", TABLES)
def test_a_byte_changed_in_the_database_is_named(ledger: Engine, table_name: str) -> None:
    execute(ledger, CHANGES[table_name])
    broken = walked(ledger).broken
    assert broken is not None
    assert (broken.table_name, broken.fault) == (table_name, "changed")
    assert broken.row == ROW_OF.get(table_name, "1")


def test_a_row_that_is_gone_and_one_that_nobody_wrote_are_named(ledger: Engine) -> None:
    execute(ledger, "delete from finding_reviews where id = 1")
    broken = walked(ledger).broken
    assert broken is not None
    assert (broken.table_name, broken.row, broken.fault) == ("finding_reviews", "1", "missing")


def test_a_delivery_that_no_act_wrote_is_named(ledger: Engine) -> None:
    columns = "staged_row_id, upload_id, area_code, office_code, programme_code, period_code, period_from, period_until"
    more = "unit, account_mobile, recipient_name, recipient_father, recipient_village, recipient_key, reason"
    same = f"{columns}, {more}, suspense_reasons, known_since"
    execute(ledger, f"insert into deliveries (id, {same}) select 99, {same} from deliveries where id = 2")
    broken = walked(ledger).broken
    assert broken is not None
    assert (broken.table_name, broken.row, broken.fault) == ("deliveries", "99", "unknown")


def test_a_seal_made_anew_for_the_changed_row_does_not_fit_its_event(ledger: Engine) -> None:
    execute(ledger, "update entry_seals set digest = '00' where table_name = 'merges'")
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
