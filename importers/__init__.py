"""A spreadsheet goes in; rows that mean something, and problems for whoever wrote it, come out."""

from importers.answers import IGNORE, DayOrder, HeadingAnswers
from importers.deliveries import read_deliveries
from importers.model import JSON, LeftOut, Problem, ReadFile, ReadRow, RowState, Severity
from importers.survey import read_survey

__all__ = [
    "IGNORE",
    "JSON",
    "DayOrder",
    "HeadingAnswers",
    "LeftOut",
    "Problem",
    "ReadFile",
    "ReadRow",
    "RowState",
    "Severity",
    "read_deliveries",
    "read_survey",
]
