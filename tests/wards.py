"""The sample ward as a ledger: uploaded, accepted and analysed once through the real code, copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from census_app.cli.demo import build_demo
from census_app.ledger.engine import open_ledger
from census_app.ledger.sealing import Seal
from census_app.settings import SEAL_KEY, Settings


@dataclass(frozen=True)
class Ward:
    """A ledger that holds ward 8, with somebody at every desk (`census_app.cli.demo.USERS`, one password for all)."""

    settings: Settings
    engine: Engine

    def unsealed(self, number: object) -> str:
        """An identity number that was read past the ledger."""
        assert isinstance(number, bytes)
        return Seal(self.settings.key(SEAL_KEY)).open(number, b"identity_numbers.value").decode()


@pytest.fixture(scope="session")
def ward_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that holds the ward; nobody changes it."""
    folder = tmp_path_factory.mktemp("ward")
    build_demo(_settings(folder))
    return folder


@pytest.fixture
def ward(ward_folder: Path, tmp_path: Path) -> Iterator[Ward]:
    """The ward in a ledger of this test's own."""
    shutil.copytree(ward_folder, tmp_path / "ward")
    settings = _settings(tmp_path / "ward")
    engine = open_ledger(settings)
    yield Ward(settings, engine)
    engine.dispose()


def _settings(folder: Path) -> Settings:
    return Settings(f"sqlite:///{folder / 'census.db'}", folder, demo=True)
