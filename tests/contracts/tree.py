"""The project's own files, as the customs look at them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[2]
PACKAGES = ("census_app", "importers", "analytics", "maps")

# What git ignores: nobody's writing.
NOT_OURS = {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
            ".import_linter_cache", ".ipynb_checkpoints", "build", "local"}  # fmt: skip
TEXT = {".py", ".md", ".toml", ".sql", ".html", ".css", ".js", ".csv", ".txt", ".ipynb", ".yaml", ".yml", ".po",
        ".mako", ".geojson", ".svg", ".ini", ".cfg", ""}  # fmt: skip


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project, relative to its folder."""
    return tuple(sorted(_walk(PROJECT_DIR)))


def _walk(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in NOT_OURS or entry.name.endswith(".egg-info"):
                continue
            if entry.is_dir():
                yield from _walk(Path(entry.path))
            else:
                yield Path(entry.path).relative_to(PROJECT_DIR)


def text_of(path: Path) -> str:
    """What stands in the file."""
    return (PROJECT_DIR / path).read_text(encoding="utf-8-sig")


def text_files(*, samples: bool = False) -> list[Path]:
    """Every file a person can read; the sample wards only when asked for."""
    return [p for p in project_files() if p.suffix in TEXT and (samples or p.parts[:2] != ("data", "samples"))]


def python_files(*tops: str) -> list[Path]:
    """The Python files below those top-level folders (below all of them when none is named)."""
    return [p for p in project_files() if p.suffix == ".py" and (not tops or p.parts[0] in tops)]


def is_vendored(path: Path) -> bool:
    """True for files of other projects that we ship as they came."""
    return "vendor" in path.parts
