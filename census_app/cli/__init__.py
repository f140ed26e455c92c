"""The `census` command: one thin command for each stage, for people and for scripts."""

from __future__ import annotations

from census_app.cli.analysis import analyse
from census_app.cli.database import backup, init, migrate, restore, verify
from census_app.cli.demo import demo
from census_app.cli.exports import export
from census_app.cli.forms import blank_form
from census_app.cli.rounds import survey_round
from census_app.cli.run import Census
from census_app.cli.site import serve, work
from census_app.cli.uploads import accept, upload
from census_app.cli.users import user

main = Census(
    "census",
    help="A household census and service-history ledger.",
    commands=[
        demo,
        init,
        migrate,
        upload,
        accept,
        analyse,
        export,
        blank_form,
        survey_round,
        serve,
        work,
        verify,
        backup,
        restore,
        user,
    ],
)

__all__ = ["main"]
