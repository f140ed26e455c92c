"""The forms by which changes are asked for: what stands in them at first, and what somebody made of them.

Beside each value the form carries what its reader saw, so that nobody's word is written over unseen; whoever was shown
that something else is believed or asked for by now, says for each field whose word is to stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from census_app.domain.access import Scope, on_behalf_of
from census_app.domain.change_requests import (
    DEATH,
    FIELDS_OF,
    HAS_A_DAY,
    HOME,
    ROUND_FIELDS,
    ApprovalRule,
    ChangeKind,
    Paper,
    papers_enough,
    rule_for,
)
from census_app.domain.change_values import Home, home_of
from census_app.domain.identity import Expected, Fault, keyed_hash, read_number
from census_app.ledger import clock
from census_app.ledger.reads.believed import LastSaid, believed, last_said
from census_app.ledger.reads.change_requests import Rival, rivals_of
from census_app.ledger.reads.persons import PersonLine
from census_app.ledger.writes.change_requests import NewChange, NewItem
from census_app.web.change_values import TypedValue, read_value, typed_form

THEIRS = "theirs"
WHO_MOVES = (ChangeKind.SPLIT, ChangeKind.CHANGE_HEAD)
"""Of these the form lists everybody in the household."""
HOME_KINDS = (*WHO_MOVES, ChangeKind.TRANSFER, ChangeKind.MOVED_OUT)
NOT_PREFILLED = (DEATH,)
UNTOLD = "?"


@dataclass(frozen=True)
class Clash:
    """Of one field: what its writer saw and wants, what is believed now and who said so, and what others ask for."""

    item: NewItem
    now: str
    said: LastSaid | None
    rivals: tuple[Rival, ...]

    @property
    def key(self) -> str:
        """The field's name in the form."""
        return key_of(self.item.person_id, self.item.field)


@dataclass(frozen=True)
class Typed:
    """What somebody made of a form: the change it asks for, and what could not be read, by the field's name."""

    change: NewChange
    faults: Mapping[str, TypedValue] = field(default_factory=dict)
    number_fault: str = ""


@dataclass(frozen=True)
class Cell:
    """One field of a form: what its reader sees in the book, and what stands in the cell."""

    field: str
    key: str
    seen: str
    typed: str
    now: str
    is_concealed: bool
    fault: TypedValue | None = None


@dataclass(frozen=True)
class Sheet:
    """What a form is made from: the person, what is believed now, and the fields that its reader sees in part only.

    Of these the form carries no value but a keyed hash of it, by which is told that it is still the same.
    """

    kind: ChangeKind
    line: PersonLine
    now: Mapping[tuple[int, str], str]
    concealed: frozenset[str]
    key: bytes

    def seen(self, person_id: int, name: str) -> str:
        """What the form carries of the value that its reader sees."""
        value = self.now[person_id, name]
        return keyed_hash(self.key, value) if value and name in self.concealed else value

    def was_seen(self, person_id: int, name: str, carried: str) -> str:
        """The value that the writer of the form saw; one that cannot be told any more is none that is believed."""
        value = self.now[person_id, name]
        if name not in self.concealed:
            return carried
        return value if carried == self.seen(person_id, name) else UNTOLD

    def cells(self, typed: Typed | None = None, form: Mapping[str, str] | None = None) -> list[Cell]:
        """The cells of the person, or of the members of the household; what was typed stays in them."""
        people = sorted({person_id for person_id, _ in self.now}) if self.kind in HOME_KINDS else [self.line.person_id]
        return [self._cell(person_id, name, typed, form) for person_id in people for name in self._fields()]

    def _fields(self) -> tuple[str, ...]:
        found = any(self.now[self.line.person_id, name] for name in ROUND_FIELDS)
        return tuple(name for name in FIELDS_OF[self.kind] if found or name not in ROUND_FIELDS)

    def _cell(self, person_id: int, name: str, typed: Typed | None, form: Mapping[str, str] | None) -> Cell:
        key, now = key_of(person_id, name), self.now[person_id, name]
        is_concealed = name in self.concealed
        stands = "" if is_concealed or name in NOT_PREFILLED else typed_form(name, now)
        fault = typed.faults.get(key) if typed else None
        is_asked = typed is not None and any(key_of(i.person_id, i.field) == key for i in typed.change.items)
        if form is not None and (fault or is_asked or name == HOME):
            stands = form.get(f"to-{key}", "")
        return Cell(name, key, self.seen(person_id, name), stands, now, is_concealed, fault)


def key_of(person_id: int, field_name: str) -> str:
    """The name of a field of a person in a form."""
    return f"{person_id}-{field_name}"


def papers_for(rules: Sequence[ApprovalRule], kind: ChangeKind, area_code: str) -> tuple[Paper, ...]:
    """Every paper that is enough for one of the fields."""
    each = [papers_enough([rule_for(rules, kind, name, area_code)]) for name in FIELDS_OF[kind]]
    return tuple(paper for paper in Paper if any(paper in papers for papers in each))


def read_form(sheet: Sheet, form: Mapping[str, str], rival_ids: Sequence[int]) -> Typed:
    """What is asked for. What somebody left to the other's word, and what stands there unchanged, is left out."""
    faults: dict[str, TypedValue] = {}
    items, number_fault = _items(sheet, form, faults)
    items = [item for item in items if form.get(f"answer-{key_of(item.person_id, item.field)}") != THEIRS]
    in_life = form.get("since") == "life" or sheet.kind in HAS_A_DAY
    since = _day(form.get("true_since", "")) if in_life else None
    if in_life and since is None:
        faults["true_since"] = TypedValue("", "change_day_needed")
    number_id = form.get("number_id", "")
    change = NewChange(
        sheet.kind.value,
        [item for item in items if item.seen != item.wanted],
        form.get("reason", ""),
        form.get("paper", ""),
        form.get("reference", ""),
        form.get("note", ""),
        since,
        int(number_id) if number_id.isdecimal() else None,
        tuple(rival_ids),
    )
    return Typed(change, faults, number_fault)


def _items(sheet: Sheet, form: Mapping[str, str], faults: dict[str, TypedValue]) -> tuple[list[NewItem], str]:
    if sheet.kind in (ChangeKind.ADD_NUMBER, ChangeKind.REPLACE_NUMBER):
        return _number(sheet, form)
    if sheet.kind in HOME_KINDS:
        return _homes(sheet, form), ""
    return _cells(sheet, form, faults), ""


def _cells(sheet: Sheet, form: Mapping[str, str], faults: dict[str, TypedValue]) -> list[NewItem]:
    items = []
    for name in FIELDS_OF[sheet.kind]:
        key = key_of(sheet.line.person_id, name)
        carried, typed = form.get(f"seen-{key}"), form.get(f"to-{key}")
        if carried is None or typed is None or (name in sheet.concealed and not typed.strip()):
            continue
        seen = sheet.was_seen(sheet.line.person_id, name, carried)
        value = TypedValue(seen) if typed.strip() == typed_form(name, seen) else read_value(name, typed, clock.today())
        if value.fault:
            faults[key] = value
        items.append(NewItem(sheet.line.person_id, name, seen, value.text))
    return items


def _number(sheet: Sheet, form: Mapping[str, str]) -> tuple[list[NewItem], str]:
    register: Expected = "brn" if form.get("register") == "brn" else "nid"
    number = read_number(form.get("number", ""), register)
    if number.kind not in FIELDS_OF[sheet.kind]:
        return [], number.fault.value or Fault.WRONG_LENGTH.value
    name, person_id = number.kind.value, sheet.line.person_id
    seen = sheet.was_seen(person_id, name, form.get(f"seen-{key_of(person_id, name)}", ""))
    return [NewItem(person_id, name, seen, number.value)], ""


def _homes(sheet: Sheet, form: Mapping[str, str]) -> list[NewItem]:
    people = sorted({person_id for person_id, _ in sheet.now}) if sheet.kind in WHO_MOVES else [sheet.line.person_id]
    number = read_value("household", form.get("household", ""), clock.today()).text
    items = []
    for person_id in people:
        key = key_of(person_id, HOME)
        seen, relation = form.get(f"seen-{key}", ""), form.get(f"to-{key}", "")
        lived = home_of(seen)
        if sheet.kind is ChangeKind.MOVED_OUT:
            items.append(NewItem(person_id, HOME, seen, ""))
        elif sheet.kind is ChangeKind.CHANGE_HEAD:
            if lived is not None:
                items.append(NewItem(person_id, HOME, seen, str(Home(lived.ward_code, lived.number, relation))))
        elif relation or sheet.kind is ChangeKind.TRANSFER:
            ward = form.get("ward", "") if sheet.kind is ChangeKind.TRANSFER else sheet.line.area_code
            items.append(NewItem(person_id, HOME, seen, str(Home(ward, number, relation))))
    return items


def clashes_of(session: Session, scope: Scope, change: NewChange) -> list[Clash]:
    """The fields in which somebody else's word stands in the way, and was not seen yet."""
    now = believed(session, on_behalf_of(scope), {item.person_id for item in change.items})
    asked = [(item.person_id, item.field, item.wanted) for item in change.items]
    rivals = rivals_of(session, scope, asked)
    clashes = []
    for item in change.items:
        key = (item.person_id, item.field)
        unseen = tuple(r for r in rivals if (r.person_id, r.field) == key and r.item_id not in change.known_rivals)
        if now[key] != item.seen or unseen:
            said = last_said(session, *key) if now[key] != item.seen else None
            clashes.append(Clash(item, now[key], said, unseen))
    return clashes


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
