"""The order in which a survey file is verified: its steps, who may decide at each, and where a household stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from census_app.domain.access import GRANTS, OPERATOR, Permission, Scope, can
from census_app.domain.errors import Refused

UPLOAD = "upload"
"""What was done before the first step: the file was given in."""
LONGEST_WORDS = 600
DESK_DIGITS = {"ward": 10, "union": 8, "upazila": 6}
"""How many digits of a file's area code a desk must answer for."""


class Decision(StrEnum):
    """What can be decided about a household; it is its uploader who gives one that was sent back in again."""

    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    GIVE_AGAIN = "give_again"


class Reason(StrEnum):
    """Why a household is sent back; `other` needs words."""

    FACTS_WRONG = "facts_wrong"
    MEMBER_MISSING = "member_missing"
    NOT_LIVING_HERE = "not_living_here"
    NO_SUCH_HOUSEHOLD = "no_such_household"
    WRITTEN_TWICE = "written_twice"
    OTHER = "other"


D = Decision


@dataclass(frozen=True)
class Step:
    """One step of a flow: the act and the desk it asks for, what it may decide, whose work it must not be."""

    name: str
    permission: Permission
    desk: str
    decides: tuple[Decision, ...]
    apart_from: tuple[str, ...]


@dataclass(frozen=True)
class Flow:
    """A declared order of steps, of one version."""

    name: str
    version: int
    areas: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def is_direct(self) -> bool:
        """True when nobody checks household by household: one decision accepts the file."""
        return len(self.steps) == 1

    @property
    def fingerprint(self) -> str:
        """The same text as long as the version says the same."""
        steps = [[s.name, s.permission, s.desk, s.decides, s.apart_from] for s in self.steps]
        told = json.dumps([self.name, self.version, steps])
        return hashlib.sha256(told.encode("ascii")).hexdigest()[:16]

    def place_of(self, step_name: str) -> int | None:
        """The place of the step, from 0; None when the flow has no such step."""
        names = [step.name for step in self.steps]
        return names.index(step_name) if step_name in names else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision that was taken about a row, the step at which, and the account that took it."""

    step: str
    decision: str
    by: int


@dataclass(frozen=True)
class Standing:
    """At which step a row waits, and who has done what stands behind it: the upload, and each step that let it pass."""

    place: int
    makers: Mapping[str, frozenset[int]]


def standing(flow: Flow, uploaded_by: int, verdicts: Iterable[Verdict]) -> Standing:
    """Where a row stands after these verdicts on what it says now, the oldest first.

    The newest one tells: confirmed, it waits at the next step; sent back and given in again, at the first. That it was
    accepted tells nothing: a row that waits all the same has had its acceptance undone.
    """
    place = 0
    makers: dict[str, frozenset[int]] = {UPLOAD: frozenset({uploaded_by})}
    for verdict in verdicts:
        at = flow.place_of(verdict.step)
        if verdict.decision == D.CONFIRM and at is not None:
            place = at + 1
            makers[verdict.step] = makers.get(verdict.step, frozenset()) | {verdict.by}
        elif verdict.decision in (D.SEND_BACK, D.GIVE_AGAIN):
            place, makers = 0, {UPLOAD: makers[UPLOAD]}
    return Standing(place, makers)


def together(standings: Sequence[Standing]) -> Standing:
    """Where a household stands: with the row that has the longest way to go; whoever did anything to a row did it."""
    names = dict.fromkeys(name for one in standings for name in one.makers)
    makers = {name: frozenset[int]().union(*(one.makers.get(name, ()) for one in standings)) for name in names}
    return Standing(min(one.place for one in standings), makers)


def is_apart(flow: Flow, step: Step, scope: Scope, makers: Mapping[str, frozenset[int]]) -> bool:
    """Maker and checker are never one account: this is the rule, and here alone.

    Whoever runs the machine itself without naming a user is bound by it like any account, but for a flow of one step,
    in which scripts give in and accept.
    """
    if flow.is_direct and scope == OPERATOR:
        return True
    return not any(scope.actor_id in makers.get(done, ()) for done in step.apart_from)


def holds_desk(step: Step, scope: Scope, area_code: str) -> bool:
    """True for a desk that the step asks for, whatever its holder did before."""
    return can(scope, step.permission) and scope.holds_area(area_code[: DESK_DIGITS[step.desk]])


def may_decide(flow: Flow, stands: Standing, scope: Scope, area_code: str) -> bool:
    """True when the step at which something stands is the actor's to take."""
    step = flow.steps[stands.place]
    return holds_desk(step, scope, area_code) and is_apart(flow, step, scope, stands.makers)


def require_turn(flow: Flow, stands: Standing, scope: Scope, area_code: str, decision: Decision) -> Step:
    """The step at which the actor takes this decision.

    Raises: Refused when the desk is another's, the actor has had a hand in it before, or the step decides otherwise.
    """
    step = flow.steps[stands.place]
    if not holds_desk(step, scope, area_code):
        raise Refused("may_not_accept" if flow.is_direct else "not_your_step")
    if not is_apart(flow, step, scope, stands.makers):
        raise Refused("maker_is_checker")
    if decision not in step.decides:
        raise Refused("step_decides_otherwise")
    return step


def check_words(decision: str, reason: str, words: str) -> str:
    """The words as they are kept. Raises: Refused for an unknown reason, or `other` without a word."""
    kept = " ".join(words.split())[:LONGEST_WORDS]
    if decision == D.SEND_BACK and (reason not in set(Reason) or (reason == Reason.OTHER and not kept)):
        raise Refused("send_back_reason_needed")
    return kept


def read_flows(document: Mapping[str, Any]) -> tuple[Flow, ...]:
    """The declared flows, the first of which holds where none was chosen.

    Raises: ValueError, naming the flow, for one that is not whole or would let one account be maker and checker.
    """
    flows = tuple(_flow(told) for told in document["flow"])
    named = [(flow.name, flow.version) for flow in flows]
    if len(set(named)) != len(named):
        raise ValueError("two flows of one name and version")
    return flows


def _flow(told: Mapping[str, Any]) -> Flow:
    flow = Flow(told["name"], told["version"], tuple(told["areas"]), tuple(_step(one) for one in told["step"]))
    if fault := _fault_of(flow):
        raise ValueError(f"flow {flow.name} version {flow.version}: {fault}")
    return flow


def _step(told: Mapping[str, Any]) -> Step:
    decides = tuple(Decision(decision) for decision in told["decides"])
    return Step(told["name"], Permission(told["permission"]), told["desk"], decides, tuple(told["apart_from"]))


def _fault_of(flow: Flow) -> str:
    """What is wrong with the order of steps; empty when nothing is."""
    done = [UPLOAD]
    for place, step in enumerate(flow.steps, start=1):
        if step.desk not in DESK_DIGITS:
            return f"no such desk: {step.desk}"
        if step.name in done:
            return f"step {step.name} stands twice"
        if set(step.apart_from) != set(done):
            return f"one account could be maker and checker at {step.name}: it is to be apart from {', '.join(done)}"
        if any({step.permission, Permission.UPLOAD_SURVEY} <= granted for granted in GRANTS.values()):
            return f"a desk that gives files in could be the checker at {step.name}"
        last, ends = place == len(flow.steps), D.ACCEPT in step.decides
        if last != ends or (D.CONFIRM in step.decides) == ends or D.GIVE_AGAIN in step.decides:
            return f"step {step.name}: the last step accepts, every other one confirms"
        done.append(step.name)
    return "" if flow.steps and flow.areas and flow.version > 0 else "it has no step, no area or no version"
