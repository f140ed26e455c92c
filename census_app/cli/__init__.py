"""The `census` command: one thin command for each stage, for people and for scripts."""

from __future__ import annotations

from census_app.cli.lazy import Census, Place

main = Census(
    "census",
    help="A household census and service-history ledger.",
    places={
        "demo": Place("census_app.cli.demo", "demo", "Build the sample ward, run every stage, serve the site."),
        "init": Place("census_app.cli.database", "init", "Create the database with its reference tables."),
        "migrate": Place("census_app.cli.database", "migrate", "Bring the database to the newest shape."),
        "upload": Place("census_app.cli.uploads", "upload", "Take files in: read, check and stage them."),
        "accept": Place("census_app.cli.uploads", "accept", "Believe every staged row that no problem blocks."),
        "check": Place("census_app.cli.check", "check", "Verify survey files step by step before they are accepted."),
        "undo": Place("census_app.cli.undoing", "undo", "Take back the last acceptance of a survey file."),
        "history": Place("census_app.cli.history", "history", "Tell what was believed of a person on any day."),
        "analyse": Place("census_app.cli.analysis", "analyse", "Ask the questions of a day; keep the findings."),
        "doubles": Place("census_app.cli.doubles", "doubles", "Search the register for people who are listed twice."),
        "shelters": Place("census_app.cli.shelters", "shelters", "Note the shelters of a file."),
        "delivery": Place("census_app.cli.deliveries", "delivery", "Take a delivery back; say that it did not arrive."),
        "export": Place("census_app.cli.exports", "export", "Write what the ledger holds to files."),
        "blank-form": Place("census_app.cli.forms", "blank_form", "Write a blank workbook to be filled in."),
        "round": Place("census_app.cli.rounds", "survey_round", "Open a survey period, prefill its sheets, close it."),
        "serve": Place("census_app.cli.site", "serve", "Serve the site."),
        "work": Place("census_app.cli.worker", "work", "Read the files that wait, behind the site."),
        "verify": Place("census_app.cli.database", "verify", "Walk the hash chains of the trail."),
        "backup": Place("census_app.cli.database", "backup", "Write a checked copy while the site is running."),
        "restore": Place("census_app.cli.database", "restore", "Put a backup in the place of the ledger."),
        "user": Place("census_app.cli.users", "user", "Add accounts, give them desks, close them."),
    },
)

__all__ = ["main"]
