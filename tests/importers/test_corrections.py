"""The corrected copy comes again: it takes the place of what was held, doubles nothing, and loses no row."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import Refused
from census_app.domain.upload_marks import MARK_PROPERTY, mark_of, upload_marked
from census_app.exports.catalogue import EXPORTS
from census_app.ledger.engine import open_ledger, reading, writing
from census_app.ledger.migrate import upgrade
from census_app.ledger.reads.staged_rows import upload_counts
from census_app.ledger.reads.uploaded_rows import RowFilter, list_rows
from census_app.ledger.reads.uploads import get_upload
from census_app.ledger.scoping import options
from census_app.ledger.tables import Delivery, Household, StagedRow, Upload
from census_app.ledger.writes.corrections import replace_corrected
from census_app.ledger.writes.jobs import ask_to_cancel, claim_job
from importers import staging
from importers.intake import receive_survey
from importers.mending import mend_cell
from importers.staging import stage
from tests.copies import LIST, RIGHT, SURVEY, WARD, Desk, open_desk


def records(at: Desk, name: str) -> list[dict[str, Any]]:
    with reading(at.engine) as session:
        return list(EXPORTS[name].read(session, OPERATOR, ""))


def households(at: Desk) -> list[str]:
    with reading(at.engine) as session:
        return sorted(session.exec(select(Household.number), execution_options=options(OPERATOR)))


def problems(at: Desk, upload_id: int) -> dict[str, int]:
    with reading(at.engine) as session:
        return upload_counts(session, OPERATOR, upload_id).problems


def told(at: Desk) -> set[tuple[str, ...]]:
    """Every person as the export tells it, but for the ids."""
    aside = {"person_id", "household_id"}
    return {tuple(str(v) for k, v in person.items() if k not in aside) for person in records(at, "persons")}


def test_a_corrected_copy_ends_as_if_the_sheet_had_been_right_at_once(any_desk: Desk, tmp_path: Path) -> None:
    first = any_desk.give(any_desk.sheet())
    assert (first.ready, first.held) == (4, 1)
    any_desk.accept()
    copy = any_desk.corrected(first.upload_id, RIGHT)
    second = any_desk.give(copy)
    assert (second.ready, second.held, second.refused) == (2, 0, 3)
    any_desk.accept()
    assert households(any_desk) == ["1", "2", "3"]
    (tmp_path / "right").mkdir()
    right = _right_at_once(any_desk, tmp_path / "right")
    assert told(any_desk) == told(right)
    assert len(told(right)) == 5
    rows = records(any_desk, "survey_rows")
    assert Counter((row["file"], row["state"]) for row in rows) == {
        ("volunteer.xlsx", "accepted"): 4,
        ("volunteer.xlsx", "refused"): 1,
        (copy.name, "accepted"): 2,
        (copy.name, "refused"): 3,
    }
    assert len({(row["file"], row["sheet"], row["row"]) for row in rows}) == len(rows) == 10
    right.engine.dispose()


def _right_at_once(like: Desk, folder: Path) -> Desk:
    settings = replace(like.settings, database_url=f"sqlite:///{folder / 'right.db'}", data_dir=folder)
    engine = open_ledger(settings)
    upgrade(engine)
    other = open_desk(engine, settings)
    path = other.sheet()
    book = load_workbook(path)
    for place, value in RIGHT.items():
        book.worksheets[0][place] = value
    book.save(path)
    other.give(path)
    other.accept()
    return other


def test_a_held_row_is_replaced_and_says_so_in_the_export(any_desk: Desk) -> None:
    first = any_desk.give(any_desk.sheet())
    any_desk.accept()
    second = any_desk.give(any_desk.corrected(first.upload_id, RIGHT))
    assert any_desk.states(first.upload_id) == {
        2: "accepted", 3: "accepted", 4: "accepted", 5: "replaced", 6: "accepted"
    }  # fmt: skip
    assert any_desk.states(second.upload_id) == {2: "refused", 3: "refused", 4: "refused", 5: "ready", 6: "ready"}
    replaced = [row for row in records(any_desk, "survey_rows") if "replaced_by_correction" in row["problem_codes"]]
    assert [(row["row"], row["state"]) for row in replaced] == [(5, "refused")]
    assert problems(any_desk, second.upload_id)["changed_after_acceptance"] == 1
    with reading(any_desk.engine) as session:
        found = select(Upload.corrects_upload_id).where(Upload.id == second.upload_id)
        assert session.exec(found, execution_options=options(OPERATOR)).one() == first.upload_id


def test_a_corrected_member_alone_joins_the_household_of_the_first_copy(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    desk.give(desk.corrected(first.upload_id, {"B5": "মালতী পাল"}))
    desk.accept()
    assert households(desk) == ["1", "2", "3"]
    by_name = {person["name_bn"]: person["household_id"] for person in records(desk, "persons")}
    assert by_name["মালতী পাল"] == by_name["সুশান্ত পাল"]


def test_a_household_that_was_given_another_number_is_found_again_under_it(desk: Desk) -> None:
    strangers = "\n".join(
        [SURVEY.strip().splitlines()[0], "| 2 | আজিজুর গাজী | নিজে | পুরুষ | 1/1/1950 | | 19508719071800906 | |"]
    )
    desk.give(desk.sheet(strangers, "other.xlsx"))
    desk.accept()
    first = desk.give(desk.sheet())
    desk.accept()
    assert households(desk) == ["1", "2", "2-2", "3"]
    desk.give(desk.corrected(first.upload_id, {"B5": "মালতী পাল"}))
    desk.accept()
    assert households(desk) == ["1", "2", "2-2", "3"]
    by_name = {person["name_bn"]: person["household_id"] for person in records(desk, "persons")}
    assert by_name["মালতী পাল"] == by_name["সুশান্ত পাল"] != by_name["আজিজুর গাজী"]


def test_a_copy_that_is_accepted_before_its_first_file_leaves_one_household(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    second = desk.give(desk.corrected(first.upload_id, {"B5": "মালতী পাল"}))
    desk.accept(second.upload_id)
    desk.accept(first.upload_id)
    assert households(desk) == ["1", "2", "3"]
    assert len(records(desk, "persons")) == 5


def test_a_changed_row_that_was_accepted_is_the_same_person_and_its_changes_are_asked_about(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    second = desk.give(desk.corrected(first.upload_id, {"B4": "সুশান্ত কুমার পাল", "E4": "02/03/1981"}))
    assert problems(desk, second.upload_id)["changed_after_acceptance"] == 1
    desk.accept()
    assert problems(desk, second.upload_id)["differs_from_ledger"] == 1
    assert "সুশান্ত পাল" in {person["name_bn"] for person in records(desk, "persons")}
    assert len(records(desk, "persons")) == 4


def test_another_person_written_over_an_accepted_row_is_nobody_known(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    overwritten = {"B4": "আয়েশা বেগম", "D4": "মহিলা", "E4": "07/07/2001", "G4": "20018719071800907", "F4": "মোঃ আলী"}
    desk.give(desk.corrected(first.upload_id, overwritten))
    desk.accept()
    assert {"সুশান্ত পাল", "আয়েশা বেগম"} <= {person["name_bn"] for person in records(desk, "persons")}


def test_a_row_that_still_waits_for_acceptance_is_replaced_when_it_was_changed(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    second = desk.give(desk.corrected(first.upload_id, RIGHT))
    assert desk.states(first.upload_id)[6] == "replaced"
    assert desk.states(second.upload_id) == {2: "refused", 3: "refused", 4: "refused", 5: "ready", 6: "ready"}
    desk.accept()
    assert len(records(desk, "persons")) == 5


def test_what_stays_held_moves_to_the_copy_and_can_be_handed_back_again(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    second = desk.give(desk.corrected(first.upload_id, {"H5": "01700000014"}))
    assert (desk.states(first.upload_id)[5], desk.states(second.upload_id)[5]) == ("replaced", "held")
    third = desk.give(desk.corrected(second.upload_id, {"B5": "মালতী পাল"}))
    assert (desk.states(second.upload_id)[5], desk.states(third.upload_id)[5]) == ("replaced", "ready")
    desk.accept()
    assert households(desk) == ["1", "2", "3"]


def test_the_first_copy_corrected_a_second_time_finds_what_stands_now(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    copy = desk.corrected(first.upload_id, {"H5": "01700000014"})
    second = desk.give(copy)
    book = load_workbook(copy)
    book.worksheets[1]["B5"] = "মালতী পাল"
    book.save(copy)
    third = desk.give(copy)
    assert (desk.states(second.upload_id)[5], desk.states(third.upload_id)[5]) == ("replaced", "ready")


def test_rows_that_moved_up_find_their_earlier_selves(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    second = desk.give(desk.corrected(first.upload_id, RIGHT, without=(3,)))
    assert desk.states(second.upload_id) == {2: "refused", 3: "refused", 4: "ready", 5: "ready"}
    assert desk.states(first.upload_id)[5] == "replaced"


def test_the_summary_is_told_as_left_out_and_a_lost_property_is_made_good_by_it(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    desk.accept()
    copy = desk.corrected(first.upload_id, RIGHT)
    book = load_workbook(copy)
    del book.custom_doc_props[MARK_PROPERTY]
    book.save(copy)
    second = desk.give(copy)
    assert desk.states(first.upload_id)[5] == "replaced"
    with reading(desk.engine) as session:
        found = select(Upload.left_out).where(Upload.id == second.upload_id)
        left_out = session.exec(found, execution_options=options(OPERATOR)).one()
    assert [line["reason"] for line in left_out] == ["summary_sheet"]


def test_a_mark_that_is_not_ours_or_of_another_place_corrects_nothing(desk: Desk) -> None:
    first = desk.give(desk.sheet())
    copy = desk.corrected(first.upload_id, RIGHT)
    desk.give(copy, ward="4087907107")
    assert desk.states(first.upload_id)[5] == "held"
    book = load_workbook(copy)
    del book.custom_doc_props[MARK_PROPERTY]
    book.remove(book.worksheets[0])
    book.save(copy)
    desk.give(copy)
    assert desk.states(first.upload_id)[5] == "held"
    assert upload_marked(b"another key", mark_of(b"a key", 7)) is None
    assert upload_marked(b"a key", mark_of(b"a key", 7)) == 7
    assert upload_marked(b"a key", "7") is None


def test_a_text_table_comes_back_as_a_workbook_and_its_rows_find_their_places(desk: Desk) -> None:
    first = desk.give(desk.sheet(name="volunteer.csv"))
    desk.accept()
    second = desk.give(desk.corrected(first.upload_id, RIGHT))
    assert desk.states(first.upload_id)[5] == "replaced"
    assert Counter(desk.states(second.upload_id).values()) == {"refused": 3, "ready": 2}


def test_a_copy_cut_off_in_the_middle_goes_on_where_it_stood(any_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 2)
    first = any_desk.give(any_desk.sheet())
    any_desk.accept()
    copy = any_desk.corrected(first.upload_id, RIGHT)
    received = receive_survey(any_desk.engine, any_desk.settings, OPERATOR, copy, copy.name, "2022", WARD)
    hold = claim_job(any_desk.engine, "me:1", received.upload_id)
    assert hold is not None

    def cut_off(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stage(any_desk.engine, any_desk.settings, hold, cut_off)
    assert any_desk.states(first.upload_id)[5] == "replaced"
    stage(any_desk.engine, any_desk.settings, replace(hold, rows_done=4))
    assert any_desk.states(received.upload_id) == {2: "refused", 3: "refused", 4: "refused", 5: "ready", 6: "ready"}


def test_a_cancelled_copy_gives_back_what_it_had_replaced(any_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 2)
    first = any_desk.give(any_desk.sheet())
    before = problems(any_desk, first.upload_id)
    copy = any_desk.corrected(first.upload_id, {**RIGHT, "H4": "01700000013"})
    received = receive_survey(any_desk.engine, any_desk.settings, OPERATOR, copy, copy.name, "2022", WARD)
    hold = claim_job(any_desk.engine, "me:1", received.upload_id)
    assert hold is not None

    def cancel(done: int, _total: int) -> None:
        if done == 4:
            assert {any_desk.states(first.upload_id)[row] for row in (4, 5)} == {"replaced"}
            ask_to_cancel(any_desk.engine, OPERATOR, received.upload_id)

    stage(any_desk.engine, any_desk.settings, hold, cancel)
    assert any_desk.states(first.upload_id) == {2: "ready", 3: "ready", 4: "ready", 5: "held", 6: "ready"}
    assert problems(any_desk, first.upload_id) == before


def test_a_delivery_that_was_taken_is_neither_changed_nor_doubled_by_a_copy(desk: Desk) -> None:
    desk.give(desk.sheet())
    desk.accept()
    first = desk.give_list(desk.sheet(LIST, "list.xlsx"))
    assert first.held == 1
    desk.accept()
    second = desk.give_list(desk.corrected(first.upload_id, {"F2": 5000, "D4": "বয়স্ক ভাতা"}))
    assert problems(desk, second.upload_id)["delivery_taken_already"] == 1
    assert desk.states(second.upload_id) == {2: "refused", 3: "refused", 4: "ready"}
    desk.accept()
    with reading(desk.engine) as session:
        assert len(session.exec(select(Delivery.id), execution_options=options(OPERATOR)).all()) == 3


def test_a_row_put_right_on_the_page_is_not_undone_by_a_copy_that_still_has_the_old_cell(desk: Desk) -> None:
    volunteer = Scope(7, "volunteer", (WARD,), ("*",), frozenset({Permission.UPLOAD_SURVEY, Permission.SEE_UPLOADS}))
    first = desk.give(desk.sheet(), volunteer)
    copy = desk.corrected(first.upload_id, {"H2": "01700000011"})
    with reading(desk.engine) as session:
        held = select(StagedRow.id).where(StagedRow.state == "held")
        row_id = session.exec(held, execution_options=options(OPERATOR)).one()
    mend_cell(desk.engine, desk.settings, volunteer, first.upload_id, row_id, "সদস্যের নাম", "মালতী পাল")
    second = desk.give(copy, volunteer)
    assert desk.states(first.upload_id)[5] == "ready"
    assert desk.states(second.upload_id)[5] == "refused"
    desk.accept()
    assert "মালতী পাল" in {person["name_bn"] for person in records(desk, "persons")}
    assert len(records(desk, "persons")) == 5


def test_what_was_wrong_with_a_replaced_row_is_no_longer_asked_on_its_page(any_desk: Desk) -> None:
    first = any_desk.give(any_desk.sheet())
    any_desk.give(any_desk.corrected(first.upload_id, RIGHT))
    with reading(any_desk.engine) as session:
        assert get_upload(session, OPERATOR, first.upload_id).problems == {"replaced_by_correction": 2}
        rows = list_rows(session, OPERATOR, first.upload_id, RowFilter())
    assert [(problem.code, row.row_number) for row in rows for problem in row.problems] == [
        ("replaced_by_correction", 5),
        ("replaced_by_correction", 6),
    ]


def test_a_row_that_somebody_believed_meanwhile_is_not_replaced(any_desk: Desk) -> None:
    first = any_desk.give(any_desk.sheet())
    any_desk.accept()
    with reading(any_desk.engine) as session:
        accepted = select(StagedRow.id).where(StagedRow.upload_id == first.upload_id, StagedRow.state == "accepted")
        row_id = session.exec(accepted, execution_options=options(OPERATOR)).first()
    with pytest.raises(Refused) as refused, writing(any_desk.engine) as session:
        replace_corrected(session, [row_id])
    assert refused.value.code == "ledger_moved_on"
    assert any_desk.states(first.upload_id)[2] == "accepted"
