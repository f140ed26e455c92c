"""A sheet of any length in a ledger that waits for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine
from sqlmodel import select

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.reads.rounds import list_rounds
from census_app.ledger.scoping import options
from census_app.ledger.tables import StagedProblem, StagedRow
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.intake import receive_survey

WARD = "4087907108"
HEADINGS = "HH No,Member Name,Relation with Head,Sex,Age"


def settings_of(engine: Engine, settings: Settings) -> Settings:
    """The settings of a run on the engine's own database."""
    return replace(settings, database_url=engine.url.render_as_string(hide_password=False))


def receive_sheet(engine: Engine, settings: Settings, rows: int, name: str = "sheet") -> int:
    """A sheet of that many rows, every tenth without a household number, waits to be read; its upload's id."""
    with reading(engine) as session:
        rounds = list_rounds(session)
    if not rounds:
        create_ledger(engine, settings)
        open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    lines = [HEADINGS, *(_line(place) for place in range(rows))]
    path = settings.data_dir / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return receive_survey(engine, settings, OPERATOR, path, path.name, "2022", WARD).upload_id


def _line(place: int) -> str:
    household = "?" if place % 10 == 9 else str(place // 5 + 1)
    return f"{household},Person {chr(97 + place % 26)}{chr(97 + place // 26 % 26)} Khatun,Self,Female,{place % 90}"


def stored(engine: Engine, upload_id: int) -> tuple[list[tuple[object, ...]], int]:
    """Every row of the upload as it is stored, in the order of the sheet, and the number of its problems."""
    columns = (StagedRow.row_number, StagedRow.state, StagedRow.row_key)
    rows = select(*columns).where(StagedRow.upload_id == upload_id).order_by(StagedRow.id)
    problems = select(StagedProblem.id).where(StagedProblem.upload_id == upload_id)
    with reading(engine) as session:
        found = [tuple(row) for row in session.exec(rows, execution_options=options(OPERATOR))]
        return found, len(session.exec(problems, execution_options=options(OPERATOR)).all())
