"""A survey file on its way through a flow, as pages tell it: how far it is, whose turn it is, what is let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from census_app.domain.errors import CensusError
from census_app.domain.verification import Flow, Step, holds_desk, may_decide
from census_app.ledger.reads.flows import FileInFlow, file_in_flow, files_in_flow
from census_app.ledger.reads.uploads import UploadLine, get_upload
from census_app.ledger.reads.verification import (
    SentBack,
    WaitingHousehold,
    files_at_desk,
    sent_back,
    waiting_households,
)
from census_app.web import access, ledger
from importers.matching import numbers_in
from importers.told import household_told


@dataclass(frozen=True)
class AtStep:
    """How many households and rows of a file wait at one step, and whether that is the turn of whoever looks."""

    step: Step
    households: int
    rows: int
    is_mine: bool


@dataclass(frozen=True)
class Way:
    """How far a file has come. `made_it`: whoever looks has had a hand in what waits at the last step."""

    flow: Flow
    steps: Sequence[AtStep]
    mine: Sequence[WaitingHousehold]
    through: Sequence[WaitingHousehold]
    back: Sequence[SentBack]
    may_accept: bool
    made_it: bool

    @property
    def rows_through(self) -> int:
        """How many rows an acceptance would take now."""
        return sum(len(home.rows) for home in self.through)

    @property
    def checks(self) -> bool:
        """True when households wait for a word of whoever looks before the last step."""
        return bool(self.mine)


@dataclass(frozen=True)
class Card:
    """A household as it is checked: what is told of the home, and the members with their numbers."""

    home: WaitingHousehold
    told: Mapping[str, Any]
    members: Sequence[tuple[Mapping[str, Any], Sequence[tuple[str, str]]]]


def file_of(upload_id: int) -> tuple[UploadLine, FileInFlow]:
    """The survey file and its flow. Raises: NotFound for what whoever looks may not see, and for an office's list."""
    line = get_upload(ledger.session(), access.scope(), upload_id).line
    return line, file_in_flow(ledger.session(), access.scope(), upload_id)


def way_of(file: FileInFlow) -> Way:
    """How far the file has come, for whoever is signed in."""
    session, scope = ledger.session(), access.scope()
    homes, last = waiting_households(session, scope, file), len(file.flow.steps) - 1
    through = [home for home in homes if home.stands.place == last]
    mine = {id(home) for home in homes if may_decide(file.flow, home.stands, scope, file.area_code)}
    at_desk = holds_desk(file.flow.steps[last], scope, file.area_code)
    all_mine = all(id(home) in mine for home in through)
    return Way(
        file.flow,
        [_at_step(step, [home for home in homes if home.stands.place == place], mine) for place, step in _placed(file)],
        [home for home in homes if id(home) in mine and home.stands.place < last],
        through,
        sent_back(session, scope, file.upload_id),
        may_accept=bool(through) and all_mine,
        made_it=bool(through) and at_desk and not all_mine,
    )


def accepted_directly(lines: Sequence[UploadLine]) -> list[UploadLine]:
    """Those of the files that no step but the acceptance waits for; the others wait on the page of verification."""
    files = files_in_flow(ledger.session(), access.scope(), [line.upload_id for line in lines])
    return [line for line in lines if line.upload_id not in files or files[line.upload_id].flow.is_direct]


def verified_way(upload_id: int) -> Way | None:
    """How far the survey file has come; None where it is accepted directly."""
    file = file_of(upload_id)[1]
    return None if file.flow.is_direct else way_of(file)


def _placed(file: FileInFlow) -> Sequence[tuple[int, Step]]:
    return list(enumerate(file.flow.steps))


def _at_step(step: Step, homes: Sequence[WaitingHousehold], mine: set[int]) -> AtStep:
    return AtStep(step, len(homes), sum(len(home.rows) for home in homes), any(id(home) in mine for home in homes))


def card_of(home: WaitingHousehold) -> Card:
    """What stands on the page about the household."""
    contents = [row.content for row in home.rows]
    return Card(home, household_told(contents), [(content, numbers_in(content)) for content in contents])


def files_waiting() -> int:
    """How many files wait for one's own desk; none where the flows cannot be told, which their pages say."""
    try:
        return len(files_at_desk(ledger.session(), access.scope()))
    except CensusError:
        return 0
