"""Lets Alembic work on the connection that the store hands over, in the store's transaction.

To write a new step in a checkout: add `versions/rNNNN_<what>.py` by hand, as the others are, and
its number to `REVISIONS`; a test compares the tables it leaves with `schema.py`.
"""

from alembic import context

from insight.store.database import VERSION_TABLE
from insight.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
