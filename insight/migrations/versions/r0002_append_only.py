"""The database itself refuses to change what is on record: judgements and the audit.

Deleting stays possible: a wave can be deleted and a respondent erased.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("assignments", "readings", "audit")
RULE = "the record is appended to, never changed"


def upgrade() -> None:
    """Add one trigger to each table."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION insight_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{RULE}'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION insight_append_only()"
        )
