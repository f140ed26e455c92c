"""Every table of the ledger; importing this package makes them all known to SQLModel."""

from census_app.ledger.tables.acceptances import Acceptance, FilledBlank
from census_app.ledger.tables.areas import Area
from census_app.ledger.tables.audit import AuditEvent, EntrySeal
from census_app.ledger.tables.base import AreaBound
from census_app.ledger.tables.change_requests import ChangeItem, ChangeRequest, ChangeStep
from census_app.ledger.tables.corrections import RowCorrection
from census_app.ledger.tables.deliveries import Attachment, Delivery, DeliveryState, Office, Programme
from census_app.ledger.tables.events import LifeEvent
from census_app.ledger.tables.findings import (
    AnalysisRun,
    Finding,
    FindingAssignment,
    FindingPerson,
    FindingReview,
)
from census_app.ledger.tables.hazards import HazardCall, HazardMark, Shelter
from census_app.ledger.tables.heading_answers import HeadingAnswer
from census_app.ledger.tables.households import Household, HouseholdFact
from census_app.ledger.tables.jobs import Job
from census_app.ledger.tables.keys import LedgerKey
from census_app.ledger.tables.matches import MatchDecision, PossibleMatch
from census_app.ledger.tables.merges import Merge, MergeChange, MovedRow
from census_app.ledger.tables.person_changes import PersonChange
from census_app.ledger.tables.persons import IdentityNumber, Membership, Person, PersonFact
from census_app.ledger.tables.rounds import (
    ClosedFigure,
    ClosedHead,
    ClosedPerson,
    PrefilledBook,
    ReturnedBook,
    Round,
    RoundArea,
)
from census_app.ledger.tables.search import (
    SearchEnding,
    SearchPlace,
    SearchPosting,
    SearchProgress,
    SearchWaiting,
    SearchWord,
)
from census_app.ledger.tables.uploads import StagedColumns, StagedProblem, StagedRow, Upload
from census_app.ledger.tables.users import User, UserAssignment
from census_app.ledger.tables.verification import FlowChoice, VerificationDecision, VerifiedRow
from census_app.ledger.tables.visits import MarriageVisit

__all__ = [
    "Acceptance",
    "AnalysisRun",
    "Area",
    "AreaBound",
    "Attachment",
    "AuditEvent",
    "ChangeItem",
    "ChangeRequest",
    "ChangeStep",
    "ClosedFigure",
    "ClosedHead",
    "ClosedPerson",
    "Delivery",
    "DeliveryState",
    "EntrySeal",
    "FilledBlank",
    "Finding",
    "FindingAssignment",
    "FindingPerson",
    "FindingReview",
    "FlowChoice",
    "HazardCall",
    "HazardMark",
    "HeadingAnswer",
    "Household",
    "HouseholdFact",
    "IdentityNumber",
    "Job",
    "LedgerKey",
    "LifeEvent",
    "MarriageVisit",
    "MatchDecision",
    "Membership",
    "Merge",
    "MergeChange",
    "MovedRow",
    "Office",
    "Person",
    "PersonChange",
    "PersonFact",
    "PossibleMatch",
    "PrefilledBook",
    "Programme",
    "ReturnedBook",
    "Round",
    "RoundArea",
    "RowCorrection",
    "SearchEnding",
    "SearchPlace",
    "SearchPosting",
    "SearchProgress",
    "SearchWaiting",
    "SearchWord",
    "Shelter",
    "StagedColumns",
    "StagedProblem",
    "StagedRow",
    "Upload",
    "User",
    "UserAssignment",
    "VerificationDecision",
    "VerifiedRow",
]
