"""Projects: every wave is in one, and each has its own codebook."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

RULE = "the record is appended to, never changed"


def upgrade() -> None:
    """Make the two tables, and put every wave into one first project."""
    op.create_table(
        "projects",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_projects"),
        sa.UniqueConstraint("name", name="uq_projects_name"),
    )
    op.create_table(
        "project_books",
        sa.Column("pk", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("project", sa.Integer(), nullable=False),
        sa.Column("codebook", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.pk"], name="fk_project_books_project"),
        sa.ForeignKeyConstraint(
            ["codebook"], ["codebooks.version"], name="fk_project_books_codebook"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_project_books"),
    )
    op.execute(
        "ALTER TABLE waves ADD COLUMN project INTEGER "
        "CONSTRAINT fk_waves_project REFERENCES projects (pk)"
    )
    op.execute(
        "INSERT INTO projects (name, created) "
        "SELECT 'First project', started FROM runs ORDER BY pk LIMIT 1"
    )
    op.execute("UPDATE waves SET project = (SELECT pk FROM projects)")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER project_books_append_only BEFORE UPDATE ON project_books "
            f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER project_books_append_only BEFORE UPDATE ON project_books "
            "FOR EACH ROW EXECUTE FUNCTION insight_append_only()"
        )
