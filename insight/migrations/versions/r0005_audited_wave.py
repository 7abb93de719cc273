"""Which wave an entry of the audit is about. Older entries stay as they are: unchangeable."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column, and the index by which the last entry of a wave is found."""
    op.add_column("audit", sa.Column("wave", sa.Text()))
    op.create_index("ix_audit_wave_pk", "audit", ["wave", "pk"])
