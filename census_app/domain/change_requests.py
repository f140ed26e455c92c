"""A change outside a round: what may be asked for, whose word makes it hold, and when two people's words clash.

What is asked for is told field by field, with what was believed when it was asked. So nobody's change is lost: where
something else is believed by now, or somebody else asks for something else, a person decides between the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from census_app.domain.access import Role, Scope
from census_app.domain.errors import Refused
from census_app.domain.grounds import RuleRefused, badly_said, check_grounds


class ChangeKind(StrEnum):
    """What somebody asks for. (Two who are one person are proposed as a match, and decided there.)"""

    CORRECT = "correct"
    ADD_NUMBER = "add_number"
    REPLACE_NUMBER = "replace_number"
    TRANSFER = "transfer"
    SPLIT = "split"
    CHANGE_HEAD = "change_head"
    DIED = "died"
    MOVED_OUT = "moved_out"


class RequestState(StrEnum):
    """Where a request stands. `overtaken`: everything in it was decided in somebody else's favour."""

    OPEN = "open"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"


class Step(StrEnum):
    """What happened to a request; each is a row that is never changed. The two `kept` ones speak of one field."""

    FILED = "filed"
    APPROVED = "approved"
    KEPT_OURS = "kept_ours"
    KEPT_THEIRS = "kept_theirs"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"
    OVERTAKEN = "overtaken"


class Paper(StrEnum):
    """What somebody saw or heard before asking for a change."""

    NID_CARD = "nid_card"
    BIRTH_CERTIFICATE = "birth_certificate"
    DEATH_CERTIFICATE = "death_certificate"
    SCHOOL_CERTIFICATE = "school_certificate"
    PASSPORT = "passport"
    MARRIAGE_REGISTRATION = "marriage_registration"
    DIVORCE_PAPER = "divorce_paper"
    VACCINATION_CARD = "vaccination_card"
    DISABILITY_CARD = "disability_card"
    MEDICAL_PAPER = "medical_paper"
    COURT_ORDER = "court_order"
    ON_THE_SPOT = "on_the_spot"
    OWN_WORD = "own_word"


RECORD_FIELDS: Mapping[str, tuple[str, ...]] = {
    "name_bn": ("name_bn",),
    "name_en": ("name_en",),
    "sex": ("sex",),
    "birth": ("birth_date", "birth_precision"),
    "father_name": ("father_name",),
    "mother_name": ("mother_name",),
    "spouse_name": ("spouse_name",),
    "mobile": ("mobile",),
}
"""What the record of a person says, and its columns."""
ROUND_FIELDS = ("marital", "education_class", "in_school", "occupation", "disability")
"""What a round found about a person."""
HOME, DEATH = "home", "death"
REGISTER_OF: Mapping[str, str] = {"nid10": "nid", "nid13": "nid", "nid17": "nid", "brn17": "brn", "brn16": "brn"}
NUMBERS = tuple(REGISTER_OF)
"""A person holds several numbers, rarely two of a kind: so each kind is a field; rules speak of registers."""
FIELDS_OF: Mapping[ChangeKind, tuple[str, ...]] = {
    ChangeKind.CORRECT: (*RECORD_FIELDS, *ROUND_FIELDS),
    ChangeKind.ADD_NUMBER: NUMBERS,
    ChangeKind.REPLACE_NUMBER: NUMBERS,
    ChangeKind.TRANSFER: (HOME,),
    ChangeKind.SPLIT: (HOME,),
    ChangeKind.CHANGE_HEAD: (HOME,),
    ChangeKind.DIED: (DEATH,),
    ChangeKind.MOVED_OUT: (HOME,),
}
NEVER_CHANGES = frozenset({"sex", "birth", "father_name", "mother_name"})
"""Of these only a mistake of the book is put right; in life they stay what they are."""
HAS_A_DAY = frozenset({ChangeKind.TRANSFER, ChangeKind.SPLIT, ChangeKind.CHANGE_HEAD, ChangeKind.MOVED_OUT})
"""Such a change happens on a day, which has to be said."""
EVERY_FIELD = "*"
BETWEEN_NUMBERS = "; "
MOST_APPROVALS = 2


@dataclass(frozen=True)
class ApprovalRule:
    """Who approves a change of that kind and field in that area, how many of them, and on what evidence."""

    rule_id: str
    kind: ChangeKind
    field: str
    area_code: str
    roles: frozenset[Role]
    approvals: int
    papers: tuple[Paper, ...]
    source: str
    confidence: str
    review_on: str
    text_en: str
    text_bn: str


@dataclass(frozen=True)
class Item:
    """One field of one person in a request: what was believed when it was asked or last decided, and what is to be.

    `dropped` when somebody decided for another's word.
    """

    item_id: int
    person_id: int
    field: str
    base: str
    wanted: str
    dropped: bool = False


def read_rules(lines: Sequence[Mapping[str, str]]) -> tuple[ApprovalRule, ...]:
    """The rules of the table, the most special first.

    Raises: RuleRefused for a rule without source, confidence or review date, for words that nobody knows, and for two
    rules about the same.
    """
    check_grounds("change_rules", lines)
    rules: dict[tuple[str, str, str], ApprovalRule] = {}
    for line in lines:
        rule = _rule(line)
        about = (rule.kind, rule.field, rule.area_code)
        if about in rules or any(rule.rule_id == other.rule_id for other in rules.values()):
            raise RuleRefused("rule_stands_twice", {"file": "change_rules.csv", "entry": rule.rule_id})
        rules[about] = rule
    return tuple(sorted(rules.values(), key=lambda rule: (-len(rule.area_code), rule.field == EVERY_FIELD)))


def _rule(line: Mapping[str, str]) -> ApprovalRule:
    said = {name: (line.get(name) or "").strip() for name in line}
    name, kind, field = said["rule_id"], said["kind"], said["field"]
    if kind not in list(ChangeKind):
        raise badly_said("change_rules", name, "kind")
    if field not in (*map(_ruled_as, FIELDS_OF[ChangeKind(kind)]), EVERY_FIELD):
        raise badly_said("change_rules", name, "field")
    if said["area_code"].strip("0123456789"):
        raise badly_said("change_rules", name, "area_code")
    if said["approvals"] not in [str(count + 1) for count in range(MOST_APPROVALS)]:
        raise badly_said("change_rules", name, "approvals")
    roles, papers = said["roles"].split(";"), said["papers"].split(";")
    for column, words, known in (("roles", roles, list(Role)), ("papers", papers, list(Paper))):
        if not set(words) <= set(known):
            raise badly_said("change_rules", name, column)
    return ApprovalRule(
        name,
        ChangeKind(kind),
        field,
        said["area_code"],
        frozenset(map(Role, roles)),
        int(said["approvals"]),
        tuple(map(Paper, papers)),
        said["source"],
        said["confidence"],
        said["review_on"],
        said["text_en"],
        said["text_bn"],
    )


def rule_for(rules: Iterable[ApprovalRule], kind: str, field: str, area_code: str) -> ApprovalRule:
    """The most special rule: the smallest area, then the field before every field.

    Raises: Refused where no rule says who approves: nothing is approved by default.
    """
    for rule in rules:
        if rule.kind == kind and rule.field in (_ruled_as(field), EVERY_FIELD) and area_code.startswith(rule.area_code):
            return rule
    raise Refused("change_without_rule", {"kind": kind, "field": field})


def _ruled_as(field: str) -> str:
    return REGISTER_OF.get(field, field)


def rules_of(
    rules: Sequence[ApprovalRule], kind: str, fields: Iterable[str], area_code: str
) -> tuple[ApprovalRule, ...]:
    """The rules that a request must satisfy, all of them together."""
    return tuple(dict.fromkeys(rule_for(rules, kind, field, area_code) for field in dict.fromkeys(fields)))


def papers_enough(rules: Iterable[ApprovalRule]) -> tuple[Paper, ...]:
    """The evidence that is enough for every one of the rules, in the order in which papers are listed."""
    wanted = [set(rule.papers) for rule in rules]
    return tuple(paper for paper in Paper if all(paper in papers for papers in wanted))


def check_paper(rules: Sequence[ApprovalRule], paper: str, reference: str, reason: str) -> None:
    """Nothing happens when the evidence is enough, its number or date is said, and so is the reason.

    Raises: Refused.
    """
    if paper not in papers_enough(rules):
        raise Refused("change_paper_not_enough")
    if not reference.strip():
        raise Refused("change_reference_needed")
    if not reason.strip():
        raise Refused("change_reason_needed")


def check_approver(
    rules: Sequence[ApprovalRule], scope: Scope, maker_id: int, approved_by: Collection[int], places: Iterable[str]
) -> None:
    """Nothing happens when this actor may add an approval.

    Raises: Refused for whoever asked for the change, for whoever approved already, and at a desk that the rules do not
    name, or that does not hold every place which the change touches.
    """
    if scope.actor_id == maker_id:
        raise Refused("change_maker_approves")
    if scope.actor_id in approved_by:
        raise Refused("change_approved_already")
    may_decide(rules, scope, places)


def may_decide(rules: Sequence[ApprovalRule], scope: Scope, places: Iterable[str]) -> None:
    """Nothing happens at a desk that the rules name and that holds every place. Raises: Refused elsewhere."""
    held = list(places)
    if not all(scope.sits_as(rule.roles, place) for rule in rules for place in held):
        raise Refused("change_not_your_desk")


def approvals_needed(rules: Iterable[ApprovalRule]) -> int:
    """So many different people have to approve."""
    return max(rule.approvals for rule in rules)


def approvals_standing(steps: Iterable[tuple[str, int]]) -> tuple[int, ...]:
    """Who has approved the request as it stands: what was decided about a field since asks for new approvals.

    Shape: steps as (step, actor), in their order.
    """
    standing: list[int] = []
    for step, actor_id in steps:
        if step in (Step.KEPT_OURS, Step.KEPT_THEIRS):
            standing = []
        elif step == Step.APPROVED and actor_id not in standing:
            standing.append(actor_id)
    return tuple(standing)


def holds_already(item: Item, now: str) -> bool:
    """True when what was asked for is believed by now."""
    return item.wanted in now.split(BETWEEN_NUMBERS) if item.field in NUMBERS else item.wanted == now


def has_moved_on(item: Item, now: str) -> bool:
    """True when something else is believed by now than when the change was asked for, and than what was asked for."""
    return not item.dropped and now != item.base and not holds_already(item, now)


def seen_as(state: str, steps: int, believed: Iterable[str], rivals: Iterable[int]) -> str:
    """How a request stood when it was read: whoever decides says so, and decides nothing unseen."""
    told = "\n".join([state, str(steps), *believed, *map(str, sorted(rivals))])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
