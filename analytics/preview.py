"""What a change of the rules would do to the findings, before anything of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from analytics.engine import connect
from analytics.findings import build, findings_of
from analytics.rule_versions import in_force
from analytics.rulebook import RuleBook
from analytics.snapshot import open_snapshot, take_snapshot
from census_app.domain.access import Scope
from census_app.ledger.writes.findings import NewFinding
from census_app.settings import Settings

NAMED_AT_MOST = 50
"""So many findings of each change are named; all of them are counted."""


@dataclass(frozen=True)
class Counted:
    """A number of findings and the whole poisha at stake in them."""

    count: int = 0
    money_poisha: int = 0


@dataclass(frozen=True)
class KindPreview:
    """What would become of the findings of one kind. Shape of `severity`: count by (before, after)."""

    kind: str
    before: Counted
    after: Counted
    new: Counted
    gone: Counted
    severity: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Named:
    """One finding that would be new, gone or of another severity."""

    change: str
    kind: str
    rule_id: str
    severity: str
    severity_before: str
    person_ids: tuple[int, ...]
    household_id: int | None
    area_code: str
    money_poisha: int | None


@dataclass(frozen=True)
class Preview:
    """What the candidate would change on that day, against the rules in force, over the same facts."""

    as_of: date
    version_before: str
    version_after: str
    rules: tuple[str, ...]
    kinds: tuple[KindPreview, ...]
    named: tuple[Named, ...]


def preview_analysis(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    as_of: date,
    candidate: RuleBook,
    with_child_marriage: bool = False,
) -> Preview:
    """Both versions of the rules have been asked of one copy of the ledger, which is gone; nothing is stored.

    Raises: RuleRefused for a candidate that may not enter a run; ModelFailed when the models could not be run.
    """
    current = in_force(settings)
    candidate.check()
    with TemporaryDirectory(dir=settings.data_dir, prefix="preview-") as folder:
        copy = Path(folder) / "snapshot"
        take_snapshot(engine, settings, scope, copy)
        before = _asked(copy, as_of, current, with_child_marriage)
        after = _asked(copy, as_of, candidate, with_child_marriage)
    return compared(as_of, current, candidate, before, after)


def compared(
    as_of: date, current: RuleBook, candidate: RuleBook, before: Sequence[NewFinding], after: Sequence[NewFinding]
) -> Preview:
    """What differs between two sets of findings, by kind."""
    old, new = ({f.identity: f for f in findings} for findings in (before, after))
    kinds = sorted({f.kind for f in (*before, *after)})
    versions, others = current.rule_versions(), candidate.rule_versions()
    rules = sorted(name for name in versions.keys() | others.keys() if versions.get(name) != others.get(name))
    of_kind = tuple(_of_kind(kind, old, new) for kind in kinds)
    named = tuple(_named(old, new))
    return Preview(as_of, current.version, candidate.version, tuple(rules), of_kind, named)


def _asked(copy: Path, as_of: date, book: RuleBook, with_child_marriage: bool) -> list[NewFinding]:
    with connect() as connection:
        open_snapshot(connection, copy)
        build(connection, as_of, with_child_marriage, book=book)
        return findings_of(connection)


def _of_kind(kind: str, old: Mapping[str, NewFinding], new: Mapping[str, NewFinding]) -> KindPreview:
    before = {identity: f for identity, f in old.items() if f.kind == kind}
    after = {identity: f for identity, f in new.items() if f.kind == kind}
    turned: dict[tuple[str, str], int] = {}
    for identity in before.keys() & after.keys():
        pair = (before[identity].severity, after[identity].severity)
        if pair[0] != pair[1]:
            turned[pair] = turned.get(pair, 0) + 1
    return KindPreview(
        kind,
        _counted(before.values()),
        _counted(after.values()),
        _counted(f for identity, f in after.items() if identity not in before),
        _counted(f for identity, f in before.items() if identity not in after),
        tuple((*pair, count) for pair, count in sorted(turned.items())),
    )


def _counted(findings: Iterable[NewFinding]) -> Counted:
    found = list(findings)
    return Counted(len(found), sum(f.money_poisha or 0 for f in found))


def _named(old: Mapping[str, NewFinding], new: Mapping[str, NewFinding]) -> Iterable[Named]:
    fresh = [_name("new", f, "") for identity, f in sorted(new.items()) if identity not in old]
    gone = [_name("gone", f, f.severity) for identity, f in sorted(old.items()) if identity not in new]
    both = ((old[identity], f) for identity, f in sorted(new.items()) if identity in old)
    turned = [_name("severity", f, was.severity) for was, f in both if was.severity != f.severity]
    for changed in (fresh, gone, turned):
        yield from changed[:NAMED_AT_MOST]


def _name(change: str, finding: NewFinding, severity_before: str) -> Named:
    f = finding
    about = (f.person_ids, f.household_id, f.area_code, f.money_poisha)
    return Named(change, f.kind, f.rule_id, f.severity, severity_before, *about)
