"""Who may do what, and where: the only place that decides it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

EVERY_OFFICE = "*"


class Role(StrEnum):
    """The desks at which people sit."""

    VOLUNTEER = "volunteer"
    WARD_MEMBER = "ward_member"
    CHAIRMAN = "chairman"
    ENTREPRENEUR = "entrepreneur"
    OFFICE = "office"
    WOMEN_AFFAIRS = "women_affairs"
    UNO = "uno"
    ICT_OFFICER = "ict_officer"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """Acts that a view, a command or a read may ask for."""

    UPLOAD_SURVEY = "upload_survey"
    UPLOAD_DELIVERIES = "upload_deliveries"
    SEE_UPLOADS = "see_uploads"
    SEE_ALL_UPLOADS = "see_all_uploads"
    CHECK_ROWS = "check_rows"
    ACCEPT_ROWS = "accept_rows"
    CHOOSE_FLOWS = "choose_flows"
    LOOK_UP_PERSON = "look_up_person"
    SEE_HOUSEHOLDS = "see_households"
    SEE_NUMBERS = "see_numbers"
    ANSWER_SUSPENSE = "answer_suspense"
    PROPOSE_MATCHES = "propose_matches"
    DECIDE_MATCHES = "decide_matches"
    ANSWER_MATCHES = "answer_matches"
    CHANGE_NUMBERS = "change_numbers"
    SEE_FINDINGS = "see_findings"
    REVIEW_FINDINGS = "review_findings"
    ASSIGN_FINDINGS = "assign_findings"
    SEE_CHILD_MARRIAGE = "see_child_marriage"
    SEE_DASHBOARD = "see_dashboard"
    SEE_MAP = "see_map"
    RUN_ANALYSIS = "run_analysis"
    EXPORT = "export"
    MANAGE_USERS = "manage_users"
    SEE_AUDIT = "see_audit"
    SEE_HAZARDS = "see_hazards"
    OPEN_HAZARDS = "open_hazards"
    MARK_REACHED = "mark_reached"
    MANAGE_SHELTERS = "manage_shelters"
    REQUEST_CHANGES = "request_changes"
    DECIDE_CHANGES = "decide_changes"


P = Permission

LEADS_IN_HAZARD = frozenset({P.SEE_HAZARDS, P.OPEN_HAZARDS, P.MARK_REACHED, P.MANAGE_SHELTERS})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VOLUNTEER: frozenset({P.UPLOAD_SURVEY, P.SEE_UPLOADS, P.MARK_REACHED}),
    Role.WARD_MEMBER: frozenset(
        {
            P.SEE_UPLOADS, P.SEE_ALL_UPLOADS, P.CHECK_ROWS, P.SEE_HOUSEHOLDS, P.LOOK_UP_PERSON, P.PROPOSE_MATCHES,
            P.ANSWER_MATCHES, P.SEE_MAP, P.SEE_HAZARDS, P.MARK_REACHED, P.REQUEST_CHANGES, P.DECIDE_CHANGES,
        }
    ),
    Role.CHAIRMAN: frozenset(
        {
            P.SEE_UPLOADS, P.SEE_ALL_UPLOADS, P.ACCEPT_ROWS, P.SEE_HOUSEHOLDS, P.LOOK_UP_PERSON,
            P.PROPOSE_MATCHES, P.DECIDE_MATCHES, P.CHANGE_NUMBERS, P.SEE_FINDINGS, P.SEE_DASHBOARD, P.SEE_MAP,
            P.REQUEST_CHANGES, P.DECIDE_CHANGES,
            *LEADS_IN_HAZARD,
        }
    ),
    Role.ENTREPRENEUR: frozenset({P.LOOK_UP_PERSON, P.REQUEST_CHANGES}),
    Role.OFFICE: frozenset(
        {
            P.UPLOAD_DELIVERIES, P.SEE_UPLOADS, P.ANSWER_SUSPENSE, P.LOOK_UP_PERSON, P.PROPOSE_MATCHES,
            P.SEE_FINDINGS, P.REVIEW_FINDINGS, P.ASSIGN_FINDINGS,
        }
    ),
    Role.WOMEN_AFFAIRS: frozenset(
        {
            P.UPLOAD_DELIVERIES, P.SEE_UPLOADS, P.ANSWER_SUSPENSE, P.LOOK_UP_PERSON, P.PROPOSE_MATCHES,
            P.SEE_FINDINGS, P.REVIEW_FINDINGS, P.ASSIGN_FINDINGS, P.SEE_CHILD_MARRIAGE,
        }
    ),
    Role.UNO: frozenset(
        {
            P.SEE_UPLOADS, P.SEE_ALL_UPLOADS, P.ACCEPT_ROWS, P.CHOOSE_FLOWS, P.LOOK_UP_PERSON, P.SEE_HOUSEHOLDS,
            P.SEE_NUMBERS, P.PROPOSE_MATCHES, P.DECIDE_MATCHES, P.CHANGE_NUMBERS, P.SEE_FINDINGS, P.REVIEW_FINDINGS,
            P.ASSIGN_FINDINGS, P.SEE_CHILD_MARRIAGE, P.SEE_DASHBOARD, P.SEE_MAP, P.RUN_ANALYSIS, P.EXPORT,
            P.REQUEST_CHANGES, P.DECIDE_CHANGES,
            *LEADS_IN_HAZARD,
        }
    ),
    Role.ICT_OFFICER: frozenset({P.MANAGE_USERS}),
    Role.AUDITOR: frozenset({P.SEE_AUDIT}),
}  # fmt: skip

OFFICE_GRANTS: dict[str, frozenset[Permission]] = {"relief": LEADS_IN_HAZARD}
"""What one office may do beyond the others: the project implementation officer carries help to whoever is in danger."""


@dataclass(frozen=True)
class Assignment:
    """One desk of one user: a role, in an area, for an office, from a day until a day.

    An empty `area_code` is the whole country; an empty `office_code` binds the desk to no office.
    """

    role: Role
    area_code: str
    office_code: str
    from_on: date
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """True on every day from the first to the last, both included."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Scope:
    """The areas, offices and acts open to one actor at one moment.

    Areas are geocodes (division 2 digits, district 4, upazila 6, union 8, ward 10); a code holds all that lies in it,
    and the empty code holds the country. Offices are office codes, or `*` for every office. What a rule leaves to a
    role is asked of the `desks`; whoever acts without an account has none.
    """

    actor_id: int
    actor: str
    areas: tuple[str, ...]
    offices: tuple[str, ...]
    permissions: frozenset[Permission]
    desks: tuple[Assignment, ...] = ()

    def sits_as(self, roles: Collection[Role], area_code: str) -> bool:
        """True when the actor has a desk of one of the roles whose area holds the place."""
        return any(desk.role in roles and area_code.startswith(desk.area_code) for desk in self.desks)

    def holds_area(self, area_code: str) -> bool:
        """True when the place lies in one of the scope's areas."""
        return any(area_code.startswith(area) for area in self.areas)

    def holds_office(self, office_code: str) -> bool:
        """True when the office is one of the scope's own, or the scope spans every office."""
        return EVERY_OFFICE in self.offices or office_code in self.offices

    @property
    def sees_only_own_office(self) -> bool:
        """True for a desk of one office, which sees a person only by number and only its own programmes."""
        return EVERY_OFFICE not in self.offices


OPERATOR = Scope(0, "operator", ("",), (EVERY_OFFICE,), frozenset(Permission))
"""Whoever runs the `census` command on the machine itself without naming a user: everything, everywhere, recorded."""


def on_behalf_of(scope: Scope) -> Scope:
    """What the system does in the whole ledger because of an act of this actor, and in the actor's name."""
    return replace(OPERATOR, actor_id=scope.actor_id, actor=scope.actor)


def scope_of(actor_id: int, actor: str, assignments: list[Assignment], on: date) -> Scope:
    """The union of what the assignments that hold on that day open."""
    held = [assignment for assignment in assignments if assignment.holds_on(on)]
    offices = {a.office_code or EVERY_OFFICE for a in held}
    permissions = frozenset[Permission]().union(*map(_granted, held))
    areas = tuple(sorted({a.area_code for a in held}))
    return Scope(actor_id, actor, areas, tuple(sorted(offices)), permissions, tuple(held))


def _granted(desk: Assignment) -> frozenset[Permission]:
    beyond = OFFICE_GRANTS.get(desk.office_code, frozenset()) if desk.role is Role.OFFICE else frozenset()
    return GRANTS[desk.role] | beyond


def can(scope: Scope, permission: Permission) -> bool:
    """True when one of the actor's desks grants the act."""
    return permission in scope.permissions
