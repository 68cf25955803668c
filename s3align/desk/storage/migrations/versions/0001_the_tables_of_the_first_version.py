"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from s3align.desk.storage.migrations.in_dialects import run
from s3align.desk.storage.tables import UtcTime

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None
_TABLES = (
    "account",
    "audit_entry",
    "call",
    "check",
    "failed_sign_in",
    "job",
    "api_token",
    "lot",
    "membership",
    "signed_in",
    "submission",
    "assessment",
    "note",
    "reading",
    "theme_figure",
    "evidence_mark",
    "search_text",
    "invitation",
    "reading_version",
    "reading_draft",
    "settlement",
    "worker",
    "queue_entry",
    "resemblance",
    "found_entry",
)
"""In the order in which they are made: one that refers to another comes after it."""


def upgrade() -> None:
    """To this form."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_action", "audit_entry", ["action"])
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor"])
    op.create_index("ix_audit_entry_call_id", "audit_entry", ["call_id"])
    op.create_index("ix_audit_entry_submission_id", "audit_entry", ["submission_id"])

    op.create_table(
        "call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("strategy", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("deadline", UtcTime(timezone=True)),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("readers_wanted", sa.Integer(), nullable=False),
        sa.Column("hides_machine", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
    )
    op.create_table(
        "check",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("strategy", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_check"),
    )
    op.create_index("ix_check_expires_at", "check", ["expires_at"])

    op.create_table(
        "failed_sign_in",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcTime(timezone=True), nullable=False),
        sa.Column("locked_until", UtcTime(timezone=True)),
        sa.PrimaryKeyConstraint("key", name="pk_failed_sign_in"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128)),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcTime(timezone=True), nullable=False),
        sa.Column("leased_until", UtcTime(timezone=True)),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("key", name="uq_job_key"),
    )
    op.create_index("ix_job_subject", "job", ["subject"])
    op.create_index("ix_job_waiting", "job", ["state", "priority", "created_at"])

    op.create_table(
        "api_token",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("call_id", sa.String(length=32)),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcTime(timezone=True)),
        sa.Column("revoked_at", UtcTime(timezone=True)),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_api_token_account_id"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_api_token_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
    )
    op.create_index("ix_api_token_account_id", "api_token", ["account_id"])

    op.create_table(
        "lot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("places", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_lot_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lot"),
    )
    op.create_index("ix_lot_call_id", "lot", ["call_id"])

    op.create_table(
        "membership",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_membership_account_id"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_membership_call_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "call_id", name="pk_membership"),
    )
    op.create_index("ix_membership_call_id", "membership", ["call_id"])

    op.create_table(
        "signed_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.Column("revoked_at", UtcTime(timezone=True)),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_signed_in_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signed_in"),
    )
    op.create_index("ix_signed_in_account_id", "signed_in", ["account_id"])

    op.create_table(
        "submission",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.String(length=32)),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("suffix", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("assessment_id", sa.String(length=32)),
        sa.Column("earlier_id", sa.String(length=32)),
        sa.Column("received_at", UtcTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=32)),
        sa.Column("withdrawn_at", UtcTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gravity", sa.Integer(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.String(length=60), nullable=False),
        sa.Column("main", sa.String(length=100), nullable=False),
        sa.Column("to_read", sa.String(length=20), nullable=False),
        sa.Column("addressed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_submission_call_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["submission.id"], name="fk_submission_earlier_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name="fk_submission_lot_id"),
        sa.ForeignKeyConstraint(["received_by"], ["account.id"], name="fk_submission_received_by"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("call_id", "number", name="uq_submission_call_id_number"),
        sa.UniqueConstraint("call_id", "sha256", "suffix", name="uq_submission_call_id_sha256_suffix"),
    )
    op.create_index("ix_submission_call_id", "submission", ["call_id"])
    op.create_index("ix_submission_sha256", "submission", ["sha256"])
    op.create_index("ix_submission_state", "submission", ["state"])

    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("passages", sa.LargeBinary()),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("main", sa.String(length=100), nullable=False),
        sa.Column("to_read", sa.String(length=20), nullable=False),
        sa.Column("pages", sa.Integer()),
        sa.Column("words", sa.Integer()),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_assessment_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("submission_id", "fingerprint", name="uq_assessment_submission_id_fingerprint"),
    )
    op.create_index("ix_assessment_submission_id", "assessment", ["submission_id"])
    op.create_index(
        "ix_assessment_listed", "assessment", ["submission_id", "id", "main", "to_read", "reason", "pages", "language"]
    )

    op.create_table(
        "note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_note_account_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_note_submission_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_submission_id", "note", ["submission_id"])

    op.create_table(
        "reading",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32)),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("verdicts", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("has_conflict", sa.Boolean(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("saw_machine", sa.Boolean(), nullable=False),
        sa.Column("decided_at", UtcTime(timezone=True)),
        sa.Column("changed_at", UtcTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("was_changed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reading_account_id"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_reading_assessment_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_reading_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.UniqueConstraint("submission_id", "account_id", name="uq_reading_submission_id_account_id"),
    )
    op.create_index("ix_reading_own", "reading", ["account_id", "submission_id", "decision", "has_conflict"])
    op.create_index("ix_reading_submission_id", "reading", ["submission_id"])
    op.create_index(
        "ix_reading_listed", "reading", ["submission_id", "account_id", "decision", "decided_at", "has_conflict"]
    )

    op.create_table(
        "theme_figure",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("sureness", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("extent", sa.Double(), nullable=False),
        sa.Column("extent_low", sa.Double()),
        sa.Column("extent_high", sa.Double()),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_theme_figure_assessment_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assessment_id", "theme", name="pk_theme_figure"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_theme_figure_theme_sureness", "theme_figure", ["theme", "sureness"])

    op.create_table(
        "evidence_mark",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reading_id", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("passage", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_evidence_mark_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reading_id"], ["reading.id"], name="fk_evidence_mark_reading_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_mark"),
        sa.UniqueConstraint(
            "reading_id",
            "assessment_id",
            "theme",
            "passage",
            name="uq_evidence_mark_reading_id_assessment_id_theme_passage",
        ),
    )
    op.create_index("ix_evidence_mark_reading_id", "evidence_mark", ["reading_id"])
    op.create_table(
        "search_text",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_search_text_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_search_text"),
        sa.UniqueConstraint("submission_id", "part", name="uq_search_text_submission_id_part"),
    )

    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcTime(timezone=True)),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_invitation_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    op.create_index(
        "uq_account_subject",
        "account",
        ["issuer", "subject"],
        unique=True,
        sqlite_where=sa.text("subject <> ''"),
        postgresql_where=sa.text("subject <> ''"),
    )
    op.create_table(
        "reading_version",
        sa.Column("reading_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("assessment_id", sa.String(length=32)),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.Column("saw_others", sa.Boolean(), nullable=False),
        sa.Column("saw_machine", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_reading_version_assessment_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["reading.id"], name="fk_reading_version_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", "number", name="pk_reading_version"),
    )
    op.create_table(
        "reading_draft",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_reading_draft_account_id"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_reading_draft_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("submission_id", "account_id", name="pk_reading_draft"),
    )
    op.create_table(
        "settlement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_settlement_account_id"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_settlement_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_settlement"),
    )
    op.create_index("ix_settlement_submission_id", "settlement", ["submission_id"])
    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("seen_at", UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_worker"),
    )
    op.create_table(
        "queue_entry",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("held_until", UtcTime(timezone=True)),
        sa.Column("skipped_at", UtcTime(timezone=True)),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_queue_entry_account_id"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_queue_entry_submission_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("submission_id", "account_id", name="pk_queue_entry"),
    )
    op.create_index("ix_queue_entry_account_id", "queue_entry", ["account_id"])
    op.create_table(
        "resemblance",
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="fk_resemblance_submission_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["submission.id"], name="fk_resemblance_other_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", "other_id", name="pk_resemblance"),
    )
    op.create_index("ix_resemblance_other_id", "resemblance", ["other_id"])
    op.create_table(
        "found_entry",
        sa.Column("assessment_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_found_entry_assessment_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("assessment_id", "kind", "name", name="pk_found_entry"),
    )
    run("audit_log_0001_up")
    run("search_0001_up")


def downgrade() -> None:
    """Back to an empty database."""
    run("search_0001_down")
    run("audit_log_0001_down")
    for table in reversed(_TABLES):
        op.drop_table(table)
