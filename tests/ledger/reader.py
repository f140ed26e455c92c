"""A process that has a kept file open, to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from census_app.ledger.kept_files import opened_file
from census_app.settings import Settings


def read_until_killed(data_dir: str, name: str) -> None:
    """Tell where the file lies open, and hold it until the end."""
    with opened_file(Settings("sqlite://", Path(data_dir)), name) as path:
        sys.stdout.write(f"{path}\n")
        sys.stdout.flush()
        while True:
            time.sleep(1)
