"""What its sender confirmed about a row is not asked again, as long as the row still says it."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import select

from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.ledger.engine import reading
from census_app.ledger.reads.uploaded_rows import RowFilter, RowLine, list_rows
from census_app.ledger.scoping import options
from census_app.ledger.tables import StagedProblem
from census_app.ledger.writes.mending import confirm_problem
from importers.heading_memory import FIELD, read_with_answers, said
from importers.intake import Received
from importers.mending import mend_cell
from importers.staging import stage_received
from tests.copies import WARD, Desk

VOLUNTEER = Scope(7, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY, Permission.SEE_UPLOADS}))
SHEET = """
| খানা নং | সদস্যের নাম | সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতার নাম | মোবাইল | যোগাযোগ |
| 1 | মোঃ আব্দুল করিম | নিজে | পুরুষ | 04/07/1962 | মোঃ রহিম | 01700000001 | 01700000011 |
| 1 | রহিমা খাতুন | স্বামী | মহিলা | 05/08/1968 | মোঃ সোবহান | 01700000002 | 01700000012 |
| 1 | | পুত্র | মহিলা | 05/08/1998 | মোঃ আব্দুল করিম | 01700000003 | 01700000013 |
"""
"""A husband and a son who are women, which may be a slip; row 4 has no name and is held."""
ASKED = "sex_contradicts_relation"


def row(at: Desk, upload_id: int, number: int) -> RowLine:
    with reading(at.engine) as session:
        rows = list_rows(session, OPERATOR, upload_id, RowFilter(household="1"))
    return next(one for one in rows if one.row_number == number)


def confirm(at: Desk, upload_id: int, number: int) -> datetime:
    """The sender says that the sex of that row is right as written; the moment comes back."""
    (problem,) = [one for one in row(at, upload_id, number).problems if one.code == ASKED]
    confirm_problem(at.engine, VOLUNTEER, upload_id, problem.problem_id)
    return confirmed(at, upload_id)[number][1]


def confirmed(at: Desk, upload_id: int) -> dict[int, tuple[int | None, datetime]]:
    """By row: who confirmed its sex, and when."""
    found = select(StagedProblem).where(StagedProblem.upload_id == upload_id, StagedProblem.code == ASKED)
    with reading(at.engine) as session:
        problems = session.exec(found, execution_options=options(OPERATOR)).all()
        return {one.row_number or 0: (one.confirmed_by, one.confirmed_at) for one in problems if one.confirmed_at}


def test_a_corrected_copy_does_not_ask_again_what_was_confirmed(any_desk: Desk) -> None:
    first = any_desk.give(any_desk.sheet(SHEET), VOLUNTEER)
    moment = confirm(any_desk, first.upload_id, 4)
    second = any_desk.give(any_desk.corrected(first.upload_id, {"B4": "মোছাঃ করিমা খাতুন"}), VOLUNTEER)
    assert any_desk.states(second.upload_id)[4] == "ready"
    assert confirmed(any_desk, second.upload_id) == {4: (7, moment)}


@pytest.mark.parametrize("changed", [{"C4": "স্বামী"}, {"D4": "পুরুষ", "C4": "স্ত্রী"}])
def test_what_was_confirmed_is_asked_again_when_the_row_says_something_else(
    desk: Desk, changed: dict[str, str]
) -> None:
    first = desk.give(desk.sheet(SHEET), VOLUNTEER)
    confirm(desk, first.upload_id, 4)
    second = desk.give(desk.corrected(first.upload_id, {"B4": "মোছাঃ করিমা খাতুন", **changed}), VOLUNTEER)
    assert ASKED in {problem.code for problem in row(desk, second.upload_id, 4).problems}
    assert confirmed(desk, second.upload_id) == {}


def test_a_confirmation_goes_on_from_copy_to_copy(desk: Desk) -> None:
    first = desk.give(desk.sheet(SHEET), VOLUNTEER)
    moment = confirm(desk, first.upload_id, 4)
    second = desk.give(desk.corrected(first.upload_id, {"G4": "01700000014"}), VOLUNTEER)
    third = desk.give(desk.corrected(second.upload_id, {"B4": "মোছাঃ করিমা খাতুন"}), VOLUNTEER)
    assert confirmed(desk, third.upload_id) == {4: (7, moment)}


def test_what_was_put_right_on_the_page_and_confirmed_is_asked_again_when_the_copy_undoes_it(desk: Desk) -> None:
    first = desk.give(desk.sheet(SHEET), VOLUNTEER)
    row_id = row(desk, first.upload_id, 4).row_id
    mend_cell(desk.engine, desk.settings, VOLUNTEER, first.upload_id, row_id, "সম্পর্ক", "ভাই")
    confirm(desk, first.upload_id, 4)
    second = desk.give(desk.corrected(first.upload_id, {"B4": "মোছাঃ করিমা খাতুন"}), VOLUNTEER)
    assert confirmed(desk, second.upload_id) == {}


def test_a_file_that_is_read_again_does_not_ask_again_what_was_confirmed(any_desk: Desk) -> None:
    first = any_desk.give(any_desk.sheet(SHEET), VOLUNTEER)
    moment = confirm(any_desk, first.upload_id, 3)
    before = {one.problem_id for one in row(any_desk, first.upload_id, 3).problems}
    answers = said(FIELD, {"যোগাযোগ": "mobile", "মোবাইল": "ignore"})
    read_with_answers(any_desk.engine, VOLUNTEER, first.upload_id, "survey", answers, remember=False)
    assert confirmed(any_desk, first.upload_id) == {3: (7, moment)}
    stage_received(any_desk.engine, any_desk.settings, VOLUNTEER, Received(first.upload_id, already_known=True))
    again = row(any_desk, first.upload_id, 3)
    assert again.content["mobile"] == "01700000012"
    assert before.isdisjoint(one.problem_id for one in again.problems)
    assert confirmed(any_desk, first.upload_id) == {3: (7, moment)}


def test_a_question_that_a_new_reading_no_longer_asks_leaves_nothing_behind(any_desk: Desk) -> None:
    first = any_desk.give(any_desk.sheet(SHEET), VOLUNTEER)
    confirm(any_desk, first.upload_id, 3)
    answers = said(FIELD, {"লিঙ্গ": "ignore"})
    read_with_answers(any_desk.engine, VOLUNTEER, first.upload_id, "survey", answers, remember=False)
    stage_received(any_desk.engine, any_desk.settings, VOLUNTEER, Received(first.upload_id, already_known=True))
    assert confirmed(any_desk, first.upload_id) == {}
