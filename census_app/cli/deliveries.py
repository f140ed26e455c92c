"""`census delivery`: a delivery is taken back, or it is said what became of it; what the list says stays."""

from __future__ import annotations

import click

from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.ledger.writes.deliveries import STATES, reverse_delivery, say_state

_REASON = click.option("--reason", required=True, help="How it is known; it stands in the trail.")


@click.group()
def delivery() -> None:
    """Deliveries, by the ids under which the ledger holds them."""


@delivery.command()
@click.argument("delivery_id", metavar="ID", type=int)
@_REASON
@with_run()
def reverse(run: Run, delivery_id: int, reason: str) -> None:
    """Take a delivery back: a counter-entry says that it did not happen as listed."""
    run.require(Permission.ANSWER_SUSPENSE)
    counter_id = reverse_delivery(run.engine, run.scope, delivery_id, reason)
    run.answer({"counter_entry": counter_id}, run.told("delivery_taken_back", delivery=delivery_id))


@delivery.command()
@click.argument("delivery_id", metavar="ID", type=int)
@click.argument("state", type=click.Choice(STATES))
@_REASON
@with_run()
def state(run: Run, delivery_id: int, state: str, reason: str) -> None:
    """Say that a delivery was refused, did not reach its recipient, or was received after all."""
    run.require(Permission.ANSWER_SUSPENSE)
    say_state(run.engine, run.scope, delivery_id, state, reason)
    run.answer({"delivery": delivery_id, "state": state}, run.told("delivery_state_kept", delivery=delivery_id))
