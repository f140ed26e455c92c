"""What search is answered from: derived from persons, brought up to them afterwards, and made anew at any time."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound

_CLUSTERED = {"sqlite_with_rowid": False}
"""Kept in the order of the key, so that the lists of one word lie side by side."""


class SearchPosting(AreaBound, table=True):
    """The persons of one ward in whose name (`own`) or parents' or spouse's names (`kin`) a word stands.

    `word` is an ASCII key made by `domain.search`. Shape: ids of persons, eight hex digits each, in no order, perhaps
    twice; one whose name was corrected since stands there still, so whoever is found is weighed by what is believed.
    """

    __tablename__ = "search_postings"
    __table_args__: ClassVar[dict[str, Any]] = _CLUSTERED

    word: str = Field(primary_key=True)
    area_code: str = Field(primary_key=True)
    own: str = Field(default="", sa_column=Column(Text, nullable=False))
    kin: str = Field(default="", sa_column=Column(Text, nullable=False))


class SearchEnding(SQLModel, table=True):
    """The persons one of whose numbers ends in the same four digits, under the keyed hash of the four.

    Shape: ids as in a posting. Whoever is found is still to be narrowed by a scope.
    """

    __tablename__ = "search_endings"
    __table_args__: ClassVar[dict[str, Any]] = _CLUSTERED

    ending_key: str = Field(primary_key=True)
    persons: str = Field(default="", sa_column=Column(Text, nullable=False))


class SearchWord(SQLModel, table=True):
    """A word that some name holds, under each of the variants by which a slip of the pen still leads to it."""

    __tablename__ = "search_words"
    __table_args__: ClassVar[dict[str, Any]] = _CLUSTERED

    variant: str = Field(primary_key=True)
    word: str = Field(primary_key=True)


class SearchPlace(SQLModel, table=True):
    """A word of the name of a place."""

    __tablename__ = "search_places"
    __table_args__: ClassVar[dict[str, Any]] = _CLUSTERED

    word: str = Field(primary_key=True)
    area_code: str = Field(primary_key=True)


class SearchProgress(SQLModel, table=True):
    """One row: how far search has caught up, and with which version of the name keys."""

    __tablename__ = "search_progress"

    id: int = Field(primary_key=True)
    keys_version: int
    last_person_id: int
    last_number_id: int


class SearchWaiting(SQLModel, table=True):
    """A person in whom something that can be searched was changed since; the database itself writes it down.

    See `migrations/versions/0001_first_shape.py`: a trigger, which no write can forget.
    """

    __tablename__ = "search_waiting"

    person_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
