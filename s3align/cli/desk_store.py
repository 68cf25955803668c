"""The desk's database and files for a command of an administrator: opened, and let go at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from s3align.cli.desk_options import need_web
from s3align.errors import UsageError, said

if TYPE_CHECKING:
    from s3align.desk.settings import ServerSettings
    from s3align.desk.storage.database import Database
    from s3align.desk.storage.files import FileStore


@dataclass(frozen=True, slots=True)
class Given:
    """What ``desk_options`` were given."""

    data: Path | None
    database: str | None
    server_file: Path | None


@dataclass(frozen=True, slots=True)
class Store:
    """Settings of the server, its database and its files."""

    server: ServerSettings
    database: Database
    files: FileStore


@contextmanager
def opened(given: Given, *, in_any_form: bool = False) -> Iterator[Store]:
    """The desk that is there. ``in_any_form``: also with a database of an earlier version.

    Raises UsageError where there is none, where it cannot be reached, or where its database has another form.
    """
    with need_web():
        from s3align.desk.startup import open_desk, refuse_other_form  # noqa: PLC0415
        from s3align.desk.storage.database import database_url  # noqa: PLC0415 -- heavy; not for --help
        from s3align.settings import Settings  # noqa: PLC0415
    server = settings_of(given)
    url = database_url(server.database, server.data)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise UsageError(
            said(
                "no_desk_here",
                "There is no desk in {folder}. Name its folder with --data, or its database with --database.",
                folder=server.data,
            )
        )
    desk = open_desk(server, Settings())
    try:
        if not in_any_form:
            refuse_other_form(desk)
        yield Store(server, desk.database, desk.files)
    finally:
        desk.database.close()


@contextmanager
def empty_place(given: Given) -> Iterator[Store]:
    """Where a desk may come to be; a file of SQLite is not made by looking. Raises UsageError as ``opened``."""
    with need_web():
        from s3align.desk.startup import open_desk  # noqa: PLC0415
        from s3align.desk.storage.database import Database, database_url  # noqa: PLC0415 -- heavy; not for --help
        from s3align.desk.storage.files import FileStore  # noqa: PLC0415
        from s3align.settings import Settings  # noqa: PLC0415
    server = settings_of(given)
    database = Database(database_url(server.database, server.data))
    if not database.is_sqlite:
        database = open_desk(server, Settings()).database
    try:
        yield Store(server, database, FileStore(server.data))
    finally:
        database.close()


def settings_of(given: Given) -> ServerSettings:
    """The server's settings as ``s3align serve`` has them with the same options."""
    with need_web():
        from s3align.desk.settings import ServerSettings  # noqa: PLC0415 -- heavy; not for --help
    return ServerSettings.load(given.server_file, {"data": given.data, "database": given.database})
