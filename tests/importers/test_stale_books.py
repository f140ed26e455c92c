"""A book that was printed before somebody's change was approved comes back as it went out: the change stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import text

from census_app.domain.access import OPERATOR, Assignment, Role, Scope, scope_of
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.reads.users import account_named
from census_app.ledger.writes.rounds import note_books, open_round
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.ledger.changes import approve, ask, now
from tests.wards import Ward

WARD = "4087907108"
OF_THE_BOOK = (
    "select p.id from persons p join person_facts f on f.person_id = p.id join staged_rows r on r.person_id = p.id"
    " where r.upload_id = :upload and f.marital = 'married' and p.death_date = '' and p.birth_precision = 'day'"
    " and p.merged_into_id is null and r.state = 'accepted' order by p.id"
)


def desk(ward: Ward, name: str, role: Role) -> Scope:
    with reading(ward.engine) as session:
        user_id = account_named(session, name).user_id
    return scope_of(user_id, name, [Assignment(role, WARD[:8], "", date(2022, 1, 1))], date(2026, 1, 1))


def test_what_was_changed_since_a_book_went_out_is_not_changed_back_by_it(ward: Ward, tmp_path: Path) -> None:
    clerk, chairman = desk(ward, "entrepreneur", Role.ENTREPRENEUR), desk(ward, "chairman", Role.CHAIRMAN)
    open_round(ward.engine, OPERATOR, "2023", date(2023, 1, 1))
    with reading(ward.engine) as session:
        books = books_of(session, OPERATOR, WARD)
    book = max(books, key=lambda one: len(one.households))
    note_books(ward.engine, OPERATOR, "2023", WARD, books)
    path = tmp_path / "book.xlsx"
    write_prefilled_form(book, "2023", path, "bn")
    with ward.engine.connect() as connection:
        widow, other, *_ = connection.execute(text(OF_THE_BOOK), {"upload": book.upload_id}).scalars().all()
    more = {"paper": "death_certificate", "true_since": date(2022, 11, 3)}
    approve(ward.engine, chairman, ask(ward.engine, clerk, widow, {"marital": "widowed"}, **more))
    born = {"birth": "1971-11-12"}
    approve(ward.engine, chairman, ask(ward.engine, clerk, other, born))

    staged = stage_survey(ward.engine, ward.settings, OPERATOR, path, path.name, "2023", WARD)
    assert accept_rows(ward.engine, ward.settings, chairman, upload_id=staged.upload_id).accepted == staged.ready
    assert (now(ward.engine, widow, "marital"), now(ward.engine, other, "marital")) == ("widowed", "married")
    assert now(ward.engine, other, "birth") == born["birth"]
    with ward.engine.connect() as connection:
        asked = text("select count(*) from problems where upload_id = :upload and code = 'differs_from_ledger'")
        assert connection.execute(asked, {"upload": staged.upload_id}).scalar_one() == 1
        found = text("select count(*) from person_facts where person_id = :id")
        assert connection.execute(found, {"id": widow}).scalar_one() == 3
