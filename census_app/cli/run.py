"""What every command shares: whose it is, on which database, in which language, and how it answers."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import click
from sqlalchemy import Engine

from census_app.domain.access import OPERATOR, Permission, Scope, can
from census_app.domain.errors import Refused
from census_app.ledger import clock
from census_app.ledger.engine import hold_keys, open_ledger, reading
from census_app.ledger.migrate import is_ready, upgrade
from census_app.ledger.reads.users import account_named, scope_for
from census_app.ledger.writes.audit import seal_what_stood
from census_app.ledger.writes.reference import load_reference
from census_app.sentences import LANGUAGES, sentence
from census_app.settings import Settings, read_settings


@dataclass(frozen=True)
class Run:
    """One command under way."""

    settings: Settings
    engine: Engine
    scope: Scope
    language: str
    as_json: bool

    def told(self, code: str, **values: object) -> str:
        """The sentence of the code in the person's language."""
        return sentence(code, self.language, values)

    def say(self, code: str, **values: object) -> None:
        """Tell the person how it goes; scripts that read the result are not disturbed."""
        click.echo(self.told(code, **values), err=self.as_json)

    def answer(self, result: Any, text: str) -> None:
        """Give the result: as text, or as one JSON document on standard output."""
        if self.as_json:
            plain = asdict(result) if is_dataclass(result) and not isinstance(result, type) else result
            click.echo(json.dumps(plain, ensure_ascii=False, default=str))
        else:
            click.echo(text)

    def require(self, permission: Permission) -> None:
        """Go on only when the actor may do this. Raises: Refused."""
        if not can(self.scope, permission):
            raise Refused("not_permitted", {"permission": permission.value})


def _speak(ctx: click.Context, _option: click.Parameter, language: str) -> str:
    """From now on refusals of this command are told in the language, too."""
    ctx.meta["language"] = language
    return language


DATABASE = click.option("--database", metavar="URL", help="Database instead of CENSUS_DATABASE_URL.")
IN_LANGUAGE = click.option(
    "--lang", "language", type=click.Choice(LANGUAGES), default="en", envvar="CENSUS_LANG", callback=_speak
)


def with_run(*, creates: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give the command its Run and the options that every command has.

    With `creates`, a file database that is not there yet is made first; otherwise its absence is refused.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @DATABASE
        @click.option("--as", "actor", metavar="USER", help="Act as this user, within their scope.")
        @click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
        @IN_LANGUAGE
        @functools.wraps(function)
        def command(database: str | None, actor: str | None, as_json: bool, language: str, **arguments: Any) -> Any:
            settings = read_settings(database_url=database)
            engine = ready_ledger(settings, creates)
            try:
                return function(Run(settings, engine, scope_of_actor(engine, actor), language, as_json), **arguments)
            finally:
                engine.dispose()

        return command

    return decorate


def ready_ledger(settings: Settings, creates: bool) -> Engine:
    """The ledger's database, in the shape the tables declare. Raises: Refused when it is not."""
    engine = open_ledger(settings)
    if creates and settings.is_sqlite and not is_ready(engine):
        create_ledger(engine, settings)
    if not is_ready(engine):
        raise Refused("database_not_ready")
    return engine


def create_ledger(engine: Engine, settings: Settings) -> None:
    """The database has the newest shape and the reference tables of the project, and knows its keys."""
    upgrade(engine)
    hold_keys(engine, settings)
    load_reference(engine, OPERATOR)
    seal_what_stood(engine, OPERATOR)


def scope_of_actor(engine: Engine, actor: str | None) -> Scope:
    """The scope of the named user today; whoever runs the command on the machine itself otherwise."""
    if actor is None:
        return OPERATOR
    with reading(engine) as session:
        return scope_for(session, account_named(session, actor).user_id, clock.today())
