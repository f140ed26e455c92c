"""`census user`: accounts and their desks."""

from __future__ import annotations

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission, Role
from census_app.ledger.writes.users import add_user, assign, disable_user


@click.group()
def user() -> None:
    """Add accounts, give them desks, close them."""


@user.command()
@click.argument("name")
@click.option("--shown-as", required=True, help="The name people see.")
@click.password_option(help="Asked for when not given.")
@with_run(creates=True)
def add(run: Run, name: str, shown_as: str, password: str) -> None:
    """Add an account, without a desk yet."""
    run.require(Permission.MANAGE_USERS)
    user_id = add_user(run.engine, run.scope, name, shown_as, password, run.language)
    run.answer({"user_id": user_id}, run.told("user_added", user=name))


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--area", "area_code", default="", metavar="CODE")
@click.option("--office", "office_code", default="", metavar="CODE")
@with_run()
def role(run: Run, name: str, role: str, area_code: str, office_code: str) -> None:
    """Give an account one more desk: a role, in an area, for an office."""
    run.require(Permission.MANAGE_USERS)
    assign(run.engine, run.scope, name, Role(role), area_code, office_code)
    run.answer({"user": name, "role": role}, run.told("user_has_role", user=name, role=role))


@user.command()
@click.argument("name")
@with_run()
def disable(run: Run, name: str) -> None:
    """Close an account; what it did stays in the trail."""
    run.require(Permission.MANAGE_USERS)
    disable_user(run.engine, run.scope, name)
    run.answer({"user": name, "disabled": True}, run.told("user_closed", user=name))
