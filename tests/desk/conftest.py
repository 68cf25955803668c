"""Databases of both kinds, and a store of files beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_servers import KINDS, fresh_database
from thrift import cheap_passwords, shared_pipelines  # noqa: F401 -- for every test here

from s3align.desk.storage.database import Database
from s3align.desk.storage.files import FileStore


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database in the form of now: on SQLite, and on a real PostgreSQL server."""
    with fresh_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, of both kinds."""
    with fresh_database(request.param, tmp_path, empty=True) as made:
        yield made


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    """The files beside the database."""
    return FileStore(tmp_path)
