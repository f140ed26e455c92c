"""`census init|migrate|verify|backup|restore`: the database itself."""

from __future__ import annotations

from pathlib import Path

import click

from census_app.cli.lazy import REFUSED
from census_app.cli.run import DATABASE, IN_LANGUAGE, Run, create_ledger, with_run
from census_app.domain.access import Permission
from census_app.ledger.backup import back_up, restore_backup
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import open_ledger, reading_still
from census_app.ledger.writes.search import catch_up
from census_app.sentences import sentence
from census_app.settings import NUMBER_KEY, read_settings

_FAULTS = {
    "chain": "chain_broken",
    "changed": "entry_changed",
    "missing": "entry_missing",
    "unknown": "entry_unknown",
    "seal": "entry_seal_broken",
}


@click.command()
@DATABASE
@IN_LANGUAGE
def init(database: str | None, language: str) -> None:
    """Create the database with its reference tables; one that is there already is brought up to date."""
    _create(database, language)


@click.command()
@DATABASE
@IN_LANGUAGE
def migrate(database: str | None, language: str) -> None:
    """Bring the database to the newest shape, refresh its reference tables, make name keys of an older version anew."""
    _create(database, language)
    settings = read_settings(database_url=database)
    engine = open_ledger(settings)
    catch_up(engine, settings.key(NUMBER_KEY))
    engine.dispose()


def _create(database: str | None, language: str) -> None:
    settings = read_settings(database_url=database)
    engine = open_ledger(settings)
    create_ledger(engine, settings)
    click.echo(sentence("ledger_ready", language, {"database": engine.url.render_as_string(hide_password=True)}))
    engine.dispose()


@click.command()
@with_run()
def verify(run: Run) -> None:
    """Walk the hash chains of the trail and what its acts wrote; exit 1 at the first entry that was changed since."""
    run.require(Permission.SEE_AUDIT)
    with reading_still(run.engine) as session:  # offices may write meanwhile
        walked = walk_chain(session)
    if walked.broken is not None:
        told = {**vars(walked), **vars(walked.broken), "area": walked.broken.area_code or "–"}
        run.answer(walked, run.told(_FAULTS[walked.broken.fault], **told))
        raise SystemExit(REFUSED)
    run.answer(walked, run.told("chain_unbroken", **vars(walked)))


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_run()
def backup(run: Run, file: Path) -> None:
    """Write a consistent, checked copy of ledger, uploads and keys to FILE, also while the site is running."""
    run.require(Permission.MANAGE_USERS)
    done = back_up(run.settings, run.engine, run.scope, file)
    run.answer(done, run.told("backed_up", **vars(done), path=file))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATABASE
@IN_LANGUAGE
def restore(file: Path, database: str | None, language: str) -> None:
    """Put the backup in FILE in the place of the ledger, after it has proved itself whole."""
    done = restore_backup(read_settings(database_url=database), file)
    click.echo(sentence("restored", language, vars(done)))
