"""The files people gave us, kept as they came and under seal; opened one at a time, for as long as they are read."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from census_app.domain.errors import Refused
from census_app.ledger.sealing import SEAL_KEY, Seal
from census_app.settings import Settings


def keep_file(settings: Settings, path: Path, name: str) -> None:
    """The bytes of the file lie under that name in the data directory, readable with the key alone."""
    settings.uploads_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = settings.uploads_dir / name
    if kept.exists():
        return
    partial = kept.with_name(f"{name}.{os.getpid()}.part")
    partial.write_bytes(_seal(settings).close_bytes(path.read_bytes()))
    partial.replace(kept)


@contextmanager
def opened_file(settings: Settings, name: str) -> Iterator[Path]:
    """Give the path of the file as it came, in a folder of this process alone; afterwards it is gone.

    Raises: Refused when the file is no longer kept; Unreadable when it was sealed with another key or changed.
    """
    kept = settings.uploads_dir / name
    if not kept.is_file():
        raise Refused("kept_file_missing")
    _forget_the_dead(settings)
    mine = _opened_dir(settings) / str(os.getpid())
    mine.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=mine) as folder:
        path = Path(folder) / name
        path.write_bytes(_seal(settings).open_bytes(kept.read_bytes()))
        yield path


def _forget_the_dead(settings: Settings) -> None:
    """What a killed process had open is gone."""
    for folder in _opened_dir(settings).glob("*"):
        if folder.name.isdigit() and not _is_running(int(folder.name)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _opened_dir(settings: Settings) -> Path:
    return settings.data_dir / "opened"


def _seal(settings: Settings) -> Seal:
    return Seal(settings.key(SEAL_KEY))
