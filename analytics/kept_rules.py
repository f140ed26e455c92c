"""The rules that a run went by stay with the snapshots, so that a list can be made again after they have changed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from analytics.models import SQL_DIR
from analytics.rulebook import REFERENCE_TABLES, RuleBook
from census_app.domain.errors import NotFound


@dataclass(frozen=True)
class RuleFiles:
    """The models and the book of rules that a run goes by."""

    book: RuleBook
    sql_dir: Path = SQL_DIR


def keep_rules(directory: Path, book: RuleBook) -> None:
    """What a run by the book goes by lies in the directory, under the book's version."""
    kept = directory / "kept" / book.version
    if kept.exists():
        return
    unfinished = kept.with_name(f"{kept.name}.unfinished-{os.getpid()}")
    shutil.copytree(SQL_DIR, unfinished / "sql", ignore=shutil.ignore_patterns("*.md", "__pycache__", "*.py"))
    (unfinished / "book").mkdir()
    for file in (*book.threshold_files(), *(book.file_of(table) for table in REFERENCE_TABLES)):
        shutil.copyfile(file, unfinished / "book" / file.name)
    try:
        unfinished.rename(kept)
    except OSError:  # another run kept the same version meanwhile
        shutil.rmtree(unfinished)


def kept_rules(directory: Path, version: str) -> RuleFiles:
    """Where what a run of that version went by lies. Raises: NotFound."""
    kept = directory / "kept" / version
    if not all((kept / "book" / f"{table}.csv").is_file() for table in REFERENCE_TABLES):
        raise NotFound("rules_not_kept", {"version": version})
    return RuleFiles(RuleBook((kept / "book",)), kept / "sql")
