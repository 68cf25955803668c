"""One file of a folder of results with everything that its ledger knows of it, found by its name."""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from s3align.errors import Said, UsageError, said
from s3align.files import shown_name
from s3align.nearest import similar
from s3align.store.fingerprint import RunFingerprint
from s3align.store.results import report_name
from s3align.store.safe_cell import safe_cell

NAME_IN_RECORD = "json_extract(record, '$.document.name')"


@dataclass(frozen=True, slots=True)
class Case:
    """A file, or several with the same bytes, and the record of it.

    ``name``: the first of its names, which the record bears. ``names``: all of them; none where the file is gone from the
    folder. ``path``: where the first lies below the folder. ``record``: JSON. ``assessed_on``: where that is known.
    """

    name: str
    sha256: str
    key: str
    record: str
    assessed_on: date | None
    names: tuple[str, ...]
    path: Path | None

    @property
    def report(self) -> str:
        """The file name of its report."""
        return report_name(self.name, self.key)


class Cases:
    """The files that a ledger knows, as the run with this fingerprint left them; make it with ``open_cases``."""

    def __init__(self, database: sqlite3.Connection, fingerprint: RunFingerprint) -> None:
        self._database = database
        self._fingerprint = fingerprint

    def all(self) -> Iterator[Case | str]:
        """Every content of the folder in order of names; of one without a record the name alone."""
        rows = self._database.execute(
            "select min(name), path, sha256, suffix from source group by sha256, suffix order by min(name)"
        )
        for name, path, sha256, suffix in rows:
            yield self._case(name, path, sha256, suffix) or name

    def find(self, name: str) -> Case:
        """The case of a file of the folder, or of one that is gone from it. Raises UsageError for an unknown name."""
        name = known_name(self._database, name)
        row = self._database.execute("select sha256, suffix from source where name = ?", (name,)).fetchone()
        if row:
            first = self._database.execute(
                "select min(name), path, sha256, suffix from source where sha256 = ? and suffix = ?", row
            ).fetchone()
            found = self._case(*first)
            if found is None:
                raise UsageError(
                    said(
                        "case_without_record",
                        "{file} has not been assessed yet. Run `s3align batch` again, which goes on where it was stopped.",
                        file=name,
                    )
                )
            return found
        return self._gone(name)

    def _case(self, name: str, path: bytes, sha256: str, suffix: str) -> Case | None:
        key = self._fingerprint.key(name, sha256)
        row = self._database.execute("select record, assessed_on from result where key = ?", (key,)).fetchone()
        if row is None:
            return None
        names = self._database.execute(
            "select name from source where sha256 = ? and suffix = ? order by name", (sha256, suffix)
        )
        return Case(
            name, sha256, key, row[0], _day(row[1]), tuple(entry for (entry,) in names), Path(os.fsdecode(path))
        )

    def _gone(self, name: str) -> Case:
        """The latest record of a file that is not in the folder any more."""
        row = self._database.execute(
            f"select key, record, assessed_on, coalesce(json_extract(record, '$.document.sha256'), '') from result "  # noqa: S608 -- our own text
            f"where {NAME_IN_RECORD} = ? order by assessed_on desc, rowid desc limit 1",
            (name,),
        ).fetchone()
        return Case(name, row[3], row[0], row[1], _day(row[2]), (), None)


def known_name(database: sqlite3.Connection, asked: str) -> str:
    """A name as the ledger has it: macOS names files by decomposed letters, and tables put an apostrophe before a formula.

    Raises UsageError for an unknown one.
    """
    known = f"select name from (select name from source union select {NAME_IN_RECORD} from result) where name != ''"  # noqa: S608 -- our own text
    if database.execute(f"{known} and name = ?", (asked,)).fetchone():
        return asked
    wanted = unicodedata.normalize("NFC", asked)
    same = (name for (name,) in database.execute(known) if unicodedata.normalize("NFC", name) == wanted)
    if found := next(same, None):
        return str(found)
    if safe_cell(asked[1:]) == asked != "":
        with suppress(UsageError):
            return known_name(database, asked[1:])
    raise UsageError(_unknown_case(asked, (name for (name,) in database.execute(known))))


def _unknown_case(name: str, known: Iterable[str]) -> Said:
    """What is said of a name that no file of a run has."""
    meant = similar(name, known)
    hint = (
        said("did_you_mean", "Did you mean '{name}'?", name=meant)
        if meant
        else said("names_in_table", "Give a name as it stands in the column “file” of results.csv.")
    )
    return said("case_unknown", "There is no file '{name}' in these results. {hint}", name=name, hint=hint)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


@contextmanager
def open_cases(ledger: Path, fingerprint: RunFingerprint) -> Iterator[Cases]:
    """The files that a ledger in the form of this version knows. Raises UsageError where it cannot be used."""
    with open_ledger(ledger) as database:
        yield Cases(database, fingerprint)


@contextmanager
def open_ledger(ledger: Path) -> Iterator[sqlite3.Connection]:
    """A ledger as a database, in the form of this version. Raises UsageError where it cannot be used."""
    try:
        with closing(sqlite3.connect(ledger.absolute(), isolation_level=None)) as database:
            yield database
    except sqlite3.Error as error:
        raise UsageError(
            said(
                "ledger_unusable",
                "The ledger {file} cannot be used ({why}). Make room, then run the same command again.",
                file=shown_name(ledger),
                why=error,
            )
        ) from error
