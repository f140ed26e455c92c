"""Which tables are only added to, and what keeps each of them; no other place says so.

Every table of the ledger stands here once: sealed by the act that writes it, a part of the trail itself, or free to
change for the reason that is given.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """How the rows of a sealed table are told apart, and what may come later.

    `may_change` are columns that say what came later: an end, or the record that stands for the person now. `group` is
    the column by which an act names all its rows at once; empty where they are named by `id`. What `goes_when_undone`
    is taken away with the acceptance that wrote it; the rest of what an acceptance wrote stays, and stays sealed.
    """

    may_change: frozenset[str] = frozenset()
    group: str = ""
    key: tuple[str, ...] = ("id",)
    goes_when_undone: bool = False


def _ends(*columns: str, goes_when_undone: bool = False) -> Kept:
    return Kept(frozenset(columns), goes_when_undone=goes_when_undone)


SEALED: dict[str, Kept] = {
    "deliveries": Kept(),
    "delivery_states": Kept(),
    "attachments": _ends("person_id", "area_code", "ended_at", "end_reason"),
    "person_changes": _ends(goes_when_undone=True),
    "person_facts": _ends("person_id", "superseded_at", goes_when_undone=True),
    "household_facts": _ends("superseded_at", goes_when_undone=True),
    "memberships": _ends("person_id", "until_on", "end_reason", "ended_at", "ended_row_id", goes_when_undone=True),
    "life_events": _ends("person_id", "area_code", goes_when_undone=True),
    "match_decisions": Kept(),
    "merges": _ends("undone_at"),
    "finding_reviews": Kept(),
    "finding_assignments": Kept(),
    "hazard_marks": _ends("person_id", "area_code"),
    "marriage_visits": _ends("person_id", "area_code"),
    "heading_answers": _ends("superseded_at"),
    "row_corrections": Kept(),
    "change_items": _ends("person_id", "area_code"),
    "change_steps": Kept(),
    "flow_choices": Kept(),
    "verification_decisions": Kept(),
    "verified_rows": Kept(group="decision_id", key=("staged_row_id",)),
    "closed_figures": Kept(group="round_id", key=("area_code",)),
    "closed_heads": Kept(group="round_id", key=("area_code",)),
    "closed_persons": Kept(group="round_id", key=("person_id",)),
}
"""Every act seals the rows that it writes into these."""

SEALED_LATER = (
    "finding_assignments",
    "hazard_marks",
    "marriage_visits",
    "heading_answers",
    "row_corrections",
    "change_items",
    "flow_choices",
    "verification_decisions",
    "verified_rows",
)
"""Those that were not sealed yet when the first ledgers began to seal the others."""

CHAINED = {
    "audit_events": "each entry holds the hash of the one before it in its area",
    "entry_seals": "the entry of the act says the digest of all its seals",
}

FREE = {
    "acceptances": "says whether it was undone; what it wrote is sealed",
    "analysis_runs": "can be made again from ledger and rules",
    "areas": "reference, and paras as sheets name them",
    "change_requests": "moves from state to state; its items and steps are sealed",
    "filled_blanks": "goes with the acceptance that filled them",
    "finding_persons": "goes with its finding",
    "findings": "questions, asked anew by every run; the answers are sealed",
    "hazard_calls": "a hazard is opened and closed; the trail says so",
    "households": "what stands in them are facts and spells, which are sealed",
    "identity_numbers": "a number may be replaced or found damaged; change requests and sheets say by whom",
    "jobs": "work of the machine",
    "ledger_keys": "fingerprints, held against the keys at every start",
    "merge_changes": "goes with the merge when that is undone",
    "moved_rows": "where rows of merged records stood; goes when the merge is undone",
    "offices": "reference",
    "persons": "the newest words; what they were before is sealed beside them",
    "possible_matches": "questions; the decisions are sealed",
    "prefilled_books": "a book may be printed again",
    "problems": "gone when they are mended",
    "programmes": "reference",
    "returned_books": "goes when a file is read again",
    "round_areas": "places of a round; what it closed with is sealed",
    "rounds": "are opened and closed; what they closed with is sealed",
    "search_endings": "derived",
    "search_places": "derived",
    "search_postings": "derived",
    "search_progress": "derived",
    "search_waiting": "derived",
    "search_words": "derived",
    "shelters": "reference of the place",
    "staged_columns": "goes when a file is read again",
    "staged_rows": "not believed yet; what was decided about them is sealed with their fingerprints",
    "uploads": "state of the work; the file itself is kept under its hash",
    "user_assignments": "roles end; the trail says so",
    "users": "passwords, locks and names change; the trail says so",
}
"""Tables whose rows may change, and why nothing is lost by it."""
