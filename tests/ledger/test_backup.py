"""A backup proves itself before anything is replaced by it."""

from __future__ import annotations

import sqlite3
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused, Unreadable
from census_app.ledger.backup import back_up, restore_backup
from census_app.settings import Settings
from tests.ledger.people import accept_household


def persons(settings: Settings) -> int:
    with sqlite3.connect(settings.data_dir / "census.db") as connection:
        return int(connection.execute("select count(*) from persons").fetchone()[0])


def test_what_was_backed_up_comes_back_with_uploads_and_keys(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    accept_household(engine)
    key = settings.key("numbers")
    settings.uploads_dir.mkdir()
    (settings.uploads_dir / "sheet").write_bytes(b"as it came")
    done = back_up(settings, engine, OPERATOR, tmp_path / "copy.tar.gz")
    assert (done.files, done.keys) == (2, tmp_path / "copy.tar.gz.keys")
    accept_household(engine, number="2", members=5)
    (settings.uploads_dir / "sheet").write_bytes(b"changed")
    engine.dispose()
    restored = restore_backup(settings, tmp_path / "copy.tar.gz")
    assert persons(settings) == 2
    assert (settings.uploads_dir / "sheet").read_bytes() == b"as it came"
    assert settings.key("numbers") == key
    assert (restored.kept_in / "census.db").exists()


def test_a_damaged_backup_replaces_nothing(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    accept_household(engine)
    copy = tmp_path / "copy.tar.gz"
    back_up(settings, engine, OPERATOR, copy)
    whole = copy.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"PK\x03\x04 no archive", b""):
        copy.write_bytes(damaged)
        with pytest.raises(Unreadable):
            restore_backup(settings, copy)
    engine.dispose()
    assert persons(settings) == 2


def test_a_server_database_is_left_to_its_own_tools(tmp_path: Path, engine: Engine) -> None:
    server = Settings("postgresql+psycopg://census@localhost/census", tmp_path)
    with pytest.raises(Refused):
        back_up(server, engine, OPERATOR, tmp_path / "copy.tar.gz")


def test_a_copy_without_its_keys_opens_nothing_and_replaces_nothing(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    accept_household(engine)
    done = back_up(settings, engine, OPERATOR, tmp_path / "copy.tar.gz")
    done.keys.unlink()
    elsewhere = Settings(f"sqlite:///{tmp_path / 'new' / 'census.db'}", tmp_path / "new")
    with pytest.raises(Unreadable, match="backup_keys_missing"):
        restore_backup(elsewhere, tmp_path / "copy.tar.gz")
    assert not (tmp_path / "new" / "census.db").exists()
    for name in ("seal", "numbers"):
        elsewhere.key(name)
    with pytest.raises(Unreadable, match="backup_keys_missing"):
        restore_backup(elsewhere, tmp_path / "copy.tar.gz")
    engine.dispose()
    assert restore_backup(settings, tmp_path / "copy.tar.gz").files == 1


def test_no_key_lies_in_the_copy(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    accept_household(engine)
    back_up(settings, engine, OPERATOR, tmp_path / "copy.tar.gz")
    with tarfile.open(tmp_path / "copy.tar.gz") as archive:
        held = b"".join(archive.extractfile(member).read() for member in archive if member.isfile())  # type: ignore[union-attr]
    assert settings.key("seal").hex().encode() not in held
    assert settings.key("seal") not in held
