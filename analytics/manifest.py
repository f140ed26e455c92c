"""What a snapshot says about itself: whose areas it holds, how the trail stood, what is in each of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analytics.shapes import TableShape, Tally
from census_app.ledger.reads.changes import Heads

FILE_NAME = "snapshot.json"


@dataclass(frozen=True)
class Manifest:
    """One snapshot by its name; `base` is the one whose files it shares, if any."""

    name: str
    areas: tuple[str, ...]
    heads: Heads
    parts: Mapping[str, Mapping[str, Tally]]
    base: str = ""

    def holding(self, parts: Mapping[str, Mapping[str, Tally]], base: Manifest | None) -> Manifest:
        """The same with these files, some of them shared with the base."""
        return replace(self, parts=parts, base="" if base is None else base.name)


def write_manifest(directory: Path, manifest: Manifest, shapes: Sequence[TableShape]) -> None:
    """The folder says what it holds."""
    directory.mkdir(parents=True, exist_ok=True)
    parts = {
        table: {part: {"rows": one.rows, "sums": one.sums} for part, one in sorted(tallies.items())}
        for table, tallies in manifest.parts.items()
    }
    told = {
        "areas": manifest.areas,
        "base": manifest.base,
        "shape": _shape_mark(shapes),
        "heads": manifest.heads,
        "parts": parts,
    }
    (directory / FILE_NAME).write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """What the file says. Raises: OSError, ValueError or KeyError when it is not there or not ours."""
    return _manifest(path, json.loads(path.read_text(encoding="utf-8")))


def newest_manifest(directory: Path, areas: tuple[str, ...], shapes: Sequence[TableShape]) -> Manifest | None:
    """The newest snapshot in the directory of exactly these areas and tables; None when there is none."""
    found = sorted(directory.glob(f"*/{FILE_NAME}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in found:
        if ".unfinished-" in path.parent.name:
            continue
        told = json.loads(path.read_text(encoding="utf-8"))
        if tuple(told["areas"]) == areas and told["shape"] == _shape_mark(shapes) and told["heads"]:
            return _manifest(path, told)
    return None


def _manifest(path: Path, told: Any) -> Manifest:
    heads = {area: (int(id_), str(entry_hash)) for area, (id_, entry_hash) in told["heads"].items()}
    parts = {
        table: {part: Tally(one["rows"], one["sums"]) for part, one in tallies.items()}
        for table, tallies in told["parts"].items()
    }
    return Manifest(path.parent.name, tuple(told["areas"]), heads, parts, told["base"])


def _shape_mark(shapes: Sequence[TableShape]) -> str:
    """Snapshots whose tables have the same columns carry the same mark."""
    return hashlib.sha256(repr([(shape.name, shape.columns) for shape in shapes]).encode()).hexdigest()[:12]
