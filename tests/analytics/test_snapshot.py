"""Nothing is lost or changed between the ledger and DuckDB, nor between DuckDB and the kept copy."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from analytics.engine import Connection, EngineError, connect, seal
from analytics.loading import LoadDiffers, TableShape, Tally, check_tally, load_table, tally
from analytics.snapshot import SNAPSHOT_TABLES, keep_snapshot, load_snapshot, open_snapshot
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


def test_the_kept_copy_holds_every_table_with_its_counts_and_sums(connection: Connection, tmp_path: Path) -> None:
    given = tables(src_persons=[{"person_id": 7}], src_deliveries=[{"delivery_id": 1, "person_id": 7}])
    directory = tmp_path / "snapshots" / "2022-06-30"
    keep_snapshot(connection, load_snapshot(connection, given), directory)
    counted = json.loads((directory / "counted.json").read_text(encoding="utf-8"))
    assert counted["src_deliveries"]["sums"]["amount_poisha"] == 150_000
    for shape in SNAPSHOT_TABLES:
        kept = connection.read_parquet(str(directory / f"{shape.name}.parquet")).fetchall()
        assert kept == given[shape.name]
    assert [path.name for path in directory.parent.iterdir()] == ["2022-06-30"]


def test_a_copy_that_differs_from_the_database_is_not_kept(connection: Connection, tmp_path: Path) -> None:
    tallies = load_snapshot(connection, tables(src_persons=[{"person_id": 7}]))
    connection.execute("delete from src_persons")
    with pytest.raises(LoadDiffers):
        keep_snapshot(connection, tallies, tmp_path / "2022-06-30")
    assert not (tmp_path / "2022-06-30").exists()


def test_a_sealed_database_reads_no_file_and_cannot_be_opened_again(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("a\n1\n", encoding="utf-8")
    with connect() as connection:
        assert tally(connection, TableShape("file", ()), f"'{file}'").rows == 1
        seal(connection)
        with pytest.raises(EngineError):
            connection.execute(f"select * from '{file}'")
        with pytest.raises(EngineError):
            connection.execute("set enable_external_access = true")


def test_a_sealed_database_still_reads_the_snapshot_it_was_opened_on_but_cannot_write_it(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tables(src_persons=[{"person_id": 7}])
    monkeypatch.chdir(tmp_path)
    keep_snapshot(connection, load_snapshot(connection, given), Path("copy"))
    open_snapshot(connection, Path("copy"))
    seal(connection)
    assert connection.execute("select * from src_persons").fetchall() == given["src_persons"]
    with pytest.raises(EngineError):
        connection.execute("copy (select 1) to 'copy/src_persons.parquet'")
    with pytest.raises(EngineError):
        connection.execute("select * from 'copy/counted.json'")


def test_what_finds_no_room_in_memory_lies_in_a_private_folder_until_the_end() -> None:
    with connect(threads=1, memory_limit="40MB") as connection:
        seal(connection)
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
