"""An empty ledger with its round open, and workbooks taken in for a ward each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from census_app.domain.access import OPERATOR
from census_app.jobs.crew import run_crew
from census_app.jobs.worker import work
from census_app.ledger.engine import open_ledger
from census_app.ledger.migrate import upgrade
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.rounds import open_round
from census_app.reference import read_reference
from census_app.settings import Settings
from importers.intake import Received, receive_survey

ROUND = "2022"


def empty_ledger(folder: Path) -> tuple[Engine, Settings]:
    """A SQLite ledger in the folder."""
    settings = Settings(f"sqlite:///{folder / 'census.db'}", folder)
    engine = open_ledger(settings)
    upgrade(engine)
    load_reference(engine, OPERATOR)
    open_round(engine, OPERATOR, ROUND, date(2022, 1, 1))
    return engine, settings


def receive_all(engine: Engine, settings: Settings, paths: list[Path]) -> list[Received]:
    """Every workbook waits to be read, for a ward of its own."""
    wards = [area["code"] for area in read_reference("areas") if area["level"] == "ward"]
    return [
        receive_survey(engine, settings, OPERATOR, path, path.name, ROUND, ward_code)
        for path, ward_code in zip(paths, wards, strict=False)
    ]


def read_all(engine: Engine, settings: Settings, processes: int) -> None:
    """Every workbook that waited has been read: by workers of their own, as several files are, or by this process."""
    if processes == 1:
        work(engine, settings, until_empty=True)
        return
    engine.dispose()  # a fork must not inherit an open database
    run_crew(settings, processes, until_empty=True)
