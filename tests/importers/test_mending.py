"""A cell of a waiting row is put right on the page: read and checked as the file was, the original kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.cli.run import create_ledger
from census_app.domain.access import GRANTS, OPERATOR, Role, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger.engine import reading
from census_app.ledger.json_text import to_json
from census_app.ledger.reads.uploaded_rows import RowFilter, RowLine, get_row, headings_of, list_rows, rows_saying
from census_app.ledger.standing import standing_of
from census_app.ledger.tables import AuditEvent
from census_app.ledger.writes.mending import confirm_problem
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.mending import mend_cell, mendable_headings
from importers.model import RowState
from importers.staging import stage_deliveries, stage_survey
from tests.importers.sheets import write_xlsx
from tests.jobs.sheets import WARD, settings_of
from tests.ledger.people import row as stage_row
from tests.ledger.people import stage_upload

VOLUNTEER = Scope(7, "volunteer", (WARD,), ("*",), GRANTS[Role.VOLUNTEER])
OTHER_VOLUNTEER = replace(VOLUNTEER, actor_id=8)
ELSEWHERE = replace(VOLUNTEER, areas=("4087907107",))
CHAIRMAN = Scope(9, "chairman", ("40879071",), ("*",), GRANTS[Role.CHAIRMAN])
OFFICE = Scope(11, "office", ("408790",), ("social_services",), GRANTS[Role.OFFICE])
OTHER_OFFICE = replace(OFFICE, offices=("food",))
SHEET = """
| খানা নং | নাম | খানা প্রধানের সাথে সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতা/স্বামীর নাম | জাতীয় পরিচয়পত্র নম্বর |
| ? | মোঃ নতুন গাজী | নিজে | পুরুষ | ০৪/০৭/১৯৬২ | মোঃ পুরাতন গাজী | 901555001 |
|   | মোছাঃ নতুন খাতুন | স্ত্রী | মহিলা | ৩১/০২/১৯৭০ |  | 9015550024 |
|   | নতুন পারভীন | মেয়ে | মহিলা | ১২/০৩/২০১০ |  | |
| ৯০২ | মোঃ নবীন মোড়ল | নিজে | পুরুষ | ১১/১১/১৯৮০ | মোঃ প্রবীণ মোড়ল | 9015550032 |
| ৯০২ | | স্ত্রী | মহিলা | ০১/০২/১৯৮৫ | | |
"""
HOUSEHOLD, NAME, RELATION, BORN = "খানা নং", "নাম", "খানা প্রধানের সাথে সম্পর্ক", "জন্ম তারিখ"
NID = "জাতীয় পরিচয়পত্র নম্বর"
LIST = """
| ক্রঃ নং | উপকারভোগীর নাম | স্বামীর নাম | পিতার নাম | এনআইডি নং | সেবার ধরন | কিস্তি/মেয়াদ | টাকার পরিমাণ |
| ১ | মোছাঃ অচেনা খাতুন | মোঃ অচেনা শেখ | | 9015550032 | চাঁদে যাওয়ার ভাতা | এপ্রিল-জুন ২০২২ | ১,৫০০ |
"""


@pytest.fixture
def here(any_engine: Engine, settings: Settings) -> Settings:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    return settings_of(any_engine, settings)


@pytest.fixture
def upload_id(any_engine: Engine, here: Settings) -> int:
    path = write_xlsx(here.data_dir / "sheet.xlsx", {"উত্তরপাড়া": SHEET})
    return stage_survey(any_engine, here, VOLUNTEER, path, path.name, "2022", WARD).upload_id


def row(engine: Engine, upload_id: int, row_number: int) -> RowLine:
    with reading(engine) as session:
        return next(r for r in rows_saying(session, OPERATOR, upload_id, (), ["{"]) if r.row_number == row_number)


def codes(line: RowLine) -> set[str]:
    return {problem.code for problem in line.problems}


def mended(
    engine: Engine, here: Settings, upload_id: int, row_number: int, heading: str, written: str, by: Scope = VOLUNTEER
) -> RowLine:
    mend_cell(engine, here, by, upload_id, row(engine, upload_id, row_number).row_id, heading, written)
    return row(engine, upload_id, row_number)


def test_a_held_row_becomes_ready_and_keeps_what_the_file_said(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    before = row(any_engine, upload_id, 6)
    assert (before.state, codes(before)) == ("held", {"name_missing"})
    state = mend_cell(any_engine, here, VOLUNTEER, upload_id, before.row_id, NAME, "মোছাঃ নবীনা খাতুন")
    after = row(any_engine, upload_id, 6)
    assert state is RowState.READY
    assert (after.state, codes(after)) == ("ready", set())
    assert after.raw == before.raw
    assert after.cells[NAME] == "মোছাঃ নবীনা খাতুন"
    assert after.content["name_bn"] == "মোছাঃ নবীনা খাতুন"
    (correction,) = after.corrections
    assert (correction.heading, correction.written_before, correction.written_now) == (NAME, "", "মোছাঃ নবীনা খাতুন")
    with reading(any_engine) as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "cell_corrected")).one()
    assert (event.actor_id, event.subject) == (VOLUNTEER.actor_id, f"row:{after.row_id}")
    assert {**event.details, "sealed": ""} == {"upload": upload_id, "field": "name", "rows": 1, "sealed": ""}
    assert event.details["sealed"]


def test_a_value_replaces_what_its_cell_meant_and_leaves_the_rest(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    before = row(any_engine, upload_id, 5)
    after = mended(any_engine, here, upload_id, 5, NAME, "Md. Nobin Morol")
    assert after.content == {
        **{k: v for k, v in before.content.items() if k != "name_bn"},
        "name_en": "Md. Nobin Morol",
    }
    emptied = mended(any_engine, here, upload_id, 5, NID, "")
    assert "nid10" not in emptied.content
    again = mended(any_engine, here, upload_id, 5, NID, "৯০১৫৫৫০০৫৯")
    assert again.content["nid10"] == "9015550059"
    assert [line.written_before for line in again.corrections] == ["", "9015550032", before.cells[NAME]]


def test_a_household_number_put_right_is_that_of_the_lines_below_too(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    assert {row(any_engine, upload_id, number).state for number in (2, 3, 4)} == {"held"}
    mended(any_engine, here, upload_id, 2, HOUSEHOLD, "৯০১")
    rows = [row(any_engine, upload_id, number) for number in (2, 3, 4)]
    assert [line.content["household_number"] for line in rows] == ["901", "901", "901"]
    assert {line.state for line in rows} == {"ready"}
    mended(any_engine, here, upload_id, 2, HOUSEHOLD, "৯০৩")
    rows = [row(any_engine, upload_id, number) for number in (2, 3, 4, 5)]
    assert [line.content["household_number"] for line in rows] == ["903", "903", "903", "902"]


def test_what_the_household_says_together_is_asked_again(any_engine: Engine, here: Settings, upload_id: int) -> None:
    after = mended(any_engine, here, upload_id, 5, RELATION, "ভাই")
    assert "household_without_head" in codes(after)
    after = mended(any_engine, here, upload_id, 5, RELATION, "নিজে")
    assert "household_without_head" not in codes(after)
    mended(any_engine, here, upload_id, 6, RELATION, "নিজে")
    assert "household_with_two_heads" in codes(row(any_engine, upload_id, 6))


def test_a_number_that_stands_on_another_row_is_told_on_both(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    mended(any_engine, here, upload_id, 2, NID, "9015550024")
    assert "number_on_two_rows" in codes(row(any_engine, upload_id, 2))
    assert "number_on_two_rows" in codes(row(any_engine, upload_id, 3))
    mended(any_engine, here, upload_id, 2, NID, "9015550016")
    assert "number_on_two_rows" not in codes(row(any_engine, upload_id, 2)) | codes(row(any_engine, upload_id, 3))


def test_what_still_cannot_be_read_is_told_again_in_its_new_form(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    after = mended(any_engine, here, upload_id, 3, BORN, "৩১/০৬/১৯৭০")
    (problem,) = [one for one in after.problems if one.code == "date_impossible"]
    assert problem.details["written"] == "৩১/০৬/১৯৭০"
    after = mended(any_engine, here, upload_id, 3, BORN, "০৩/০৬/১৯৭০")
    assert after.content["birth_date"] == "1970-06-03"
    assert "date_ambiguous" not in codes(after)


def test_an_office_mends_its_own_list(any_engine: Engine, here: Settings) -> None:
    path = write_xlsx(here.data_dir / "list.xlsx", {"তালিকা": LIST})
    staged = stage_deliveries(any_engine, here, OFFICE, path, path.name, "social_services", "2021-22", "408790")
    colleague = replace(OFFICE, actor_id=12)
    after = mended(any_engine, here, staged.upload_id, 2, "সেবার ধরন", "বয়স্ক ভাতা", by=colleague)
    assert (after.state, codes(after) & {"programme_unknown", "programme_missing"}) == ("ready", set())
    assert after.content["father_or_husband"] == "মোঃ অচেনা শেখ"
    with pytest.raises(Refused) as refused:
        mended(any_engine, here, staged.upload_id, 2, "সেবার ধরন", "বিধবা ভাতা", by=OTHER_OFFICE)
    assert refused.value.code == "not_your_upload"


@pytest.mark.parametrize("stranger", [OTHER_VOLUNTEER, CHAIRMAN])
def test_only_who_gave_the_file_in_may_mend_it(
    any_engine: Engine, here: Settings, upload_id: int, stranger: Scope
) -> None:
    with pytest.raises(Refused) as refused:
        mended(any_engine, here, upload_id, 6, NAME, "মোছাঃ নবীনা খাতুন", by=stranger)
    assert refused.value.code == "not_your_upload"
    assert row(any_engine, upload_id, 6).corrections == ()


def test_a_row_of_another_area_is_not_found(any_engine: Engine, here: Settings, upload_id: int) -> None:
    row_id = row(any_engine, upload_id, 6).row_id
    with pytest.raises(NotFound):
        mend_cell(any_engine, here, ELSEWHERE, upload_id, row_id, NAME, "মোছাঃ নবীনা খাতুন")
    with reading(any_engine) as session, pytest.raises(NotFound) as missing:
        get_row(session, ELSEWHERE, upload_id, row_id)
    assert missing.value.code == "row_not_found"


def test_an_accepted_row_is_not_mended_and_a_column_nobody_reads_neither(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    with pytest.raises(Refused) as refused:
        mended(any_engine, here, upload_id, 6, "মন্তব্য ২", "কিছু")
    assert refused.value.code == "cell_not_read"
    accept_rows(any_engine, here, CHAIRMAN, upload_id=upload_id)
    with pytest.raises(Refused) as refused:
        mended(any_engine, here, upload_id, 5, NAME, "মোঃ নবীন সরদার")
    assert refused.value.code == "row_moved_on"


def test_a_plan_made_before_a_correction_is_made_again(any_engine: Engine, here: Settings, upload_id: int) -> None:
    with reading(any_engine) as session:
        before = standing_of(session, WARD)
    mended(any_engine, here, upload_id, 5, NAME, "মোঃ নবীন সরদার")
    with reading(any_engine) as session:
        assert standing_of(session, WARD) > before


def test_a_question_is_confirmed_once_and_says_by_whom_and_when(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    line = row(any_engine, upload_id, 3)
    problem = next(one for one in line.problems if one.severity == "please_confirm")
    confirm_problem(any_engine, VOLUNTEER, upload_id, problem.problem_id)
    confirmed = next(one for one in row(any_engine, upload_id, 3).problems if one.problem_id == problem.problem_id)
    assert confirmed.confirmed_at is not None
    with pytest.raises(Refused) as refused:
        confirm_problem(any_engine, VOLUNTEER, upload_id, problem.problem_id)
    assert refused.value.code == "nothing_to_confirm"
    with pytest.raises(Refused):
        confirm_problem(any_engine, OTHER_VOLUNTEER, upload_id, problem.problem_id)


def test_a_row_corrected_into_one_that_another_file_brought_is_refused(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    told = SHEET.replace("| ৯০২ | | স্ত্রী", "| ৯০২ | মোছাঃ নবীনা খাতুন | স্ত্রী")
    path = write_xlsx(here.data_dir / "again.xlsx", {"উত্তরপাড়া": told})
    stage_survey(any_engine, here, VOLUNTEER, path, path.name, "2022", WARD)
    after_state = mend_cell(
        any_engine, here, VOLUNTEER, upload_id, row(any_engine, upload_id, 6).row_id, NAME, "মোছাঃ নবীনা খাতুন"
    )
    assert after_state is RowState.REFUSED


def test_rows_are_found_by_problem_severity_sheet_and_household(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    def found(**wanted: str) -> list[int]:
        with reading(any_engine) as session:
            return [line.row_number for line in list_rows(session, VOLUNTEER, upload_id, RowFilter(**wanted))]

    assert found()[0] in (2, 3, 4, 6)
    assert found(code="name_missing") == [6]
    assert set(found(severity="blocks_row")) == {2, 3, 4, 6}
    assert found(sheet="দক্ষিণপাড়া") == []
    assert sorted(found(household="902")) == [5, 6]


def test_the_headings_that_may_be_mended_stand_in_the_order_of_the_sheet(
    any_engine: Engine, here: Settings, upload_id: int
) -> None:
    line = row(any_engine, upload_id, 2)
    with reading(any_engine) as session:
        headings = mendable_headings(headings_of(session, VOLUNTEER, upload_id), line)
    assert headings[:3] == [HOUSEHOLD, NAME, RELATION]


def test_rows_are_found_by_what_they_say_letter_for_letter(any_engine: Engine) -> None:
    names = ('করিম "100%" মোড়ল', 'করিম "100_" মোড়ল', "করিম / মোড়ল", "করিম \\ মোড়ল")
    rows = [stage_row(6 + place, household_number="1", name_bn=name) for place, name in enumerate(names)]
    upload_id = stage_upload(any_engine, rows)
    with reading(any_engine) as session:
        for place, name in enumerate(names):
            (found,) = rows_saying(session, OPERATOR, upload_id, (), [to_json(name)])
            assert (found.row_number, found.content["name_bn"]) == (6 + place, name)
        household = rows_saying(session, OPERATOR, upload_id, (), ['"household_number":"1"'])
    assert [row.row_number for row in household] == [6, 7, 8, 9]
