"""Commands that are imported when they are called: help comes at once, and no command waits for another's libraries."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

import click

from census_app.domain.errors import CensusError, Unreadable
from census_app.sentences import error_sentence

REFUSED, UNREADABLE = 1, 2


@dataclass(frozen=True)
class Place:
    """Where a command stands, and the line that the help of the whole says about it."""

    module: str
    name: str
    line: str


class Census(click.Group):
    """The whole command: whatever is refused ends in one line and an exit code, never in a traceback."""

    def __init__(self, name: str, help: str, places: Mapping[str, Place]) -> None:
        super().__init__(name, help=help)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which the work is done."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; its module is imported now."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        command: click.Command = getattr(import_module(place.module), place.name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their lines, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.line) for name, place in self.places.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except CensusError as error:
            stop(error, ctx.meta.get("language", "en"))
        except BrokenPipeError:  # whoever read our output has seen enough
            raise
        except OSError as error:  # a path that cannot be written, a disk that is full
            values = {"path": str(error.filename or "…"), "reason": error.strerror or type(error).__name__}
            stop(Unreadable("path_not_usable", values), ctx.meta.get("language", "en"))


def stop(error: CensusError, language: str) -> NoReturn:
    """End with one line that says what, where, why and what to do."""
    click.echo(error_sentence(error, language), err=True)
    sys.exit(UNREADABLE if isinstance(error, Unreadable) else REFUSED)
