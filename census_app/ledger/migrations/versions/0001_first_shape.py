"""The first shape of the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the database one step forward."""
    op.create_table(
        "analysis_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_by", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "areas",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("brn_area_code", sa.String(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_areas_level"), ["level"], unique=False)
        batch_op.create_index(batch_op.f("ix_areas_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("entry_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_action", ["action", "area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_audit_events_area", ["area_code", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_events_subject"), ["subject"], unique=False)

    op.create_table(
        "offices",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "possible_matches",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("left_id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("possible_matches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_possible_matches_area_code"), ["area_code"], unique=False)
        batch_op.create_index("ix_possible_matches_pair", ["kind", "left_id", "right_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_possible_matches_state"), ["state"], unique=False)

    op.create_table(
        "match_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["match_id"],
            ["possible_matches.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("match_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_decisions_match_id"), ["match_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shown_as", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("failed_log_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "programmes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_code"],
            ["offices.code"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programmes_office_code"), ["office_code"], unique=False)

    op.create_table(
        "uploads",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("fiscal_year", sa.String(), nullable=False),
        sa.Column("rows_seen", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("corrects_upload_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrects_upload_id"],
            ["uploads.id"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_corrects_upload_id"), ["corrects_upload_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_uploads_office_code"), ["office_code"], unique=False)
        batch_op.create_index("ix_uploads_same_file", ["sha256", "kind", "area_code"], unique=False)

    op.create_table(
        "heading_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("heading_key", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("upazila_code", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("heading_answers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_heading_answers_holder", ["layout", "office_code", "upazila_code", "user_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_heading_answers_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("upload_id"),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_area_code"), ["area_code"], unique=False)
        batch_op.create_index("ix_jobs_state", ["state", "lease_until"], unique=False)

    op.create_table(
        "ledger_keys",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )

    op.create_table(
        "user_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("user_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_assignments_user_id"), ["user_id"], unique=False)

    op.create_table(
        "households",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("para_code", sa.String(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("first_upload_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_households_area_code"), ["area_code"], unique=False)
        batch_op.create_index("ix_households_number", ["area_code", "number"], unique=True)
        batch_op.create_index(batch_op.f("ix_households_para_code"), ["para_code"], unique=False)
        batch_op.create_index("ix_households_number_alone", ["number"], unique=False)

    op.create_table(
        "persons",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("temporary_key", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("birth_date", sa.String(), nullable=False),
        sa.Column("birth_precision", sa.String(), nullable=False),
        sa.Column("death_date", sa.String(), nullable=False),
        sa.Column("father_name", sa.String(), nullable=False),
        sa.Column("mother_name", sa.String(), nullable=False),
        sa.Column("spouse_name", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("name_skeleton", sa.String(), nullable=False),
        sa.Column("name_light", sa.String(), nullable=False),
        sa.Column("father_skeleton", sa.String(), nullable=False),
        sa.Column("spouse_skeleton", sa.String(), nullable=False),
        sa.Column("first_upload_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_upload_id"],
            ["uploads.id"],
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("temporary_key"),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_persons_mobile"), ["mobile"], unique=False)
        batch_op.create_index(
            "ix_persons_merged",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id is not null"),
            postgresql_where=sa.text("merged_into_id is not null"),
        )

    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("left_id", sa.Integer(), nullable=False),
        sa.Column("right_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["match_decisions.id"],
        ),
        sa.ForeignKeyConstraint(
            ["left_id"],
            ["persons.id"],
        ),
        sa.ForeignKeyConstraint(
            ["right_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision_id"),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merges_left_id"), ["left_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merges_right_id"), ["right_id"], unique=False)

    op.create_table(
        "merge_changes",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("overruled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"],
            ["merges.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("merge_id", "person_id", "column_name"),
    )
    with op.batch_alter_table("merge_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_changes_person_id"), ["person_id"], unique=False)

    op.create_table(
        "moved_rows",
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("own_area_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("table_name", "row_id", "record_id"),
    )
    with op.batch_alter_table("moved_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moved_rows_record_id"), ["record_id"], unique=False)

    op.create_table(
        "staged_columns",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("staged_columns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staged_columns_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_staged_columns_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "staged_rows",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("columns_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("corrects_row_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("staged_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staged_rows_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_staged_rows_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_staged_rows_place", ["upload_id", "sheet", "row_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_staged_rows_row_key"), ["row_key"], unique=False)
        batch_op.create_index("ix_staged_rows_state", ["upload_id", "state"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=False),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("programme_code", sa.String(), nullable=False),
        sa.Column("period_code", sa.String(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_until", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("amount_poisha", sa.BigInteger(), nullable=True),
        sa.Column("quantity_thousandths", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("account_mobile", sa.String(), nullable=False),
        sa.Column("recipient_name", sa.String(), nullable=False),
        sa.Column("recipient_father", sa.String(), nullable=False),
        sa.Column("recipient_village", sa.String(), nullable=False),
        sa.Column("recipient_key", sa.String(), nullable=False),
        sa.Column("suspense_reasons", sa.JSON(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_code"],
            ["offices.code"],
        ),
        sa.ForeignKeyConstraint(
            ["programme_code"],
            ["programmes.code"],
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["deliveries.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staged_row_id"],
            ["staged_rows.id"],
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_office_code"), ["office_code"], unique=False)
        batch_op.create_index("ix_deliveries_programme", ["programme_code", "period_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_recipient_key"), ["recipient_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_staged_row_id"), ["staged_row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("programme_codes", sa.JSON(), nullable=False),
        sa.Column("office_codes", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("money_poisha", sa.BigInteger(), nullable=True),
        sa.Column("first_run_id", sa.Integer(), nullable=False),
        sa.Column("last_run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_run_id"],
            ["analysis_runs.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
        ),
        sa.ForeignKeyConstraint(
            ["last_run_id"],
            ["analysis_runs.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identity"),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_last_run_id"), ["last_run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_state"), ["state"], unique=False)

    op.create_table(
        "household_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("true_since", sa.Date(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("roof", sa.String(), nullable=False),
        sa.Column("wall", sa.String(), nullable=False),
        sa.Column("land_hundredths", sa.Integer(), nullable=True),
        sa.Column("income_bdt", sa.Integer(), nullable=True),
        sa.Column("latrine", sa.String(), nullable=False),
        sa.Column("water", sa.String(), nullable=False),
        sa.Column("electricity", sa.Boolean(), nullable=True),
        sa.Column("flooded", sa.Boolean(), nullable=True),
        sa.Column("near_embankment", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("household_facts", schema=None) as batch_op:
        batch_op.create_index("ix_household_facts_current", ["household_id", "round_id", "superseded_at"], unique=False)

    op.create_table(
        "identity_numbers",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("lookup_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=True),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staged_row_id"],
            ["staged_rows.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("identity_numbers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_numbers_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_numbers_lookup_key"), ["lookup_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_identity_numbers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "life_events",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=True),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staged_row_id"],
            ["staged_rows.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("life_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_life_events_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_life_events_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_life_events_person_id"), ["person_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staged_row_id"],
            ["staged_rows.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_person_id"), ["person_id"], unique=False)

    op.create_table(
        "person_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("true_since", sa.Date(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("marital", sa.String(), nullable=False),
        sa.Column("education_class", sa.Integer(), nullable=True),
        sa.Column("in_school", sa.Boolean(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("disability", sa.String(), nullable=False),
        sa.Column("pregnant", sa.Boolean(), nullable=True),
        sa.Column("religion", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rounds.id"],
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("person_facts", schema=None) as batch_op:
        batch_op.create_index("ix_person_facts_current", ["person_id", "round_id", "superseded_at"], unique=False)

    op.create_table(
        "problems",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staged_row_id"],
            ["staged_rows.id"],
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problems_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_problems_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_problems_staged_row_id"), ["staged_row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problems_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "row_corrections",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("written_before", sa.LargeBinary(), nullable=False),
        sa.Column("written_now", sa.LargeBinary(), nullable=False),
        sa.Column("corrected_by", sa.Integer(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staged_row_id"],
            ["staged_rows.id"],
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("row_corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_row_corrections_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_row_corrections_staged_row_id"), ["staged_row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_row_corrections_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["deliveries.id"],
        ),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["households.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_area_code"), ["area_code"], unique=False)
        batch_op.create_index("ix_attachments_delivery", ["delivery_id", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_person_id"), ["person_id"], unique=False)

    op.create_table(
        "finding_persons",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["findings.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["persons.id"],
        ),
        sa.PrimaryKeyConstraint("finding_id", "person_id"),
    )
    with op.batch_alter_table("finding_persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_persons_person_id"), ["person_id"], unique=False)

    op.create_table(
        "finding_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["findings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("finding_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_reviews_finding_id"), ["finding_id"], unique=False)

    op.create_table(
        "search_endings",
        sa.Column("ending_key", sa.String(), nullable=False),
        sa.Column("persons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ending_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_places",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word", "area_code"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_postings",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("own", sa.Text(), nullable=False),
        sa.Column("kin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", "area_code"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("keys_version", sa.Integer(), nullable=False),
        sa.Column("last_person_id", sa.Integer(), nullable=False),
        sa.Column("last_number_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "search_waiting",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_table(
        "search_words",
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("variant", "word"),
        sqlite_with_rowid=False,
    )
    _note_changed_persons()


SEARCHED = ("name_bn", "name_en", "father_name", "mother_name", "spouse_name", "mobile", "area_code")


def _note_changed_persons() -> None:
    """From now on a person in whom something changes that is searched waits for search to catch up."""
    changed = " or ".join(f"old.{name} is distinct from new.{name}" for name in SEARCHED)
    note = "insert into search_waiting (person_id) values (new.id) on conflict do nothing"
    event = f"after update of {', '.join(SEARCHED)} on persons for each row when"
    if op.get_bind().dialect.name == "sqlite":
        changed = changed.replace("is distinct from", "is not")
        op.execute(f"create trigger person_changed {event} {changed} begin {note}; end")
        return
    body = f"begin {note}; return null; end"
    op.execute(f"create function note_changed_person() returns trigger language plpgsql as $$ {body} $$")
    op.execute(f"create trigger person_changed {event} ({changed}) execute function note_changed_person()")
