"""Reads the ledger of a batch run that somebody hands over: its records as values, with nothing in it believed or run."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from s3align.errors import DataError, UsageError, said
from s3align.record.assessment import Assessment
from s3align.record.codec import from_json
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import holds_results

_MOST_STEPS = 200_000
"""Thousands of steps of SQLite's machine: a ledger of 100,000 files takes a tenth."""
_PARTS = 5
"""Of a run's fingerprint."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A file of a run by the first of its names; ``path``: below the run's folder. ``record``: JSON, "" where there is none."""

    name: str
    path: Path
    sha256: str
    suffix: str
    record: str = ""
    assessed_on: date | None = None
    signature: bytes = b""
    passages: bytes | None = None

    def assessment(self) -> Assessment:
        """The record. Raises DataError for one that is damaged or of another file."""
        found = from_json(self.record, self.name)
        if found.document.sha256 != self.sha256:
            raise DataError(
                said(
                    "import_record", "The stored result of '{name}' is damaged. Assess the file again.", name=self.name
                )
            )
        return found

    @property
    def made_at(self) -> datetime:
        """When the record was made: noon of its day, now where that is not known."""
        return datetime.combine(self.assessed_on, time(12), UTC) if self.assessed_on else datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a ledger says: of which run, which folder was assessed ("" where not known), and its files."""

    fingerprint: RunFingerprint
    folder: str
    entries: tuple[LedgerEntry, ...]


def read_ledger(path: Path) -> Ledger:
    """A ledger in the form of now; ``path`` is a copy that may be written beside. Raises UsageError where it cannot be used."""
    if not holds_results(path):
        raise no_ledger()
    try:
        with _opened(path) as database:
            facts = dict(database.execute("select name, value from run"))
            fingerprint = _fingerprint(facts.get("fingerprint"))
            folder = facts.get("folder")
            entries = tuple(_entries(database, fingerprint))
    except (sqlite3.Error, ValueError, TypeError) as error:
        raise no_ledger() from error
    return Ledger(fingerprint, os.fsdecode(folder) if isinstance(folder, bytes) else "", entries)


def no_ledger() -> UsageError:
    """What is said where there are no results."""
    return UsageError(
        said(
            "import_no_ledger",
            "There are no results of `s3align batch` of this version in it. Give the whole folder that its --out named. For "
            "results of an earlier version, run `s3align batch` on them again first.",
        )
    )


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database in which nothing but reading is allowed, and not for ever."""
    with closing(sqlite3.connect(path.absolute(), isolation_level=None)) as database:
        database.execute("pragma trusted_schema = off")
        database.set_authorizer(_may)
        left = iter(range(_MOST_STEPS))
        database.set_progress_handler(lambda: next(left, None) is None, 1_000)
        yield database


def _may(action: int, *_: str | None) -> int:
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)
    return sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY


def _fingerprint(stored: object) -> RunFingerprint:
    """Raises ValueError for what is none."""
    parts = stored.split("\0") if isinstance(stored, str) else []
    if len(parts) != _PARTS:
        raise ValueError("no fingerprint")
    return RunFingerprint(*parts)


def _entries(database: sqlite3.Connection, fingerprint: RunFingerprint) -> Iterator[LedgerEntry]:
    files = database.execute(
        "select min(name), path, sha256, suffix from source group by sha256, suffix order by min(name)"
    ).fetchall()
    for name, path, sha256, suffix in files:
        row = database.execute(
            "select record, assessed_on, signature, passages from result where key = ? and not is_lost",
            (fingerprint.key(name, sha256),),
        ).fetchone()
        about = (str(name), Path(os.fsdecode(path)), str(sha256), str(suffix))
        if row is None:
            yield LedgerEntry(*about)
            continue
        record, day, signature, passages = row
        yield LedgerEntry(*about, str(record), date.fromisoformat(day) if day else None, signature or b"", passages)
