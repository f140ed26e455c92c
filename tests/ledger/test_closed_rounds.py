"""A closed round takes nothing more and tells the same for ever; what is found later is told as known since."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import CensusError
from census_app.ledger.clock import today
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.closed_rounds import ClosedRound, closed_round
from census_app.ledger.reads.doubles import list_doubles
from census_app.ledger.reads.round_differences import RoundDifference, difference
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.writes.doubles import merge_records
from census_app.ledger.writes.mending import confirm_problem
from census_app.ledger.writes.proposals import propose_match
from census_app.ledger.writes.rounds import close_round, note_books, open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book

WARD = "4087907108"
HEADINGS = "HH No,Member Name,Relation with Head,Sex,Date of Birth,Father's Name,Date of death,NID No."
KARIM = "7,Md. Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,19628719071800901"
RAHIMA = "7,Rahima Khatun,Wife,Female,09-03-1968,Gofur Ali,,"
KARIM_AGAIN = "8,Abdul Karim,Self,Male,04-07-1962,Md. Rahim,,"
VOLUNTEER = Scope(1, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
CHECKER = Scope(2, "checker", ("408790",), ("*",), frozenset({Permission.ACCEPT_ROWS}))


@pytest.fixture
def ledger(any_engine: Engine, settings: Settings) -> Engine:
    create_ledger(any_engine, settings)
    for year in (2022, 2023):
        open_round(any_engine, OPERATOR, str(year), date(year, 1, 1))
    believe(any_engine, settings, 2022, KARIM, RAHIMA, KARIM_AGAIN)
    return any_engine


def stage(ledger: Engine, settings: Settings, year: int, *rows: str, name: str = "sheet") -> int:
    path = Path(settings.data_dir / f"{name}-{year}.csv")
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return stage_survey(ledger, settings, VOLUNTEER, path, path.name, str(year), WARD).upload_id


def believe(ledger: Engine, settings: Settings, year: int, *rows: str) -> int:
    upload = stage(ledger, settings, year, *rows)
    accept_rows(ledger, settings, CHECKER, upload_id=upload)
    return upload


def closed(ledger: Engine, scope: Scope = OPERATOR) -> ClosedRound:
    with reading(ledger) as session:
        return closed_round(session, scope, get_round(session, "2022"))


def refused(code: str, act: object, *arguments: object, **named: object) -> None:
    with pytest.raises(CensusError) as caught:
        act(*arguments, **named)  # type: ignore[operator]
    assert caught.value.code == code


def frozen_rows(ledger: Engine) -> list[object]:
    with ledger.connect() as connection:
        return list(connection.execute(text("select * from closed_persons order by round_id, person_id")))


def test_whatever_is_found_later_changes_no_figure_of_a_closed_round(ledger: Engine, settings: Settings) -> None:
    close_round(ledger, CHECKER, "2022")
    before, rows = closed(ledger), frozen_rows(ledger)
    assert [(w.persons, w.persons_met, w.households, w.deliveries) for w in before.wards] == [(3, 3, 2, 0)]
    assert set(before.heads) >= {WARD}
    assert before.known_since == ()

    path = book_sent_out(ledger, settings)
    corrected_book(
        path, {"Md. Abdul Karim": {"birth_date": "05/07/1961"}, "Rahima Khatun": {"death_date": "02/11/2022"}}
    )
    upload = stage_survey(ledger, settings, VOLUNTEER, path, path.name, "2023", WARD).upload_id
    assert accept_rows(ledger, settings, CHECKER, upload_id=upload).accepted == 3
    merge_karim(ledger)

    after = closed(ledger)
    assert replace(after, known_since=()) == before
    assert frozen_rows(ledger) == rows
    told = {(late.kind, late.column_name, late.true_on, late.known_on) for late in after.known_since}
    assert ("death", "", "2022-11-02", today()) in told
    assert ("corrected", "birth_date", "", today()) in told
    assert ("merged", "", "", today()) in told


def book_sent_out(ledger: Engine, settings: Settings) -> Path:
    """The one book of the ward for 2023, as its volunteer has it."""
    with reading(ledger) as session:
        books = books_of(session, OPERATOR, WARD)
    note_books(ledger, OPERATOR, "2023", WARD, books)
    path = settings.data_dir / "book.xlsx"
    write_prefilled_form(books[0], "2023", path, "en")
    return path


def merge_karim(ledger: Engine) -> None:
    with ledger.connect() as connection:
        ids = list(connection.execute(text("select id from persons where sex = 'male' order by id")).scalars())
    match = propose_match(ledger, OPERATOR, ids[0], ids[1], "one man in two houses").match_id
    with reading(ledger) as session:
        (pair,) = list_doubles(session, OPERATOR)
    merge_records(ledger, OPERATOR, match, pair.seen, {"home": "left", "birth": "left"}, "the family says so")


def test_a_closed_round_takes_no_file_no_row_no_answer_and_is_closed_once(ledger: Engine, settings: Settings) -> None:
    held = stage(ledger, settings, 2022, ",Gopal Paul,Self,Male,03-02-1980,Hari Paul,,", name="held")
    with ledger.connect() as connection:
        asked = text("select max(id) from problems where upload_id = :upload")
        problem = connection.execute(asked, {"upload": held}).scalar_one()
    close_round(ledger, CHECKER, "2022")
    refused("round_closed", stage, ledger, settings, 2022, "10,Hari Das,Self,Male,01-02-1980,Ram Das,,", name="late")
    refused("round_closed", accept_rows, ledger, settings, CHECKER, "2022")
    refused("round_closed", confirm_problem, ledger, VOLUNTEER, held, problem)
    refused("round_closed", note_books, ledger, OPERATOR, "2022", WARD, [])
    refused("round_closed", close_round, ledger, CHECKER, "2022")


def test_a_round_is_not_closed_over_rows_that_wait_nor_by_somebody_who_sees_only_a_part(
    ledger: Engine, settings: Settings
) -> None:
    refused("round_beyond_scope", close_round, ledger, replace(CHECKER, areas=("4087907107",)), "2022")
    upload = stage(ledger, settings, 2022, "10,Hari Das,Self,Male,01-02-1980,Ram Das,,", name="waiting")
    refused("round_under_way", close_round, ledger, CHECKER, "2022")
    accept_rows(ledger, settings, CHECKER, upload_id=upload)
    refused("round_still_open", closed, ledger)
    close_round(ledger, CHECKER, "2022")
    assert closed(ledger).wards[0].persons == 4


def test_a_desk_sees_the_closed_figures_of_its_own_places(ledger: Engine) -> None:
    close_round(ledger, OPERATOR, "2022")
    elsewhere = closed(ledger, replace(CHECKER, areas=("4087907107",)))
    assert (elsewhere.wards, elsewhere.heads) == ((), {})
    assert [ward.area_code for ward in closed(ledger, CHECKER).wards] == [WARD]


def give_back(ledger: Engine, settings: Settings, path: Path) -> None:
    upload = stage_survey(ledger, settings, VOLUNTEER, path, path.name, "2023", WARD).upload_id
    accept_rows(ledger, settings, CHECKER, upload_id=upload)


def birth_dates(ledger: Engine) -> list[str]:
    with ledger.connect() as connection:
        return list(connection.execute(text("select birth_date from persons order by id")).scalars())


def asked_about(ledger: Engine) -> list[str]:
    asked = text("select details from problems where code = 'differs_from_ledger' order by id")
    with ledger.connect() as connection:
        return [str(details) for details in connection.execute(asked).scalars()]


def test_what_was_corrected_since_the_book_went_out_is_asked_and_not_written_over(
    ledger: Engine, settings: Settings
) -> None:
    path = book_sent_out(ledger, settings)
    other = path.with_name("other_copy.xlsx")
    shutil.copyfile(path, other)
    corrected_book(path, {"Rahima Khatun": {"birth_date": "10/03/1968"}})
    give_back(ledger, settings, path)
    assert "1968-03-10" in birth_dates(ledger)
    assert asked_about(ledger) == []
    corrected_book(other, {"Rahima Khatun": {"birth_date": "11/03/1968", "mother_name": "Jorina Begum"}})
    give_back(ledger, settings, other)
    assert "1968-03-10" in birth_dates(ledger)
    (question,) = asked_about(ledger)
    assert "birth_date" in question
    with ledger.connect() as connection:  # another field of the same person is nobody's loss
        assert "Jorina Begum" in list(connection.execute(text("select mother_name from persons")).scalars())


def test_two_rounds_differ_alike_before_and_after_the_later_one_is_closed(ledger: Engine, settings: Settings) -> None:
    close_round(ledger, CHECKER, "2022")
    path = book_sent_out(ledger, settings)
    corrected_book(path, {"Rahima Khatun": {"death_date": "02/11/2022"}}, struck_out=["Abdul Karim"])
    give_back(ledger, settings, path)
    open_now = differing(ledger, OPERATOR)
    assert {person.name: person.states for person in open_now.persons} == {
        "Rahima Khatun": ("died",),
        "Abdul Karim": ("not_met",),
    }
    assert open_now.counts == {"unchanged": 1, "died": 1, "not_met": 1}
    assert open_now.ended_households == ()
    close_round(ledger, CHECKER, "2023")
    assert differing(ledger, OPERATOR) == open_now
    for unmarked in ("round_id = 1 and person_id % 2 = 0", "round_id = 2", "1 = 1"):  # closed before there were marks
        with ledger.begin() as connection:
            assert connection.execute(text("select count(*) from closed_persons where mark is null")).scalar_one() < 6
            assert connection.execute(text(f"update closed_persons set mark = null where {unmarked}")).rowcount
        assert differing(ledger, OPERATOR) == open_now
    nobody = differing(ledger, replace(CHECKER, areas=("4087907107",)))
    assert (nobody.persons, nobody.counts) == ((), {"unchanged": 0})


def differing(ledger: Engine, scope: Scope) -> RoundDifference:
    with reading(ledger) as session:
        return difference(session, scope, get_round(session, "2022"), get_round(session, "2023"), WARD)
