"""The run's memory: which content got which record, under which model and settings. SQLite with a write-ahead log.

A record is keyed by everything that it depends on: the content's hash and name, the model, the settings, the language and the
tool's version. What was judged stays judged when a run is killed, and only what a change affects is judged again.
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

_FORM = 1
"""Of the tables below; another form is another version's ledger."""
_SCHEMA = f"""
begin immediate;
pragma user_version = {_FORM};
create table if not exists result (
    key text primary key, record text not null, signature blob not null, is_lost integer not null
);
create table if not exists report (name text primary key) without rowid;
create table if not exists run (name text primary key, value text not null);
create table if not exists source (
    name text primary key, path blob not null, sha256 text not null, suffix text not null, size integer not null,
    changed text not null
);
create index if not exists source_by_content on source (sha256, suffix, name);
commit;
create temporary table waiting (place integer primary key, name text, path blob, sha256 text, key text);
"""
_HASH_SIGNS = 32
"""Of a report's name: half of the key, so that nobody can make two contents share a report."""
_NAME_BYTES = 120
"""Of a report's name: file systems end at 255, and letters outside the Latin script take up to four."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder: its name as text, its path below the folder as the system has it, and what tells it from others.

    ``suffix``: in small letters; the same bytes are read in another way under another one. ``size`` in bytes. ``changed``:
    its times of change.
    """

    name: str
    path: bytes
    sha256: str
    suffix: str
    size: int
    changed: str


@dataclass(frozen=True, slots=True)
class Content:
    """Files with the same bytes and suffix, by the first of their names; ``key`` stands for its record and its report."""

    name: str
    path: Path
    sha256: str
    key: str
    is_judged: bool = False

    @property
    def report(self) -> str:
        """The file name of its report."""
        return report_name(self.name, self.key)


@dataclass(frozen=True, slots=True)
class Result:
    """A file with its record as JSON and its signature; ``original`` is the first file with the same content."""

    name: str
    original: str
    sha256: str
    key: str
    record: str
    signature: bytes

    @property
    def report(self) -> str:
        """The file name of its report."""
        return report_name(self.original, self.key)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a result depends on besides the file."""

    model: str
    settings: str
    version: str
    language: str

    def key(self, name: str, sha256: str) -> str:
        """The key of a content under this frame; the name is part of its record."""
        return hashlib.sha256(f"{name}\0{sha256}\0{self.name}".encode()).hexdigest()

    @property
    def name(self) -> str:
        """Everything but the content, as one text."""
        return f"{self.model}\0{self.settings}\0{self.version}\0{self.language}"


def report_name(name: str, key: str) -> str:
    """A report's file name: readable, and its own for every content and all that its record depends on."""
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in Path(name).stem)
    short = stem.encode()[:_NAME_BYTES].decode(errors="ignore")
    return f"{short}-{key[:_HASH_SIGNS]}.html"


class Ledger:
    """Records by content and frame; use it in a ``with`` statement.

    Every method raises UsageError where the disk is full or the file damaged.
    """

    def __init__(self, path: Path, frame: Frame) -> None:
        self._path, self._frame = path, frame
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("pragma journal_mode=wal")
            self._connection.execute("pragma synchronous=full")
            self._refuse_other_form()
            self._connection.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise UsageError(
                f"{path} cannot be used as the run's ledger ({error}). Name another folder with --out."
            ) from error
        self._connection.create_function("key_of", 2, frame.key, deterministic=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def changed_frame(self) -> bool:
        """Whether the last run had another frame; remembers this one."""
        now = self._frame.name
        with self._transaction():
            row = self._connection.execute("select value from run where name = 'frame'").fetchone()
            self._connection.execute("insert or replace into run values ('frame', ?)", (now,))
        return row is not None and row[0] != now

    def known_hash(self, name: str, size: int, changed: str) -> str | None:
        """The hash of a file that has not changed since it was last read."""
        with self._disk_errors():
            row = self._connection.execute(
                "select sha256 from source where name = ? and size = ? and changed = ?", (name, size, changed)
            ).fetchone()
        return str(row[0]) if row else None

    def note_files(self, files: Iterable[SourceFile]) -> None:
        """Replaces the list of files, which may ask ``known_hash`` of the old one while it is read."""
        with self._transaction():
            self._connection.execute("create temporary table found as select * from source where false")
            self._connection.executemany("insert into found values (?, ?, ?, ?, ?, ?)", map(astuple, files))
            self._connection.execute("delete from source")
            self._connection.execute("insert into source select * from found")
            self._connection.execute("drop table found")

    def counts(self) -> tuple[int, int]:
        """Files, and distinct contents."""
        with self._disk_errors():
            files, contents = self._connection.execute(
                "select (select count(*) from source), (select count(*) from (select 1 from source group by sha256, suffix))"
            ).fetchone()
        return files, contents

    def contents(self) -> Iterator[Content]:
        """Every distinct content in order of the names of their first files."""
        with self._disk_errors():
            rows = self._connection.execute(
                "select name, path, sha256, content.key, is_lost is 0 from "
                "(select *, key_of(name, sha256) as key from source join "
                "(select min(name) as first from source group by sha256, suffix) on name = first) as content "
                "left join result on result.key = content.key order by name"
            )
            for name, path, sha256, key, is_judged in rows:
                yield Content(name, Path(os.fsdecode(path)), sha256, key, bool(is_judged))

    def note_waiting(self, contents: Iterable[Content]) -> int:
        """Keeps what is to be judged, for ``waiting``, and that its report is this run's; the number of it."""
        with self._transaction():
            self._connection.execute("delete from waiting")
            for content in contents:
                self._connection.execute("insert or ignore into report values (?)", (content.report,))
                self._connection.execute(
                    "insert into waiting (name, path, sha256, key) values (?, ?, ?, ?)",
                    (content.name, os.fsencode(content.path), content.sha256, content.key),
                )
            return int(self._connection.execute("select count(*) from waiting").fetchone()[0])

    def waiting(self) -> Iterator[Content]:
        """What is to be judged; results may be added while it is read."""
        with self._disk_errors():
            rows = self._connection.execute("select name, path, sha256, key from waiting order by place")
            for name, path, sha256, key in rows:
                yield Content(name, Path(os.fsdecode(path)), sha256, key)

    def add(self, key: str, row: Row) -> None:
        """Keeps a record; on disk when this returns. That a file was lost this time replaces no verdict on it."""
        with self._transaction():
            self._connection.execute(
                f"insert or {'ignore' if row.is_lost else 'replace'} into result values (?, ?, ?, ?)",  # noqa: S608 -- our words
                (key, row.record, row.signature, row.is_lost),
            )

    def results(self) -> Iterator[Result]:
        """Every file with a record under this frame, in order of names."""
        with self._disk_errors():
            rows = self._connection.execute(
                "select name, original, sha256, key, record, signature from "
                "(select name, sha256, (select min(name) from source as same "
                "where same.sha256 = source.sha256 and same.suffix = source.suffix) as original from source) "
                "join result on key = key_of(original, sha256) order by name"
            )
            yield from (Result(*row) for row in rows)

    def remove_outdated_reports(self, folder: Path) -> None:
        """Removes from ``folder`` what earlier runs have written for other files, names, settings or languages."""
        with self._transaction():
            self._connection.execute("create temporary table current (name text primary key) without rowid")
            self._connection.executemany(
                "insert into current values (?)", ((content.report,) for content in self.contents())
            )
            outdated = "from report where name not in (select name from current)"
            for (name,) in self._connection.execute(f"select name {outdated}"):
                (folder / name).unlink(missing_ok=True)
            self._connection.execute(f"delete {outdated}")
            self._connection.execute("drop table current")

    def _refuse_other_form(self) -> None:
        tables, form = (
            self._connection.execute(question).fetchone()[0]
            for question in ("select count(*) from sqlite_schema", "pragma user_version")
        )
        if tables and form != _FORM:
            raise UsageError(
                f"{self._path} was written by another version of s3align. Name another folder with --out; what lies here stays."
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._disk_errors():
            self._connection.execute("begin immediate")
            try:
                yield
                self._connection.execute("commit")
            finally:
                if self._connection.in_transaction:  # a full disk has ended it already
                    self._connection.execute("rollback")

    @contextmanager
    def _disk_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise UsageError(
                f"The ledger {self._path} cannot be used ({error}). Make room, then run the same command again, which goes on "
                "from there; where that does not help, name another folder with --out."
            ) from error
