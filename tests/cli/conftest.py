"""Every test of the command has a ledger and a data directory of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command keeps what it is given; nothing is there yet."""
    monkeypatch.setenv("CENSUS_DATA_DIR", str(tmp_path / "data"))
    for name in ("CENSUS_DATABASE_URL", "CENSUS_LANG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"
