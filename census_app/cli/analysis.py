"""`census analyse`: the questions of a day; what other rules would ask; or an earlier run, asked once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from analytics.again import LIST_COLUMNS, list_of, repeat_run
from analytics.engines import IN_PROCESS, ModelFailed
from analytics.findings import RunReport, run_analysis
from analytics.preview import KindPreview, Preview, preview_analysis
from analytics.rule_versions import adopt, in_force, with_folder
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.domain.money import written_bdt
from census_app.exports.files import write_file
from census_app.ledger.writes.audit import record_export
from census_app.ledger.writes.visits import record_purpose
from census_app.sentences import sentence

FAULTS = {
    "chk_deliveries": "deliveries_contradict",
    "chk_numbers": "numbers_shared",
    "chk_persons": "persons_contradict",
}
"""What a check that found rows says, by the check."""


@click.command()
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which ages are reckoned.")
@click.option("--child-marriage", is_flag=True, help="Also make the visit list of girls at risk (off by default).")
@click.option("--purpose", default="", help="What the visit list is made for; the trail keeps it.")
@click.option(
    "--rules",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Files of rules in the place of those in force; without --preview they are in force from now on.",
)
@click.option("--preview", is_flag=True, help="Tell what the rules would change; store nothing.")
@click.option("--engine", "address", metavar="ADDRESS", default=IN_PROCESS, show_default=True,
              help="What runs the models: duckdb, local-spark, local[2] or spark://host:port.")  # fmt: skip
@click.option("--whole", is_flag=True, help="Read the whole ledger, not only what changed since the last snapshot.")
@click.option("--snapshot", metavar="NAME", help="Repeat the run over this kept snapshot; nothing is stored.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="With --snapshot: its list, as CSV.")
@with_run()
def analyse(
    run: Run,
    as_of: datetime | None,
    child_marriage: bool,
    purpose: str,
    rules: Path | None,
    preview: bool,
    address: str,
    whole: bool,
    snapshot: str | None,
    out: Path | None,
) -> None:
    """Copy the ledger, run every model, keep the findings; look at what other rules would ask; or repeat a run."""
    run.require(Permission.RUN_ANALYSIS)
    if snapshot is not None:
        _repeat(run, snapshot, address, out)
        return
    if as_of is None:
        raise click.UsageError("--as-of is missing")
    if out is not None:
        raise click.UsageError("--out belongs to --snapshot")
    if child_marriage:
        run.require(Permission.SEE_CHILD_MARRIAGE)
    with _failing_in_a_line():
        if preview:
            if child_marriage:
                record_purpose(run.engine, run.scope, purpose)
            _preview(run, as_of.date(), child_marriage, rules)
            return
        book = adopt(run.engine, run.settings, run.scope, rules) if rules else None
        asked = (as_of.date(), child_marriage, book, purpose, address, whole)
        report = run_analysis(run.engine, run.settings, run.scope, *asked)
    run.answer(report, "\n".join(told(report, run.language)))


def _preview(run: Run, as_of: date, child_marriage: bool, rules: Path | None) -> None:
    """What the rules would change is told; nothing is stored."""
    candidate = with_folder(run.settings, rules) if rules else in_force(run.settings)
    shown = preview_analysis(run.engine, run.settings, run.scope, as_of, candidate, child_marriage)
    run.answer(shown, "\n".join(previewed(shown, run.language)))


def _repeat(run: Run, snapshot: str, address: str, out: Path | None) -> None:
    """The kept run is told again, its list written where asked. Raises: Refused when it is not what it was."""
    if out is not None:
        run.require(Permission.EXPORT)
    with _failing_in_a_line():
        again = repeat_run(run.engine, run.settings, run.scope, snapshot, address)
    if again.run.settings.get("child_marriage_enabled"):
        run.require(Permission.SEE_CHILD_MARRIAGE)
    if not again.same:
        raise Refused("run_repeats_otherwise", {"snapshot": snapshot})
    text = [run.told("run_repeated", snapshot=snapshot, rules=again.run.rules_version)]
    text += [f"    {kind} {count}" for kind, count in again.counts.items()]
    if out is not None:
        rows = write_file(out, "csv", LIST_COLUMNS, list_of(again))
        record_export(run.engine, run.scope, "findings", "", rows, f"snapshot {snapshot}")
        text.append(run.told("rows_written", path=out, rows=rows))
    known = {"run_id": again.run.run_id, "snapshot": snapshot, "rules_version": again.run.rules_version}
    run.answer({**known, "as_of": again.run.as_of, "findings": again.counts, "same": again.same}, "\n".join(text))


@contextmanager
def _failing_in_a_line() -> Iterator[None]:
    """A model that cannot be built ends the command with one line. Raises: Refused."""
    try:
        yield
    except ModelFailed as failed:
        told = {"model": failed.model, "file": failed.file.name, "cause": failed.cause.splitlines()[0]}
        raise Refused("model_failed", told) from failed


def told(report: RunReport, language: str) -> Iterator[str]:
    """The report in lines: findings, seconds, then a sentence for whatever somebody should look at."""
    yield sentence("findings_told", language)
    yield from (f"    {kind} {count}" for kind, count in report.findings.items())
    yield sentence("steps_told", language)
    for name, seconds in report.steps:
        yield f"    {sentence('step_took', language, {'step': name, 'seconds': f'{seconds:.2f}'})}"
    for check, rows in report.faults.items():
        yield sentence(FAULTS[check], language, {"rows": rows, "file": f"analytics/sql/checks/{check}.sql"})
    if report.past_trail:
        yield sentence("changed_past_trail", language)
    for rule in report.rules_due:
        yield sentence("rule_due", language, {"rule": rule})


def previewed(preview: Preview, language: str) -> Iterator[str]:
    """The preview in lines: the two versions, the rules that differ, and for each kind what would change."""
    versions = {"before": preview.version_before, "after": preview.version_after}
    yield sentence("preview_versions", language, {**versions, "rules": ", ".join(preview.rules) or "-"})
    changed = [kind for kind in preview.kinds if kind.new.count or kind.gone.count or kind.severity]
    for kind in changed:
        yield f"    {kind.kind}: {sentence('preview_kind', language, _values(kind))}"
        for before, after, count in kind.severity:
            turned = {"before": before, "after": after, "count": count}
            yield f"        {sentence('preview_severity', language, turned)}"
    if not changed:
        yield sentence("preview_nothing", language)
    yield sentence("preview_stored_nothing", language)


def _values(kind: KindPreview) -> dict[str, object]:
    return {
        "new": kind.new.count,
        "new_bdt": written_bdt(kind.new.money_poisha),
        "gone": kind.gone.count,
        "gone_bdt": written_bdt(kind.gone.money_poisha),
        "before": kind.before.count,
        "after": kind.after.count,
    }
