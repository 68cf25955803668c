"""Whether the desk can do its work now: database, data folder and workers, each looked at for real."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from s3align.desk.storage.database import Database
from s3align.desk.storage.migrate import is_current
from s3align.desk.work import heartbeats

LEAST_FREE_BYTES = 500_000_000
"""One largest upload of a zip, as the settings have it at first; with less the next one may fail."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found. ``database``: it answers; ``is_current``: and has the form of this version; ``workers``: that are there.

    ``is_writable``: a file could be written into the data folder; ``free_bytes``: left there.
    """

    database: bool
    is_current: bool
    is_writable: bool
    free_bytes: int
    workers: int

    @property
    def checks(self) -> dict[str, bool]:
        """Name of what was looked at -> whether it is as it should be."""
        return {
            "database": self.database,
            "schema": self.is_current,
            "data_folder": self.is_writable,
            "space": self.free_bytes >= LEAST_FREE_BYTES,
            "workers": self.workers > 0,
        }

    @property
    def is_ready(self) -> bool:
        """Whether all is as it should be."""
        return all(self.checks.values())


def look(database: Database, data: Path) -> Readiness:
    """Looks at everything; nothing that is wrong raises an error."""
    answers, current, workers = _of_database(database)
    return Readiness(answers, current, _is_writable(data), _free(data), workers)


def _of_database(database: Database) -> tuple[bool, bool, int]:
    try:
        if not is_current(database):
            return True, False, 0
        with database.reading() as session:
            return True, True, heartbeats.alive(session)
    except SQLAlchemyError:
        return False, False, 0


def _is_writable(data: Path) -> bool:
    try:
        with tempfile.NamedTemporaryFile(dir=data, prefix=".looking-") as file:
            file.write(b"0")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def _free(data: Path) -> int:
    try:
        return shutil.disk_usage(data).free
    except OSError:
        return 0
