"""Brings a database to the form of this version, step by step, on either kind; each step is a file below ``migrations``."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from s3align.desk.storage.database import Database
from s3align.errors import DataError, UsageError, said

_STEPS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Brings the database to the form of now; does nothing where it has it.

    Raises DataError for a database of a later version.
    """
    config = _config()
    with database.writing() as session:
        connection = session.connection()
        found = MigrationContext.configure(connection).get_current_revision()
        if found is not None and found not in _known(config):
            raise DataError(
                said(
                    "database_newer",
                    "The database was made by a later version of s3align. Install that version, or restore a backup.",
                )
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def downgrade(database: Database, form: str) -> None:
    """Brings the database back to an earlier ``form``: what that one cannot hold is lost.

    Raises UsageError for a form that is not known.
    """
    config = _config()
    known = _known(config)
    if form not in known:
        raise UsageError(
            said(
                "database_form_unknown",
                "There is no form '{form}' of the database. Name one of: {known}.",
                form=form,
                known=tuple(known),
            )
        )
    with database.writing() as session:
        config.attributes["connection"] = session.connection()
        command.downgrade(config, form)


def form_of(database: Database) -> str | None:
    """The form that a database has; None for one without tables."""
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def newest() -> str:
    """The form of now."""
    return str(_scripts(_config()).get_current_head())


def knows(form: str) -> bool:
    """Whether this version can bring a database of that form to the form of now."""
    return form in _known(_config())


def is_current(database: Database) -> bool:
    """Whether the database has the form of now."""
    return form_of(database) == newest()


def _known(config: Config) -> list[str]:
    """The forms that this version knows, the latest first."""
    return [step.revision for step in _scripts(config).walk_revisions()]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)
