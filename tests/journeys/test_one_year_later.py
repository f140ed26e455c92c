"""One year of a volunteer's households: the book goes out, comes back changed, and the rounds differ exactly so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import Book, books_of
from census_app.ledger.reads.closed_rounds import ClosedRound, closed_round
from census_app.ledger.reads.returned_books import progress_of
from census_app.ledger.reads.round_differences import PersonDifference, RoundDifference, difference
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.writes.rounds import close_round, note_books, open_round
from importers.acceptance import accept_rows
from importers.prefilled_forms import write_prefilled_form
from importers.staging import stage_survey
from tests.importers.books import corrected_book
from tests.wards import Ward

WARD = "4087907108"
VOLUNTEER = Scope(901, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
CHECKER = Scope(902, "chairman", (WARD[:8],), ("*",), frozenset({Permission.ACCEPT_ROWS}))
FOUND_NID, CHILD = "5551230971", "Nobojatok Sishu"
Member = dict[str, Any]


class Script:
    """Whom of the book each thing of the year happens to: somebody else every time, of another household."""

    def __init__(self, book: Book, whole_numbers: dict[str, str]) -> None:
        names = Counter(member["name"] for home in book.households for member in home.members)
        self._left = [home for home in book.households if all(names[m["name"]] == 1 for m in home.members)]
        self.homes = list(self._left)
        self._numbers = whole_numbers

    def somebody(self, **wanted: object) -> Member:
        for home in self._left:
            for member in home.members[1:]:
                if all(self._is(member, name, value) for name, value in wanted.items()):
                    self._left.remove(home)
                    return {**member, "home": home.values["household_number"], "head": home.members[0]["name"]}
        raise AssertionError(f"nobody in the book with {wanted}")

    def _is(self, member: Member, name: str, value: object) -> bool:
        if name == "born_before":
            return member.get("birth_precision") == "day" and member["birth_date"] < str(value)
        if name == "whole_number":
            return member["name"] in self._numbers
        return member.get(name) == value


def whole_numbers(ward: Ward) -> dict[str, str]:
    """The NID of everybody whose name is one person's alone, by the name."""
    asked = text(
        "select p.name_bn, p.name_en, n.value from persons p join identity_numbers n on n.person_id = p.id"
        " where n.kind like 'nid%' and n.status = 'given' and (select count(*) from persons q"
        " where q.name_bn = p.name_bn and q.name_en = p.name_en) = 1"
    )
    with ward.engine.connect() as connection:
        return {bn or en: ward.unsealed(value) for bn, en, value in connection.execute(asked)}


def line(member: Member, **other: str) -> dict[str, str]:
    """The member's line, written anew in another house."""
    day = "/".join(reversed(member["birth_date"].split("-")))
    sex = {"male": "Male", "female": "Female"}[member["sex"]]
    return {"name": member["name"], "relation": "Other relative", "sex": sex, "birth_date": day, **other}


@pytest.fixture
def closed_2022(ward: Ward) -> Ward:
    accept_rows(ward.engine, ward.settings, OPERATOR, "2022")
    close_round(ward.engine, OPERATOR, "2022")
    open_round(ward.engine, OPERATOR, "2023", date(2023, 1, 1))
    return ward


@dataclass(frozen=True)
class Year:
    """What was scripted for one book, and how 2022 stood when it was closed."""

    ward: Ward
    book: Book
    books: int
    lines: int
    frozen: ClosedRound
    received: list[tuple[int, int]]
    people: dict[str, Member]
    another_day: str


@pytest.fixture
def year(closed_2022: Ward, tmp_path: Path) -> Year:
    """The largest book has gone out, was changed as the script says, came back and is believed."""
    ward = closed_2022
    with reading(ward.engine) as session:
        frozen = closed_round(session, CHECKER, get_round(session, "2022"))
        books = books_of(session, OPERATOR, WARD)
    book = max(books, key=lambda one: len(one.households))
    received = deliveries_attached(ward)
    note_books(ward.engine, OPERATOR, "2023", WARD, books)
    path = tmp_path / "book.xlsx"
    lines = write_prefilled_form(book, "2023", path, "en")
    numbers = whole_numbers(ward)
    people = cast_of(Script(book, numbers))
    day = people["corrected"]["birth_date"]
    another_day = f"{day[:8]}{'11' if day[8:] != '11' else '12'}"
    write_the_year(path, people, numbers, another_day)
    staged = stage_survey(ward.engine, ward.settings, VOLUNTEER, path, path.name, "2023", WARD)
    assert (staged.ready, staged.held, staged.refused) == (lines, 0, 0)
    assert accept_rows(ward.engine, ward.settings, CHECKER, upload_id=staged.upload_id).accepted == lines
    return Year(ward, book, len(books), lines, frozen, received, people, another_day)


def cast_of(script: Script) -> dict[str, Member]:
    return {
        "deceased": script.somebody(born_before="1975"),
        "bride": script.somebody(marital="unmarried", born_before="2002"),
        "mover": script.somebody(whole_number=True, born_before="2003"),
        "apart": script.somebody(whole_number=True, born_before="2003"),
        "missed": script.somebody(born_before="2010"),
        "corrected": script.somebody(born_before="2012", relation="child"),
        "carded": script.somebody(nid=None, born_before="2006"),
        "host": script.somebody(),
    }


def write_the_year(path: Path, people: dict[str, Member], numbers: dict[str, str], another_day: str) -> None:
    host, mover, apart = people["host"], people["mover"], people["apart"]
    child = {"name": CHILD, "relation": "Son", "sex": "Male", "birth_date": "15/11/2022"}
    corrected_book(
        path,
        {
            people["deceased"]["name"]: {"death_date": "02/11/2022"},
            people["bride"]["name"]: {"marital": "Married"},
            people["corrected"]["name"]: {"birth_date": "/".join(reversed(another_day.split("-")))},
            people["carded"]["name"]: {"nid": FOUND_NID},
        },
        struck_out=[people[who]["name"] for who in ("mover", "apart", "missed")],
        added=[
            (host["head"], {**child, "household_number": host["home"]}),
            (host["head"], line(mover, household_number=host["home"], nid=numbers[mover["name"]])),
            (host["head"], line(apart, household_number="901", nid=numbers[apart["name"]])),
        ],
    )


def told(ward: Ward) -> RoundDifference:
    with reading(ward.engine) as session:
        return difference(session, CHECKER, get_round(session, "2022"), get_round(session, "2023"), WARD)


def test_a_scripted_year_is_found_exactly_as_it_was_scripted(year: Year) -> None:
    found, people = told(year.ward), year.people
    met = {person.name: person for person in found.persons if person.states != ("not_met",)}
    assert {name: person.states for name, person in met.items()} == {
        people["deceased"]["name"]: ("died",),
        people["bride"]["name"]: ("married",),
        people["mover"]["name"]: ("moved", "changed"),
        people["apart"]["name"]: ("household_split", "changed"),
        people["corrected"]["name"]: ("changed",),
        people["carded"]["name"]: ("changed",),
        CHILD: ("born",),
    }
    birth_date = (people["corrected"]["birth_date"], year.another_day)
    assert fields_of(met[people["corrected"]["name"]]) == {"birth_date": birth_date}
    assert fields_of(met[people["carded"]["name"]]) == {"nid": ("", "known")}
    assert fields_of(met[people["deceased"]["name"]]) == {"death_date": ("", "2022-11-02")}
    assert fields_of(met[people["bride"]["name"]])["marital"] == ("unmarried", "married")
    assert found.ended_households == ()


def test_nobody_is_taken_away_because_nobody_came_to_see_them(year: Year) -> None:
    found = told(year.ward)
    (persons,) = (ward_figures.persons for ward_figures in year.frozen.wards)
    unmet = [person for person in found.persons if person.states == ("not_met",)]
    assert year.people["missed"]["name"] in {person.name for person in unmet}
    assert found.counts["not_met"] == len(unmet) == persons - (year.lines - 1)
    assert people_living(year.ward) == persons - 1 + 1  # one has died, one was born
    assert deliveries_attached(year.ward) == year.received


def test_what_2022_counted_stands_and_what_came_too_late_is_told_as_such(year: Year) -> None:
    with reading(year.ward.engine) as session:
        later = closed_round(session, CHECKER, get_round(session, "2022"))
        progress = progress_of(session, CHECKER, get_round(session, "2023"), WARD)
    assert replace(later, known_since=()) == year.frozen
    assert {(late.kind, late.true_on, late.column_name) for late in later.known_since} == {
        ("death", "2022-11-02", ""),
        ("corrected", "", "birth_date"),
    }
    returned = {one.source_upload_id: (one.persons, one.returned, one.accepted) for one in progress}
    assert returned.pop(year.book.upload_id) == (year.lines, year.lines, year.lines)
    assert {tuple(back) for _, *back in returned.values()} == {(0, 0)}
    assert len(progress) == year.books


def fields_of(person: PersonDifference) -> dict[str, tuple[str, str]]:
    return {field.name: (field.before, field.after) for field in person.fields}


def deliveries_attached(ward: Ward) -> list[tuple[int, int]]:
    """Every delivery with the person who received it."""
    asked = text("select delivery_id, person_id from attachments where ended_at is null order by delivery_id")
    with ward.engine.connect() as connection:
        return [(delivery, person) for delivery, person in connection.execute(asked)]


def people_living(ward: Ward) -> int:
    asked = text(
        "select count(distinct p.id) from persons p join memberships m on m.person_id = p.id and m.until_on is null"
        " where p.merged_into_id is null and p.death_date = ''"
    )
    with ward.engine.connect() as connection:
        return int(connection.execute(asked).scalar_one())
