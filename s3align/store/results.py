"""The run's memory: which content got which record, under which model and settings. SQLite with a write-ahead log.

A record is keyed by everything that it depends on: the file's bytes and name, and the run's fingerprint. What was assessed
stays when a run is killed, and only what a change affects is assessed again. Files with the same bytes and suffix are assessed
once, under the first of their names.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self
from unicodedata import normalize

from s3align.errors import UsageError, said
from s3align.files import shown_name
from s3align.store import history
from s3align.store.fingerprint import RunFingerprint
from s3align.store.history import Changes, GoneFile, Retention

REPORTS = "reports"
SCRATCH = ".s3align-scratch"
"""Folder for what a run needs while it writes its results."""
_APPLICATION = 0x53334C31
"""Marks a database as a ledger ("S3L1")."""
_FORM = 4
"""Of the tables below; a later form is a later version's ledger."""
_ADDED = {2: ("assessed_on text", "passages blob", "gone_since text"), 3: ("passages blob", "gone_since text")}
"""What the results of ledgers of earlier forms do not have; they are brought to the form of now."""
_SCHEMA = f"""
begin immediate;
pragma application_id = {_APPLICATION};
pragma user_version = {_FORM};
create table if not exists result (
    key text primary key, record text not null, signature blob not null, is_lost integer not null,
    assessed_on text, passages blob, gone_since text
);
create table if not exists report (name text primary key, rendering text not null) without rowid;
create table if not exists run (name text primary key, value text not null);
create table if not exists source (
    name text primary key, path blob not null, sha256 text not null, suffix text not null, size integer not null,
    changed text not null
);
create index if not exists source_by_content on source (sha256, suffix, name);
{history.SCHEMA}commit;
{history.VIEWS}create temporary table content (name text primary key, path blob, sha256 text, suffix text, key text);
create index temp.content_by_bytes on content (sha256, suffix);
create temporary table current (name text primary key) without rowid;
create temporary table waiting (place integer primary key, name text, path blob, sha256 text, key text);
"""
_HASH_SIGNS = 32
"""Of a report's name: half of the key, so that nobody can make two contents share a report."""
_NAME_UNITS = 60
"""UTF-16 units of a report's name before its hash, as Windows counts: a path ends there at 260, so that 150 are left for the
folder. At most three bytes each, where other file systems end at 255 bytes."""


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
    """Files with the same bytes and suffix, by the first of their names; ``key`` stands for its record and its report.

    ``is_assessed``: there is a record of it. ``record``: that record as JSON where only its report is to be written, made on
    ``assessed_on`` where that is known.
    """

    name: str
    path: Path
    sha256: str
    key: str
    is_assessed: bool = False
    record: str = ""
    assessed_on: date | None = None

    @property
    def report(self) -> str:
        """The file name of its report."""
        return report_name(self.name, self.key)


@dataclass(frozen=True, slots=True)
class Result:
    """A file with its record as JSON and its signature; ``original`` is the first file with the same content.

    ``assessed_on``: the day of the assessment, where it is known. ``passages``: what finds passages that it shares with other
    files; None of a result that is older than that.
    """

    name: str
    original: str
    sha256: str
    key: str
    record: str
    signature: bytes
    assessed_on: date | None = None
    passages: bytes | None = None

    @property
    def report(self) -> str:
        """The file name of its report."""
        return report_name(self.original, self.key)


@dataclass(frozen=True, slots=True)
class StoredResult:
    """The result for one content: its record as JSON, and the MinHash of its text (empty where there is too little).

    ``passages``: what finds passages that it shares with other files; None where that was not made.
    ``html``: its report, where the worker could not write it itself. ``is_refused``: there is a reason instead of a score.
    ``is_lost``: it could not be assessed this time, and the next run tries again; ``for_its_time``: because it took too long.
    ``assessed_on``: the day.
    """

    record: str
    signature: bytes
    html: str = ""
    is_refused: bool = False
    is_lost: bool = False
    for_its_time: bool = False
    assessed_on: date | None = None
    passages: bytes | None = None


def report_name(name: str, key: str) -> str:
    """A report's file name: readable, its own for everything that its record depends on, and good on every system.

    Letters, digits, "-" and "_" alone, so that nothing in a link has to be escaped; behind the hash no name is one that Windows
    keeps for a device. Letters are composed, as keyboards write them: a Mac parts "ü" into two signs.
    """
    letters = normalize("NFC", Path(name).stem)
    stem = "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in letters)
    short = stem.encode("utf-16-le")[: 2 * _NAME_UNITS].decode("utf-16-le", errors="ignore")
    return f"{short}-{key[:_HASH_SIGNS]}.html"


def holds_results(path: Path) -> bool:
    """Whether a run has kept its ledger there; asked without changing a byte.

    Raises UsageError for a database of another program or of another version of this one.
    """
    if not path.exists() or not path.stat().st_size:
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
            application, form, tables = (
                found.execute(question).fetchone()[0]
                for question in ("pragma application_id", "pragma user_version", "select count(*) from sqlite_schema")
            )
    except sqlite3.Error as error:
        raise UsageError(
            said(
                "no_ledger",
                "{file} cannot be used as the run's ledger ({why}). Allow reading and writing there, or name another folder "
                "with --out.",
                file=shown_name(path),
                why=error,
            )
        ) from error
    if application == _APPLICATION and form in (*_ADDED, _FORM):
        return True
    if application == 0 and tables == 0:  # of a run that was killed before its first entry
        return False
    raise UsageError(
        said(
            "other_ledger",
            "{file} is not a ledger of this version of s3align. Name another folder with --out; what lies here stays as it is.",
            file=shown_name(path),
        )
    )


def _is_removed(path: Path) -> bool:
    """Removes a report; False for one that another program holds, which the next run tries again."""
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return path.is_dir()  # of somebody: a run writes files
    except OSError:
        pass  # a folder of somebody, or a drive that is gone
    return True


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _stored(day: date | None) -> str | None:
    return day.isoformat() if day else None


class ResultStore:
    """Records by content and fingerprint; use it in a ``with`` statement.

    Every method raises UsageError where SQLite cannot use the file, as on a full disk.
    """

    def __init__(self, path: Path, fingerprint: RunFingerprint) -> None:
        holds_results(path)
        self.fingerprint = fingerprint
        self._path = path
        self._has_contents = False
        with self._disk_errors():
            self._connection = sqlite3.connect(path.absolute(), isolation_level=None)  # absolute: "file:" is no address
            self._connection.execute("pragma journal_mode=wal")
            self._connection.execute("pragma synchronous=full")
            self._connection.execute("pragma secure_delete=on")  # what is forgotten leaves no trace in the file
            form = self._connection.execute("pragma user_version").fetchone()[0]
            self._add_columns(form)
            self._connection.executescript(_SCHEMA)
            if form in _ADDED:
                self._connection.execute(history.KNOWN_BEFORE)

    def _add_columns(self, form: int) -> None:
        """Adds what a ledger of an earlier form does not have, unless a run that was killed has added it."""
        there = {name for _, name, *_ in self._connection.execute("pragma table_info(result)")}
        for column in _ADDED.get(form, ()):
            if column.split()[0] not in there:
                self._connection.execute(f"alter table result add column {column}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def changed_fingerprint(self) -> bool:
        """Whether the last run had another fingerprint; remembers this one."""
        now = self.fingerprint.name
        with self._transaction():
            row = self._connection.execute("select value from run where name = 'fingerprint'").fetchone()
            self._connection.execute("insert or replace into run values ('fingerprint', ?)", (now,))
        return row is not None and row[0] != now

    def folder(self) -> Path | None:
        """The folder that was assessed last, as ``note_folder`` was given it; None where none is known."""
        with self._disk_errors():
            row = self._connection.execute("select value from run where name = 'folder'").fetchone()
        return Path(os.fsdecode(row[0])) if row else None

    def note_folder(self, folder: Path) -> None:
        """Keeps which folder is assessed."""
        with self._transaction():  # as bytes: a name may have some that are no text
            self._connection.execute("insert or replace into run values ('folder', ?)", (os.fsencode(folder),))

    def shortlist(self) -> dict[str, int]:
        """Theme -> length of its list, as ``note_shortlist`` was given them last; in that order, empty where there are none."""
        with self._disk_errors():
            row = self._connection.execute("select value from run where name = 'shortlist'").fetchone()
        return json.loads(row[0]) if row else {}

    def note_shortlist(self, places: Mapping[str, int]) -> None:
        """Keeps the lists that results are written with; none takes them out of the memory."""
        with self._transaction():
            if places:
                self._connection.execute(
                    "insert or replace into run values ('shortlist', ?)", (json.dumps(dict(places)),)
                )
            else:
                self._connection.execute("delete from run where name = 'shortlist'")

    def known_hash(self, name: str, size: int, changed: str) -> str | None:
        """The hash of a file that has not changed since it was last read."""
        with self._disk_errors():
            row = self._connection.execute(
                "select sha256 from source where name = ? and size = ? and changed = ?", (name, size, changed)
            ).fetchone()
        return str(row[0]) if row else None

    def note_files(self, files: Iterable[SourceFile]) -> None:
        """Replaces the list of files, which may ask ``known_hash`` of the old one while it is read."""
        self.note_found(files)
        self.take_found()

    def note_found(self, files: Iterable[SourceFile]) -> int:
        """Keeps a list of files beside that of the last run until ``take_found``; the number of them."""
        with self._transaction():
            self._connection.execute("drop table if exists temp.found")
            self._connection.execute("create temporary table found as select * from source where false")
            self._connection.executemany("insert into found values (?, ?, ?, ?, ?, ?)", map(astuple, files))
            return int(self._connection.execute("select count(*) from found").fetchone()[0])

    def compared_with_found(self) -> tuple[int, int]:
        """Distinct contents of the run before, and how many of them are among those found."""
        with self._disk_errors():
            return history.compared(self._connection)

    def missed(self, limit: int) -> list[Path]:
        """The first files of the run before whose contents are not among those found, by their paths below the folder."""
        with self._disk_errors():
            return [Path(os.fsdecode(path)) for path in history.missed(self._connection, limit)]

    def take_found(self) -> None:
        """Has the files found replace those of the run before."""
        with self._transaction():
            self._connection.execute("delete from source")
            self._connection.execute("insert into source select * from found")
            self._has_contents = False
            self._connection.execute("drop table found")

    def note_run(self, retention: Retention) -> Changes:
        """Notes that the files are worked off; what has become of those of the last run. Removes what is gone for too long."""
        with self._transaction():
            self._know_contents()
            return history.note_run(self._connection, retention)

    def gone(self, limit: int) -> tuple[int, list[GoneFile]]:
        """How many files are gone and still remembered, and the first of them, the last missed first."""
        with self._disk_errors():
            return history.gone(self._connection, limit)

    def counts(self) -> tuple[int, int]:
        """Files, and distinct contents."""
        with self._disk_errors():
            self._know_contents()
            files, contents = self._connection.execute(
                "select (select count(*) from source), (select count(*) from content)"
            ).fetchone()
        return files, contents

    def contents(self) -> Iterator[Content]:
        """Every distinct content in order of the names of their first files."""
        with self._disk_errors():
            self._know_contents()
            rows = self._connection.execute(
                "select name, path, sha256, content.key, is_lost is 0 from content left join result using (key) order by name"
            )
            for name, path, sha256, key, is_assessed in rows:
                yield Content(name, Path(os.fsdecode(path)), sha256, key, bool(is_assessed))

    def is_rendered(self, content: Content, rendering: str) -> bool:
        """Whether its report was written as this run would write it (``RunFingerprint.rendering``)."""
        with self._disk_errors():
            row = self._connection.execute("select rendering from report where name = ?", (content.report,)).fetchone()
        return row is not None and row[0] == rendering

    def note_rendered(self, name: str, rendering: str) -> None:
        """Keeps what the report of this file name was written with."""
        with self._transaction():
            self._connection.execute("insert or replace into report values (?, ?)", (name, rendering))

    def note_waiting(self, contents: Iterable[Content]) -> int:
        """Keeps what is to be worked on, for ``waiting``, and that its report is this run's; the number of it."""
        with self._transaction():
            self._connection.execute("delete from waiting")
            for content in contents:
                self._connection.execute("insert or ignore into report values (?, '')", (content.report,))
                self._connection.execute(
                    "insert into waiting (name, path, sha256, key) values (?, ?, ?, ?)",
                    (content.name, os.fsencode(content.path), content.sha256, content.key),
                )
            return int(self._connection.execute("select count(*) from waiting").fetchone()[0])

    def waiting(self) -> Iterator[Content]:
        """What is to be worked on, with the record where there is one; results may be added while it is read."""
        with self._disk_errors():
            rows = self._connection.execute(
                "select name, path, sha256, waiting.key, coalesce(record, ''), assessed_on from waiting "
                "left join result on result.key = waiting.key and not is_lost order by place"
            )
            for name, path, sha256, key, record, day in rows:
                yield Content(name, Path(os.fsdecode(path)), sha256, key, bool(record), record, _day(day))

    def add(self, key: str, row: StoredResult) -> None:
        """Keeps a record; on disk when this returns. That a file was lost this time replaces no verdict on it.

        A file that is lost a second time ``for_its_time`` stays so: it is not tried for ever.
        """
        with self._transaction():
            self._connection.execute(
                "insert into result (key, record, signature, is_lost, assessed_on, passages) "
                "values (?1, ?2, ?3, ?4, ?6, ?7) on conflict (key) do update set record = ?2, signature = ?3, "
                "is_lost = ?4 and not (?5 and record = ?2), assessed_on = ?6, passages = ?7 where is_lost or not ?4",
                (
                    key,
                    row.record,
                    row.signature,
                    row.is_lost,
                    row.for_its_time,
                    _stored(row.assessed_on),
                    row.passages,
                ),
            )

    def results(self) -> Iterator[Result]:
        """Every file with a record under this fingerprint, in order of names."""
        with self._disk_errors():
            self._know_contents()
            rows = self._connection.execute(
                "select source.name, content.name, sha256, key, record, signature, assessed_on, passages from source "
                "join content using (sha256, suffix) join result using (key) order by source.name"
            )
            for name, original, sha256, key, record, signature, day, passages in rows:
                yield Result(name, original, sha256, key, record, signature, _day(day), passages)

    def remove_outdated_reports(self, folder: Path) -> None:
        """Removes from ``folder`` what earlier runs have written for other files, names, models or settings."""
        with self._transaction():
            self._connection.execute("delete from current")
            self._connection.executemany(
                "insert into current values (?)", ((content.report,) for content in self.contents())
            )
            outdated = self._connection.execute("select name from report where name not in (select name from current)")
            self._connection.executemany(
                "delete from report where name = ?", ((name,) for (name,) in outdated if _is_removed(folder / name))
            )

    def _know_contents(self) -> None:
        """Groups the files by content, and computes the keys; once for a list of files."""
        if self._has_contents:
            return
        self._connection.execute("delete from content")
        groups = self._connection.execute("select min(name), path, sha256, suffix from source group by sha256, suffix")
        self._connection.executemany(
            "insert into content values (?, ?, ?, ?, ?)",
            ((*row, self.fingerprint.key(row[0], row[2])) for row in groups),
        )
        self._has_contents = True

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
                said(
                    "ledger_fails",
                    "The ledger {file} cannot be used ({why}). Make room, then run the same command again, which goes on from "
                    "there; where that does not help, name another folder with --out.",
                    file=shown_name(self._path),
                    why=error,
                )
            ) from error
