"""Somebody listed in a second ward: asked about before and after acceptance, one person again once somebody says so."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.doubles import get_double, list_doubles
from census_app.ledger.reads.held_elsewhere import HolderElsewhere
from census_app.ledger.writes.doubles import merge_records
from census_app.ledger.writes.merges import undo_merge
from census_app.ledger.writes.rounds import note_books, open_round
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import Settings
from census_app.web.comparing import compared
from importers.acceptance import accept_rows
from importers.looking_ahead import waiting_changes
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.ledger.doubles import dump, give

OLD_WARD, NEW_WARD, UNION = "4087907108", "4087907107", "40879071"
HEADINGS = "HH No,Para,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Marital Status,NID No."
AT_HOME = (
    "1,Paschim Para,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,Married,19628719071800901",
    "1,Paschim Para,Rahima Khatun,Wife,Female,05-08-1970,Noor Ali,Married,19708719071800903",
)
MOVED = "7,Purba Para,Rahima Khatun,Mother,Female,05-08-1970,Noor Ali,Married,19708719071800903"
NEIGHBOUR = "7,Purba Para,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,Married,19808719071800902"
HER_ID = 2


def desk(*areas: str) -> Scope:
    return Scope(7, "chairman", areas, ("*",), frozenset({Permission.ACCEPT_ROWS, Permission.DECIDE_MATCHES}))


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    """She lives in one ward in 2022 and receives something there."""
    create_ledger(any_engine, settings)
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    bring(any_engine, settings, "2022", OLD_WARD, *AT_HOME)
    give(any_engine, HER_ID, 150_000)
    return any_engine


def stage(ledger: Engine, settings: Settings, year: str, ward: str, *rows: str) -> int:
    path = settings.data_dir / f"{year}-{ward}-{abs(hash(rows))}.csv"
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return stage_survey(ledger, settings, OPERATOR, path, path.name, year, ward).upload_id


def bring(ledger: Engine, settings: Settings, year: str, ward: str, *rows: str) -> int:
    upload_id = stage(ledger, settings, year, ward, *rows)
    accept_rows(ledger, settings, OPERATOR, upload_id=upload_id)
    return upload_id


def her_homes(ledger: Engine) -> list[tuple[str, str]]:
    """The ward and household in which she lives now, whatever record stands for her."""
    found = text(
        "select p.area_code, h.number from persons p join memberships m on m.person_id = p.id and m.until_on is null"
        " join households h on h.id = m.household_id"
        " where p.name_en = 'Rahima Khatun' and p.merged_into_id is null order by 1"
    )
    with ledger.connect() as connection:
        return [tuple(row) for row in connection.execute(found)]  # type: ignore[misc]


def test_before_acceptance_whoever_may_see_both_wards_sees_where_she_is_known(
    ledger: Engine, settings: Settings
) -> None:
    stage(ledger, settings, "2023", NEW_WARD, MOVED, NEIGHBOUR)
    ((_, seen),) = waiting_changes(ledger, settings, desk(UNION))
    (one,) = seen.elsewhere
    assert one.who.name_en == "Rahima Khatun"
    assert one.holder == HolderElsewhere(HER_ID, OLD_WARD, "", "Rahima Khatun", "1")
    ((_, seen),) = waiting_changes(ledger, settings, desk(NEW_WARD))
    assert [one.holder for one in seen.elsewhere] == [HolderElsewhere(None)]


def test_she_is_asked_about_and_one_person_in_the_new_ward_once_somebody_says_so(
    ledger: Engine, settings: Settings
) -> None:
    bring(ledger, settings, "2023", NEW_WARD, MOVED, NEIGHBOUR)
    assert her_homes(ledger) == [(NEW_WARD, "7"), (OLD_WARD, "1")]
    before = dump(ledger)
    with reading(ledger) as session:
        assert list_doubles(session, desk(NEW_WARD)) == [], "the other record is outside this desk"
        (pair,) = list_doubles(session, desk(UNION))
        page = get_double(session, desk(UNION), pair.match_id)
    assert pair.evidence == ("number",)
    choices = {field.name: field.ticked for field in compared(page.left, page.right)}
    assert choices["home"] == "right", "where the later round found her"
    assert merge_records(ledger, desk(UNION), pair.match_id, pair.seen, choices, "she moved to her son") == HER_ID
    assert her_homes(ledger) == [(NEW_WARD, "7")]
    given = text("select count(*) from attachments where person_id = 2 and area_code = :ward and ended_at is null")
    with ledger.connect() as connection:
        assert connection.execute(given, {"ward": NEW_WARD}).scalar_one() == 1, "what she received came with her"
    undo_merge(ledger, desk(UNION), pair.match_id, "two women after all", told_apart=False)
    assert dump(ledger) == before


@pytest.mark.parametrize("new_ward_first", [True, False])
def test_in_either_order_the_two_wards_tell_of_one_move(
    ledger: Engine, settings: Settings, new_ward_first: bool
) -> None:
    with reading(ledger) as session:
        (book,) = books_of(session, OPERATOR, OLD_WARD)
    note_books(ledger, OPERATOR, "2023", OLD_WARD, [book])
    path = settings.data_dir / "book.xlsx"
    write_prefilled_form(book, "2023", path, "en")
    corrected_book(path, {"Rahima Khatun": {"outcome": "Moved out"}})

    def old_ward() -> None:
        staged = stage_survey(ledger, settings, OPERATOR, path, path.name, "2023", OLD_WARD)
        accept_rows(ledger, settings, OPERATOR, upload_id=staged.upload_id)

    def new_ward() -> None:
        bring(ledger, settings, "2023", NEW_WARD, MOVED, NEIGHBOUR)

    for act in (new_ward, old_ward) if new_ward_first else (old_ward, new_ward):
        act()
    with reading(ledger) as session:
        (pair,) = list_doubles(session, OPERATOR)
        page = get_double(session, OPERATOR, pair.match_id)
    choices = {field.name: field.ticked for field in compared(page.left, page.right)}
    merge_records(ledger, OPERATOR, pair.match_id, pair.seen, choices, "she moved")
    assert her_homes(ledger) == [(NEW_WARD, "7")]
    ended = text("select end_reason from memberships where person_id = 2 and until_on is not null")
    with ledger.connect() as connection:
        assert connection.execute(ended).scalars().all() == ["moved_out"]


def test_undoing_the_acceptance_leaves_nothing_of_the_question(ledger: Engine, settings: Settings) -> None:
    upload_id = stage(ledger, settings, "2023", NEW_WARD, MOVED, NEIGHBOUR)
    remembering = ("audit_events", "entry_seals", "acceptances")
    before = dump(ledger, remembering)
    accept_rows(ledger, settings, OPERATOR, upload_id=upload_id)
    undo_acceptance(ledger, OPERATOR, upload_id, "the wrong ward")
    assert dump(ledger, remembering) == before


def test_a_number_that_a_known_person_gains_is_asked_about_too(ledger: Engine, settings: Settings) -> None:
    bring(ledger, settings, "2022", NEW_WARD, NEIGHBOUR.replace("19808719071800902", ""))
    bring(ledger, settings, "2023", NEW_WARD, NEIGHBOUR.replace("19808719071800902", "19628719071800901"))
    with reading(ledger) as session:
        (pair,) = list_doubles(session, OPERATOR)
    assert {pair.left.name_en, pair.right.name_en} == {"Md. Abdul Karim", "Sushanta Paul"}
