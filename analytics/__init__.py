"""From believed facts to questions: a snapshot of the ledger, SQL models over it, findings with their reasons."""

from analytics.findings import RunReport, run_analysis

__all__ = ["RunReport", "run_analysis"]
