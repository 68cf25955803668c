"""The run's memory: which content got which record, under which model and settings. SQLite with a write-ahead log.

A record is keyed by the content's hash, the model's, the settings' and the tool's version: what was judged stays judged
when a run is killed, and only what a change affects is judged again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from s3align.batch.task import Row
from s3align.errors import UsageError

_SCHEMA = """
create table if not exists result (key text primary key, sha256 text not null, record text not null, signature blob not null);
create table if not exists file (name text primary key, sha256 text not null, size integer not null, changed integer not null);
create table if not exists run (name text primary key, value text not null);
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a result depends on besides the file."""

    model: str
    settings: str
    version: str
    language: str

    def key(self, sha256: str) -> str:
        """The key of a content under this frame."""
        return hashlib.sha256(f"{sha256}\0{self.name}".encode()).hexdigest()

    @property
    def name(self) -> str:
        """Everything but the content, as one text."""
        return f"{self.model}\0{self.settings}\0{self.version}\0{self.language}"


class Ledger:
    """Records by content and frame; use it in a ``with`` statement."""

    def __init__(self, path: Path, frame: Frame) -> None:
        self._frame = frame
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("pragma journal_mode=wal")
            self._connection.execute("pragma synchronous=full")
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise UsageError(
                f"{path} cannot be used as the run's ledger ({error}). Name another folder with --out."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def changed_frame(self) -> bool:
        """Whether the last run had another model, other settings or another version; remembers this one."""
        now = self._frame.name
        row = self._connection.execute("select value from run where name = 'frame'").fetchone()
        self._connection.execute("insert or replace into run values ('frame', ?)", (now,))
        return row is not None and row[0] != now

    def known_hash(self, name: str, size: int, changed: int) -> str | None:
        """The hash of a file that has not changed since it was last read."""
        row = self._connection.execute(
            "select sha256 from file where name = ? and size = ? and changed = ?", (name, size, changed)
        ).fetchone()
        return str(row[0]) if row else None

    def note_files(self, files: Iterable[tuple[str, str, int, int]]) -> None:
        """Replaces the list of files: (name, hash, bytes, time of change)."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("begin immediate")
            cursor.execute("delete from file")
            cursor.executemany("insert into file values (?, ?, ?, ?)", files)
            cursor.execute("commit")

    def has(self, sha256: str) -> bool:
        """Whether a content has its record under this frame."""
        found = self._connection.execute("select 1 from result where key = ?", (self._frame.key(sha256),))
        return found.fetchone() is not None

    def add(self, row: Row) -> None:
        """Keeps a record; on disk when this returns. Raises UsageError where the disk is full."""
        try:
            self._connection.execute(
                "insert or replace into result values (?, ?, ?, ?)",
                (self._frame.key(row.sha256), row.sha256, row.record, row.signature),
            )
        except sqlite3.Error as error:
            raise UsageError(
                f"The ledger cannot be written ({error}). What was judged is kept: make room, then run the same command again."
            ) from error

    def results(self) -> Iterator[tuple[str, str, str, bytes]]:
        """(Name, hash, record, signature) of every file with a record under this frame, in order of names."""
        files = self._connection.execute("select name, sha256 from file order by name")
        for name, sha256 in files:
            found = self._connection.execute(
                "select record, signature from result where key = ?", (self._frame.key(sha256),)
            ).fetchone()
            if found:
                yield name, sha256, found[0], found[1]
