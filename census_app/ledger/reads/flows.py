"""Which flow a survey file is verified by: the one that was chosen for its place when it was given in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.domain.verification import Flow, read_flows
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import FlowChoice, Upload, User
from census_app.reference import read_document


@dataclass(frozen=True)
class ChosenFlow:
    """A choice: which flow holds in the area, since when, by whose word."""

    area_code: str
    flow: str
    version: int
    chosen_by: str
    chosen_at: datetime


@dataclass(frozen=True)
class FileInFlow:
    """A survey file with the flow that holds for it."""

    upload_id: int
    area_code: str
    round_id: int | None
    uploaded_by: int
    flow: Flow


@cache
def declared_flows() -> tuple[Flow, ...]:
    """Every declared flow, all versions.

    Source: `data/reference/verification_flows.toml`.
    """
    return read_flows(read_document("verification_flows"))


def flow_named(name: str, version: int | None = None) -> Flow:
    """The flow of that name, its newest version where none is asked for. Raises: NotFound."""
    found = [flow for flow in declared_flows() if flow.name == name and version in (None, flow.version)]
    if not found:
        raise NotFound("flow_not_found", {"flow": name})
    return max(found, key=lambda flow: flow.version)


def newest_flows() -> list[Flow]:
    """Each declared flow in its newest version, which is the one that can be chosen."""
    return [flow_named(name) for name in dict.fromkeys(flow.name for flow in declared_flows())]


class FlowBook:
    """All choices of flows, read once, and which of them hold."""

    def __init__(self, session: Session) -> None:
        self._choices: Sequence[FlowChoice] = session.exec(select(FlowChoice).order_by(col(FlowChoice.id))).all()

    @property
    def is_empty(self) -> bool:
        """True as long as nobody has chosen a flow for any place: files are accepted directly everywhere."""
        return not self._choices

    def choice_for(self, area_code: str, at: datetime | None = None) -> FlowChoice | None:
        """The newest choice of the smallest area around the place made by then (by now, without a moment)."""
        around = [one for one in self._choices if area_code.startswith(one.area_code)]
        made = [one for one in around if at is None or one.chosen_at <= at]
        return max(made, key=lambda one: (len(one.area_code), one.id), default=None)

    def flow_for(self, area_code: str, at: datetime | None = None) -> Flow:
        """The flow that the choice names. Raises: Refused when its version is gone or says something else by now."""
        choice = self.choice_for(area_code, at)
        if choice is None:
            return declared_flows()[0]
        flow = next((f for f in declared_flows() if (f.name, f.version) == (choice.flow, choice.version)), None)
        if flow is None or flow.fingerprint != choice.fingerprint:
            raise Refused("flow_was_edited", {"flow": choice.flow, "version": str(choice.version)})
        return flow


def files_in_flow(session: Session, scope: Scope, upload_ids: Sequence[int]) -> dict[int, FileInFlow]:
    """Each survey file among the uploads, with its flow."""
    book = FlowBook(session)
    found = pick(Upload.id, Upload.area_code, Upload.round_id, Upload.uploaded_by, Upload.uploaded_at)
    found = found.where(col(Upload.id).in_(upload_ids), col(Upload.kind) == "survey")
    rows = session.execute(found, execution_options=options(scope))
    return {
        id_: FileInFlow(id_, area, round_id, uploaded_by, book.flow_for(area, at))
        for id_, area, round_id, uploaded_by, at in rows
    }


def file_in_flow(session: Session, scope: Scope, upload_id: int) -> FileInFlow:
    """The survey file with its flow. Raises: NotFound outside the scope, and for an office's list."""
    found = files_in_flow(session, scope, [upload_id]).get(upload_id)
    if found is None:
        raise NotFound("upload_not_found")
    return found


def chosen_flows(session: Session, area_code: str) -> list[ChosenFlow]:
    """Every choice for the area, what it lies in and what lies in it, the newest first."""
    found = pick(FlowChoice.area_code, FlowChoice.flow, FlowChoice.version, User.shown_as, FlowChoice.chosen_at)
    found = found.outerjoin(User, col(User.id) == FlowChoice.chosen_by).order_by(col(FlowChoice.id).desc())
    told = session.execute(found).all()
    return [
        ChosenFlow(code, flow, version, by or "", at)
        for code, flow, version, by, at in told
        if code.startswith(area_code) or area_code.startswith(code)
    ]
