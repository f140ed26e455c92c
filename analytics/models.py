"""The SQL files as models: found, put in the order in which they read each other, run one after the other."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType

from analytics.engines import EngineFailed, ModelFailed, SqlEngine
from analytics.headers import Header, HeaderRefused, read_header

SQL_DIR = Path(__file__).parent / "sql"
PREFIX_OF_LAYER = {
    "staging": "stg_",
    "intermediate": "int_",
    "findings": "fnd_",
    "summaries": "sum_",
    "checks": "chk_",
}
_COMMENT = re.compile(r"--[^\n]*")
_TEXT = re.compile(r"'[^']*'")
_TABLE_READ = re.compile(r"\b(?:from|join)\s+([a-z]\w*)")
_CTE = re.compile(r"(?:\bwith|,)\s+([a-z]\w*)\s+as\s*\(")


@dataclass(frozen=True)
class Model:
    """One SQL file, which makes one table of its name (in the staging layer, a view)."""

    name: str
    layer: str
    path: Path
    sql: str
    header: Header


@dataclass(frozen=True)
class Step:
    """One thing a run did, and the wall-clock seconds it took."""

    name: str
    seconds: float


@cache
def discover(sql_dir: Path = SQL_DIR) -> Mapping[str, Model]:
    """Every model of the folder by name, read once.

    Raises: HeaderRefused when a file's name, folder or real references differ from what its header says.
    """
    paths = sorted(path for layer in PREFIX_OF_LAYER for path in (sql_dir / layer).glob("*.sql"))
    return MappingProxyType({path.stem: _read_model(path) for path in paths})


def _read_model(path: Path) -> Model:
    sql = path.read_text(encoding="utf-8")
    header = read_header(sql, path.name)
    layer = path.parent.name
    if header.name != path.stem or not path.stem.startswith(PREFIX_OF_LAYER[layer]):
        raise HeaderRefused(f"{path.name}: file, table and layer do not share one name")
    real = tables_read(sql)
    if set(header.reads) != real:
        raise HeaderRefused(f"{path.name}: says it reads {', '.join(header.reads)}; it reads {', '.join(sorted(real))}")
    return Model(path.stem, layer, path, sql, header)


def tables_read(sql: str) -> set[str]:
    """The tables a statement really reads: whatever stands after `from` or `join` and is no CTE of its own."""
    bare = _TEXT.sub("''", _COMMENT.sub("", sql))
    bare = re.sub(r"\bextract\s*\(\s*\w+\s+from\b", "extract(", bare)
    return set(_TABLE_READ.findall(bare)) - set(_CTE.findall(bare))


def in_order(models: Mapping[str, Model], names: Iterable[str] | None = None) -> list[Model]:
    """The named models and all they read, each after what it reads; without names, every model.

    Raises: HeaderRefused for models that read each other in a circle; KeyError for a name that is no model.
    """
    wanted = _with_what_they_read(models, models if names is None else names)
    graph = {name: sorted(set(models[name].header.reads) & models.keys()) for name in sorted(wanted)}
    try:
        return [models[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as circle:
        raise HeaderRefused(f"models read each other in a circle: {', '.join(circle.args[1])}") from circle


def _with_what_they_read(models: Mapping[str, Model], names: Iterable[str]) -> set[str]:
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting.extend(read for read in models[name].header.reads if read in models)
    return wanted


def run_models(engine: SqlEngine, names: Iterable[str] | None = None, sql_dir: Path = SQL_DIR) -> list[Step]:
    """The named models of the folder, and all they read, stand as tables (without names: every model).

    Raises: ModelFailed, which names the file.
    """
    return [_run_model(engine, model) for model in in_order(discover(sql_dir), names)]


def _run_model(engine: SqlEngine, model: Model) -> Step:
    started = time.perf_counter()
    try:
        # Staging only renames: a copy would double the memory.
        engine.make(model.name, model.sql, is_view=model.layer == "staging")
    except EngineFailed as failed:
        raise ModelFailed(model.name, model.path, str(failed)) from failed
    return Step(model.name, time.perf_counter() - started)
