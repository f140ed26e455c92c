"""What one worker does: reads, resumes, gives way, cancels, gives up. On both databases."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.jobs.worker import release_dead, work
from census_app.ledger import clock
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.jobs import progress_of
from census_app.ledger.reads.staged_rows import upload_counts, waiting_uploads
from census_app.ledger.tables import Job
from census_app.ledger.writes.jobs import MOST_ATTEMPTS, ask_to_cancel, claim_job, lease_renewed
from census_app.ledger.writes.uploads import stage_rows
from census_app.settings import Settings
from importers import staging
from importers.intake import receive_survey
from importers.staging import stage
from tests.jobs.sheets import WARD, receive_sheet, settings_of, stored


@pytest.fixture
def here(any_engine: Engine, settings: Settings) -> Settings:
    return settings_of(any_engine, settings)


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 10)


def change_job(engine: Engine, **values: object) -> None:
    with writing(engine) as session:
        session.connection().execute(update(Job).values(**values))


def state_of(engine: Engine, upload_id: int) -> tuple[str, str]:
    with reading(engine) as session:
        upload = upload_counts(session, OPERATOR, upload_id)
        return upload.state, progress_of(session, OPERATOR, upload_id).state


def test_a_worker_reads_what_waits_the_oldest_first(any_engine: Engine, here: Settings) -> None:
    uploads = [receive_sheet(any_engine, here, 25, name) for name in ("first", "second")]
    seen: list[tuple[int, int]] = []
    assert work(any_engine, here, until_empty=True, on_progress=lambda done, total: seen.append((done, total))) == 1
    assert seen == [(10, 25), (20, 25), (25, 25)]
    assert uploads[0] == uploads[1]  # the same bytes for the same ward are one upload
    assert len(stored(any_engine, uploads[0])[0]) == 25
    assert state_of(any_engine, uploads[0]) == ("staged", "done")


def test_an_attempt_that_was_cut_off_is_gone_on_with_where_it_stood(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 35)
    hold = claim_job(any_engine, "elsewhere:1", upload_id)
    assert hold is not None

    def cut_off(done: int, _total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stage(any_engine, here, hold, cut_off)
    assert len(stored(any_engine, upload_id)[0]) == 20
    assert claim_job(any_engine, "me:2", upload_id) is None  # the lease still runs
    assert not waiting(any_engine)  # nothing of a half-read file can be accepted
    change_job(any_engine, lease_until=clock.now() - timedelta(seconds=1))
    resumed = claim_job(any_engine, "me:2", upload_id)
    assert resumed is not None
    assert (resumed.rows_done, resumed.attempts) == (20, 2)
    stage(any_engine, here, resumed)
    rows, _ = stored(any_engine, upload_id)
    assert [number for number, *_ in rows] == list(range(2, 37))
    assert waiting(any_engine) == [upload_id]


def waiting(engine: Engine) -> list[int]:
    with reading(engine) as session:
        return [upload.upload_id for upload in waiting_uploads(session, OPERATOR)]


def test_a_worker_that_lost_its_lease_stores_nothing_more(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 25)
    slow = claim_job(any_engine, "slow:1", upload_id)
    assert slow is not None
    change_job(any_engine, lease_until=clock.now() - timedelta(seconds=1))
    assert claim_job(any_engine, "quick:2", upload_id) is not None
    with pytest.raises(Refused) as refused:
        stage(any_engine, here, slow)
    assert refused.value.code == "job_lost"
    assert stored(any_engine, upload_id) == ([], 0)


def test_a_lease_is_renewed_while_its_block_runs(
    any_engine: Engine, here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("census_app.ledger.writes.jobs.LEASE", timedelta(milliseconds=300))
    hold = claim_job(any_engine, "me:1", receive_sheet(any_engine, here, 1))
    assert hold is not None
    with lease_renewed(any_engine, hold):
        for _ in range(4):
            time.sleep(0.15)
            assert claim_job(any_engine, "other:2") is None


def test_a_waiting_upload_is_cancelled_at_once_and_may_come_again(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 25)
    ask_to_cancel(any_engine, OPERATOR, upload_id)
    assert state_of(any_engine, upload_id) == ("cancelled", "cancelled")
    assert work(any_engine, here, until_empty=True) == 0
    again = receive_survey(any_engine, here, OPERATOR, here.data_dir / "sheet.csv", "sheet.csv", "2022", WARD)
    assert (again.already_known, again.upload_id == upload_id) == (False, False)


def test_an_upload_is_cancelled_between_two_steps_and_leaves_no_row(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 25)
    hold = claim_job(any_engine, "me:1", upload_id)
    assert hold is not None

    def cancel_after_ten(done: int, _total: int) -> None:
        if done == 10:
            ask_to_cancel(any_engine, OPERATOR, upload_id)

    stage(any_engine, here, hold, cancel_after_ten)
    assert state_of(any_engine, upload_id) == ("cancelled", "cancelled")
    assert stored(any_engine, upload_id) == ([], 0)


def test_rows_of_a_cancelled_upload_are_refused(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 25)
    hold = claim_job(any_engine, "me:1", upload_id)
    assert hold is not None
    ask_to_cancel(any_engine, OPERATOR, upload_id)
    with pytest.raises(Refused) as refused:
        stage_rows(any_engine, OPERATOR, hold, [], 10, 25)
    assert refused.value.code == "upload_cancelled"


def test_what_has_been_read_cannot_be_cancelled_and_a_foreign_upload_is_not_found(
    any_engine: Engine, here: Settings
) -> None:
    upload_id = receive_sheet(any_engine, here, 5)
    elsewhere = Scope(7, "elsewhere", ("4087907107",), ("*",), frozenset({Permission.UPLOAD_SURVEY}))
    with pytest.raises(NotFound) as missing:
        ask_to_cancel(any_engine, elsewhere, upload_id)
    assert missing.value.code == "upload_not_found"
    work(any_engine, here, until_empty=True)
    with pytest.raises(Refused) as refused:
        ask_to_cancel(any_engine, OPERATOR, upload_id)
    assert refused.value.code == "upload_not_reading"


def test_a_file_that_ends_every_worker_is_given_up_with_a_reason(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 5)
    change_job(any_engine, attempts=MOST_ATTEMPTS)
    work(any_engine, here, until_empty=True)
    with reading(any_engine) as session:
        counts = upload_counts(session, OPERATOR, upload_id)
    assert counts.state == "unreadable"
    assert counts.blocked_by is not None
    assert counts.blocked_by[0] == "file_killed_reader"


def test_a_job_of_a_dead_process_of_this_machine_need_not_wait_for_its_lease(
    any_engine: Engine, here: Settings
) -> None:
    upload_id = receive_sheet(any_engine, here, 5)
    machine = staging.worker_name().rpartition(":")[0]
    nobody = 2**22 + 1  # beyond the highest process number that Linux gives
    assert claim_job(any_engine, f"{machine}:{nobody}", upload_id) is not None
    assert claim_job(any_engine, "me:1", upload_id) is None
    release_dead(any_engine)
    assert claim_job(any_engine, "me:1", upload_id) is not None


def test_rows_that_two_files_bring_at_one_time_are_taken_once(
    any_engine: Engine, here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = receive_sheet(any_engine, here, 9, "first")
    path = here.data_dir / "second.csv"
    path.write_text((here.data_dir / "first.csv").read_text() + "\n", encoding="utf-8")  # other bytes, the same rows
    second = receive_survey(any_engine, here, OPERATOR, path, path.name, "2022", WARD).upload_id
    known, others = staging.known_row_keys, [second]

    def while_another_worker_is_quicker(*asked: Any) -> set[str]:
        found = known(*asked)
        if others:
            hold = claim_job(any_engine, "quick:2", others.pop())
            assert hold is not None
            stage(any_engine, here, hold)
        return found

    monkeypatch.setattr(staging, "known_row_keys", while_another_worker_is_quicker)
    hold = claim_job(any_engine, "slow:1", first)
    assert hold is not None
    stage(any_engine, here, hold)
    assert {state for _, state, _ in stored(any_engine, first)[0]} == {"refused"}
    assert {state for _, state, _ in stored(any_engine, second)[0]} == {"ready"}


def test_a_worker_that_is_told_to_stop_gives_its_job_back(any_engine: Engine, here: Settings) -> None:
    upload_id = receive_sheet(any_engine, here, 25)

    def stop(_done: int, _total: int) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        work(any_engine, here, until_empty=True, on_progress=stop)
    assert state_of(any_engine, upload_id) == ("reading", "waiting")
    assert work(any_engine, here, until_empty=True) == 1
    assert len(stored(any_engine, upload_id)[0]) == 25
