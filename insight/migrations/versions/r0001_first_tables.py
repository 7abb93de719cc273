"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table; later steps say what they change."""
    op.create_table(
        "audit",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_audit"),
    )
    op.create_table(
        "codebooks",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_codebooks"),
    )
    op.create_table(
        "mappings",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_mappings"),
    )
    op.create_table(
        "vectors",
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("dim", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "hash", name="pk_vectors"),
    )
    op.create_table(
        "waves",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("pk", name="pk_waves"),
        sa.UniqueConstraint("name", name="uq_waves_name"),
    )
    op.create_table(
        "group_sets",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.pk"], name="fk_group_sets_wave"),
        sa.PrimaryKeyConstraint("pk", name="pk_group_sets"),
    )
    op.create_index("ix_group_sets_wave", "group_sets", ["wave"])
    op.create_table(
        "questions",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.pk"], name="fk_questions_wave"),
        sa.PrimaryKeyConstraint("pk", name="pk_questions"),
    )
    op.create_index("ix_questions_wave", "questions", ["wave"])
    op.create_table(
        "runs",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("input_hash", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("codebook", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("n_in", sa.Integer(), nullable=False),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("n_skipped", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["codebook"], ["codebooks.version"], name="fk_runs_codebook"),
        sa.ForeignKeyConstraint(["wave"], ["waves.pk"], name="fk_runs_wave"),
        sa.PrimaryKeyConstraint("pk", name="pk_runs"),
    )
    op.create_index("ix_runs_wave", "runs", ["wave"])
    op.create_table(
        "group_values",
        sa.Column("group_set", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_set"], ["group_sets.pk"], name="fk_group_values_group_set"),
        sa.PrimaryKeyConstraint("group_set", "position", name="pk_group_values"),
    )
    op.create_table(
        "responses",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("respondent", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("group_set", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("redactions", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_set"], ["group_sets.pk"], name="fk_responses_group_set"),
        sa.ForeignKeyConstraint(["question"], ["questions.pk"], name="fk_responses_question"),
        sa.ForeignKeyConstraint(["run"], ["runs.pk"], name="fk_responses_run"),
        sa.ForeignKeyConstraint(["wave"], ["waves.pk"], name="fk_responses_wave"),
        sa.PrimaryKeyConstraint("pk", name="pk_responses"),
        sa.UniqueConstraint("id", name="uq_responses_id"),
    )
    op.create_index("ix_responses_group_set", "responses", ["group_set"])
    op.create_index("ix_responses_text_hash", "responses", ["text_hash"])
    op.create_index("ix_responses_wave", "responses", ["wave"])
    op.create_table(
        "skipped",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.pk"], name="fk_skipped_run"),
        sa.PrimaryKeyConstraint("run", "position", name="pk_skipped"),
    )
    op.create_table(
        "assignments",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_assignments_response"),
        sa.ForeignKeyConstraint(["run"], ["runs.pk"], name="fk_assignments_run"),
        sa.PrimaryKeyConstraint("pk", name="pk_assignments"),
    )
    op.create_index("ix_assignments_response_run", "assignments", ["response", "run"])
    op.create_table(
        "current_codes",
        sa.Column("response", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_current_codes_response"),
        sa.PrimaryKeyConstraint("response", "theme", name="pk_current_codes"),
    )
    op.create_index(
        "ix_current_codes_wave_theme_present_response",
        "current_codes",
        ["wave", "theme", "present", "response"],
    )
    op.create_table(
        "current_responses",
        sa.Column("response", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("group_set", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.Column("ask", sa.Boolean(), nullable=True),
        sa.Column("coded", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response"], ["responses.pk"], name="fk_current_responses_response"
        ),
        sa.PrimaryKeyConstraint("response", name="pk_current_responses"),
    )
    op.create_index(
        "ix_current_responses_wave_gone_position", "current_responses", ["wave", "gone", "position"]
    )
    op.create_table(
        "quotes",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_quotes_response"),
        sa.ForeignKeyConstraint(["wave"], ["waves.pk"], name="fk_quotes_wave"),
        sa.PrimaryKeyConstraint("pk", name="pk_quotes"),
        sa.UniqueConstraint(
            "response", "theme", "start", "stop", name="uq_quotes_response_theme_start_stop"
        ),
    )
    op.create_index("ix_quotes_wave", "quotes", ["wave"])
    op.create_table(
        "readings",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("tone_score", sa.Float(), nullable=False),
        sa.Column("ask", sa.Boolean(), nullable=False),
        sa.Column("ask_score", sa.Float(), nullable=False),
        sa.Column("ask_start", sa.Integer(), nullable=True),
        sa.Column("ask_stop", sa.Integer(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_readings_response"),
        sa.ForeignKeyConstraint(["run"], ["runs.pk"], name="fk_readings_run"),
        sa.PrimaryKeyConstraint("pk", name="pk_readings"),
    )
    op.create_index("ix_readings_response_run", "readings", ["response", "run"])
    op.create_table(
        "segments",
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_segments_response"),
        sa.PrimaryKeyConstraint("response", "position", name="pk_segments"),
    )
