"""A copy of the whole ledger that proves itself; the keys that open it go into a file of their own."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from census_app.domain.access import Scope
from census_app.domain.errors import Refused, Unreadable
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.keys import require_keys
from census_app.ledger.writes.audit import append_event
from census_app.settings import Settings

DATABASE = "census.db"
MANIFEST = "manifest.json"
UPLOADS, KEYS = "uploads", "keys"
KEYS_ENDING = ".keys"


@dataclass(frozen=True)
class BackedUp:
    """What a backup holds."""

    files: int
    size_bytes: int
    keys: Path
    """To be kept in another place than the copy: together they can be read by anybody."""


@dataclass(frozen=True)
class Restored:
    """What was restored, and where the things that stood there before are kept."""

    files: int
    kept_in: Path


def back_up(settings: Settings, engine: Engine, scope: Scope, target: Path) -> BackedUp:
    """The target holds a consistent copy, read back and found whole, taken while others may go on writing.

    Raises: Refused for a PostgreSQL ledger, whose own tools make its backups.
    """
    database = _database_file(settings)
    with writing(engine) as session:
        append_event(session, scope, "backed_up")
    keys = target.with_name(target.name + KEYS_ENDING)
    with tempfile.TemporaryDirectory(dir=target.parent) as made:
        copy = Path(made) / DATABASE
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as destination:
            source.backup(destination)
        members = {DATABASE: copy, **_kept_files(settings.data_dir, UPLOADS)}
        _pack(target, members, Path(made))
        _pack(keys, _kept_files(settings.data_dir, KEYS), Path(made))
    return BackedUp(len(members), target.stat().st_size, keys)


def restore_backup(settings: Settings, source: Path) -> Restored:
    """The ledger is what the backup holds; it was unpacked and found whole before anything was replaced.

    Raises: Refused for a PostgreSQL ledger; Unreadable when the backup is damaged or its keys are missing.
    """
    database = _database_file(settings)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    kept = settings.data_dir / f"before-restore-{clock.now():%Y%m%dT%H%M%SZ}"
    keys = source.with_name(source.name + KEYS_ENDING)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        made = Path(folder)
        manifest = _unpack(source, made)
        if keys.exists():
            _unpack(keys, made)
        elif (settings.data_dir / KEYS).exists():
            shutil.copytree(settings.data_dir / KEYS, made / KEYS)
        _require_whole(made)
        kept.mkdir(mode=0o700)
        for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
            if (database.parent / name).exists():
                (database.parent / name).rename(kept / name)
        for name in (UPLOADS, KEYS):
            if (settings.data_dir / name).exists():
                (settings.data_dir / name).rename(kept / name)
            if (made / name).exists():
                (made / name).rename(settings.data_dir / name)
        (made / DATABASE).rename(database)
    return Restored(len(manifest), kept)


def _database_file(settings: Settings) -> Path:
    path = make_url(settings.database_url).database if settings.is_sqlite else None
    if not path:
        raise Refused("backup_needs_sqlite")
    return Path(path)


def _kept_files(data_dir: Path, kind: str) -> dict[str, Path]:
    found = (path for path in sorted((data_dir / kind).rglob("*")) if path.is_file())
    return {str(path.relative_to(data_dir)): path for path in found}


def _pack(target: Path, members: Mapping[str, Path], made: Path) -> None:
    """The target holds the files with a manifest, was read back and found whole, and is its owner's alone."""
    partial = target.with_name(f".{target.name}.part")
    manifest = {name: _fingerprint(path) for name, path in members.items()}
    (made / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="ascii")
    with tarfile.open(partial, "w:gz") as archive:
        for name, path in {MANIFEST: made / MANIFEST, **members}.items():
            archive.add(path, name)
    partial.chmod(0o600)
    with tempfile.TemporaryDirectory(dir=target.parent) as back:
        _unpack(partial, Path(back))
    partial.replace(target)


def _unpack(archive_path: Path, into: Path) -> dict[str, str]:
    """The files of the archive lie in the folder and are what its manifest says. Raises: Unreadable."""
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            members = {member.name for member in archive.getmembers() if member.isfile()} - {MANIFEST}
            archive.extractall(into, filter="data")
        manifest: dict[str, str] = json.loads((into / MANIFEST).read_text(encoding="ascii"))
    except (tarfile.TarError, OSError, EOFError, ValueError) as broken:
        raise Unreadable("backup_damaged") from broken
    if members != set(manifest) or any(_fingerprint(into / name) != value for name, value in manifest.items()):
        raise Unreadable("backup_damaged")
    return manifest


def _require_whole(unpacked: Path) -> None:
    """The database is sound, and the keys beside it are its own. Raises: Unreadable."""
    try:
        with closing(sqlite3.connect(unpacked / DATABASE)) as copy:
            if copy.execute("pragma integrity_check").fetchone() != ("ok",):
                raise Unreadable("backup_damaged")
            known = dict(copy.execute("select name, fingerprint from ledger_keys"))
    except sqlite3.DatabaseError as broken:
        raise Unreadable("backup_damaged") from broken
    try:
        require_keys(unpacked / KEYS, known)
    except Refused as refused:
        raise Unreadable("backup_keys_missing") from refused


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
