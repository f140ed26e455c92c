"""A sheet on its way: given in, accepted, handed back, corrected, given in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlmodel import select

from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Scope
from census_app.exports.handed_back import HandedBack, hand_back
from census_app.ledger.engine import reading
from census_app.ledger.scoping import options
from census_app.ledger.tables import StagedRow
from census_app.ledger.writes.rounds import open_round
from census_app.settings import Settings
from importers.acceptance import accept_rows
from importers.staging import StagingSummary, stage_deliveries, stage_survey
from importers.workbook import read_workbook
from tests.importers.sheets import write_csv, write_xlsx
from tests.jobs.sheets import settings_of

WARD = "4087907108"
SURVEY = """
| খানা নং | সদস্যের নাম | সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতার নাম | জাতীয় পরিচয়পত্র নম্বর | মোবাইল |
| 1 | মোঃ আব্দুল করিম | নিজে | পুরুষ | 04/07/1962 | মোঃ রহিম | 19628719071800901 | 01700000001 |
| 1 | রহিমা খাতুন | স্ত্রী | মহিলা | 05/08/1968 | মোঃ সোবহান | 19688719071800902 | 01700000002 |
| 2 | সুশান্ত পাল | নিজে | পুরুষ | 02/03/1980 | গোপাল পাল | 19808719071800903 | 01700000003 |
| 2 | | স্ত্রী | মহিলা | 11/09/1984 | নিমাই দাস | 19848719071800904 | 01700000004 |
| 3 | আব্দুস সালাম | নিজে | পুরুষ | 31/02/1975 | কেরামত আলী | 1975871907180090 | 01700000005 |
"""
"""Row 5 has no name and is held; row 6 has a day that never was, and a digit too few."""
RIGHT = {"B5": "মালতী পাল", "E6": "28/02/1975", "G6": "19758719071800905"}
LIST = """
| নাম | পিতা/স্বামী | জাতীয় পরিচয়পত্র নম্বর | কর্মসূচি | তারিখ | টাকা |
| মোঃ আব্দুল করিম | মোঃ রহিম | 19628719071800901 | বয়স্ক ভাতা | 17/07/2021 | 500 |
| রহিমা খাতুন | মোঃ সোবহান | 19688719071800902 | বিধবা ভাতা | 18/07/2021 | 500 |
| সুশান্ত পাল | গোপাল পাল | 19808719071800903 | | 19/07/2021 | 500 |
"""


@dataclass(frozen=True)
class Desk:
    """A ledger, and the files on the desk before it."""

    engine: Engine
    settings: Settings

    def sheet(self, markdown: str = SURVEY, name: str = "volunteer.xlsx") -> Path:
        """A volunteer's file, as its ending says."""
        path = self.settings.data_dir / name
        return write_csv(path, markdown) if name.endswith(".csv") else write_xlsx(path, {"জরিপ": markdown})

    def give(self, path: Path, scope: Scope = OPERATOR, name: str = "", ward: str = WARD) -> StagingSummary:
        """The file is given in for the round of 2022."""
        return stage_survey(self.engine, self.settings, scope, path, name or path.name, "2022", ward)

    def give_list(self, path: Path) -> StagingSummary:
        """The file is given in as a list of the social services."""
        return stage_deliveries(
            self.engine, self.settings, OPERATOR, path, path.name, "social_services", "2021-22", WARD
        )

    def accept(self, upload_id: int | None = None) -> None:
        """Every ready row is believed."""
        accept_rows(self.engine, self.settings, OPERATOR, upload_id=upload_id)

    def back(self, upload_id: int, scope: Scope = OPERATOR, language: str = "bn") -> tuple[Path, HandedBack]:
        """The file as it is handed back."""
        path = self.settings.data_dir / f"back_{upload_id}.xlsx"
        return path, hand_back(self.engine, self.settings, scope, upload_id, path, language, read_workbook)

    def corrected(self, upload_id: int, cells: Mapping[str, object], *, without: tuple[int, ...] = ()) -> Path:
        """The handed-back file with these cells corrected, and these rows deleted."""
        path, _ = self.back(upload_id)
        book = load_workbook(path, keep_vba=False)
        sheet = book.worksheets[1]
        for place, value in cells.items():
            sheet[place] = value
        for row in sorted(without, reverse=True):
            sheet.delete_rows(row)
        target = path.with_name(f"corrected_{upload_id}.xlsx")
        book.save(target)
        return target

    def states(self, upload_id: int) -> dict[int, str]:
        """The state of each row of the upload."""
        found = select(StagedRow.row_number, StagedRow.state).where(StagedRow.upload_id == upload_id)
        with reading(self.engine) as session:
            return dict(session.exec(found.order_by(StagedRow.row_number), execution_options=options(OPERATOR)).all())


@pytest.fixture
def desk(engine: Engine, settings: Settings) -> Desk:
    """An empty ledger with its round, on SQLite."""
    return open_desk(engine, settings)


@pytest.fixture
def any_desk(any_engine: Engine, settings: Settings) -> Desk:
    """An empty ledger with its round, once on each database."""
    return open_desk(any_engine, settings_of(any_engine, settings))


def open_desk(engine: Engine, settings: Settings) -> Desk:
    """A desk before an empty ledger that has its tables."""
    create_ledger(engine, settings)
    open_round(engine, OPERATOR, "2022", date(2022, 1, 1))
    return Desk(engine, settings)
