"""Nothing is lost or changed between the ledger and DuckDB, nor between DuckDB and the kept copy."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from analytics.engine import Connection, EngineError, connect
from analytics.loading import LoadDiffers, check_tally, load_table, tally
from analytics.parts import Parts, file_of, files_of
from analytics.shapes import TableShape, Tally
from analytics.snapshot import SNAPSHOT_TABLES, keep_snapshot, open_snapshot
from tests.analytics.conftest import tables

SHAPE = TableShape(
    "things", (("id", "BIGINT"), ("day", "DATE"), ("word", "VARCHAR"), ("yes", "BOOLEAN"), ("deep", "DOUBLE"))
)


def test_values_come_back_as_they_were_handed_in(connection: Connection) -> None:
    rows = [
        (2**53 + 1, date(1962, 2, 28), "ঢেউটিন", True, 1.5),
        (2, None, None, None, None),
        (None, None, "", False, 0.0),
    ]
    assert load_table(connection, SHAPE, rows) == Tally(3, {"id": 2**53 + 3})
    assert connection.execute("select * from things").fetchall() == rows


def test_a_table_may_be_empty_and_is_typed_all_the_same(connection: Connection) -> None:
    load_table(connection, SHAPE, [])
    described = connection.execute("describe things").fetchall()
    assert [row[:2] for row in described] == list(SHAPE.columns)


def test_a_row_of_the_wrong_length_is_not_loaded(connection: Connection) -> None:
    with pytest.raises(ValueError, match="zip"):
        load_table(connection, SHAPE, [(1, None, None, None, None), (2, None)])


def test_a_lost_row_or_a_changed_sum_is_noticed() -> None:
    given = Tally(2, {"id": 3, "amount_poisha": 700})
    check_tally("some", given, Tally(2, {"id": 3, "amount_poisha": 700}))
    with pytest.raises(LoadDiffers, match="1 found"):
        check_tally("some", given, Tally(1, {"id": 3, "amount_poisha": 700}))
    with pytest.raises(LoadDiffers, match="amount_poisha"):
        check_tally("some", given, Tally(2, {"id": 3, "amount_poisha": 701}))


def test_the_kept_copy_holds_every_table_part_by_part_with_its_counts_and_sums(
    connection: Connection, tmp_path: Path
) -> None:
    elsewhere = {"person_id": 8, "area_code": "1004090105"}
    given = tables(src_persons=[{"person_id": 7}, elsewhere], src_deliveries=[{"delivery_id": 1, "person_id": 7}])
    keep_snapshot(given, tmp_path / "2022-06-30")
    told = json.loads((tmp_path / "2022-06-30" / "snapshot.json").read_text(encoding="utf-8"))
    assert told["parts"]["src_deliveries"]["40879071"]["sums"]["amount_poisha"] == 150_000
    assert {part: one["rows"] for part, one in told["parts"]["src_persons"].items()} == {"10040901": 1, "40879071": 1}
    kept = file_of(tmp_path / "2022-06-30", "src_persons", "40879071")
    assert kept.parent.name == "upazila=408790"
    open_snapshot(connection, tmp_path / "2022-06-30")
    for shape in SNAPSHOT_TABLES:
        found = connection.execute(f"select * from {shape.name} order by 1").fetchall()
        assert found == given[shape.name]


def test_files_that_are_not_what_the_ledger_counts_are_noticed(connection: Connection, tmp_path: Path) -> None:
    given = tables(src_persons=[{"person_id": 7}])
    counted = {shape.name: {"rows": len(given[shape.name])} for shape in SNAPSHOT_TABLES}
    parts = Parts(connection, SNAPSHOT_TABLES, tmp_path)
    for shape in SNAPSHOT_TABLES:
        parts.write(shape, "40879071", given[shape.name])
    parts.check(counted)
    with pytest.raises(LoadDiffers, match="rows is 2 in the ledger and 1 in the snapshot"):
        parts.check({**counted, "src_persons": {"rows": 2}})
    with pytest.raises(LoadDiffers, match="person_id is 8"):
        parts.check({**counted, "src_persons": {"rows": 1, "person_id": 8}})


def test_a_sealed_database_reads_no_file_and_cannot_be_opened_again(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    with connect() as connection:
        assert tally(connection, TableShape("file", ()), f"'{file}'").rows == 1
        connection.seal()
        with pytest.raises(EngineError):
            connection.execute(f"select * from '{file}'")
        with pytest.raises(EngineError):
            connection.execute("set enable_external_access = true")


def test_a_sealed_database_still_reads_the_snapshot_it_was_opened_on_but_cannot_write_it(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tables(src_persons=[{"person_id": 7}])
    monkeypatch.chdir(tmp_path)
    keep_snapshot(given, Path("copy"))
    open_snapshot(connection, Path("copy"))
    connection.seal()
    assert connection.execute("select * from src_persons").fetchall() == given["src_persons"]
    [file] = files_of(Path("copy"), "src_persons")
    with pytest.raises(EngineError):
        connection.execute(f"copy (select 1) to '{file}'")
    with pytest.raises(EngineError):
        connection.execute("select * from 'copy/snapshot.json'")


def test_what_finds_no_room_in_memory_lies_in_a_private_folder_until_the_end() -> None:
    with connect(threads=1, memory_limit="40MB") as connection:
        connection.seal()
        connection.execute("create table many as select range as id, hash(range) as key from range(3000000)")
        spill = Path(connection.execute("select current_setting('temp_directory')").fetchall()[0][0])
        assert any(spill.iterdir())
        assert connection.execute("select count(distinct key) from many").fetchall() == [(3_000_000,)]
    assert not spill.exists()


def test_a_misspelt_table_never_becomes_a_variable_of_ours(connection: Connection) -> None:
    persons = [1]
    assert persons
    with pytest.raises(EngineError, match="persons"):
        connection.execute("select * from persons")
