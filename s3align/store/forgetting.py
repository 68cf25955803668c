"""Deletes a case from a ledger so that no byte of it is left there: all its records, whatever made them, and all its names."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from s3align.store.cases import NAME_IN_RECORD, known_name, open_ledger
from s3align.store.run_proposals import report_language
from s3align.store.similar import LEAST_SIMILARITY, similarity
from s3align.store.trace_words import plain, short_names, trace_words

_SHA256 = "json_extract(record, '$.document.sha256')"
_LISTED = "(select value from json_each(?))"
_TITLE = "json_extract(record, '$.document.title')"
_OWN_TABLES = ("result", "report", "run")
"""Those in which "name" is not that of a file."""
_KEY_SIGNS = 32
"""Of a key in the name of a report."""


@dataclass(frozen=True, slots=True)
class ForgottenCase:
    """A file with everything of it. ``names``: its own, and those of files with the same bytes, which are the same case.

    ``sha256``: of its bytes, as they are or were last; ``hashes``: those of earlier versions under its name too. ``keys``: of
    its records. ``paths``: where its files lie below the folder of the run, with their names. ``words``: see ``trace_words``.
    """

    name: str
    sha256: str
    names: tuple[str, ...]
    hashes: tuple[str, ...]
    keys: tuple[str, ...]
    paths: tuple[tuple[str, Path], ...]
    words: tuple[str, ...]

    @property
    def versions(self) -> tuple[tuple[str, int, int], ...]:
        """For the list of deletions: the SHA-256 with its files and all records, then those of earlier versions."""
        earlier = tuple((entry, 0, 0) for entry in self.hashes if entry != self.sha256)
        return ((self.sha256, len(self.names), len(self.keys)), *earlier)

    def is_report(self, name: str) -> bool:
        """Whether a file of the folder of reports is one of its own."""
        return any(name.endswith(f"-{key[:_KEY_SIGNS]}.html") for key in self.keys)


class ForgettableLedger:
    """A ledger that cases can be deleted from; make it with ``open_for_forgetting``."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def find(self, name: str) -> ForgottenCase:
        """The case of a file, in the folder or gone from it. Raises UsageError that suggests the nearest name."""
        name = known_name(self._database, name)
        found = self._database.execute("select sha256 from source where name = ?", (name,)).fetchone()
        older = self._database.execute(
            f"select {_SHA256} from result where {NAME_IN_RECORD} = ? order by assessed_on desc, rowid desc",  # noqa: S608 -- our own text
            (name,),
        ).fetchall()
        sha256 = str((found or older[0])[0] or "")
        same = self._database.execute(
            "select name, path from source where sha256 = ? order by name", (sha256,)
        ).fetchall()
        names = tuple(dict.fromkeys([name, *(entry for entry, _ in same)]))
        records = self._database.execute(
            f"select key, {_SHA256} from result "  # noqa: S608
            f"where {NAME_IN_RECORD} in (select value from json_each(?)) or {_SHA256} = ?",
            (json.dumps(names), sha256),
        ).fetchall()
        elsewhere = "select 1 from source where sha256 = ? and name not in (select value from json_each(?))"
        hashes = [sha256, *(entry for _, entry in records if entry)]  # an earlier version may be another file of today
        own = (
            entry for entry in hashes if not self._database.execute(elsewhere, (entry, json.dumps(names))).fetchone()
        )
        paths = tuple((entry, Path(os.fsdecode(path))) for entry, path in same)
        keys = tuple(key for key, _ in records)
        return ForgottenCase(name, sha256, names, tuple(dict.fromkeys(own)), keys, paths, self._words(names, keys))

    def others(self, case: ForgottenCase) -> frozenset[str]:
        """SHA-256 of all other files of the folder; some may have had a name of the case before."""
        rows = self._database.execute(
            f"select distinct sha256 from source where name not in {_LISTED}",  # noqa: S608 -- our own text
            (json.dumps(case.names),),
        )
        return frozenset(sha256 for (sha256,) in rows) - {case.sha256}

    def _words(self, names: Sequence[str], keys: Sequence[str]) -> tuple[str, ...]:
        """What the case is called among people, without what other files are called too."""
        own = json.dumps(keys)
        rows = f"select distinct {_TITLE} from result where {_TITLE} != '' and key "  # noqa: S608 -- our own text
        titles = [title for (title,) in self._database.execute(f"{rows} in {_LISTED}", (own,))]
        wanted = {plain(word) for word in (*titles, *(word for name in names for word in short_names(name)))}
        others: set[str] = set()
        for (name,) in self._database.execute(
            f"select name from source union select {NAME_IN_RECORD} from result"  # noqa: S608
        ):
            if name and name not in names:
                others.update(wanted & set(map(plain, short_names(name))))
        for (title,) in self._database.execute(f"{rows} not in {_LISTED}", (own,)):
            others |= wanted & {plain(title)}
        return trace_words(names, titles, others)

    def delete(self, case: ForgottenCase) -> None:
        """Deletes the records of a case and its names; what they took up is overwritten."""
        self._database.execute("pragma secure_delete = on")
        self._database.execute("begin immediate")
        self._database.executemany("delete from result where key = ?", ((key,) for key in case.keys))
        reports = [name for (name,) in self._database.execute("select name from report") if case.is_report(name)]
        self._database.executemany("delete from report where name = ?", ((name,) for name in reports))
        for table, columns in self._tables_of_files():
            if "name" in columns:
                self._database.executemany(f"delete from {table} where name = ?", ((name,) for name in case.names))  # noqa: S608
            if "sha256" in columns:
                self._database.execute(f"delete from {table} where sha256 = ?", (case.sha256,))  # noqa: S608
        self._database.execute("commit")
        self._database.execute("pragma wal_checkpoint(truncate)")
        self._database.execute("vacuum")
        self._database.execute("pragma wal_checkpoint(truncate)")

    def similar(self, case: ForgottenCase) -> list[str]:
        """Files of the folder with nearly the same text, which are other cases: new versions, and other formats."""
        own = self._signatures("key in (select value from json_each(?))", json.dumps(case.keys))
        signature = next((entry for _, _, entry in own), b"")
        if not signature:
            return []
        others = self._signatures("key not in (select value from json_each(?))", json.dumps(case.keys))
        near = [(name, sha256) for name, sha256, entry in others if similarity(signature, entry) >= LEAST_SIMILARITY]
        there = "select 1 from source where name = ? and sha256 = ?"
        return sorted({name for name, sha256 in near if self._database.execute(there, (name, sha256)).fetchone()})

    def _signatures(self, clause: str, keys: str) -> Iterator[tuple[str, str, bytes]]:
        """Name, SHA-256 and signature of the records with a text to compare."""
        question = f"select {NAME_IN_RECORD}, {_SHA256}, signature from result where length(signature) > 0 and {clause}"  # noqa: S608
        return self._database.execute(question, (keys,))

    def language(self) -> str:
        """That of the reports that were written last; "" where there are none."""
        return report_language(self._database)

    def themes(self) -> frozenset[str]:
        """The themes of the first record that has some; none where there is no such record."""
        row = self._database.execute(
            "select record from result where json_extract(record, '$.status') = 'assessed' limit 1"
        ).fetchone()
        rows = self._database.execute(
            "select json_extract(value, '$.id') from json_each(?, '$.themes')", row or ("{}",)
        )
        return frozenset(theme for (theme,) in rows)

    def _tables_of_files(self) -> Iterator[tuple[str, set[str]]]:
        """Every table that names files, with its columns."""
        tables = [name for (name,) in self._database.execute("select name from sqlite_schema where type = 'table'")]
        for table in tables:
            if table not in _OWN_TABLES and not table.startswith("sqlite_"):
                yield table, {row[1] for row in self._database.execute(f"pragma table_info({table})")}


@contextmanager
def open_for_forgetting(ledger: Path) -> Iterator[ForgettableLedger]:
    """A ledger in the form of this version, which nobody else writes to. Raises UsageError where it cannot be used."""
    with open_ledger(ledger) as database:
        yield ForgettableLedger(database)
