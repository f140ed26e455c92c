"""The whole corpus: `python -m tests.spreadsheets.make_corpus FOLDER` writes every file that is not kept."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.spreadsheets import binary, forms, hostile, lists, mistakes, texts, workbooks
from tests.spreadsheets.corpus import MAKERS

__all__ = ["KEPT", "MAKERS", "write_corpus"]

CHAPTERS = (hostile, texts, workbooks, mistakes, binary, forms, lists)
"""The modules whose functions make the files."""

KEPT = tuple(sorted(path.name for path in Path(__file__).parent.iterdir() if path.suffix in {".xlsx", ".xls", ".ods"}))
"""Files that other programs wrote, kept as bytes."""


def write_corpus(folder: Path) -> None:
    """Write every file that is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        make(folder / name)


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]))
