"""`census check`: survey files on their way through a flow, and which flow holds where."""

from __future__ import annotations

from collections.abc import Mapping

import click

from census_app.cli.arguments import AREA_FORM
from census_app.cli.run import Run, with_run
from census_app.domain.access import Permission
from census_app.domain.errors import Refused
from census_app.domain.verification import Decision, Flow, Reason, may_decide
from census_app.ledger.engine import reading
from census_app.ledger.reads.flows import FlowBook, declared_flows, file_in_flow, flow_named
from census_app.ledger.reads.uploads import get_upload
from census_app.ledger.reads.verification import WaitingHousehold, sent_back, waiting_households
from census_app.ledger.writes.verification import choose_flow, decide, give_again

UPLOAD = click.option("--upload", "upload_id", type=int, metavar="ID", required=True)
HOUSEHOLD = click.option("--household", "number", metavar="NUMBER", required=True, help="As it stands in the file.")
WORDS = click.option("--words", default="", help="In words, for whoever reads it next.")


@click.group()
def check() -> None:
    """Verify survey files step by step: who waits for whom, confirm, send back, give in again."""


@check.command()
@click.option("--area", "area_code", metavar="CODE", default="", callback=AREA_FORM, help="The country when not given.")
@click.option("--set", "name", metavar="FLOW", help="Files given in from now on are verified by this flow.")
@with_run()
def flow(run: Run, area_code: str, name: str | None) -> None:
    """Tell which flow holds in the area and which may be chosen; or choose one."""
    if name is not None:
        run.require(Permission.CHOOSE_FLOWS)
        chosen = flow_named(name)
        choose_flow(run.engine, run.scope, area_code, chosen)
        told = run.told("flow_chosen", area=area_code or "*", flow=chosen.name, version=chosen.version)
        run.answer(_as_record(area_code, chosen, True), told)
        return
    with reading(run.engine) as session:
        holds = FlowBook(session).flow_for(area_code)
    records = [_as_record(area_code, one, one == holds) for one in declared_flows()]
    lines = [f"{'*' if one == holds else ' '} {_told_flow(run, area_code, one)}" for one in declared_flows()]
    run.answer(records, "\n".join(lines))


@check.command()
@UPLOAD
@with_run()
def show(run: Run, upload_id: int) -> None:
    """Each household of a survey file that waits, with its step, and each that was sent back, with the words."""
    run.require(Permission.SEE_UPLOADS)
    with reading(run.engine) as session:
        get_upload(session, run.scope, upload_id)
        file = file_in_flow(session, run.scope, upload_id)
        homes = waiting_households(session, run.scope, file)
        back = sent_back(session, run.scope, upload_id)
    waiting = [
        {"household": home.number, "members": len(home.rows), "step": file.flow.steps[home.stands.place].name}
        for home in homes
    ]
    returned = [
        {
            "household": one.told.household_number,
            "step": one.told.step,
            "who": one.told.decided_by,
            "reason": one.told.reason,
            "words": one.told.words,
        }
        for one in back
    ]
    lines = [run.told("household_line", **home) for home in waiting]
    lines += [run.told("household_sent_back_line", **home) for home in returned]
    told = {"flow": file.flow.name, "version": file.flow.version, "waiting": waiting, "sent_back": returned}
    run.answer(told, "\n".join(lines) or run.told("nothing_waits"))


@check.command()
@UPLOAD
@click.option("--household", "numbers", metavar="NUMBER", multiple=True, help="All that wait when not given.")
@with_run()
def confirm(run: Run, upload_id: int, numbers: tuple[str, ...]) -> None:
    """Confirm households of a survey file at the actor's step: the named ones, or all that wait there."""
    seen = _seen(run, upload_id, numbers)
    rows = decide(run.engine, run.scope, upload_id, Decision.CONFIRM, seen)
    run.answer({"households": len(seen), "rows": rows}, run.told("rows_confirmed", rows=rows))


@check.command("send-back")
@UPLOAD
@HOUSEHOLD
@click.option("--reason", type=click.Choice([reason.value for reason in Reason]), required=True)
@WORDS
@with_run()
def send_back(run: Run, upload_id: int, number: str, reason: str, words: str) -> None:
    """Send one household back to whoever gave it in: its rows are held with the words beside them."""
    seen = _seen(run, upload_id, (number,))
    rows = decide(run.engine, run.scope, upload_id, Decision.SEND_BACK, seen, reason, words)
    run.answer({"household": number, "rows": rows}, run.told("rows_sent_back", rows=rows))


@check.command("give-again")
@UPLOAD
@HOUSEHOLD
@WORDS
@with_run()
def again(run: Run, upload_id: int, number: str, words: str) -> None:
    """Give a household in again that was sent back: put right, or right as it is written."""
    run.require(Permission.UPLOAD_SURVEY)
    rows = give_again(run.engine, run.scope, upload_id, number, words)
    run.answer({"household": number, "rows": rows}, run.told("rows_given_again", rows=rows))


def _seen(run: Run, upload_id: int, numbers: tuple[str, ...]) -> Mapping[str, str]:
    """The named households as they stand, or all at the actor's step. Raises: Refused when there is none."""
    with reading(run.engine) as session:
        file = file_in_flow(session, run.scope, upload_id)
        homes = waiting_households(session, run.scope, file)

    def is_wanted(home: WaitingHousehold) -> bool:
        if numbers:
            return home.number in numbers
        return may_decide(file.flow, home.stands, run.scope, file.area_code)

    seen = {home.number: home.seen for home in homes if is_wanted(home)}
    if set(numbers) - set(seen) or not seen:
        raise Refused("not_your_step" if homes and not numbers else "household_moved_on")
    return seen


def _as_record(area_code: str, one: Flow, holds: bool) -> dict[str, object]:
    steps = [step.name for step in one.steps]
    return {"area": area_code, "flow": one.name, "version": one.version, "steps": steps, "holds": holds}


def _told_flow(run: Run, area_code: str, one: Flow) -> str:
    steps = " → ".join(step.name for step in one.steps)
    return run.told("flow_line", area=area_code or "*", flow=one.name, version=one.version, steps=steps)
