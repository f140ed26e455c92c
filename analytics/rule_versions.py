"""Versions of the rules at one office: those in force, and candidates that are looked at before anything is stored."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from analytics.rulebook import RuleBook
from census_app.domain.access import Scope
from census_app.domain.errors import CensusError, Refused
from census_app.ledger import clock
from census_app.ledger.writes.audit import record_adoption
from census_app.settings import Settings

_NAME = re.compile(r"[\w-]{1,60}")


@dataclass(frozen=True)
class Candidate:
    """A folder of rules that somebody proposes: its version, or why it cannot be used."""

    name: str
    version: str
    refusal: CensusError | None = None


def in_force(settings: Settings) -> RuleBook:
    """The project's rules, with the files in the place of theirs that were adopted here last."""
    adopted = _folders(settings.rules_dir / "adopted")
    return RuleBook(tuple(adopted[-1:]))


def with_folder(settings: Settings, folder: Path) -> RuleBook:
    """The rules in force, with the folder's files in the place of theirs.

    Raises: Unreadable or RuleRefused for a folder that cannot enter a run.
    """
    book = RuleBook((*in_force(settings).folders, folder))
    book.check()
    return book


def candidates(settings: Settings) -> list[Candidate]:
    """The folders under `rules/candidates` of the data directory, by name."""
    return [_candidate(settings, folder) for folder in _folders(settings.rules_dir / "candidates")]


def candidate_folder(settings: Settings, name: str) -> Path:
    """Where the candidate of that name lies. Raises: Refused when there is none."""
    folder = settings.rules_dir / "candidates" / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise Refused("rules_not_found")
    return folder


def adopt(engine: Engine, settings: Settings, scope: Scope, folder: Path) -> RuleBook:
    """From now on every run goes by the folder's files; what held before is kept beside them.

    Raises: Unreadable or RuleRefused, and then nothing has changed.
    """
    before, book = in_force(settings), with_folder(settings, folder)
    adopted = settings.rules_dir / "adopted" / f"{clock.now():%Y%m%dT%H%M%S%f}-{book.version}"
    unfinished = adopted.with_name(f".{adopted.name}")
    unfinished.mkdir(parents=True, mode=0o700)
    for source in book.folders:
        for path in (*source.glob("*.toml"), *source.glob("*.csv")):
            shutil.copyfile(path, unfinished / path.name)
    unfinished.rename(adopted)
    record_adoption(engine, scope, book.version, before.version)
    return in_force(settings)


def _candidate(settings: Settings, folder: Path) -> Candidate:
    try:
        return Candidate(folder.name, with_folder(settings, folder).version)
    except CensusError as refusal:
        return Candidate(folder.name, "", refusal)


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(path for path in parent.iterdir() if path.is_dir() and not path.name.startswith("."))
