"""A returned book says who moved away and whom nobody met: nothing is found of these, and nobody is taken away."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.reads.history import believed
from census_app.ledger.reads.round_differences import difference
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.writes.rounds import close_round
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.settings import Settings
from importers.looking_ahead import waiting_changes
from tests.importers.books import corrected_book
from tests.importers.test_undoing import different, whole
from tests.importers.test_undoing_books import NEW, WARD, accept, ask, book, give_in, ledger

__all__ = ["ledger"]

MET = "select person_id from person_facts f join rounds r on r.id = f.round_id where r.code = '2023' order by 1"
SPELLS = "select person_id, end_reason, ended_row_id is null from memberships where until_on is not null"


def states(ledger: Engine) -> dict[str, tuple[str, ...]]:
    """What became of each person between the two rounds."""
    with reading(ledger) as session:
        found = difference(session, OPERATOR, get_round(session, "2022"), get_round(session, "2023"), WARD)
    return {person.name: person.states for person in found.persons}


def test_who_moved_away_lives_there_no_longer_and_who_was_not_met_stays(ledger: Engine, settings: Settings) -> None:
    close_round(ledger, OPERATOR, "2022")
    path = book(ledger, settings)
    told = {"Noor Islam": {"outcome": "Moved away"}, "Rahima Khatun": {"outcome": "Not met"}}
    corrected_book(path, {**told, "Md. Abdul Karim": {"outcome": "Met"}})
    upload_id = give_in(ledger, settings, path)
    before = whole(ledger)
    ((_, changes),) = waiting_changes(ledger, settings, OPERATOR, upload_id=upload_id)
    assert [(one.field, one.after) for one in changes.changed_fields if one.field == "outcome"] == [
        ("outcome", "not_met"),
        ("outcome", "moved_out"),
    ]
    accept(ledger, settings, upload_id)
    assert [person_id for (person_id,) in ask(ledger, MET)] == [1, 4]
    assert [(person, why, bool(no_row)) for person, why, no_row in ask(ledger, SPELLS)] == [(3, "moved_out", False)]
    assert states(ledger) == {"Rahima Khatun": ("not_met",), "Noor Islam": ("moved_out",)}
    with reading(ledger) as session:
        noor = believed(session, OPERATOR, 3)
        then = believed(session, OPERATOR, 3, true_on=date(2022, 12, 31))
    assert noor.home is None
    assert then.home is not None
    (left,) = [entry for entry in noor.entries if entry.kind == "left"]
    assert (left.values["reason"], left.source.file_name) == ("moved_out", "book.xlsx")
    undo_acceptance(ledger, OPERATOR, upload_id, "the book of another year")
    assert different(ledger, before) == []


def test_of_a_locked_house_nothing_is_found_and_its_people_stay(ledger: Engine, settings: Settings) -> None:
    path = book(ledger, settings)
    corrected_book(path, {"Md. Abdul Karim": {"outcome": "House locked", "roof": "Straw"}})
    accept(ledger, settings, give_in(ledger, settings, path))
    assert [person_id for (person_id,) in ask(ledger, MET)] == [4]
    roofs = "select h.household_id, roof from household_facts h where superseded_at is null order by h.id"
    assert ask(ledger, roofs)[:2] == [(1, "tin"), (2, "tin")]
    assert ask(ledger, SPELLS) == []
    assert states(ledger) == dict.fromkeys(("Md. Abdul Karim", "Rahima Khatun", "Noor Islam"), ("not_met",))


def test_of_somebody_whom_nobody_knows_it_is_asked_who_is_meant(ledger: Engine, settings: Settings) -> None:
    path = book(ledger, settings)
    corrected_book(path, {}, added=[("Noor Islam", {**NEW, "outcome": "এলাকা ছেড়ে গেছেন"})])
    accept(ledger, settings, give_in(ledger, settings, path))
    assert ask(ledger, "select count(*) from problems where code = 'outcome_of_stranger'") == [(1,)]
