"""The run's memory: which content got which record, under which model and settings. SQLite with a write-ahead log.

A record is keyed by the content's hash, the model's, the settings' and the tool's version: what was judged stays judged
when a run is killed, and only what a change affects is judged again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from s3align.batch.task import Row
from s3align.errors import UsageError

_SCHEMA = """
create table if not exists result (key text primary key, sha256 text not null, record text not null, signature blob not null);
create table if not exists lost (key text primary key) without rowid;
create table if not exists report (key text primary key) without rowid;
create table if not exists run (name text primary key, value text not null);
create table if not exists source (
    name text primary key, path blob not null, sha256 text not null, size integer not null, changed text not null
);
create index if not exists source_by_content on source (sha256, name);
create temporary table waiting (place integer primary key, name text, path blob, sha256 text);
"""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder: its name as text, its path below the folder as the system has it, hash, bytes, times of change."""

    name: str
    path: bytes
    sha256: str
    size: int
    changed: str


@dataclass(frozen=True, slots=True)
class Content:
    """A distinct content, by the first of its files; whether it was judged, and has a report of this frame."""

    name: str
    path: Path
    sha256: str
    is_judged: bool = False
    has_report: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A file with its record as JSON and its signature; ``original`` is the first file with the same content.

    ``has_report``: a report was written of this record.
    """

    name: str
    original: str
    sha256: str
    record: str
    signature: bytes
    has_report: bool


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
        self._connection.create_function("key_of", 1, frame.key, deterministic=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def changed_frame(self) -> bool:
        """Whether the last run had another frame; remembers this one, and that reports on disk are of the other."""
        now = self._frame.name
        row = self._connection.execute("select value from run where name = 'frame'").fetchone()
        changed = row is not None and row[0] != now
        with self._transaction():
            self._connection.execute("insert or replace into run values ('frame', ?)", (now,))
            if changed:
                self._connection.execute("delete from report")
        return changed

    def known_hash(self, name: str, size: int, changed: str) -> str | None:
        """The hash of a file that has not changed since it was last read."""
        row = self._connection.execute(
            "select sha256 from source where name = ? and size = ? and changed = ?", (name, size, changed)
        ).fetchone()
        return str(row[0]) if row else None

    def note_files(self, files: Iterable[SourceFile]) -> None:
        """Replaces the list of files, which may ask ``known_hash`` of the old one while it is read."""
        with self._transaction():
            self._connection.execute("create temporary table found as select * from source where false")
            self._connection.executemany("insert into found values (?, ?, ?, ?, ?)", map(astuple, files))
            self._connection.execute("delete from source")
            self._connection.execute("insert into source select * from found")
            self._connection.execute("drop table found")

    def counts(self) -> tuple[int, int]:
        """Files, and distinct contents."""
        files, contents = self._connection.execute("select count(*), count(distinct sha256) from source").fetchone()
        return files, contents

    def contents(self) -> Iterator[Content]:
        """Every distinct content in order of the names of their first files."""
        rows = self._connection.execute(
            "select name, path, source.sha256, result.key is not null and lost.key is null, report.key is not null from source "
            "join (select min(name) as first from source group by sha256) on name = first "
            "left join result on result.key = key_of(source.sha256) "
            "left join lost on lost.key = result.key left join report on report.key = result.key order by name"
        )
        for name, path, sha256, is_judged, has_report in rows:
            yield Content(name, Path(os.fsdecode(path)), sha256, bool(is_judged), bool(has_report))

    def note_waiting(self, contents: Iterable[Content]) -> int:
        """Keeps what is to be judged, for ``waiting``; the number of it."""
        with self._transaction():
            self._connection.execute("delete from waiting")
            self._connection.executemany(
                "insert into waiting (name, path, sha256) values (?, ?, ?)",
                ((content.name, os.fsencode(content.path), content.sha256) for content in contents),
            )
        return int(self._connection.execute("select count(*) from waiting").fetchone()[0])

    def waiting(self) -> Iterator[Content]:
        """What is to be judged; results may be added while it is read."""
        for name, path, sha256 in self._connection.execute("select name, path, sha256 from waiting order by place"):
            yield Content(name, Path(os.fsdecode(path)), sha256)

    def add(self, row: Row, *, has_report: bool = False) -> None:
        """Keeps a record; on disk when this returns. Raises UsageError where the disk is full.

        ``has_report``: its report was written before.
        """
        key = self._frame.key(row.sha256)
        with self._transaction():
            self._connection.execute(
                "insert or replace into result values (?, ?, ?, ?)", (key, row.sha256, row.record, row.signature)
            )
            self._connection.execute(
                "insert or ignore into lost values (?)" if row.is_lost else "delete from lost where key = ?", (key,)
            )
            if has_report:
                self._connection.execute("insert or ignore into report values (?)", (key,))

    def results(self) -> Iterator[Result]:
        """Every file with a record under this frame, in order of names."""
        rows = self._connection.execute(
            "select name, (select min(name) from source as same where same.sha256 = source.sha256), "
            "source.sha256, record, signature, report.key is not null from source "
            "join result on result.key = key_of(source.sha256) left join report on report.key = result.key order by name"
        )
        yield from (Result(*row) for row in rows)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _disk_errors():
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            finally:
                if self._connection.in_transaction:  # a full disk has ended it already
                    self._connection.execute("rollback")


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise UsageError(
            f"The ledger cannot be written ({error}). What was judged is kept: make room, then run the same command again."
        ) from error
