"""`census analyse`: the questions of a day, asked of the ledger; or what other rules would ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from analytics.findings import RunReport, run_analysis
from analytics.preview import KindPreview, Preview, preview_analysis
from analytics.rule_versions import adopt, in_force, with_folder
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.money import written_bdt
from census_app.ledger.writes.visits import record_purpose
from census_app.sentences import sentence

FAULTS = {
    "chk_deliveries": "deliveries_contradict",
    "chk_numbers": "numbers_shared",
    "chk_persons": "persons_contradict",
}
"""What a check that found rows says, by the check."""


@click.command()
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day on which ages are reckoned.")
@click.option("--child-marriage", is_flag=True, help="Also make the visit list of girls at risk (off by default).")
@click.option("--purpose", default="", help="What the visit list is made for; the trail keeps it.")
@click.option(
    "--rules",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Files of rules in the place of those in force; without --preview they are in force from now on.",
)
@click.option("--preview", is_flag=True, help="Tell what the rules would change; store nothing.")
@with_run()
def analyse(run: Run, as_of: datetime, child_marriage: bool, purpose: str, rules: Path | None, preview: bool) -> None:
    """Copy the ledger, run every model over the copy, keep the findings; or look at what other rules would ask."""
    run.require(Permission.RUN_ANALYSIS)
    if child_marriage:
        run.require(Permission.SEE_CHILD_MARRIAGE)
    if preview:
        if child_marriage:
            record_purpose(run.engine, run.scope, purpose)
        candidate = with_folder(run.settings, rules) if rules else in_force(run.settings)
        shown = preview_analysis(run.engine, run.settings, run.scope, as_of.date(), candidate, child_marriage)
        run.answer(shown, "\n".join(previewed(shown, run.language)))
        return
    book = adopt(run.engine, run.settings, run.scope, rules) if rules else None
    report = run_analysis(run.engine, run.settings, run.scope, as_of.date(), child_marriage, book, purpose)
    run.answer(report, "\n".join(told(report, run.language)))


def told(report: RunReport, language: str) -> Iterator[str]:
    """The report in lines: findings, seconds, then a sentence for whatever somebody should look at."""
    yield sentence("findings_told", language)
    yield from (f"    {kind} {count}" for kind, count in report.findings.items())
    yield sentence("steps_told", language)
    for name, seconds in report.steps:
        yield f"    {sentence('step_took', language, {'step': name, 'seconds': f'{seconds:.2f}'})}"
    for check, rows in report.faults.items():
        yield sentence(FAULTS[check], language, {"rows": rows, "file": f"analytics/sql/checks/{check}.sql"})
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
