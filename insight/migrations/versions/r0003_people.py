"""What people do beside judging: roles, remarks, coding blind, and quotes cut for print."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FACTS = ("roles", "remarks", "blind_codes")
RULE = "the record is appended to, never changed"


def upgrade() -> None:
    """Make the three tables, append-only as the record is, and widen `quotes`."""
    op.create_table(
        "roles",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_roles"),
    )
    op.create_table(
        "remarks",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_remarks_response"),
        sa.PrimaryKeyConstraint("pk", name="pk_remarks"),
    )
    op.create_index("ix_remarks_response", "remarks", ["response"])
    op.create_table(
        "blind_codes",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_blind_codes_response"),
        sa.PrimaryKeyConstraint("pk", name="pk_blind_codes"),
    )
    op.create_index("ix_blind_codes_response", "blind_codes", ["response"])
    op.add_column("quotes", sa.Column("shown", sa.Text(), nullable=True))
    for table in FACTS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION insight_append_only()"
            )
