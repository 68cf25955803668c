"""Opens the desk of a server for a process that runs on its own: what is wrong is said before anything begins."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from s3align.desk.context import Desk
from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database
from s3align.desk.storage.database_errors import Trouble, trouble
from s3align.desk.storage.migrate import is_current, upgrade
from s3align.desk.zone import use_zone
from s3align.errors import DataError, UsageError, said
from s3align.settings import Settings

LOCK = "server.lock"
"""In the data folder: held by the one server of an embedded database, and gone with its process."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def refuse_without_accounts(server: ServerSettings) -> None:
    """Raises UsageError for a server that others reach and that asks nobody who they are."""
    if not server.accounts and server.host not in _LOOPBACK:
        raise UsageError(
            said(
                "host_without_accounts",
                "Other computers could reach {host}, and without accounts everybody may do everything. Set accounts = true, or "
                "leave host out.",
                host=server.host,
            )
        )


def open_desk(server: ServerSettings, settings: Settings) -> Desk:
    """The desk of a server with a database that answers, in a process that tells times in the zone of its settings.

    Raises UsageError with what to do where the database does not answer, SettingsError for a zone that there is none of.
    """
    use_zone(server.timezone)
    try:
        desk = Desk.of(server, settings)
    except OSError as error:
        raise _no_folder(server.data, error.strerror or type(error).__name__) from error
    with _reached(desk.database):
        desk.database.engine.connect().close()
    return desk


def bring_up_to_date(desk: Desk) -> None:
    """Brings the database to the form of this version. Raises DataError for one of a later version."""
    with _reached(desk.database):
        upgrade(desk.database)


def refuse_other_form(desk: Desk) -> None:
    """Raises UsageError for a database that does not have the form of this version."""
    with _reached(desk.database):
        if not is_current(desk.database):
            raise UsageError(
                said(
                    "database_other_form",
                    "The database does not have the form of this version of s3align. Start the server once, or run "
                    "s3align desk migrate.",
                )
            )


@contextmanager
def only_server(desk: Desk) -> Iterator[None]:
    """Keeps a second server out of the folder of an embedded database; several may share one of PostgreSQL."""
    if not desk.database.is_sqlite:
        yield
        return
    folder = desk.server.data
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
        lock.execute("begin exclusive")
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise UsageError(
                said(
                    "other_server",
                    "Another server runs with the folder {folder}. Use that one, end it, or name another folder with --data.",
                    folder=folder,
                )
            ) from error
        raise _no_folder(folder, str(error)) from error
    with closing(lock):
        yield


@contextmanager
def _reached(database: Database) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        if trouble(error) is Trouble.DAMAGED:
            raise damaged(database) from error
        if database.is_sqlite:
            raise _no_folder(Path(database.url.database or ""), _why(error)) from error
        raise UsageError(
            said(
                "database_away",
                "The database at {place} cannot be used ({why}). Check the address, and that it runs and lets this user in.",
                place=database.url.set(drivername="postgresql").render_as_string(hide_password=True),
                why=_why(error),
            )
        ) from error


def damaged(database: Database) -> DataError:
    """What is raised for a file that cannot be read as a database, or no longer in all parts."""
    return DataError(
        said(
            "database_no_database",
            "The file {file} is damaged, or no database of s3align. Restore a backup: s3align desk restore.",
            file=database.url.database or "",
        )
    )


def _why(error: SQLAlchemyError) -> str:
    """What the database says; PostgreSQL's driver hands over the fields of the server's message."""
    said_so = error.orig if isinstance(error, DBAPIError) else error
    fields = said_so.args[0] if said_so is not None and said_so.args else type(error).__name__
    return str(fields.get("M", "") if isinstance(fields, dict) else fields)


def _no_folder(place: Path, why: str) -> UsageError:
    return UsageError(
        said(
            "no_data_folder",
            "The data cannot be kept in {folder} ({why}). Allow writing there, or name another folder with --data.",
            folder=place,
            why=why,
        )
    )
