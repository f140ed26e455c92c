"""W1 as most people would write it: pandas reads, pydantic checks, SQLModel saves; no trail, matching or history."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import pandas
from pydantic import BaseModel, StringConstraints, ValidationError, field_validator
from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel, create_engine

from benchmarks.measuring import Answer
from benchmarks.sheets import HEADINGS, TITLE_ROWS
from benchmarks.w1_import import workbooks

FIELDS = (
    "household", "name_bn", "name_en", "relation", "sex", "born_on", "father", "nid", "brn", "mobile", "marital",
    "occupation", "religion", "roof", "wall", "land", "income", "latrine", "water", "electricity",
)  # fmt: skip
FILLED_DOWN = ["household", *FIELDS[FIELDS.index("roof") :]]
SEXES = {"পুরুষ": "male", "মহিলা": "female"}
ENGLISH_DIGITS = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
WAYS_TO_WRITE_A_DATE = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y")
ROWS_AT_ONCE = 5_000


class PersonIn(BaseModel):
    """One row as it should be."""

    household: str
    name_bn: str = ""
    name_en: str = ""
    relation: str
    sex: str
    born_on: date
    father: str = ""
    nid: Annotated[str, StringConstraints(pattern=r"^(\d{10}|\d{13}|\d{17})?$")] = ""
    brn: Annotated[str, StringConstraints(pattern=r"^(\d{17})?$")] = ""
    mobile: Annotated[str, StringConstraints(pattern=r"^(01\d{9})?$")] = ""
    marital: str = ""
    occupation: str = ""
    religion: str = ""
    roof: str = ""
    wall: str = ""
    land: float = 0
    income: float = 0
    latrine: str = ""
    water: str = ""
    electricity: str = ""

    @field_validator("household", "nid", "brn", "mobile", mode="before")
    @classmethod
    def _digits(cls, value: str) -> str:
        return value.translate(ENGLISH_DIGITS)

    @field_validator("sex")
    @classmethod
    def _sex(cls, value: str) -> str:
        if value not in SEXES:
            raise ValueError("unknown word for sex")
        return SEXES[value]

    @field_validator("born_on", mode="before")
    @classmethod
    def _date(cls, value: str) -> date:
        for way in WAYS_TO_WRITE_A_DATE:
            try:
                return datetime.strptime(value.translate(ENGLISH_DIGITS), way).date()
            except ValueError:
                continue
        raise ValueError("unknown date")


class PeerPerson(SQLModel, table=True):
    """The peer's one table, with the indexes that a look-up needs."""

    metadata = MetaData()  # of its own: the ledger's tables must not learn of it

    id: int | None = Field(default=None, primary_key=True)
    household: str = Field(index=True)
    name_bn: str = Field(index=True)
    name_en: str
    relation: str
    sex: str
    born_on: date
    father: str
    nid: str = Field(index=True)
    brn: str = Field(index=True)
    mobile: str = Field(index=True)
    marital: str
    occupation: str
    religion: str
    roof: str
    wall: str
    land: float
    income: float
    latrine: str
    water: str
    electricity: str


def pandas_and_sqlmodel(inputs: Path, own: Path) -> Answer:
    """Every row that pydantic lets pass is in an indexed SQLite table; the errors of the others are listed."""
    engine = create_engine(f"sqlite:///{own / 'peer.db'}")
    PeerPerson.metadata.create_all(engine)
    rows = saved = 0
    errors: list[tuple[str, int, Any]] = []
    for path in workbooks(inputs):
        frame = pandas.read_excel(path, header=TITLE_ROWS, dtype=str, engine="openpyxl")
        frame = frame.rename(columns=dict(zip(HEADINGS, FIELDS, strict=True)))
        frame[FILLED_DOWN] = frame[FILLED_DOWN].ffill()
        checked = list(_checked(path.name, frame, errors))
        with Session(engine) as session:
            for start in range(0, len(checked), ROWS_AT_ONCE):
                session.add_all(PeerPerson(**one.model_dump()) for one in checked[start : start + ROWS_AT_ONCE])
                session.flush()
            session.commit()
        rows, saved = rows + len(frame), saved + len(checked)
    return {"rows": rows, "saved": saved, "errors": len(errors)}


def _checked(file_name: str, frame: pandas.DataFrame, errors: list[tuple[str, int, Any]]) -> list[PersonIn]:
    checked = []
    for row_number, record in enumerate(frame.to_dict("records"), start=TITLE_ROWS + 2):
        try:
            checked.append(PersonIn.model_validate({name: cell for name, cell in record.items() if cell == cell}))
        except ValidationError as error:
            errors.append((file_name, row_number, error.errors()))
    return checked
