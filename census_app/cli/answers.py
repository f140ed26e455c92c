"""`--answers FILE.toml` and `census upload headings`: what is asked about headings, and what is answered."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.errors import Refused, Unreadable
from census_app.ledger.engine import reading
from census_app.ledger.reads.heading_answers import HeldAnswer
from census_app.ledger.reads.uploads import UploadLine, get_upload
from census_app.sentences import sentence
from importers.answers import IGNORE, DayOrder
from importers.heading_memory import (
    DAY_ORDER,
    FIELD,
    LAYOUTS,
    headings_in,
    may_answer,
    may_be_answered,
    read_with_answers,
    remember,
    said,
    was_read_with,
)
from importers.intake import Received
from importers.layouts import load_layout
from importers.questions import Question, open_questions

TABLES = {"headings": FIELD, "dates": DAY_ORDER}
ANSWERS = click.option(
    "--answers",
    "answers_file",
    metavar="FILE.toml",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='What your headings mean, remembered for your next files too. In [headings]: "মোবা. নং" = "mobile" or'
    ' "স্বাক্ষর" = "ignore"; in [dates]: "জন্ম তাং" = "day_first" or "month_first". `census upload headings'
    " --toml` writes such a file.",
)


def take_answers(run: Run, path: Path | None, kind: str, area_code: str, office_code: str = "") -> list[HeldAnswer]:
    """The answers of the file count for the actor's (or the office's) files from now on.

    One that is none is told in a line and left out. Raises: Unreadable for a file that is no such TOML.
    """
    answers: list[HeldAnswer] = []
    for about, told in _tables(path).items() if path is not None else ():
        for heading, answer in told.items():
            if may_be_answered(kind, about, answer):
                answers += said(about, {heading: answer})
            else:
                _warn(run, "answer_unknown", heading=heading, answer=answer)
    if answers:
        remember(run.engine, run.scope, kind, area_code, office_code, answers)
    return answers


def _tables(path: Path) -> dict[str, dict[str, str]]:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable("answers_unreadable", {"why": str(error)}) from None
    for name, table in written.items():
        if name not in TABLES or not isinstance(table, dict):
            raise Unreadable("answers_unreadable", {"why": f"[{name}]"})
        if strange := [heading for heading, answer in table.items() if not isinstance(answer, str)]:
            raise Unreadable("answers_unreadable", {"why": f"[{name}] {strange[0]}"})
    return {TABLES[name]: table for name, table in written.items()}


def answered(
    run: Run, kind: str, answers: Sequence[HeldAnswer], receive: Callable[[Path], Received]
) -> Callable[[Path], Received]:
    """A way to take files in by which one that came before waits to be read again when the answers are new to it."""

    def receive_answered(path: Path) -> Received:
        received = receive(path)
        if not (answers and received.already_known):
            return received
        with reading(run.engine) as session:
            nothing_new = was_read_with(session, run.scope, received.upload_id, answers)
        if nothing_new:
            return received
        read_with_answers(run.engine, run.scope, received.upload_id, kind, answers, remember=True)
        return Received(received.upload_id, already_known=False)

    return receive_answered


def tell_unused(run: Run, answers: Sequence[HeldAnswer], upload_ids: Collection[int]) -> None:
    """One line for each answer about a heading that stands in none of the files."""
    with reading(run.engine) as session:
        there = set().union(*(headings_in(session, run.scope, upload_id) for upload_id in upload_ids))
    for answer in answers:
        if answer.heading_key not in there:
            _warn(run, "answer_heading_nowhere", heading=answer.heading)


def _warn(run: Run, code: str, **values: str) -> None:
    click.echo(sentence(code, run.language, values), err=True)


@click.command()
@click.option("--upload", "upload_id", required=True, type=int, metavar="ID")
@click.option("--toml", "as_toml", is_flag=True, help="As a file for --answers, to be edited.")
@with_run()
def headings(run: Run, upload_id: int, as_toml: bool) -> None:
    """Tell which columns of an upload are not certain, what stands in them, and what they probably are."""
    run.require(Permission.SEE_UPLOADS)
    with reading(run.engine) as session:
        line = get_upload(session, run.scope, upload_id).line
        if not may_answer(run.scope, line.kind, line.area_code, line.office_code, line.uploaded_by):
            raise Refused("headings_of_another")
        questions = open_questions(session, run.scope, upload_id, line.kind)
    if as_toml:
        told = _as_toml(line, questions, run.language)
    else:
        told = "\n".join(_as_line(question) for question in questions)
    run.answer([vars(question) for question in questions], told or sentence("no_open_headings", run.language))


def _as_line(question: Question) -> str:
    return f"{_place(question)}  {_quoted(question.heading)}  ({_samples(question)})  {question.proposed or '?'}"


def _as_toml(line: UploadLine, questions: Sequence[Question], language: str) -> str:
    """Each proposal is a comment: what is right is taken by deleting its mark, what is wrong is written over."""
    lines = []
    for name, about in TABLES.items():
        asked = [question for question in questions if question.about == about]
        lines += [f"[{name}]", *(text for question in asked for text in _proposal(question)), ""]
    if not questions:
        lines.append(f"# {sentence('no_open_headings', language)}")
    fields = load_layout(LAYOUTS[line.kind]).fields
    lines += [f"# {field.name}: {field.title_bn if language == 'bn' else field.title_en}" for field in fields]
    lines += [f"# {IGNORE}", f"# {' '.join(DayOrder)}"]
    return "\n".join(lines)


def _proposal(question: Question) -> tuple[str, str]:
    return (
        f"# {_place(question)}: {_samples(question)}",
        f"# {_quoted(question.heading)} = {_quoted(question.proposed)}",
    )


def _place(question: Question) -> str:
    return " ".join(part for part in (question.sheet, question.column) if part)


def _samples(question: Question) -> str:
    return ", ".join(_quoted(sample) for sample in question.samples)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
