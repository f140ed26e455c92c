"""Numbers, rows and files lie under seal: the database tells nobody, the key opens, a changed byte does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused, Unreadable
from census_app.ledger.engine import open_engine, reading
from census_app.ledger.kept_files import keep_file, opened_file
from census_app.ledger.scoping import options
from census_app.ledger.sealing import Seal, seal_with
from census_app.ledger.tables import IdentityNumber, StagedRow
from census_app.settings import Settings
from tests.ledger.people import accept_household

NUMBER = "5551230000"


def numbers(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return sorted(session.exec(select(IdentityNumber.value), execution_options=options(OPERATOR)))


def test_a_number_lies_in_the_database_under_seal_and_is_read_as_it_was(any_engine: Engine) -> None:
    accept_household(any_engine)
    with any_engine.connect() as connection:
        lying = [bytes(value) for (value,) in connection.execute(text("select value from identity_numbers"))]
    assert len(set(lying)) == 2
    assert not any(b"55512" in value for value in lying)
    assert numbers(any_engine)[0] == NUMBER


def test_what_a_row_says_lies_under_seal(any_engine: Engine) -> None:
    accept_household(any_engine)
    with any_engine.connect() as connection:
        lying = [
            bytes(cells) for row in connection.execute(text("select content, raw from staged_rows")) for cells in row
        ]
    assert not any("করিম".encode() in cells for cells in lying)
    with reading(any_engine) as session:
        raw = session.exec(select(StagedRow.raw), execution_options=options(OPERATOR)).first()
    assert raw == ["করিম"]


def test_another_key_opens_nothing(engine: Engine, settings: Settings) -> None:
    accept_household(engine)
    stranger = open_engine(settings.database_url)
    seal_with(stranger, bytes(32))
    with pytest.raises(Unreadable, match="seal_broken"):
        numbers(stranger)
    stranger.dispose()


def test_a_number_moved_under_another_column_does_not_open(any_engine: Engine) -> None:
    accept_household(any_engine)
    with any_engine.begin() as connection:
        connection.execute(text("update staged_rows set content = (select value from identity_numbers limit 1)"))
    with pytest.raises(Unreadable, match="seal_broken"), reading(any_engine) as session:
        session.exec(select(StagedRow.content), execution_options=options(OPERATOR)).all()


def test_an_engine_without_a_key_reads_nothing_that_is_sealed(engine: Engine, settings: Settings) -> None:
    accept_household(engine)
    keyless = open_engine(settings.database_url)
    with pytest.raises(RuntimeError, match="without the key"):
        numbers(keyless)
    keyless.dispose()


def test_a_changed_byte_breaks_the_seal() -> None:
    seal = Seal(bytes(32))
    sealed = seal.close("করিম".encode(), b"here")
    assert seal.open(sealed, b"here") == "করিম".encode()
    for byte in range(len(sealed)):
        changed = bytearray(sealed)
        changed[byte] ^= 1
        with pytest.raises(Unreadable, match="seal_broken"):
            seal.open(bytes(changed), b"here")
    with pytest.raises(Unreadable, match="seal_broken"):
        seal.open(sealed, b"elsewhere")


def test_a_kept_file_is_sealed_opens_as_it_came_and_leaves_nothing_open(settings: Settings, tmp_path: Path) -> None:
    came = tmp_path / "sheet.csv"
    came.write_text(f"NID\n{NUMBER}\n", encoding="ascii")
    keep_file(settings, came, "kept.csv")
    assert NUMBER.encode() not in (settings.uploads_dir / "kept.csv").read_bytes()
    with opened_file(settings, "kept.csv") as path:
        assert path.read_bytes() == came.read_bytes()
    assert list((settings.data_dir / "opened").iterdir()) == []
    with pytest.raises(Refused, match="kept_file_missing"), opened_file(settings, "never.csv"):
        pass


def test_what_a_killed_process_had_open_is_gone_with_the_next_file_and_what_others_read_stays(
    settings: Settings, tmp_path: Path
) -> None:
    came = tmp_path / "sheet.csv"
    came.write_text(f"NID\n{NUMBER}\n", encoding="ascii")
    keep_file(settings, came, "kept.csv")
    reader = "import sys; from tests.ledger.reader import read_until_killed; read_until_killed(*sys.argv[1:])"
    told = [sys.executable, "-c", reader, str(settings.data_dir), "kept.csv"]
    with subprocess.Popen(told, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        left = Path(killed.stdout.readline().strip())
        with opened_file(settings, "kept.csv"):
            assert left.read_bytes() == came.read_bytes()
        killed.kill()
    assert left.exists()
    with opened_file(settings, "kept.csv"):
        assert not left.exists()
