"""A ledger opens with its own keys alone: a lost or foreign key is told before anything is written with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.domain.errors import Refused
from census_app.ledger.engine import open_ledger
from census_app.settings import Settings
from tests.jobs.sheets import settings_of


@pytest.fixture
def own(any_engine: Engine, settings: Settings) -> Settings:
    """The settings of a ledger that knows its keys."""
    return settings_of(any_engine, settings)


def refusal(settings: Settings) -> str:
    with pytest.raises(Refused) as refused:
        open_ledger(settings)
    return refused.value.code


def test_a_ledger_opens_again_with_its_own_keys(own: Settings) -> None:
    for _ in range(2):
        open_ledger(own).dispose()


@pytest.mark.parametrize("name", ["seal", "numbers"])
def test_a_lost_key_is_told_and_not_made_anew(own: Settings, name: str) -> None:
    (own.keys_dir / name).unlink()
    assert refusal(own) == "keys_missing"
    assert not (own.keys_dir / name).exists()


@pytest.mark.parametrize("name", ["seal", "numbers"])
def test_the_key_of_another_ledger_is_refused(own: Settings, tmp_path: Path, name: str) -> None:
    other = replace(own, data_dir=tmp_path / "other")
    other.key(name)
    shutil.copyfile(other.keys_dir / name, own.keys_dir / name)
    assert refusal(own) == "keys_of_another_ledger"


@pytest.mark.parametrize("written", ["", "not a key", "ab" * 31, "সিল"])
def test_a_file_that_holds_no_key_is_refused(own: Settings, written: str) -> None:
    (own.keys_dir / "seal").write_text(written, encoding="utf-8")
    assert refusal(own) == "key_unreadable"


def test_the_ledger_betrays_nothing_of_its_keys(any_engine: Engine, own: Settings) -> None:
    with any_engine.connect() as connection:
        lying = dict(connection.execute(text("select name, fingerprint from ledger_keys")).all())
    assert sorted(lying) == ["numbers", "seal"]
    assert not {own.key(name).hex() for name in lying} & set(lying.values())
