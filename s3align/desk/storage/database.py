"""The desk's database: SQLite in the data folder, or PostgreSQL at an address; transactions that read and such that write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError
from sqlalchemy.orm import Session

import s3align.desk.review.differences  # noqa: F401 -- keeps a figure of each submission right, whoever writes readings
from s3align.errors import UsageError, said

FILE = "desk.sqlite3"
"""Of the embedded database, in the data folder."""
_PATIENCE = 30
"""Seconds that a transaction waits for another one that writes: SQLite has one writer at a time."""
_PAUSE = 0.02
"""Seconds between two tries to change the form of SQLite's file while somebody else has it."""
_KIND_OF_ERROR = 0xFF
"""The bits of SQLite's number of an error that say its kind; the others say more."""
_FORGOTTEN = 600
"""Seconds after which PostgreSQL ends a transaction of which nothing more is heard: a machine that is gone hinders nobody."""
_WRITES = "s3align_writes"
_TURN = 7_333
"""Number of the lock that a transaction which writes takes in PostgreSQL."""
_POSTGRESQL = "postgresql+pg8000"
_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Of a transaction that reads in PostgreSQL: all its questions are answered from one state. SQLite does so anyway."""


class Database:
    """A database of the desk. Several threads and processes may use one at once."""

    def __init__(self, url: URL | str) -> None:
        """``url``: as ``database_url`` makes it."""
        self.url = make_url(url)
        self.engine = _engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded one."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that reads: one state of the database from its first question to its end."""
        engine = self.engine if self.is_sqlite else self.engine.execution_options(**_SNAPSHOT)
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @property
    def writing_engine(self) -> Engine:
        """The engine whose transactions write."""
        return self.engine.execution_options(**{_WRITES: True})

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that writes; kept at its end, undone where an exception leaves it.

        There is one at a time, in all processes, on both kinds of database: so none waits for another that waits for it,
        and what was right on the one kind is right on the other.
        """
        with Session(self.writing_engine, expire_on_commit=False) as session, session.begin():
            yield session

    def is_whole(self) -> bool:
        """Whether an embedded database can be read in all its parts, all of which are read; of PostgreSQL its server knows."""
        if not self.is_sqlite:
            return True
        with self.reading() as session:
            return session.connection().exec_driver_sql("pragma quick_check(1)").scalar() == "ok"

    def close(self) -> None:
        """Lets go of all connections."""
        self.engine.dispose()


def database_url(given: str | None, data: Path) -> URL:
    """The address of the database: ``given`` by the administrator, else a file in the folder ``data``.

    Raises UsageError for an address of another kind of database.
    """
    if not given:
        return URL.create("sqlite", database=str(data / FILE))
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise _other_database() from error
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername=_POSTGRESQL)
    raise _other_database()


def take_turn(connection: Connection) -> None:
    """Waits until no other transaction writes; for one that did not begin as ``writing``, else it is done already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_TURN})")


def _other_database() -> UsageError:
    return UsageError(
        said(
            "database_url",
            "The address of the database cannot be used. Write postgresql://USER:PASSWORD@HOST/NAME, or leave it out for a "
            "file in the data folder.",
        )
    )


def _engine(url: URL) -> Engine:
    """``hide_parameters``: an error quotes no values, which may be a proposal's, into a log."""
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "before_cursor_execute", _refuse_nul)
    else:
        limits = {"lock_timeout": f"{_PATIENCE}s", "idle_in_transaction_session_timeout": f"{_FORGOTTEN}s"}
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"startup_params": limits})
    event.listen(engine, "begin", _begin_sqlite if is_sqlite else _begin_postgresql)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """Readers do not wait for a writer; deleted content is overwritten; what is committed outlasts a power cut."""
    connection.isolation_level = None  # transactions begin and end where SQLAlchemy says so
    _write_ahead(connection)
    for pragma in ("foreign_keys = on", "secure_delete = on", "synchronous = full"):
        connection.execute(f"pragma {pragma}")


def _refuse_nul(_: Connection, __: object, statement: str, parameters: Any, ___: object, ____: bool) -> None:
    """What PostgreSQL cannot keep is refused here too, or the same words would be lost on the way from one to the other.

    Raises DataError.
    """
    if any("\0" in text for text in _texts_in(parameters)):
        raise DataError(statement, None, ValueError("a text with the sign 0"), hide_parameters=True)


def _texts_in(parameters: Any) -> Iterator[str]:
    """The texts among the values of a statement: of one row, of many, or of many rows put into one statement."""
    if isinstance(parameters, str):
        yield parameters
    elif isinstance(parameters, dict):
        yield from _texts_in(tuple(parameters.values()))
    elif isinstance(parameters, list | tuple):
        for value in parameters:
            yield from _texts_in(value)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Has the file work with a write-ahead log; it keeps that. SQLite waits for nobody here, so the waiting is done by hand."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            if connection.execute("pragma journal_mode").fetchone()[0] != "wal":
                connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _KIND_OF_ERROR != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """One that writes takes its turn at once: two that had begun to read could not both go on to write."""
    connection.exec_driver_sql("begin immediate" if _writes(connection) else "begin")


def _begin_postgresql(connection: Connection) -> None:
    if _writes(connection):
        take_turn(connection)


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_WRITES, False))
