"""The notebooks run from top to bottom, and are kept without what they printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.contracts.tree import PROJECT_DIR, project_files

NOTEBOOKS = [path for path in project_files() if path.suffix == ".ipynb"]


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_is_numbered_and_holds_no_output(path: Path) -> None:
    assert re.match(r"\d\d_", path.name)
    cells = [cell for cell in nbformat.read(PROJECT_DIR / path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert [cell.source for cell in cells if cell.outputs or cell.execution_count] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=str)
def test_a_notebook_runs(path: Path, tmp_path: Path) -> None:
    # In a process of its own: the browser tests hold an event loop in this one.
    settings = {"CENSUS_DATA_DIR": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipython"), "JUPYTER_PLATFORM_DIRS": "1"}
    command = [sys.executable, "-m", "nbclient.cli", "--timeout=300", str(PROJECT_DIR / path)]
    done = subprocess.run(
        command,
        cwd=(PROJECT_DIR / path).parent,
        env={**os.environ, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
