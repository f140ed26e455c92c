"""The page of two rounds: counted sentences, people, and how far each volunteer's book has come."""

from __future__ import annotations

import re
from datetime import date

import pytest

from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import books_of
from census_app.ledger.writes.rounds import close_round, note_books, open_round
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.wards import Ward
from tests.web.desks import SignIn

WARD = "4087907108"


@pytest.fixture
def second_round(ward: Ward) -> str:
    """The name of whoever died since the first round; one book of the second came back, the others did not."""
    close_round(ward.engine, OPERATOR, "2022")
    open_round(ward.engine, OPERATOR, "2023", date(2023, 1, 1))
    with reading(ward.engine) as session:
        books = books_of(session, OPERATOR, WARD)
    note_books(ward.engine, OPERATOR, "2023", WARD, books)
    path = ward.settings.data_dir / "book.xlsx"
    write_prefilled_form(books[0], "2023", path, "en")
    name = str(books[0].households[0].members[0]["name"])
    corrected_book(path, {name: {"death_date": "02/11/2022"}})
    stage_survey(ward.engine, ward.settings, OPERATOR, path, path.name, "2023", WARD)
    accept_rows(ward.engine, ward.settings, OPERATOR, "2023")
    return name


def test_the_ward_member_reads_who_died_who_was_not_met_and_which_books_came_back(
    second_round: str, sign_in: SignIn
) -> None:
    desk = sign_in("member")
    page = desk.open("/rounds")
    counted = re.findall(r'state=(\w+)">[^<]*</a>:\s*<b>([^<]+)</b>', page)
    assert ("died", "১ জন") in counted
    assert "not_met" in dict(counted)
    assert page.count('data-label="ফেরত এসেছে"') == 24
    died = desk.open(f"/rounds?ward={WARD}&older=2022&newer=2023&state=died")
    assert second_round in died
    assert died.count('data-label="যা বদলেছে"') == 1


def test_rounds_that_are_swapped_or_of_another_ward_are_not_found(second_round: str, sign_in: SignIn) -> None:
    desk = sign_in("member")
    desk.open(f"/rounds?ward={WARD}&older=2023&newer=2022", status=404)
    desk.open("/rounds?ward=4087907107", status=404)


def test_before_the_second_round_there_is_nothing_to_compare(sign_in: SignIn) -> None:
    assert "তুলনা করার মতো দুটি পর্ব এখনো নেই" in sign_in("chairman").open("/rounds")


def test_a_closed_round_shows_its_figures_and_checks_a_hash_from_a_signed_sheet(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("chairman")
    assert "/rounds" in desk.open("/rounds/closed?round=2022", 302)
    close_round(ward.engine, OPERATOR, "2022")
    page = desk.open("/rounds/closed?round=2022")
    assert "এই হিসাব আর বদলায় না" in page
    head = re.findall(r'<p class="hash">([0-9a-f ]+)</p>', page)[0]
    assert len(head.split()) == 16
    assert "চিহ্নটি এই পর্বেরই" in desk.open(f"/rounds/closed?head={head}")
    assert "এই চিহ্ন এই পর্বের নয়" in desk.open(f"/rounds/closed?head={'0' * 64}")
    desk.open("/rounds/closed?head=abc", 422)
