"""A database as one file and back: SQLite's own backup, and PostgreSQL's pg_dump and pg_restore.

Both give the state of one moment while others write.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from s3align.desk.storage.database import FILE, Database
from s3align.errors import DataError, UsageError, said

SQLITE, POSTGRESQL = FILE, "desk.pgdump"
"""Names of the file, by the kind of database."""


def file_name(database: Database) -> str:
    """What the file of a database of this kind is called."""
    return SQLITE if database.is_sqlite else POSTGRESQL


@contextmanager
def dumped(database: Database, target: Path) -> Iterator[Session]:
    """Writes a database to a file; the session reads the very state that is written.

    Raises UsageError where pg_dump is missing or fails.
    """
    if not database.is_sqlite:
        with database.reading() as session:
            session.execute(text("set local idle_in_transaction_session_timeout = 0"))  # it waits for pg_dump
            snapshot = session.scalar(text("select pg_export_snapshot()"))
            _run("pg_dump", database, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
            yield session
        return
    with closing(sqlite3.connect(database.url.database or "")) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    with closing(Database(f"sqlite:///{target}")) as made, made.reading() as session:
        yield session
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("pragma journal_mode = delete")  # one file, with nothing beside it


def load(database: Database, source: Path) -> None:
    """Reads a database from a file that ``dumped`` has written; nothing is there yet, or it stays empty.

    Raises UsageError where pg_restore is missing or fails.
    """
    if not database.is_sqlite:
        name = f"--dbname={database.url.database}"
        _run("pg_restore", database, "--single-transaction", "--exit-on-error", "--no-owner", name, str(source))
        return
    target = Path(database.url.database or "")
    coming = target.with_name(f".coming-{target.name}")
    shutil.copyfile(source, coming)
    with coming.open("rb+") as written:
        os.fsync(written.fileno())
    coming.chmod(0o600)
    coming.replace(target)


def is_whole(source: Path) -> bool:
    """Whether SQLite finds no damage in a file."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as opened:
        try:
            return bool(opened.execute("pragma quick_check").fetchall() == [("ok",)])
        except sqlite3.DatabaseError:
            return False


def _run(program: str, database: Database, *arguments: str) -> None:
    """Runs a program of PostgreSQL's; the password goes by the environment, where no other user sees it."""
    found = shutil.which(program)
    if found is None:
        raise UsageError(
            said(
                "no_pg_program",
                "The program {program} of PostgreSQL is not installed here. Install it (Debian: apt-get install "
                "postgresql-client), in the version of the server or a later one.",
                program=program,
            )
        )
    url = database.url
    where = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    given = {name: str(value) for name, value in where.items() if value}
    target = [] if program == "pg_restore" else [str(url.database)]
    done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL's, with arguments of ours
        [found, *arguments, *target],
        env={**os.environ, **given},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [str(done.returncode)]
        raise DataError(
            said(
                "pg_program_failed",
                "{program} failed ({why}). Correct the cause, then run the command again.",
                program=program,
                why=lines[0],
            )
        )
