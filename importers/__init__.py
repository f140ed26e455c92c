"""A spreadsheet goes in; rows that mean something, and problems for whoever wrote it, come out."""

from importers.model import JSON, LeftOut, Problem, ReadFile, ReadRow, RowState, Severity

__all__ = ["JSON", "LeftOut", "Problem", "ReadFile", "ReadRow", "RowState", "Severity"]
