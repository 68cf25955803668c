"""A PostgreSQL server for tests, and databases on it and on SQLite that are in the form of now at once.

One server for each test process, on a free port, in a folder of its own; it keeps nothing when the process ends.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import URL

from s3align.desk.settings import ServerSettings
from s3align.desk.storage.database import Database, database_url
from s3align.desk.storage.migrate import upgrade

WANTED = "S3ALIGN_TEST_POSTGRESQL"
"""Environment variable; with the value "required" tests fail where there is no PostgreSQL, else they are skipped."""
KINDS = ("sqlite", "postgresql")
_TEMPLATE = "template_desk"
_FORGETFUL = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
"""Nothing here has to outlast a power cut."""
_TRIES = 5
"""Another process may take a port that was free a moment ago."""


@contextmanager
def fresh_database(kind: str, folder: Path, *, empty: bool = False) -> Iterator[Database]:
    """A database of its own: ``kind`` of KINDS, SQLite's file in ``folder``; without any table where ``empty``."""
    if kind == "sqlite":
        url = database_url(None, folder)
        if not empty:
            shutil.copyfile(_template_file(), Path(url.database or ""))
        with _closed(Database(url)) as database:
            yield database
        return
    name = f"desk_{secrets.token_hex(6)}"
    administer(f"create database {name} template {'template0' if empty else _postgresql_template()}")
    try:
        with _closed(Database(server().set(database=name))) as database:
            yield database
    finally:
        administer(f"drop database {name} with (force)")


def prepare(server: ServerSettings) -> None:
    """Puts a database in the form of now into the folder of a server that has none at another address."""
    assert not server.database
    server.data.mkdir(parents=True, exist_ok=True)
    file = Path(database_url(None, server.data).database or "")
    if not file.exists():
        shutil.copyfile(_template_file(), file)


def administer(statement: str) -> None:
    """Runs a statement on the server itself."""
    with _administrator().connect() as connection:
        connection.exec_driver_sql(statement)


@cache
def _administrator() -> sqlalchemy.Engine:
    """A connection that stays: to make one anew takes longer than to make a database."""
    engine = sqlalchemy.create_engine(server(), isolation_level="AUTOCOMMIT")
    atexit.register(engine.dispose)
    return engine


@cache
def server() -> URL:
    """The address of the server of this process, started when it is first wanted."""
    programs = _programs()
    if programs is None:
        reason = "PostgreSQL is not installed here (Debian: apt-get install postgresql)"
        if os.environ.get(WANTED) == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    run_as: list[str] = []
    below = "/tmp" if os.geteuid() == 0 else None  # noqa: S108 -- a folder of root's own is none that another user gets into
    folder = Path(tempfile.mkdtemp(prefix="s3align-postgresql-", dir=below))
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        run_as = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    _run(*run_as, programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
    port = _start(run_as, programs, data)
    _watch(run_as, programs, data, folder)
    return URL.create("postgresql+pg8000", "postgres", host="127.0.0.1", port=port, database="postgres")


def _start(run_as: list[str], programs: Path, data: Path) -> int:
    for attempt in range(_TRIES):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        options = f"-c listen_addresses=127.0.0.1 -p {port} -k {data} -c max_connections=60 {_FORGETFUL}"
        try:
            _run(*run_as, programs / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
        except subprocess.CalledProcessError:
            if attempt == _TRIES - 1:
                raise
        else:
            break
    return port


def _watch(run_as: list[str], programs: Path, data: Path, folder: Path) -> None:
    """Has the server end with this process, also where that is killed: then the pipe to the watcher closes."""
    script = 'read -r _; folder="$1"; shift; "$@"; rm -rf "$folder"'
    stop = [*run_as, str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
    watcher = subprocess.Popen(
        ["sh", "-c", script, "sh", str(folder), *stop],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
    )
    atexit.register(watcher.communicate)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=120)


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl: in the path, or where Debian puts them."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


@cache
def _template_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="s3align-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = database_url(None, folder)
    with _closed(Database(url)) as database:
        upgrade(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("rollback")
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    return Path(url.database or "")


@cache
def _postgresql_template() -> str:
    administer(f"create database {_TEMPLATE} template template0")
    with _closed(Database(server().set(database=_TEMPLATE))) as database:
        upgrade(database)
    return _TEMPLATE


@contextmanager
def _closed(database: Database) -> Iterator[Database]:
    try:
        yield database
    finally:
        database.close()
