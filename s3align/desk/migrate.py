"""Brings a database to the form of this version, step by step, on either kind; each step is a file below ``migrations``."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from s3align.desk.database import Database
from s3align.errors import DataError, said

_STEPS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Brings the database to the form of now; does nothing where it has it.

    Raises DataError for a database of a later version.
    """
    config = _config(database)
    with database.writing() as session:
        connection = session.connection()
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in {step.revision for step in _scripts(config).walk_revisions()}:
            raise DataError(
                said(
                    "database_newer",
                    "The database was made by a later version of s3align. Install that version, or restore a backup.",
                )
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Whether the database has the form of now."""
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found == _scripts(_config(database)).get_current_head()


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.set_main_option("sqlalchemy.url", database.url.render_as_string(hide_password=True).replace("%", "%%"))
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)
