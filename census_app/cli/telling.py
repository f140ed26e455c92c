"""What became of files and rows, told to the person at the keyboard: what waits is told with its remedy."""

from __future__ import annotations

import json
from collections import Counter

from census_app.cli.run import Run
from census_app.ledger.engine import reading
from census_app.ledger.reads.uploads import ProblemLine, blocking_problems
from census_app.sentences import sentence
from importers.acceptance import AcceptanceSummary
from importers.model import Problem, Severity
from importers.problems import describe
from importers.staging import StagingSummary


def told_file(run: Run, summary: StagingSummary) -> str:
    """One line for a file that could not be read; else its counts, what holds rows back, other problems by code."""
    if summary.unreadable is not None:
        return describe(summary.unreadable, run.language, summary.file_name)
    lines = [told_counts(summary, run.language)]
    lines += [f"    {line}" for line in told_waiting(run, summary.upload_id, "held")]
    lines += [f"    {code} {count}" for code, count in summary.problems.items()]
    return "\n".join(lines)


def told_counts(summary: StagingSummary, language: str) -> str:
    """How many rows were read, and how many of them wait."""
    told = sentence("file_read", language, vars(summary))
    return f"{told} ({sentence('file_already_known', language)})" if summary.already_known else told


def told_rows(done: AcceptanceSummary, language: str) -> str:
    """How many rows were believed, and what became of the others."""
    told = [sentence("rows_accepted", language, vars(done))]
    if done.waiting:
        told.append(sentence("rows_still_waiting", language, vars(done)))
    if done.out_of_suspense:
        told.append(sentence("out_of_suspense", language, vars(done)))
    return "; ".join(told)


def told_waiting(run: Run, upload_id: int, state: str) -> list[str]:
    """One line for each thing that keeps rows of the file in that state: where first, what, the rule, what to do."""
    with reading(run.engine) as session:
        found = blocking_problems(session, run.scope, upload_id, state)
    alike = Counter(_what(problem) for problem in found)
    first = {_what(problem): problem for problem in reversed(found)}
    return [_told_once(run.language, first[what], alike[what] - 1) for what in alike]


def _what(problem: ProblemLine) -> tuple[str, str]:
    return problem.code, json.dumps(problem.details, sort_keys=True)


def _told_once(language: str, line: ProblemLine, others: int) -> str:
    place = (line.sheet, line.row_number, line.heading)
    told = describe(Problem(line.code, Severity(line.severity), *place, line.details), language)
    return f"{told} {sentence('more_rows_alike', language, {'rows': others})}" if others else told
