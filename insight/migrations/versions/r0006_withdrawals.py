"""Judgements can be taken back; what people checked is told apart from what they noted on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

RULE = "the record is appended to, never changed"


def upgrade() -> None:
    """Make the table, append-only as the record is, and fill the new column of the projection."""
    op.create_table(
        "withdrawals",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("response", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["response"], ["responses.pk"], name="fk_withdrawals_response"),
        sa.PrimaryKeyConstraint("pk", name="pk_withdrawals"),
    )
    op.create_index("ix_withdrawals_response", "withdrawals", ["response"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER withdrawals_append_only BEFORE UPDATE ON withdrawals "
            f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER withdrawals_append_only BEFORE UPDATE ON withdrawals "
            "FOR EACH ROW EXECUTE FUNCTION insight_append_only()"
        )
    op.add_column(
        "current_responses",
        sa.Column("checked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    held = "current_responses.response"
    true = "1" if op.get_bind().dialect.name == "sqlite" else "true"
    for table in ("assignments", "readings"):
        op.execute(
            f"UPDATE current_responses SET checked = {true} WHERE version > 0 "  # noqa: S608
            f"AND EXISTS (SELECT 1 FROM {table} WHERE {table}.response = {held} "
            f"AND {table}.run IS NULL)"
        )
