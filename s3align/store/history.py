"""What has become of the files since the last run, and for how long what is gone is remembered.

Functions on the ledger's database, inside its transactions. ``source`` are the files of this run, ``found`` those of a run
that has not begun yet, ``known`` those of the last run that worked everything off, with the day on which they were missed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MOST_NAMED = 20
"""Files of a kind that are named; more are counted."""
SCHEMA = """
create table if not exists known (name text primary key, sha256 text not null, gone_since text) without rowid;
"""
KNOWN_BEFORE = "insert or ignore into known select name, sha256, null from source"
"""For a ledger of a form without ``known``: its list of files is that of the last run."""
_UNDATED = ""
"""The day on which a file was missed by a run that knows no day; it is replaced by that of the next run that knows one."""
VIEWS = """
create temporary view lost as
select name, sha256 from known where gone_since is null and name not in (select name from source);
create temporary view come as
select name, sha256 from source where name not in (select name from known where gone_since is null);
create temporary table renamed (was text primary key, name text unique);
"""
_RENAMED = """
with old as (select name, sha256, row_number() over (partition by sha256 order by name) as place from lost),
     young as (select name, sha256, row_number() over (partition by sha256 order by name) as place from come)
insert into renamed select old.name, young.name from old join young using (sha256, place)
"""
_GONE = "from lost where name not in (select was from renamed)"
_NEW = "from come where name not in (select name from renamed)"
_CHANGED = "from known join source using (name) where gone_since is null and known.sha256 != source.sha256"


@dataclass(frozen=True, slots=True)
class Named:
    """How many files, and the first of their names."""

    count: int = 0
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class GoneFile:
    """A file that is no longer in the folder, nor its content; ``since``: the ISO day it was missed, "" where not known."""

    name: str
    since: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has become of the files since the last run.

    ``renamed``: files whose bytes lay there under another name, each as "old → new". ``forgotten``: results that were removed
    because no file of the folder has had them for the stated time. ``is_first``: there was no run to compare with.
    """

    new: Named = Named()
    changed: Named = Named()
    renamed: Named = Named()
    gone: Named = Named()
    forgotten: int = 0
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Retention:
    """The day of the run, None where it is not known, and for how many ``days`` what is gone is kept."""

    today: date | None
    days: int


def compared(database: sqlite3.Connection) -> tuple[int, int]:
    """Distinct contents of the run before, and how many of them ``found`` has."""
    known, there = database.execute(
        "select count(distinct sha256), count(distinct case when sha256 in (select sha256 from found) then sha256 end) "
        "from source"
    ).fetchone()
    return int(known), int(there)


def missed(database: sqlite3.Connection, limit: int) -> list[bytes]:
    """The paths below the folder of files of the run before whose contents ``found`` does not have."""
    rows = database.execute(
        "select path from source where sha256 not in (select sha256 from found) order by name limit ?", (limit,)
    )
    return [path for (path,) in rows]


def note_run(database: sqlite3.Connection, retention: Retention) -> Changes:
    """Compares the files with those of the last run, takes their place, and removes what has been gone for too long.

    ``content`` has to hold the keys of this run's results.
    """
    (is_known,) = database.execute("select exists (select 1 from known)").fetchone()
    database.execute("delete from renamed")
    database.execute(_RENAMED)
    changes = Changes(
        _named(database, "name", _NEW),
        _named(database, "name", _CHANGED),
        _named(database, "was || ' → ' || name", "from renamed"),
        _named(database, "name", _GONE),
        _forget(database, retention),
        is_first=not is_known,
    )
    _take_over(database, retention)
    return changes


def gone(database: sqlite3.Connection, limit: int) -> tuple[int, list[GoneFile]]:
    """How many files are gone with their contents and still remembered, and the first of them."""
    clause = "from known where gone_since is not null and sha256 not in (select sha256 from source)"
    (count,) = database.execute(f"select count(*) {clause}").fetchone()
    rows = database.execute(f"select name, gone_since {clause} order by gone_since desc, name limit ?", (limit,))
    return int(count), [GoneFile(*row) for row in rows]


def _named(database: sqlite3.Connection, name: str, clause: str) -> Named:
    (count,) = database.execute(f"select count(*) {clause}").fetchone()
    rows = database.execute(f"select {name} {clause} order by 1 limit ?", (MOST_NAMED,))
    return Named(int(count), tuple(text for (text,) in rows))


def _forget(database: sqlite3.Connection, retention: Retention) -> int:
    """Notes since when no file has had a result, and removes those for which that is long ago; the number of these."""
    database.execute(
        "update result set gone_since = null where gone_since is not null and key in (select key from content)"
    )
    database.execute(
        "update result set gone_since = ? where coalesce(gone_since, '') = '' and key not in (select key from content)",
        (_day(retention),),
    )
    return database.execute(
        "delete from result where julianday(?) - julianday(gone_since) >= ?", (_day(retention), retention.days)
    ).rowcount


def _take_over(database: sqlite3.Connection, retention: Retention) -> None:
    database.execute("delete from known where name in (select was from renamed)")
    database.execute(
        "update known set gone_since = ? where coalesce(gone_since, '') = '' and name not in (select name from source)",
        (_day(retention),),
    )
    database.execute("delete from known where name in (select name from source)")
    database.execute("insert into known select name, sha256, null from source")
    database.execute(
        "delete from known where julianday(?) - julianday(gone_since) >= ?", (_day(retention), retention.days)
    )


def _day(retention: Retention) -> str:
    return retention.today.isoformat() if retention.today else _UNDATED
