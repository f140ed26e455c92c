"""What was believed on any day about any day, and who said so: of a person, a household, a delivery."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import NotFound
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.delivery_history import believed_delivery
from census_app.ledger.reads.history import Believed, believed
from census_app.ledger.reads.history_timeline import Entry
from census_app.ledger.reads.household_history import BelievedHousehold, believed_household
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.ledger.writes.numbers import judge_number
from census_app.ledger.writes.rounds import close_round, note_books, open_round
from census_app.ledger.writes.suspense import attach_by_hand, detach_delivery
from census_app.ledger.writes.users import add_user
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.ledger.days import Days, days
from tests.ledger.doubles import give, merge, offer, undo

__all__ = ["days"]

WARD, OTHER_WARD = "4087907108", "4087907107"
HEADINGS = "HH No,Roof,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Mobile,Date of death,NID No."
KARIM = "7,Tin,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,,19628719071800901"
RAHIMA = "7,Tin,Rahima Khatun,Wife,Female,09-03-1968,Gofur Ali,,,"
PAUL = "8,Tin,Sushanta Paul,Self,Male,02-03-1980,Gopal Paul,,,19808719071800902"
LISTED, CLOSED, RETURNED = date(2022, 3, 1), date(2022, 6, 30), date(2023, 1, 20)
VOLUNTEER = Scope(1, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
CHECKER = Scope(2, "checker", ("408790",), ("*",), frozenset({Permission.ACCEPT_ROWS}))
KARIM_ID, RAHIMA_ID, PAUL_ID = 1, 2, 3


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings, days: Days) -> Engine:
    """Two households listed in March 2022, the round closed at the end of June, a book back in January 2023."""
    create_ledger(any_engine, settings)
    for name in ("Sumi (volunteer)", "The checker"):
        add_user(any_engine, OPERATOR, name.split()[0].lower(), name, "a long password of words")
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    days.on(LISTED)
    path = settings.data_dir / "sheet.csv"
    path.write_text("\n".join([HEADINGS, KARIM, RAHIMA, PAUL]) + "\n", encoding="utf-8")
    believe(any_engine, settings, path, "2022")
    days.on(CLOSED)
    close_round(any_engine, CHECKER, "2022")
    days.on(date(2023, 1, 2))
    return any_engine


def believe(ledger: Engine, settings: Settings, path: Path, code: str) -> int:
    upload = stage_survey(ledger, settings, VOLUNTEER, path, path.name, code, WARD).upload_id
    accept_rows(ledger, settings, CHECKER, upload_id=upload)
    return upload


def book_comes_back(ledger: Engine, settings: Settings, days: Days) -> None:
    """Karim died in November, his widow was born a day later than thought and has a telephone."""
    with reading(ledger) as session:
        (book,) = books_of(session, OPERATOR, WARD)
    note_books(ledger, OPERATOR, "2023", WARD, [book])
    path = settings.data_dir / "book.xlsx"
    write_prefilled_form(book, "2023", path, "en")
    told = {"birth_date": "10/03/1968", "marital": "Widowed", "mobile": "01710000001"}
    corrected_book(path, {"Md. Abdul Karim": {"death_date": "02/11/2022"}, "Rahima Khatun": told})
    days.on(RETURNED)
    believe(ledger, settings, path, "2023")


def known(ledger: Engine, person_id: int, known_on: date, true_on: date | None = None, **more: object) -> Believed:
    with reading(ledger) as session:
        return believed(session, more.get("scope", OPERATOR), person_id, known_on, true_on)  # type: ignore[arg-type]


def entries(told: Believed | BelievedHousehold, kind: str) -> list[Entry]:
    return [entry for entry in told.entries if entry.kind == kind]


def test_a_death_is_believed_from_the_day_it_was_learnt_about_the_day_it_happened(
    ledger: Engine, settings: Settings, days: Days
) -> None:
    book_comes_back(ledger, settings, days)
    december = date(2022, 12, 1)
    assert known(ledger, KARIM_ID, december).life == "alive"
    assert known(ledger, KARIM_ID, RETURNED, december).life == "dead"
    assert known(ledger, KARIM_ID, RETURNED, date(2022, 6, 1)).life == "alive"
    assert known(ledger, KARIM_ID, RETURNED, date(1950, 1, 1)).life == "unborn"
    (death,) = entries(known(ledger, KARIM_ID, RETURNED), "death")
    assert (death.true_on, death.known_on, death.late_for) == ("2022-11-02", RETURNED, ())
    assert entries(known(ledger, KARIM_ID, december), "death") == []
    assert (death.source.file_name, death.source.said_by, death.source.accepted_by) == (
        "book.xlsx",
        "Sumi (volunteer)",
        "The checker",
    )
    assert death.source.row_number == 7


def test_a_cell_that_was_corrected_or_filled_says_until_then_what_it_said(
    ledger: Engine, settings: Settings, days: Days
) -> None:
    book_comes_back(ledger, settings, days)
    before, after = known(ledger, RAHIMA_ID, date(2023, 1, 19)), known(ledger, RAHIMA_ID, RETURNED)
    assert [told.cell("birth_date") for told in (before, after)] == ["1968-03-09", "1968-03-10"]
    assert [told.cell("mobile") for told in (before, after)] == ["", "01710000001"]
    (changed,) = entries(after, "changed")
    assert changed.values == {"field": "birth_date", "before": "1968-03-09", "after": "1968-03-10"}
    assert (changed.source.row_number, changed.late_for) == (8, ("2022",))
    assert [entry.values["after"] for entry in entries(after, "filled")] == ["01710000001"]
    assert after.found is not None
    assert after.found.facts["marital"] == "widowed"
    assert known(ledger, RAHIMA_ID, RETURNED, date(2022, 12, 31)).found == before.found
    assert (before.found.round_code if before.found else "") == "2022"


def test_nobody_was_known_before_the_first_sheet_came(ledger: Engine) -> None:
    told = known(ledger, KARIM_ID, date(2022, 2, 28))
    assert (told.known, told.entries, told.cells) == (False, (), ())
    assert told.first_known_at.date() == LISTED


def test_what_two_records_said_while_they_were_held_to_be_one_is_told_for_that_time(ledger: Engine, days: Days) -> None:
    give(ledger, KARIM_ID, 50_000)
    give(ledger, PAUL_ID, 20_000)
    match_id = offer(ledger, KARIM_ID, PAUL_ID)
    days.on(date(2023, 3, 1))
    merge(ledger, match_id, name_en="right", home="left")
    days.on(date(2023, 4, 1))
    undo(ledger, match_id)
    before, during, after = (known(ledger, KARIM_ID, date(2023, month, 15)) for month in (2, 3, 4))
    assert [told.cell("name_en") for told in (before, during, after)] == [
        "Md. Abdul Karim",
        "Sushanta Paul",
        "Md. Abdul Karim",
    ]
    assert [told.records for told in (before, during, after)] == [(1,), (1, 3), (1,)]
    assert [told.paid_poisha for told in (before, during, after)] == [50_000, 70_000, 50_000]
    assert [len(told.numbers) for told in (before, during, after)] == [1, 2, 1]
    assert [told.home.household_number if told.home else "" for told in (before, during, after)] == ["7", "7", "7"]
    assert {entry.kind for entry in after.entries} >= {"merged", "unmerged"}


def test_a_number_was_believed_until_somebody_judged_it(ledger: Engine, days: Days) -> None:
    days.on(date(2023, 5, 1))
    judge_number(ledger, OPERATOR, KARIM_ID, 1, "withdrawn", "the card was another's")
    assert known(ledger, KARIM_ID, date(2023, 4, 30)).numbers[0].status == "given"
    told = known(ledger, KARIM_ID, date(2023, 5, 1))
    assert told.numbers[0].status == "withdrawn"
    (judged,) = entries(told, "number_judged")
    assert judged.source.reason == "the card was another's"


def test_a_delivery_was_one_persons_then_nobodys_then_anothers_and_was_taken_back_at_last(
    ledger: Engine, days: Days
) -> None:
    days.on(date(2023, 2, 1))
    give(ledger, KARIM_ID, 50_000)
    days.on(date(2023, 2, 2))
    detach_delivery(ledger, OPERATOR, 1, "it was his neighbour's")
    days.on(date(2023, 2, 4))
    attach_by_hand(ledger, OPERATOR, 1, PAUL_ID, "the office says so")
    days.on(date(2023, 2, 6))
    reverse_delivery(ledger, OPERATOR, 1, "paid to nobody")
    days.on(date(2023, 2, 7))
    told = []
    for day in range(1, 7):
        with reading(ledger) as session:
            on = believed_delivery(session, OPERATOR, 1, date(2023, 2, day))
        told.append((on.state, on.holder.person_id if on.holder else None))
    assert told == [("stands", 1), ("stands", None), ("stands", None), ("stands", 3), ("stands", 3), ("reversed", 3)]
    assert known(ledger, KARIM_ID, date(2023, 2, 1)).paid_poisha == 50_000
    assert known(ledger, KARIM_ID, date(2023, 2, 2)).paid_poisha == 0
    assert [known(ledger, PAUL_ID, date(2023, 2, day)).paid_poisha for day in (5, 6)] == [50_000, 0]
    with reading(ledger) as session:
        past = believed_delivery(session, OPERATOR, 2, date(2023, 2, 7)).past  # the counter-entry leads to the delivery
    assert [(said.state, said.reason) for said in past.said] == [("reversed", "paid to nobody")]
    assert (past.delivery_id, past.source.row_number) == (1, 2)


def test_a_household_tells_who_lived_in_it_and_how(ledger: Engine, settings: Settings, days: Days) -> None:
    book_comes_back(ledger, settings, days)
    with reading(ledger) as session:
        told = believed_household(session, OPERATOR, 1, date(2022, 12, 1))
        nobody = believed_household(session, OPERATOR, 1, date(2022, 1, 1))
    assert [member.person_id for member in told.members] == [KARIM_ID, RAHIMA_ID]
    assert (told.round_code, told.facts["roof"] if told.facts else "") == ("2022", "tin")
    assert {entry.source.file_name for entry in told.entries} == {"sheet.csv"}
    assert not nobody.known


def test_outside_its_areas_a_desk_learns_nothing(ledger: Engine, days: Days) -> None:
    give(ledger, KARIM_ID, 50_000)
    elsewhere = Scope(3, "elsewhere", (OTHER_WARD,), ("*",), frozenset())
    other_office = Scope(4, "fisheries", ("408790",), ("fisheries",), frozenset())
    with reading(ledger) as session:
        for scope in (elsewhere, other_office):
            with pytest.raises(NotFound):
                believed(session, scope, KARIM_ID)
            with pytest.raises(NotFound):
                believed_delivery(session, scope, 1, days.moment.date())
        with pytest.raises(NotFound):
            believed_household(session, elsewhere, 1)
        own = Scope(5, "social", ("408790",), ("social_services",), frozenset())
        told = believed(session, own, KARIM_ID)
    assert (told.home, told.found, told.paid_poisha) == (None, None, 50_000)
    with ledger.connect() as connection:
        assert connection.execute(text("select count(*) from persons")).scalar_one() == 3
