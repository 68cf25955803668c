"""Alembic's way in: runs the steps on the connection that ``desk.storage.migrate`` hands over."""

from __future__ import annotations

from alembic import context

from s3align.desk.storage.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, render_as_batch=True
)
context.run_migrations()
