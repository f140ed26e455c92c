"""RUN: from the ledger to stored findings; and a snapshot alone, of everything or after one union changed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measuring import Answer, Contestant, Workload

AS_OF = date(2022, 6, 30)

RUN = Workload(
    code="RUN",
    title="the run as a whole",
    unit="persons",
    sizes=(30_000, 300_000),
    full_sizes=(30_000, 300_000),
    prepare="benchmarks.w_run:prepare",
    contestants=(
        Contestant("the project: snapshot of all, every model, findings stored", "benchmarks.w_run:whole_run"),
        Contestant("the project: the snapshot of all alone", "benchmarks.w_run:whole_snapshot"),
        Contestant("the project: the snapshot after one delivery was reversed", "benchmarks.w_run:next_snapshot"),
        Contestant("the project: every model over a snapshot, nothing stored", "benchmarks.w_run:models"),
    ),
    same=("persons",),
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds a ledger of that many persons and a snapshot of it; making them is not measured."""
    from analytics.snapshot import take_snapshot
    from benchmarks.filled_ledger import fill_ledger
    from census_app.domain.access import OPERATOR
    from census_app.ledger.writes.deliveries import reverse_delivery

    engine, settings = fill_ledger(size, folder)
    take_snapshot(engine, settings, OPERATOR, settings.snapshots_dir / "first")
    reverse_delivery(engine, OPERATOR, 1, "listed by mistake")
    engine.dispose()


def whole_run(inputs: Path, own: Path) -> Answer:
    """What `census analyse --whole` does, over a copy of the ledger."""
    from analytics.findings import run_analysis
    from census_app.domain.access import OPERATOR

    for name in ("census.db", "keys"):
        source = inputs / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, own / name)
    engine, settings = _opened(own)
    report = run_analysis(engine, settings, OPERATOR, AS_OF, whole=True)
    return {**_counted(settings.snapshots_dir / report.snapshot), "findings": sum(report.findings.values()),
            "steps": {name: round(seconds, 2) for name, seconds in report.steps}}  # fmt: skip


def whole_snapshot(inputs: Path, own: Path) -> Answer:
    """Everything is read and written."""
    return _snapshot(inputs, own, whole=True)


def next_snapshot(inputs: Path, own: Path) -> Answer:
    """What changed since the first snapshot is read and written, the rest is shared."""
    return _snapshot(inputs, own, whole=False)


def models(inputs: Path, own: Path) -> Answer:
    """The models over the first snapshot."""
    from analytics.engines import open_engine
    from analytics.findings import build, findings_of
    from analytics.snapshot import open_snapshot

    with open_engine() as engine:
        open_snapshot(engine, inputs / "snapshots" / "first")
        build(engine, AS_OF)
        return {**_counted(inputs / "snapshots" / "first"), "findings": len(findings_of(engine))}


def _snapshot(inputs: Path, own: Path, whole: bool) -> Answer:
    from analytics.snapshot import take_snapshot
    from census_app.domain.access import OPERATOR

    engine, settings = _opened(inputs)
    directory = settings.snapshots_dir / f"again-{own.name}"
    taken = take_snapshot(engine, settings, OPERATOR, directory, whole)
    counted = _counted(directory)
    shutil.rmtree(directory)
    return {**counted, "parts_read": taken.parts_read}


def _opened(folder: Path) -> tuple[Any, Any]:
    from census_app.ledger.engine import open_ledger
    from census_app.settings import Settings

    settings = Settings(f"sqlite:///{folder / 'census.db'}", folder)
    return open_ledger(settings), settings


def _counted(directory: Path) -> Answer:
    from analytics.manifest import FILE_NAME, read_manifest

    return {"persons": sum(one.rows for one in read_manifest(directory / FILE_NAME).parts["src_persons"].values())}
