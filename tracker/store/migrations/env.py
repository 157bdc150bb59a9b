"""Run the migrations on the connection, and in the transaction, that the store hands over."""

from __future__ import annotations

from alembic import context

from tracker.store.tables import METADATA, REVISION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=REVISION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
