"""What was measured, as a Markdown table."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from benchmarks.measuring import Measured, Workload

HEADINGS = (
    "workload",
    "size",
    "contestant",
    "wall s",
    "CPU s",
    "peak MiB",
    "wall ÷ project",
    "CPU ÷ project",
    "answers",
)
TOLD = (
    "F1", "precision", "recall", "questions", "p50 ms", "p95 ms", "max ms", "p95 CPU ms", "first fill, s per million",
)  # fmt: skip
"""What a workload may say of its answers besides the time they took."""
LIBRARIES = ("duckdb", "pandas", "sqlmodel", "openpyxl", "python-calamine", "frictionless")


def machine() -> str:
    """One line on where the figures come from: without it they say nothing."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} CPUs, {memory:.0f} GiB, Python {platform.python_version()}, {versions}; load {load:.1f}"


def heading() -> str:
    """The head of the table."""
    return "\n".join([_line(HEADINGS), _line("---" if place in (0, 2) else "---:" for place in range(len(HEADINGS)))])


def rows(workload: Workload, measured: list[Measured]) -> str:
    """One line for each contestant, the project first."""
    return "\n".join(_row(workload, one, measured[0]) for one in measured)


def _row(workload: Workload, one: Measured, project: Measured) -> str:
    return _line(
        (
            f"{workload.code} {workload.title}",
            f"{one.size:,} {workload.unit}",
            one.contestant.title,
            f"{one.wall_seconds:.2f}",
            f"{one.cpu_seconds:.2f}",
            f"{one.median(lambda run: run.peak_mib):.0f}",
            f"{one.wall_seconds / project.wall_seconds:.2f}",
            f"{one.cpu_seconds / project.cpu_seconds:.2f}",
            ", ".join(f"{name} {one.runs[0].answer[name]}" for name in TOLD if name in one.runs[0].answer),
        )
    )


def kinds(workload: Workload, measured: list[Measured]) -> str:
    """A table of its own where answers tell several kinds apart: what each contestant made of each kind."""
    telling = {one.contestant.title: one.runs[0].answer["kinds"] for one in measured if "kinds" in one.runs[0].answer}
    if not telling:
        return ""
    heads = (f"{workload.code}, {measured[0].size:,} {workload.unit}", *telling)
    lines = [_line(heads), _line("---" for _ in heads)]
    for kind in next(iter(telling.values())):
        lines.append(_line((kind, *(_told(told.get(kind, {})) for told in telling.values()))))
    return "\n".join(["", *lines])


def _told(parts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {part}" for name, part in parts.items())


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
