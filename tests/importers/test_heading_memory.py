"""An answer about a heading is remembered for its sender, and a file that waits is read again with it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.jobs.worker import work
from census_app.ledger.engine import open_ledger, reading
from census_app.ledger.reads.jobs import progress_of
from census_app.ledger.reads.staged_rows import upload_counts
from census_app.ledger.scoping import options
from census_app.ledger.tables import AuditEvent, HeadingAnswer, StagedRow
from census_app.ledger.writes.jobs import ask_to_cancel, claim_job
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers import IGNORE, staging
from importers.acceptance import accept_rows
from importers.heading_memory import DAY_ORDER, FIELD, read_with_answers, remember, said
from importers.layouts import load_layout
from importers.proposals import propose_field
from importers.questions import Question, open_questions
from importers.staging import stage_deliveries, stage_survey
from tests.copies import RIGHT, Desk
from tests.jobs.sheets import WARD, settings_of
from tests.spreadsheets.corpus import save, workbook
from tests.spreadsheets.forms import MEMBER, OWN, REPEAT_OWN, entries, own

HEADINGS = "HH No,Member Name,Relation with Head,Sex,Age,ঘরের কথা\n"
LINES = "1,Rahima Khatun,Self,Female,40,01700000112\n?,Karim Khatun,Son,Male,12,01700000113\n"
ODD = "ঘরের কথা"


def at(user_id: int, *permissions: Permission, area: str = WARD, office: str = "*") -> Scope:
    return Scope(user_id, "somebody", (area,), (office,), frozenset(permissions))


VOLUNTEER = at(7, Permission.UPLOAD_SURVEY, Permission.SEE_UPLOADS)
CHAIRMAN = at(9, Permission.ACCEPT_ROWS, Permission.SEE_ALL_UPLOADS, Permission.SEE_UPLOADS)
FOOD = at(11, Permission.UPLOAD_DELIVERIES, area="408790", office="food")


@pytest.fixture
def here(any_engine: Engine, settings: Settings) -> Settings:
    create_ledger(any_engine, settings)
    open_round(any_engine, OPERATOR, "2022", date(2022, 1, 1))
    return settings_of(any_engine, settings)


def give_in(engine: Engine, here: Settings, text: str, scope: Scope = VOLUNTEER, name: str = "sheet.csv") -> int:
    path = here.data_dir / name
    path.write_text(text, encoding="utf-8")
    return stage_survey(engine, here, scope, path, name, "2022", WARD).upload_id


def give_list_in(engine: Engine, here: Settings, text: str, scope: Scope) -> int:
    path = here.data_dir / "list.csv"
    path.write_text(text, encoding="utf-8")
    return stage_deliveries(engine, here, scope, path, path.name, "food", "2021-22", "408790").upload_id


def tell(engine: Engine, upload_id: int, heading: str, field: str, kept: bool = True, scope: Scope = VOLUNTEER) -> None:
    read_with_answers(engine, scope, upload_id, "survey", said(FIELD, {heading: field}), kept)


def rows(engine: Engine, upload_id: int) -> dict[int, tuple[str, Mapping[str, object]]]:
    found = select(StagedRow).where(StagedRow.upload_id == upload_id).order_by(StagedRow.row_number)
    with reading(engine) as session:
        all_rows = session.exec(found, execution_options=options(OPERATOR)).all()
    assert len({row.row_number for row in all_rows}) == len(all_rows)
    return {row.row_number: (row.state, row.content) for row in all_rows}


def questions(engine: Engine, upload_id: int) -> list[Question]:
    with reading(engine) as session:
        return open_questions(session, OPERATOR, upload_id, "survey")


def test_an_answer_has_the_waiting_file_read_again(any_engine: Engine, here: Settings) -> None:
    upload_id = give_in(any_engine, here, HEADINGS + LINES)
    assert [(one.heading, one.column, one.proposed) for one in questions(any_engine, upload_id)] == [
        (ODD, "F", "mobile")
    ]
    tell(any_engine, upload_id, ODD, "mobile")
    assert rows(any_engine, upload_id) == {}
    assert work(any_engine, here, until_empty=True) == 1
    read = rows(any_engine, upload_id)
    assert {number: content["mobile"] for number, (_, content) in read.items()} == {2: "01700000112", 3: "01700000113"}
    assert questions(any_engine, upload_id) == []


def test_the_next_file_of_the_same_sender_is_not_asked_about(any_engine: Engine, here: Settings) -> None:
    tell(any_engine, give_in(any_engine, here, HEADINGS + LINES), ODD, "mobile")
    work(any_engine, here, until_empty=True)
    following = give_in(any_engine, here, HEADINGS + "2,Salma Begum,Self,Female,30,01700000114\n")
    assert rows(any_engine, following)[2][1]["mobile"] == "01700000114"
    of_another = give_in(
        any_engine, here, HEADINGS + "3,Amena Begum,Self,Female,31,01700000115\n", replace(VOLUNTEER, actor_id=8)
    )
    assert "mobile" not in rows(any_engine, of_another)[2][1]


def test_an_answer_for_one_file_is_not_remembered(any_engine: Engine, here: Settings) -> None:
    upload_id = give_in(any_engine, here, HEADINGS + LINES)
    tell(any_engine, upload_id, ODD, "mobile", kept=False)
    work(any_engine, here, until_empty=True)
    assert questions(any_engine, upload_id) == []
    following = give_in(any_engine, here, HEADINGS + "2,Salma Begum,Self,Female,30,01700000114\n")
    assert [one.heading for one in questions(any_engine, following)] == [ODD]


def test_an_office_is_remembered_for_all_its_desks_and_no_other(any_engine: Engine, here: Settings) -> None:
    text = "ভাতাভোগীর নাম,পিতার নাম,কর্মসূচি,টাকা,হিসাব যেখানে\nমোঃ করিম,রহিম,VGD,1500,01700000112\n"
    upload_id = give_list_in(any_engine, here, text, FOOD)
    told = said(FIELD, {"হিসাব যেখানে": "account_mobile"})
    for stranger in (replace(FOOD, offices=("relief",)), CHAIRMAN, VOLUNTEER):
        with pytest.raises((Refused, NotFound)):
            read_with_answers(any_engine, stranger, upload_id, "deliveries", told, True)
    read_with_answers(any_engine, FOOD, upload_id, "deliveries", told, True)
    following = give_list_in(any_engine, here, text.replace("112", "113"), replace(FOOD, actor_id=12))
    assert rows(any_engine, following)[2][1]["account_mobile"] == "01700000113"


def test_nobody_answers_for_another(any_engine: Engine, here: Settings) -> None:
    upload_id = give_in(any_engine, here, HEADINGS + LINES)
    for stranger in (CHAIRMAN, replace(VOLUNTEER, actor_id=8)):
        with pytest.raises(Refused, match="headings_of_another"):
            tell(any_engine, upload_id, ODD, "mobile", scope=stranger)
    with pytest.raises(NotFound):
        tell(any_engine, upload_id, ODD, "mobile", scope=replace(VOLUNTEER, areas=("4087907101",)))
    assert len(rows(any_engine, upload_id)) == 2


def test_a_changed_answer_stays_as_what_was_said_then(any_engine: Engine, here: Settings) -> None:
    upload_id = give_in(any_engine, here, HEADINGS + LINES)
    for field in ("remarks", "mobile"):
        tell(any_engine, upload_id, ODD, field)
        work(any_engine, here, until_empty=True)
    with reading(any_engine) as session:
        kept = session.exec(select(HeadingAnswer).order_by(HeadingAnswer.id)).all()
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "headings_answered")).all()
    assert [(one.answer, one.answered_by, one.superseded_at is None) for one in kept] == [
        ("remarks", 7, False),
        ("mobile", 7, True),
    ]
    told = [{key: value for key, value in event.details.items() if key != "sealed"} for event in events]
    assert told == [{"answers": 1, "remembered": 1, "rows_removed": 2}] * 2
    assert all("sealed" in event.details for event in events)
    assert "01700000112" not in str([one.model_dump() for one in kept])


def test_rows_that_are_believed_stay_and_only_the_others_are_read_again(any_engine: Engine, here: Settings) -> None:
    upload_id = give_in(any_engine, here, HEADINGS + LINES)
    accept_rows(any_engine, here, CHAIRMAN, "2022", upload_id)
    before = rows(any_engine, upload_id)
    assert [state for state, _ in before.values()] == ["accepted", "held"]
    tell(any_engine, upload_id, ODD, "mobile")
    with pytest.raises(Refused, match="upload_not_reading"):
        ask_to_cancel(any_engine, VOLUNTEER, upload_id)
    work(any_engine, here, until_empty=True)
    after = rows(any_engine, upload_id)
    assert after[2] == before[2]
    assert after[3][0] == "held"
    assert after[3][1]["mobile"] == "01700000113"
    with reading(any_engine) as session:
        assert upload_counts(session, OPERATOR, upload_id).rows_seen == 2


@pytest.mark.parametrize("accepted", [False, True])
def test_a_corrected_copy_that_is_read_again_takes_the_same_rows_places(desk: Desk, accepted: bool) -> None:
    first = desk.give(desk.sheet())
    second = desk.give(desk.corrected(first.upload_id, RIGHT))
    if accepted:
        desk.accept()
    before = [desk.states(upload.upload_id) for upload in (first, second)]
    assert "replaced" in before[0].values()
    for upload in (second, first, second):  # as it was read: that the answers are new changes nothing else
        field = {"মোবাইল": "mobile"} if upload is second else {"সম্পর্ক": "relation"}
        read_with_answers(desk.engine, OPERATOR, upload.upload_id, "survey", said(FIELD, field), remember=True)
        assert work(desk.engine, desk.settings, until_empty=True) == 1
        assert [desk.states(upload.upload_id) for upload in (first, second)] == before


def test_a_file_under_way_is_not_answered_about(any_engine: Engine, here: Settings) -> None:
    upload_id = give_in(any_engine, here, HEADINGS + LINES)
    tell(any_engine, upload_id, ODD, IGNORE)
    tell(any_engine, upload_id, ODD, "mobile")  # nobody has begun: the reader will take the newest answer
    assert claim_job(any_engine, "elsewhere:1", upload_id) is not None
    with pytest.raises(Refused, match="upload_still_reading"):
        tell(any_engine, upload_id, ODD, IGNORE)


def test_answers_given_beforehand_count_from_the_first_file_on(any_engine: Engine, here: Settings) -> None:
    remember(any_engine, VOLUNTEER, "survey", WARD, "", said(FIELD, {ODD: "mobile"}))
    assert questions(any_engine, give_in(any_engine, here, HEADINGS + LINES)) == []


def test_the_order_of_dates_is_asked_and_remembered(any_engine: Engine, here: Settings) -> None:
    text = "HH No,Member Name,Sex,Date of Birth\n1,Rahima Khatun,Female,04/07/1962\n1,Karim Khatun,Male,05/25/1970\n"
    upload_id = give_in(any_engine, here, text)
    asked = questions(any_engine, upload_id)
    assert [(one.about, one.heading, one.column, one.proposed) for one in asked] == [
        (DAY_ORDER, "Date of Birth", "D", "month_first")
    ]
    read_with_answers(any_engine, VOLUNTEER, upload_id, "survey", said(DAY_ORDER, {"Date of Birth": "day_first"}), True)
    work(any_engine, here, until_empty=True)
    assert rows(any_engine, upload_id)[2][1]["birth_date"] == "1962-07-04"
    assert questions(any_engine, upload_id) == []


def test_long_numbers_are_shown_by_their_last_four_digits(any_engine: Engine, here: Settings) -> None:
    (asked,) = questions(any_engine, give_in(any_engine, here, HEADINGS + LINES))
    assert asked.samples == ("•••0112", "•••0113")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        (["01700000112", "01700000113"], "mobile"),
        (["মুসলিম", "হিন্দু", "মুসলিম"], "religion"),
        (["ক", "খ"], ""),
        (["১", "২", "৩"], IGNORE),
        (["মোঃ করিম গাজী", "রহিমা খাতুন"], "name"),
        ([], ""),
    ],
)
def test_what_stands_in_a_column_proposes_its_field(cells: list[str], field: str) -> None:
    assert propose_field(load_layout("household_census"), "অচেনা", cells) == field


@pytest.mark.parametrize(
    ("cells", "taken", "field"),
    [
        (["01700000112", "01700000113"], (), "mobile"),
        (["12", "45", "7"], (), ""),
        (["মোঃ করিম গাজী", "রহিমা খাতুন"], ("name",), ""),
    ],
)
def test_without_a_heading_only_what_the_cells_tell_by_themselves_is_proposed(
    cells: list[str], taken: tuple[str, ...], field: str
) -> None:
    assert propose_field(load_layout("household_census"), "", cells, taken) == field


NAMELESS = "HH No,Member Name,Relation with Head,Sex,Age,,\n" + LINES


def test_a_column_without_a_heading_is_asked_about_by_its_place_and_remembered_for_such_tables(
    any_engine: Engine, here: Settings
) -> None:
    upload_id = give_in(any_engine, here, NAMELESS)
    (asked,) = questions(any_engine, upload_id)
    assert (asked.column, asked.named, asked.proposed) == ("F", False, "mobile")
    assert asked.samples == ("•••0112", "•••0113")
    tell(any_engine, upload_id, asked.heading, asked.proposed)
    work(any_engine, here, until_empty=True)
    assert questions(any_engine, upload_id) == []
    assert rows(any_engine, upload_id)[2][1]["mobile"] == "01700000112"
    following = give_in(any_engine, here, NAMELESS.replace("\n1,", "\n2,"))
    assert rows(any_engine, following)[2][1]["mobile"] == "01700000112"
    other_shape = give_in(any_engine, here, NAMELESS.replace("Age,,", "Age,,Mobile"))
    assert [one.column for one in questions(any_engine, other_shape)] == ["F"]


def test_dates_without_a_heading_are_asked_about_too(any_engine: Engine, here: Settings) -> None:
    text = "HH No,Member Name,Sex,\n1,Rahima Khatun,Female,04/07/1962\n1,Karim Khatun,Male,05/25/1970\n"
    upload_id = give_in(any_engine, here, text)
    (asked,) = questions(any_engine, upload_id)
    tell(any_engine, upload_id, asked.heading, "birth_date")
    work(any_engine, here, until_empty=True)
    assert [(one.about, one.heading) for one in questions(any_engine, upload_id)] == [(DAY_ORDER, asked.heading)]
    told = said(DAY_ORDER, {asked.heading: "day_first"})
    read_with_answers(any_engine, VOLUNTEER, upload_id, "survey", told, True)
    work(any_engine, here, until_empty=True)
    assert rows(any_engine, upload_id)[2][1]["birth_date"] == "1962-07-04"
    assert questions(any_engine, upload_id) == []


def test_a_column_that_the_form_lends_its_members_is_shown_where_it_stands(
    any_engine: Engine, here: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "kobo.xlsx"
    form = ("hh/household_no", "hh/হাঁস-মুরগি", *OWN)
    book, _ = workbook([form, ("12", "৭টি", *own(1)), ("13", "নাই", *own(2))], "household_census")
    members = book.create_sheet("member")
    for row in [(*MEMBER, *REPEAT_OWN), *entries()]:
        members.append(list(row))
    save(book, path)
    upload_id = stage_survey(any_engine, here, VOLUNTEER, path, path.name, "2022", WARD).upload_id
    (asked,) = questions(any_engine, upload_id)
    assert (asked.sheet, asked.column, asked.heading) == ("household_census", "B", "hh/হাঁস-মুরগি")
    assert "৭টি" in asked.samples


def work_alone(settings: Settings) -> None:
    staging.ROWS_AT_ONCE = 200
    work(open_ledger(settings), settings, until_empty=True)


def test_a_reader_killed_while_reading_again_loses_and_doubles_nothing(any_engine: Engine, here: Settings) -> None:
    lines = [
        f"{place // 5 + 1},Rahima Khatun,Self,Female,{place % 90},017000001{place % 100:02d}\n"
        for place in range(3_000)
    ]
    upload_id = give_in(any_engine, here, HEADINGS + "".join(lines))
    tell(any_engine, upload_id, ODD, "mobile")
    any_engine.dispose()
    for _ in range(3):
        kill_one_step_further(any_engine, here, upload_id)
    work(any_engine, here, until_empty=True)
    read = rows(any_engine, upload_id)
    assert len(read) == 3_000
    assert all("mobile" in content for _, content in read.values())


def kill_one_step_further(engine: Engine, here: Settings, upload_id: int) -> None:
    def done() -> int:
        with reading(engine) as session:
            return progress_of(session, OPERATOR, upload_id).rows_done

    before = done()
    worker = get_context("fork").Process(target=work_alone, args=(here,))
    worker.start()
    while done() == before and worker.is_alive():
        time.sleep(0.005)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join()
