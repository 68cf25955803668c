"""Statements of the steps that each kind of database words in its own way: triggers, and the index of the full-text search.

The files lie in ``sql``, one for each kind, ``<name>.<dialect>.sql``; statements end with ``;;``, since a trigger holds
semicolons. Like a step, such a file is never changed once a version with it is out.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def run(name: str) -> None:
    """Runs the statements of a file on the database that is being changed."""
    connection = op.get_bind()
    text = (_FOLDER / f"{name}.{connection.dialect.name}.sql").read_text(encoding="utf-8")
    for statement in text.split(";;"):
        if statement.strip():
            connection.exec_driver_sql(statement)
