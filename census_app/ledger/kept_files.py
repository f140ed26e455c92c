"""The files people gave us, kept as they came and under seal; opened one at a time, for as long as they are read."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from census_app.domain.errors import Refused
from census_app.ledger.sealing import Seal
from census_app.settings import SEAL_KEY, Settings


def keep_file(settings: Settings, path: Path, name: str) -> None:
    """The bytes of the file lie under that name in the data directory, readable under it with the key alone."""
    settings.uploads_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = settings.uploads_dir / name
    if kept.exists():
        return
    partial = kept.with_name(f"{name}.{os.getpid()}.part")
    partial.write_bytes(_seal(settings).close(path.read_bytes(), name.encode()))
    partial.replace(kept)


@contextmanager
def opened_file(settings: Settings, name: str) -> Iterator[Path]:
    """Give the path of the file as it came, in a folder of this process alone; afterwards it is gone.

    Raises: Refused when the file is no longer kept; Unreadable when it was sealed with another key or changed.
    """
    kept = settings.uploads_dir / name
    if not kept.is_file():
        raise Refused("kept_file_missing")
    opened = settings.data_dir / "opened"
    opened.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(opened):
        _forget_the_dead(opened)
        folder = Path(tempfile.mkdtemp(dir=opened))
        mine = _lock(folder)
    try:
        path = folder / name
        path.write_bytes(_seal(settings).open(kept.read_bytes(), name.encode()))
        yield path
    finally:
        shutil.rmtree(folder)
        os.close(mine)


def _forget_the_dead(opened: Path) -> None:
    """What a killed process had open is gone: the lock on its folder ended with it."""
    for folder in opened.iterdir():
        with suppress(BlockingIOError, FileNotFoundError), _locked(folder, fcntl.LOCK_NB):
            shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path, how: int = 0) -> Iterator[None]:
    descriptor = _lock(folder, how)
    try:
        yield
    finally:
        os.close(descriptor)


def _lock(folder: Path, how: int = 0) -> int:
    """The folder is this process's until the descriptor is closed. Raises: BlockingIOError with LOCK_NB."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _seal(settings: Settings) -> Seal:
    return Seal(settings.key(SEAL_KEY))
