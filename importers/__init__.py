"""A spreadsheet goes in; rows that mean something, and problems for whoever wrote it, come out."""

from importers.deliveries import read_deliveries
from importers.model import JSON, LeftOut, Problem, ReadFile, ReadRow, RowState, Severity
from importers.survey import read_survey

__all__ = [
    "JSON",
    "LeftOut",
    "Problem",
    "ReadFile",
    "ReadRow",
    "RowState",
    "Severity",
    "read_deliveries",
    "read_survey",
]
