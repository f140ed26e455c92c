"""A list that was given to somebody, made again: from its snapshot, its rules and its settings, as they were."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from analytics.engines import IN_PROCESS, open_engine
from analytics.findings import CHILD_MARRIAGE, build_with, digest_of, findings_of
from analytics.kept_rules import kept_rules
from analytics.manifest import FILE_NAME, read_manifest
from analytics.snapshot import open_snapshot
from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.engine import reading
from census_app.ledger.reads.runs import KeptRun, run_over
from census_app.ledger.writes.findings import NewFinding
from census_app.settings import Settings


@dataclass(frozen=True)
class RepeatedRun:
    """What a kept run asked when it was repeated; `same` when that is, to the letter, what it asked the first time."""

    run: KeptRun
    findings: tuple[NewFinding, ...]
    same: bool
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """The questions by kind."""
        return dict(sorted(Counter(finding.kind for finding in self.findings).items()))


def repeat_run(
    engine: Engine, settings: Settings, scope: Scope, snapshot: str, address: str = IN_PROCESS
) -> RepeatedRun:
    """The models have run once more over the kept snapshot, by the rules and settings of then; nothing is stored.

    Raises: NotFound when the snapshot is not kept, holds areas outside the scope, or its rules are not kept;
    ModelFailed.
    """
    with reading(engine) as session:
        run = run_over(session, scope, snapshot)
    directory = snapshot_of(settings, scope, run)
    rules = kept_rules(settings.rules_dir, run.rules_version)
    started = time.perf_counter()
    with open_engine(address) as sql_engine:
        open_snapshot(sql_engine, directory)
        build_with(sql_engine, run.settings, run.as_of, rules=rules)
        findings = tuple(findings_of(sql_engine, sql_dir=rules.sql_dir))
    return RepeatedRun(run, findings, digest_of(findings) == run.findings_digest, time.perf_counter() - started)


LIST_COLUMNS = (
    "identity", "kind", "severity", "area_code", "household_id", "person_id", "programme_codes", "reasons", "tier",
    "score", "money_poisha",
)  # fmt: skip


def list_of(again: RepeatedRun) -> Iterator[dict[str, Any]]:
    """The questions as lines of a file that may leave the building; children's risk lists never do."""
    for finding in again.findings:
        if finding.kind != CHILD_MARRIAGE:
            told = {name: getattr(finding, name, None) for name in LIST_COLUMNS}
            yield {
                **told,
                "person_id": ";".join(map(str, finding.person_ids)),
                "programme_codes": ";".join(finding.programme_codes),
                "reasons": ";".join(reason["code"] for reason in finding.reasons),
            }


def snapshot_of(settings: Settings, scope: Scope, run: KeptRun) -> Path:
    """The folder of the run's snapshot. Raises: NotFound when it is gone, or holds areas outside the scope."""
    directory = settings.snapshots_dir / run.snapshot
    if not (directory / FILE_NAME).exists():
        raise NotFound("snapshot_not_found", {"snapshot": run.snapshot})
    if not all(scope.holds_area(area) for area in read_manifest(directory / FILE_NAME).areas):
        raise NotFound("snapshot_not_found", {"snapshot": run.snapshot})
    return directory
