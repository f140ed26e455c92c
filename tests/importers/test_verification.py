"""A survey file goes its way: checked in the ward, sent back with words, given in again, accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from census_app.domain.access import OPERATOR, Permission, Role, Scope
from census_app.domain.errors import Refused
from census_app.domain.verification import Decision
from census_app.ledger.engine import reading
from census_app.ledger.reads.staged_rows import upload_counts
from census_app.ledger.reads.verification import (
    files_at_desk,
    history,
)
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.ledger.writes.users import assign
from census_app.ledger.writes.verification import decide, give_again
from importers.acceptance import AcceptanceSummary, accept_rows
from importers.looking_ahead import waiting_changes
from importers.mending import mend_cell
from tests.copies import WARD, Desk
from tests.verifying import SHEET, UNION, WORDS, Chain, code_of


@pytest.fixture
def chain(any_desk: Desk) -> Chain:
    return Chain(any_desk)


def test_nothing_is_accepted_that_the_ward_member_has_not_confirmed(chain: Chain) -> None:
    assert chain.places() == {"1": 0, "2": 0, "3": 0}
    assert chain.accept("chairman") == AcceptanceSummary(waiting=5)
    assert chain.confirm("member", "1", "3") == 3
    assert chain.places() == {"1": 1, "2": 0, "3": 1}
    assert chain.accept("chairman") == AcceptanceSummary(accepted=3, waiting=2)
    assert chain.people() == ["আব্দুস সালাম", "মোঃ আব্দুল করিম", "রহিমা খাতুন"]
    assert chain.confirm("member") == 2
    assert chain.accept("chairman") == AcceptanceSummary(accepted=5)


def test_a_household_that_was_sent_back_is_held_with_the_words_and_tells_its_uploader(chain: Chain) -> None:
    assert chain.send_back("member", "2") == 2
    chain.confirm("member")
    assert chain.told_back() == [("2", "ward_check", "member_missing", WORDS, 2)]
    assert chain.accept("chairman") == AcceptanceSummary(accepted=3, held=2)
    with reading(chain.engine) as session:
        assert upload_counts(session, OPERATOR, chain.upload_id).problems == {"sent_back_member_missing": 2}
    assert chain.desk.states(chain.upload_id) == {2: "accepted", 3: "accepted", 4: "held", 5: "held", 6: "accepted"}


def test_the_words_stand_in_the_workbook_and_its_corrected_copy_goes_through_again(
    chain: Chain, tmp_path: Path
) -> None:
    chain.send_back("member", "2")
    chain.confirm("member")
    chain.accept("chairman")
    path, back = chain.desk.back(chain.upload_id, chain.scope("volunteer"))
    assert back.rows == 2
    sheet = load_workbook(path).worksheets[1]
    told = [cell.comment.text for row in sheet["A4:G5"] for cell in row if cell.comment]
    assert len(told) == 2
    assert all(f"member shown ফেরত পাঠিয়েছেন: এই খানার কেউ বাদ পড়েছেন। “{WORDS}”" in one for one in told)
    child = ("2", "সুমন পাল", "ছেলে", "পুরুষ", "01/05/2010", "সুশান্ত পাল", None)
    book = load_workbook(path)
    for place, value in enumerate(child, start=1):
        book.worksheets[1].cell(7, place, value)
    book.save(tmp_path / "corrected.xlsx")
    copy = chain.desk.give(tmp_path / "corrected.xlsx", chain.scope("volunteer"))
    assert (copy.ready, copy.held, copy.refused) == (3, 0, 3)
    assert chain.told_back() == []
    assert chain.places(copy.upload_id) == {"2": 0}
    assert chain.accept("chairman", copy.upload_id).accepted == 0
    assert chain.confirm("member", upload_id=copy.upload_id) == 3
    with reading(chain.engine) as session:
        told_before = history(session, OPERATOR, copy.upload_id)["2"]
    assert [(line.decision, line.words) for line in told_before] == [("send_back", WORDS), ("confirm", "")]
    assert chain.accept("chairman", copy.upload_id).accepted == 3
    assert len(chain.people()) == 6


def test_an_uploader_answers_that_it_is_right_as_written_and_the_household_is_checked_again(chain: Chain) -> None:
    chain.send_back("member", "2")
    give = (chain.engine, chain.scope("volunteer"), chain.upload_id)
    assert code_of(give_again, *give, "1") == "household_not_sent_back"
    assert code_of(give_again, chain.engine, chain.scope("chairman"), chain.upload_id, "2") == "not_your_upload"
    assert give_again(*give, "2", "আবার গিয়ে দেখেছি") == 2
    assert (chain.told_back(), chain.places()["2"]) == ([], 0)
    chain.confirm("member", "2")
    assert chain.places()["2"] == 1


def test_what_was_put_right_on_the_page_is_confirmed_anew(chain: Chain) -> None:
    """A confirmation holds for what the row said; a row that something else holds as well stays held."""
    chain.confirm("member")
    volunteer = chain.scope("volunteer")
    with chain.engine.connect() as connection:
        found = connection.execute(text("select id from staged_rows where row_number in (3, 4, 5) order by row_number"))
        rahima, sushanta, malati = found.scalars().all()
    to_mend = (chain.engine, chain.desk.settings, volunteer, chain.upload_id)
    mend_cell(*to_mend, rahima, "জন্ম তারিখ", "06/08/1968")
    assert chain.places() == {"1": 0, "2": 1, "3": 1}
    assert chain.accept("chairman") == AcceptanceSummary(accepted=3, waiting=2)
    undo_acceptance(chain.engine, OPERATOR, chain.upload_id, "to be sent back")
    chain.send_back("chairman", "2", "facts_wrong")
    mend_cell(*to_mend, malati, "সদস্যের নাম", "")
    mend_cell(*to_mend, sushanta, "জন্ম তারিখ", "02/03/1981")
    assert give_again(chain.engine, volunteer, chain.upload_id, "2") == 2
    assert {chain.desk.states(chain.upload_id)[row] for row in (4, 5)} == {"ready", "held"}
    assert chain.places()["2"] == 0


def test_a_household_is_found_again_by_the_number_under_which_it_was_sent_back(chain: Chain) -> None:
    chain.send_back("member", "3", "no_such_household", "")
    with chain.engine.connect() as connection:
        row_id = connection.execute(text("select id from staged_rows where row_number = 6")).scalar_one()
    volunteer = chain.scope("volunteer")
    mend_cell(chain.engine, chain.desk.settings, volunteer, chain.upload_id, row_id, "খানা নং", "33")
    assert [one[0] for one in chain.told_back()] == ["3"]
    give_again(chain.engine, volunteer, chain.upload_id, "3")
    assert chain.places() == {"1": 0, "2": 0, "33": 0}


def test_maker_and_checker_are_never_one_account(chain: Chain) -> None:
    """One account that holds every desk of the ward takes one step of a file, whichever it is."""
    for role in (Role.WARD_MEMBER, Role.CHAIRMAN):
        assign(chain.engine, OPERATOR, "volunteer", role, UNION)
    assign(chain.engine, OPERATOR, "member", Role.CHAIRMAN, UNION)
    assert code_of(chain.confirm, "volunteer") == "maker_is_checker"
    chain.confirm("member")
    assert code_of(chain.accept, "volunteer") == "maker_is_checker"
    assert code_of(chain.accept, "member") == "maker_is_checker"
    with reading(chain.engine) as session:
        assert files_at_desk(session, chain.scope("volunteer")) == []
    assert chain.accept("chairman").accepted == 5


def test_each_step_is_taken_at_its_own_desk_and_outside_the_ward_nothing_is_there(chain: Chain) -> None:
    assert code_of(chain.confirm, "chairman") == "not_your_step"
    assert code_of(chain.confirm, "neighbour") == "upload_not_found"
    assert code_of(chain.send_back, "neighbour", "2") == "upload_not_found"
    chain.confirm("member")
    assert code_of(chain.send_back, "member", "2") == "not_your_step"
    assert code_of(chain.accept, "member") == "may_not_accept"
    assert code_of(chain.confirm, "chairman") == "step_decides_otherwise"
    assert chain.send_back("chairman", "2", "other", "আবার দেখুন") == 2
    assert chain.told_back() == [("2", "acceptance", "other", "আবার দেখুন", 2)]


def test_a_longer_flow_asks_the_chairman_before_the_uno(any_desk: Desk) -> None:
    chain = Chain(any_desk, "ward_union_and_upazila")
    chain.confirm("member")
    assert chain.places() == {"1": 1, "2": 1, "3": 1}
    assert chain.accept("chairman").accepted == 0
    chain.confirm("chairman", "1", "2")
    assert chain.places() == {"1": 2, "2": 2, "3": 1}
    assert code_of(chain.accept, "chairman") == "not_your_step"
    assert chain.accept("uno") == AcceptanceSummary(accepted=4, waiting=1)
    chain.confirm("uno", "3")
    assert code_of(chain.accept, "uno") == "maker_is_checker"


def test_only_what_was_seen_is_decided_about(chain: Chain) -> None:
    seen, member = chain.seen(), chain.scope("member")
    chain.confirm("member", "1")
    given = (chain.engine, member, chain.upload_id, Decision.CONFIRM)
    assert code_of(decide, *given, seen) == "household_moved_on"
    assert code_of(decide, *given, {"2": "something else"}) == "household_moved_on"
    assert code_of(decide, *given, {"77": seen["2"]}) == "household_moved_on"
    assert code_of(decide, *given, {}) == "household_moved_on"
    assert code_of(decide, *given, chain.seen("1", "2")) == "not_your_step"
    assert chain.places() == {"1": 1, "2": 0, "3": 0}


def test_the_desk_of_each_step_sees_the_files_that_wait_for_it(chain: Chain) -> None:
    def waits(name: str) -> list[tuple[str, bool, int]]:
        with reading(chain.engine) as session:
            return [(one.step, one.is_last, one.rows) for one in files_at_desk(session, chain.scope(name))]

    assert (waits("member"), waits("chairman"), waits("neighbour")) == ([("ward_check", False, 5)], [], [])
    chain.confirm("member", "1")
    assert (waits("member"), waits("chairman")) == ([("ward_check", False, 3)], [("acceptance", True, 2)])
    chain.send_back("member", "2")
    chain.confirm("member", "3")
    assert (waits("member"), waits("chairman")) == ([], [("acceptance", True, 3)])
    chain.accept("chairman")
    assert waits("chairman") == []


def test_looking_ahead_shows_what_the_chairman_would_accept(chain: Chain) -> None:
    chain.send_back("member", "2")
    chain.confirm("member", "1")
    settings = chain.desk.settings
    ((_, changes),) = waiting_changes(chain.engine, settings, chain.scope("chairman"), upload_id=chain.upload_id)
    assert [person.who.name_bn for person in changes.new_persons] == ["মোঃ আব্দুল করিম", "রহিমা খাতুন"]


def test_an_undone_acceptance_waits_where_it_waited_and_every_decision_stays(chain: Chain) -> None:
    chain.confirm("member")
    chain.accept("chairman")
    undo_acceptance(chain.engine, chain.scope("chairman"), chain.upload_id, "too early")
    assert chain.places() == {"1": 1, "2": 1, "3": 1}
    assert chain.accept("chairman").accepted == 5
    asked = (
        "select step, decision, version, count(*) from verification_decisions d"
        " join verified_rows on decision_id = d.id group by d.id, 1, 2, 3 order by d.id"
    )
    with chain.engine.connect() as connection:
        kept = connection.execute(text(asked)).all()
    assert [tuple(row) for row in kept] == [
        ("ward_check", "confirm", 1, 5),
        ("acceptance", "accept", 1, 5),
        ("acceptance", "accept", 1, 5),
    ]


def test_where_no_flow_was_chosen_an_operator_gives_in_and_accepts(any_desk: Desk) -> None:
    upload_id = any_desk.give(any_desk.sheet(SHEET)).upload_id
    done = accept_rows(any_desk.engine, any_desk.settings, OPERATOR, "2022")
    assert done == AcceptanceSummary(accepted=5)
    with any_desk.engine.connect() as connection:
        assert connection.execute(text("select count(*) from verification_decisions")).scalar_one() == 0
    assert set(any_desk.states(upload_id).values()) == {"accepted"}


def test_a_survey_needs_the_permission_of_its_step(chain: Chain) -> None:
    nobody = Scope(99, "nobody", (WARD,), ("*",), frozenset({Permission.SEE_ALL_UPLOADS}))
    with pytest.raises(Refused) as refused:
        decide(chain.engine, nobody, chain.upload_id, Decision.CONFIRM, chain.seen())
    assert refused.value.code == "not_your_step"
