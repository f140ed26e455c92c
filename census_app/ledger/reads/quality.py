"""How each person stands in the ledger: who listed them, when they were seen last, what is open about their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, union
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.row_states import BELIEVED
from census_app.ledger.query import in_part, in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    IdentityNumber,
    Person,
    PersonFact,
    PossibleMatch,
    Round,
    StagedProblem,
    StagedRow,
    Upload,
)

Rows = Iterator[tuple[Any, ...]]
OPEN_QUESTION = "please_confirm"
UNDECIDED = ("open", "asked")


def listing_rows(session: Session, scope: Scope, part: str | None = None) -> Rows:
    """Of each person: the ward, who uploaded the newest sheet, its round, and which of the written fields are filled.

    Whether a field is filled is told as true or false; what stands in it stays in the ledger. Last comes whether the
    round before found the person in school.
    """
    newest = session.execute(pick(func.max(Round.id))).scalar_one()
    seen = _newest_facts(session, scope, part)
    kinds = _number_kinds(session, scope, part)
    columns = (Person.name_bn, Person.name_en, Person.father_name, Person.mother_name, Person.mobile)
    found = pick(Person.id, Person.area_code, Person.first_upload_id, *columns).where(in_part(Person, part))
    uploaders = dict(session.execute(pick(Upload.id, Upload.uploaded_by), execution_options=options(scope)).all())
    rounds = dict(session.execute(pick(Round.id, Round.code)).all())
    for id_, area, first, bangla, latin, father, mother, mobile in session.execute(
        found.order_by(col(Person.id)), execution_options=options(scope)
    ):
        round_id, upload_id, was_in_school = seen.get(id_, (None, None, None))
        by = uploaders.get(upload_id or first)
        held = kinds.get(id_, "")
        told = (bool(bangla), bool(latin), bool(father), bool(mother), bool(mobile), "nid" in held, "brn" in held)
        yield (
            id_,
            area,
            str(by) if by is not None else None,
            rounds.get(round_id),
            round_id == newest,
            *told,
            was_in_school,
        )


def doubt_rows(session: Session, scope: Scope, part: str | None = None) -> Rows:
    """What is open: a cell that contradicts another or that nobody confirmed, and a person who may be listed twice.

    Shape: person, ward, `cell` or `double`, the field of the layout (empty for a double), the code of the problem.
    """
    yield from _open_cells(session, scope, part)
    known = _people_in_doubt(Person.id, Person.area_code).where(in_part(Person, part)).order_by(col(Person.id))
    for person_id, area in session.execute(known, execution_options=options(scope)):
        yield person_id, area, "double", "", "possible_match"


def doubts_counted(session: Session, scope: Scope) -> dict[str, int]:
    """How many of them there are, and the sum of their persons, as the database itself counts."""
    counted = (
        _cells_in_doubt(func.count(), func.sum(StagedRow.person_id)),
        _people_in_doubt(func.count(), func.sum(Person.id)),
    )
    found = [session.execute(one, execution_options=options(scope)).one() for one in counted]
    rows, person_ids = (sum(int(value or 0) for value in values) for values in zip(*found, strict=True))
    return {"rows": rows, "person_id": person_ids}


def _cells_in_doubt(*columns: Any) -> Any:
    return (
        pick(*columns)
        .select_from(StagedProblem)
        .join(StagedRow, col(StagedRow.id) == col(StagedProblem.staged_row_id))
        .where(
            col(StagedProblem.severity) == OPEN_QUESTION,
            col(StagedProblem.confirmed_at).is_(None),
            col(StagedRow.person_id).is_not(None),
            col(StagedRow.state).in_(BELIEVED),
        )
    )


def _people_in_doubt(*columns: Any) -> Any:
    ends = (
        pick(end).where(col(PossibleMatch.kind) == "persons", col(PossibleMatch.state).in_(UNDECIDED))
        for end in (PossibleMatch.left_id, PossibleMatch.right_id)
    )
    return pick(*columns).select_from(Person).where(col(Person.id).in_(union(*ends)))


def _open_cells(session: Session, scope: Scope, part: str | None) -> Rows:
    problem = StagedProblem
    columns = (StagedRow.person_id, problem.area_code, problem.upload_id, problem.sheet, problem.heading, problem.code)
    wanted = _cells_in_doubt(*columns).where(in_part(problem, part)).order_by(col(problem.id))
    found = session.execute(wanted, execution_options=options(scope)).all()
    fields = _fields_of_headings(session, scope, sorted({row.upload_id for row in found}))
    for person_id, area, upload_id, sheet, heading, code in found:
        yield person_id, area, "cell", fields.get((upload_id, sheet, heading), ""), code


def _fields_of_headings(session: Session, scope: Scope, upload_ids: Sequence[int]) -> dict[tuple[int, str, str], str]:
    """Which field of the layout a heading of a sheet was read as."""
    surveys = pick(Upload.id, Upload.headings).where(col(Upload.kind) == "survey")
    asked = (surveys.where(col(Upload.id).in_(some)) for some in in_parts(upload_ids))
    return {
        (upload_id, table["sheet"], heading): field
        for some in asked
        for upload_id, tables in session.execute(some, execution_options=options(scope))
        for table in tables
        for heading, field in table.get("fields", {}).items()
    }


def _newest_facts(session: Session, scope: Scope, part: str | None) -> dict[int, tuple[int, int | None, bool | None]]:
    """Of each person the newest round, the upload that told of it, and what the round before said of school."""
    columns = (PersonFact.person_id, PersonFact.round_id, PersonFact.upload_id, PersonFact.in_school)
    found = (
        pick(*columns)
        .join(Person, col(Person.id) == col(PersonFact.person_id))
        .where(col(PersonFact.superseded_at).is_(None), in_part(Person, part))
        .order_by(col(PersonFact.round_id))
    )
    newest: dict[int, tuple[int, int | None, bool | None]] = {}
    schooled: dict[int, bool | None] = {}
    for person_id, round_id, upload_id, in_school in session.execute(found, execution_options=options(scope)):
        newest[person_id] = (round_id, upload_id, schooled.get(person_id))
        schooled[person_id] = in_school
    return newest


def _number_kinds(session: Session, scope: Scope, part: str | None) -> dict[int, str]:
    """The kinds of the usable numbers of each person, written one after the other."""
    number = IdentityNumber
    given = pick(number.person_id, number.kind).where(col(number.status) == "given", in_part(number, part))
    kinds: dict[int, str] = {}
    for person_id, kind in session.execute(given, execution_options=options(scope)):
        kinds[person_id] = f"{kinds.get(person_id, '')} {kind}"
    return kinds
